/** Rehearsals 推演: cases in virtual time, in a database of their own that nothing of the live one looks into. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../domain/kernel/process.ts';
import { callOf } from './call.ts';
import { caseOf } from './case.ts';
import { deliveryOf } from './delivery.ts';
import { eventOf } from './event.ts';
import { flag, integer, schemaOptions, text } from './fields.ts';
import { historyOf } from './history.ts';
import { incidentOf } from './incident.ts';
import { modelOf } from './model-of.ts';
import { noticeOf } from './notice.ts';
import { counterOf, numberOf } from './number.ts';

export type Rehearsal = {
  /** Number of its first case. */
  _id: string;
  title: string;
  process: string;
  /** It runs on drafts of registers where there are any. */
  drafts: boolean;
  startedBy: string;
  /** On the wall; the case's own time is another. */
  startedAt: Millis;
  /** Somebody moves its time at this moment. */
  forwardingSince?: Millis;
};

const schema = new Schema<Rehearsal>(
  {
    _id: text,
    title: text,
    process: text,
    drafts: flag,
    startedBy: text,
    startedAt: integer,
    forwardingSince: Number,
  },
  schemaOptions('rehearsals'),
).index({ startedAt: -1, _id: -1 });

export const rehearsalOf = modelOf<Rehearsal>('Rehearsal', schema);

/** The store of rehearsals beside the live database of `db`; on the same connections. */
export const rehearsalStore = (db: Connection): Connection => db.useDb(`${db.name}_rehearsal`, { useCache: true });

/** Collections and indexes of that store; may run at every start. */
export async function prepareRehearsalStore(store: Connection): Promise<void> {
  const models = [
    caseOf,
    callOf,
    incidentOf,
    eventOf,
    numberOf,
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
}
