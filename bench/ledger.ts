/** G6 and G7: history events, bytes and billable actions of one lifecycle, standard and as shipped; printed. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { workflowIdOf } from '../domain/kernel/ids.ts';
import { connectClient } from '../platform/temporal.ts';
import { Desks, type Policy } from './desk.ts';
import type { Wish } from './wish.ts';
import { onProduct } from './product.ts';
import { type Budget, budgetWords, verdictOf } from './results.ts';

const BUDGET: readonly Budget[] = [{ must: 34, goal: 33 }, { must: 16 }, { must: 11_000, goal: 8_000 }];
/** The server's counters lag behind by at most this. */
const LAG_MS = 3_000;
const MOST_ROUNDS = 40;

export const ledger = ({ results, command }: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { address, env } = product.run();
    const desks = await Desks.open(db, address);
    const client = connectClient({ temporalAddress: env['TEMPORAL_ADDRESS'] ?? '', temporalNamespace: 'changming' });
    const metrics = metricsOf(product.pidOf('temporal'));
    for (const policy of ['standard', 'shipped'] as const satisfies readonly Policy[]) {
      const before = await actionsAtRest(metrics);
      const number = await closedBy(desks, policy, db);
      const actions = difference(before, await actionsAtRest(metrics));
      const described = await client.workflow.getHandle(workflowIdOf('incident', number)).describe();
      const { historyLength: events, historySize: bytes = 0 } = described;
      const total = Object.values(actions).reduce((sum, one) => sum + one, 0);
      results.phase({ run: 'G6 G7', variant: policy, events, bytes, actions });
      const figures = [events, total, bytes];
      results.row({
        row: 'G6',
        what: `${policy} lifecycle: events, actions, bytes`,
        budget: policy === 'standard' ? budgetWords(BUDGET) : 'printed',
        measured: figures.join(', '),
        verdict:
          policy === 'shipped'
            ? 'printed'
            : verdictOf(...BUDGET.map((one, i) => [figures[i] ?? Number.NaN, one] as const)),
        command,
      });
    }
    await client.connection.close();
  });

async function closedBy(desks: Desks, policy: Policy, db: Connection): Promise<string> {
  await desks.lifecycle(0, policy);
  const open = await desks.openLeft(db);
  if (open > 0) throw new Error(`the ${policy} lifecycle has left its case open`);
  return desks.newest;
}

/** Where the embedded server shows its counters. */
function metricsOf(pid: number): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const port = words[words.indexOf('--metrics-port') + 1];
  return `http://127.0.0.1:${port}/metrics`;
}

/** Once nobody acts any more, sample cases of a new installation included. */
async function actionsAtRest(url: string): Promise<Record<string, number>> {
  for (let before = '', round = 0; ; round += 1) {
    await sleep(LAG_MS);
    const actions = await actionsIn(url);
    const now = JSON.stringify(actions);
    if (now === before) return actions;
    if (round > MOST_ROUNDS) throw new Error('the engine does not come to rest');
    before = now;
  }
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
