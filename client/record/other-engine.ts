/** The engine is another one than the store was used with: what is said of it, and how an operator has it take its place. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { AuditTrail } from '../../models/access/audit.ts';
import { caseOf } from '../../models/cases/case.ts';
import { engineOf, moveToEngine } from '../../models/store/engine.ts';
import { namespaceId } from '../../platform/temporal.ts';

/** One sentence for whoever operates it. */
export const OTHER_ENGINE =
  'The engine is not the one that these cases ran on, so none is brought back by itself: put the right one back, ' +
  'or have this one take its place with "npm run revive -- --all --yes".';

export const openCasesIn = { mode: { $in: ['live', 'drill'] }, closedAt: { $exists: false } } as const;

/** True when the store was used with another engine than the one behind `temporal`; one that is new to both is none. */
export async function isOtherEngine(temporal: Client, db: Connection): Promise<boolean> {
  const known = await engineOf(db).findById(temporal.options.namespace).lean<{ uuid: string }>();
  return known !== null && known.uuid !== (await namespaceId(temporal));
}

/** From now on the store belongs to this engine; on record. */
export async function takeEngine(
  { temporal, db, audit }: { temporal: Client; db: Connection; audit: AuditTrail },
  { by, now }: { by: string; now: number },
): Promise<void> {
  const { namespace } = temporal.options;
  const uuid = await namespaceId(temporal);
  const before = (await engineOf(db).findById(namespace).lean<{ uuid: string }>())?.uuid ?? null;
  await audit.record({ type: 'engineMoved', by, at: now, data: { namespace, before, uuid } });
  await moveToEngine(db, namespace, uuid);
}

export const countOpen = async (db: Connection): Promise<number> => await caseOf(db).countDocuments(openCasesIn);

/** Numbers of the open cases, in order, without ever holding them all. */
export async function* openCases(db: Connection): AsyncGenerator<string> {
  const rows = caseOf(db).find(openCasesIn, { _id: 1 }).sort({ _id: 1 }).lean<{ _id: string }[]>().cursor();
  for await (const { _id } of rows) yield _id;
}
