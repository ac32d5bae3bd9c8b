/** G6 and G7: history events, bytes and billable actions of one lifecycle, standard and as shipped; printed. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { workflowIdOf } from '../domain/kernel/ids.ts';
import { connectClient } from '../platform/temporal.ts';
import { Desks, type Policy } from './desk.ts';
import type { Wish } from './load.ts';
import { onProduct } from './product.ts';

const BUDGET = { events: 40, actions: 16, bytes: 20_000 };
/** The server's counters lag behind by at most this. */
const LAG_MS = 3_000;

export const ledger = ({ results, command }: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { address, env } = product.run();
    const desks = await Desks.open(db, address);
    const client = connectClient({ temporalAddress: env['TEMPORAL_ADDRESS'] ?? '', temporalNamespace: 'changming' });
    const metrics = metricsOf(product.pidOf('temporal'));
    for (const policy of ['standard', 'shipped'] as const satisfies readonly Policy[]) {
      await sleep(LAG_MS);
      const before = await actionsIn(metrics);
      const number = await closedBy(desks, policy, db);
      await sleep(LAG_MS);
      const actions = difference(before, await actionsIn(metrics));
      const described = await client.workflow.getHandle(workflowIdOf('incident', number)).describe();
      const { historyLength: events, historySize: bytes = 0 } = described;
      const total = Object.values(actions).reduce((sum, one) => sum + one, 0);
      results.phase({ run: 'G6 G7', variant: policy, events, bytes, actions });
      const isMet =
        policy === 'shipped' || (events <= BUDGET.events && total <= BUDGET.actions && bytes <= BUDGET.bytes);
      results.row({
        row: 'G6',
        what: `${policy} lifecycle: events, actions, bytes`,
        budget: policy === 'standard' ? '<= 40, 16, 20,000' : 'printed',
        measured: `${events}, ${total}, ${bytes}`,
        verdict: policy === 'shipped' ? 'printed' : isMet ? 'pass' : 'short',
        command,
      });
    }
    await client.connection.close();
  });

async function closedBy(desks: Desks, policy: Policy, db: Connection): Promise<string> {
  await desks.lifecycle(0, policy);
  const newest = await db
    .collection<{ _id: string }>('cases')
    .findOne({ status: 'closed' }, { sort: { updatedAt: -1 } });
  if (!newest) throw new Error('no case has been closed');
  return newest._id;
}

/** Where the embedded server shows its counters. */
function metricsOf(pid: number): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const port = words[words.indexOf('--metrics-port') + 1];
  return `http://127.0.0.1:${port}/metrics`;
}

async function actionsIn(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(url)).text();
  const lines = text.matchAll(/^action\{([^}]*)\} (\S+)$/gm);
  const sums: Record<string, number> = {};
  for (const [, labels = '', value] of lines) {
    if (!labels.includes('namespace="changming"')) continue;
    const type = /action_type="([^"]*)"/.exec(labels)?.[1] ?? 'unknown';
    sums[type] = (sums[type] ?? 0) + Number(value);
  }
  return sums;
}

const difference = (before: Record<string, number>, after: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([type, value]) => [type, value - (before[type] ?? 0)] as const)
      .filter(([, value]) => value > 0),
  );
