/** Drills that have ended: which runbook was last drilled when. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { RUN_PROCESSES } from '../../domain/runbooks/runbook.ts';
import { casesIn } from './case.ts';

export type LastDrill = { number: string; closedAt: Millis };

/** Of a pin as the document keeps it, `runbook:standby-node@3`, of further ones `runbook-2:…`. */
const PINNED = /^runbook(?:-\d+)?:(.+)@\d+$/;

/** Of each process that runs by runbooks one: its drills by their end. */
export async function createDrillIndexes(db: Connection): Promise<void> {
  for (const process of RUN_PROCESSES)
    await casesIn(db).createIndex(
      { status: 1, closedAt: 1, _id: 1 },
      { name: `drills_${process}`, partialFilterExpression: { process, mode: 'drill' } },
    );
}

/** By runbook, whatever its version, the drill that was closed last; one that was stood down is none. By the indexes above. */
export async function lastDrills(db: Connection): Promise<ReadonlyMap<string, LastDrill>> {
  const last = new Map<string, LastDrill>();
  for (const process of RUN_PROCESSES) {
    const closed = casesIn(db).find(
      { process, mode: 'drill', status: 'closed' },
      { projection: { closedAt: 1, 'kase.pinned': 1 }, sort: { closedAt: 1, _id: 1 } },
    );
    for await (const { _id: number, closedAt = 0, kase } of closed)
      for (const one of kase.pinned) {
        const [, runbook] = PINNED.exec(one) ?? [];
        if (runbook !== undefined) last.set(runbook, { number, closedAt });
      }
  }
  return last;
}
