/** Drills that have ended: which of them count, and which runbook was last drilled when. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { RUN_PROCESSES } from '../../domain/processes.ts';
import { casesIn } from './case.ts';
import { commitsIn } from './commit.ts';

export type LastDrill = { number: string; closedAt: Millis };

/** Ends of one that ran; of a release that went back, from wherever, it is one of its own. */
const WENT = ['closed', 'rolled-back'];
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

/**
 * By runbook, whatever its version, the drill that was closed last of those that went forward to the end of their last step, whatever
 * was taken back afterwards: of a step that was never reached nobody knows whether it works. By the indexes above.
 */
export async function lastDrills(db: Connection): Promise<ReadonlyMap<string, LastDrill>> {
  const last = new Map<string, LastDrill>();
  for (const process of RUN_PROCESSES) {
    const closed = casesIn(db).find(
      { process, mode: 'drill', status: { $in: WENT } },
      { projection: { closedAt: 1, 'kase.pinned': 1 }, sort: { closedAt: -1, _id: -1 } },
    );
    for await (const { _id: number, closedAt = 0, kase } of closed) {
      const unknown = kase.pinned.flatMap((one) => PINNED.exec(one)?.[1] ?? []).filter((one) => !last.has(one));
      if (unknown.length > 0 && (await wentForward(db, process, number)))
        for (const runbook of unknown) last.set(runbook, { number, closedAt });
    }
  }
  return last;
}

/** It is on record that all its steps were over on the way forward. */
export const wentForward = async (db: Connection, process: string, number: string): Promise<boolean> =>
  (await commitsIn(db).findOne(
    { caseId: number, 'events.type': `${process}.stepsEnded` },
    { projection: { _id: 1 } },
  )) !== null;
