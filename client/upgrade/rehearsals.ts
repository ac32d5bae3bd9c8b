/** Rehearsals do not outlive the upgrade: their time stood in workflows that end with it. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { casesIn } from '../../models/cases/case.ts';
import { numberRecords } from '../../models/cases/number.ts';
import { hold } from '../../models/cases/parked.ts';
import { rehearsalOf } from '../../models/rehearsal.ts';
import { isNamed } from '../cases/engine-error.ts';
import { isOpen } from '../rehearsals/rehearsal-time.ts';
import { endOldRuns } from './old-runs.ts';

/**
 * Marks those with an open case as lost, holds their cases, ends their workflows; answers how many were marked. Without a
 * namespace of rehearsals there is nothing to end.
 */
export async function loseRehearsals(temporal: Client, store: Connection): Promise<number> {
  const lost = new Set<string>();
  for await (const stored of casesIn(store).find({ closedAt: { $exists: false } })) {
    if (!isOpen(stored)) continue;
    const { _id: caseId, process } = stored;
    await hold(store, { caseId, process, by: 'system', now: Date.now(), reason: 'rehearsal-lost' });
    lost.add(await firstOf(store, caseId));
  }
  await rehearsalOf(store).updateMany({ _id: { $in: [...lost] } }, { $set: { lost: true } });
  try {
    await endOldRuns(temporal, store);
  } catch (error) {
    if (!isNamed(error, 'NamespaceNotFoundError') && !isMissing(error)) throw error;
  }
  return lost.size;
}

const NOT_FOUND = 5;
const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === NOT_FOUND;

/** The first case of the rehearsal that this one belongs to. */
async function firstOf(store: Connection, caseId: string): Promise<string> {
  const own = await numberRecords(store).findOne({ caseId }).lean<{ _id: string }>();
  const [, parent] = /^e:([^:]+):/.exec(own?._id ?? '') ?? [];
  return parent === undefined ? caseId : await firstOf(store, parent);
}
