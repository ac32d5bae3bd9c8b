/** The cases that a person looked at last: his own, gone by themselves after a while, and no part of any record. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Looked = { number: string; at: Millis };
/** `_id`: the person; `cases`: the last one first. */
type RecentCases = { _id: string; cases: readonly Looked[]; expireAt: Date };

export const MOST_RECENT = 20;
const KEPT_MS: Millis = 90 * 86_400_000;

const schema = new Schema<RecentCases>(
  { _id: text, cases: anything, expireAt: { type: Date, required: true } },
  schemaOptions('recent-cases'),
).index({ expireAt: 1 }, { expireAfterSeconds: 0 });
export const recentCasesOf = modelOf<RecentCases>('RecentCases', schema);

const recentIn = (db: Connection) => db.collection<RecentCases>('recent-cases');

/** He has looked at it now; of one case the last look counts. */
export async function noteLook(db: Connection, person: string, { number, at }: Looked): Promise<void> {
  const others = {
    $filter: { input: { $ifNull: ['$cases', []] }, as: 'one', cond: { $ne: ['$$one.number', { $literal: number }] } },
  };
  const cases = { $slice: [{ $concatArrays: [[{ number: { $literal: number }, at }], others] }, MOST_RECENT] };
  await recentIn(db).updateOne({ _id: person }, [{ $set: { cases, expireAt: new Date(at + KEPT_MS) } }], {
    upsert: true,
    writeConcern: { w: 1 },
  });
}

/** The last one first. */
export const recentOf = async (db: Connection, person: string): Promise<readonly Looked[]> =>
  (await recentIn(db).findOne({ _id: person }))?.cases ?? [];
