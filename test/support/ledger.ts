/** What the engine charges for a story: its own count of billable actions, and the size of the history. */
import type { Client } from '@temporalio/client';

export type Actions = Readonly<Record<string, number>>;
export type Entry = { events: number; bytes: number; actions: Actions };

const SETTLED_MS = 1_500; // the server counts with a delay

/** Actions of one namespace by type, as counted until now. Null where the engine's own metrics cannot be reached. */
export async function actionsOf(namespace: string): Promise<Actions | null> {
  const address = process.env['TEMPORAL_SERVER_METRICS'];
  if (address === undefined) return null;
  let before = await scrape(address, namespace);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const now = await scrape(address, namespace);
    if (total(now) === total(before)) return now;
    before = now;
  }
}

export const total = (actions: Actions): number => Object.values(actions).reduce((sum, count) => sum + count, 0);

/** What came between two counts; types that did not move are left out. */
export const between = (before: Actions, after: Actions): Actions =>
  Object.fromEntries(
    Object.entries(after)
      .map(([type, count]) => [type, count - (before[type] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );

async function scrape(address: string, namespace: string): Promise<Actions> {
  const text = await (await fetch(address)).text();
  const counts: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const match = /^action\{action_type="(\w+)",namespace="([\w-]+)".*\} (\d+)/.exec(line);
    if (match?.[1] && match[2] === namespace) counts[match[1]] = (counts[match[1]] ?? 0) + Number(match[3]);
  }
  return counts;
}

/** Events and bytes of the newest run, as the server sees them. */
export async function historySize(client: Client, workflowId: string): Promise<{ events: number; bytes: number }> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return {
    events: Number(raw.workflowExecutionInfo?.historyLength ?? 0),
    bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
  };
}
