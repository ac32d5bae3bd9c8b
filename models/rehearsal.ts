/** Rehearsals 推演: cases in virtual time, in a database of their own that nothing of the live one looks into. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../domain/kernel/process.ts';
import { processes } from '../domain/processes.ts';
import { caseOf } from './cases/case.ts';
import { deliveryOf } from './notices/delivery.ts';
import { commitOf } from './cases/commit.ts';
import { flag, integer, schemaOptions, text } from './store/fields.ts';
import { historyOf } from './cases/history.ts';
import { ofProcesses } from './cases/processes/all.ts';
import { modelOf } from './store/model-of.ts';
import { wordsOf } from './cases/words.ts';
import { noticeOf } from './notices/notice.ts';
import { counterOf, numberRecords } from './cases/number.ts';
import { deriveRehearsalKeys } from './store/record-key.ts';

export type Rehearsal = {
  /** Number of its first case. */
  _id: string;
  title: string;
  process: string;
  /** It runs on drafts of registers where there are any. */
  drafts: boolean;
  /** `incident@2`: it runs on this version of a policy, whatever is in force. */
  policyVersion?: string;
  /** Virtual instant that was asked for the intake. */
  at?: Millis;
  /** Who opened the case; absent: the product itself. */
  by?: string;
  startedBy: string;
  /** On the wall; the case's own time is another. */
  startedAt: Millis;
  /** Somebody moves its time at this moment, or died over it before `until`. */
  moving?: { token: string; until: Millis };
  /** A case of it is open and its workflow is gone: its time stands still for ever. */
  lost?: true;
};

const schema = new Schema<Rehearsal>(
  {
    _id: text,
    title: text,
    process: text,
    drafts: flag,
    policyVersion: String,
    at: Number,
    by: String,
    startedBy: text,
    startedAt: integer,
    moving: { token: String, until: Number },
    lost: Boolean,
  },
  schemaOptions('rehearsals'),
).index({ startedAt: -1, _id: -1 });

export const rehearsalOf = modelOf<Rehearsal>('Rehearsal', schema);

/** The store of rehearsals beside the live database of `db`; on the same connections, under a record key of its own. */
export function rehearsalStore(db: Connection): Connection {
  const store = db.useDb(`${db.name}_rehearsal`, { useCache: true });
  deriveRehearsalKeys(db, store);
  return store;
}

/** Numbers of rehearsals are longer than any live one will be: nobody takes one for the other. */
const BEFORE_FIRST = 900_000_000;

/** Collections and indexes of that store; may run at every start. */
export async function prepareRehearsalStore(store: Connection): Promise<void> {
  const models = [
    caseOf,
    ...Object.values(ofProcesses),
    commitOf,
    wordsOf,
    numberRecords,
    counterOf,
    noticeOf,
    deliveryOf,
    historyOf,
    rehearsalOf,
  ];
  for (const modelOn of models) {
    const model = modelOn(store);
    await model.createCollection();
    await model.createIndexes();
  }
  for (const _id of Object.keys(processes))
    await counterOf(store).updateOne({ _id }, { $setOnInsert: { last: BEFORE_FIRST } }, { upsert: true });
}
