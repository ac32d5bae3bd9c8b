/** What the release before this one stored, and what its upgrade still has to do (docs/upgrade.md). */
import type { Connection } from 'mongoose';
import type { EffectRef } from '../../domain/kernel/pending.ts';
import type { CaseEvent, CaseView } from '../../domain/kernel/process.ts';

/** One link a single event; read as evidence and never written again. */
export type OldEvent = CaseEvent & { prevHash: string; hash: string };
/** Of the document as it was, what still counts. */
export type OldCase = Pick<CaseView, '_id' | 'process' | 'mode' | 'version' | 'status' | 'closedAt'> & {
  kase?: { headHash?: string; text?: unknown };
};
/** A case that is grouped and waits for a workflow of the present kind, with what its old one had not carried out. */
export type Waiting = { _id: string; process: string; open: readonly EffectRef[] };

export const oldEventsIn = (db: Connection) => db.collection<OldEvent>('events');
export const oldCasesIn = (db: Connection) => db.collection<OldCase>('cases');
export const waitingIn = (db: Connection) => db.collection<Waiting>('upgrades');

/** How a document of the release before is told from one of now. */
export const OLD_SHAPE = { 'kase.text': { $exists: false } } as const;

export async function oldEventsOf(db: Connection, caseId: string): Promise<OldEvent[]> {
  return await oldEventsIn(db)
    .find({ caseId }, { sort: { seq: 1 } })
    .toArray();
}

/** The next case behind `after`, by its number, that has events of the release before. */
export async function nextOldCase(db: Connection, after: string): Promise<string | null> {
  const found = await oldEventsIn(db).findOne(
    { caseId: { $gt: after } },
    { sort: { caseId: 1, seq: 1 }, projection: { caseId: 1 } },
  );
  return found?.caseId ?? null;
}

/** About how many cases are being upgraded, in words for people; `grouped`: their events are commits already. Cheap. */
export async function upgradeUnderWay(db: Connection, grouped: boolean): Promise<string | null> {
  const isOld = !grouped && (await oldEventsIn(db).estimatedDocumentCount()) > 0;
  const cases = isOld ? oldCasesIn(db) : waitingIn(db);
  const count = await cases.estimatedDocumentCount();
  return count > 0 ? `upgrading ${count} cases` : null;
}
