/** How often a canned answer was used: once for each case and person, and no part of the answer itself. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../../domain/kernel/process.ts';
import { integer, schemaOptions, text, texts } from '../../store/fields.ts';
import { isDuplicate, modelOf } from '../../store/model-of.ts';

/** `_id`: of the answer. `lately`: the last uses, `person/number`. */
type CannedUse = { _id: string; uses: number; usedAt: Millis; lately: readonly string[] };
const LATELY = 200;

const schema = new Schema<CannedUse>(
  { _id: text, uses: integer, usedAt: integer, lately: texts },
  schemaOptions('canned-uses'),
);
export const cannedUseOf = modelOf<CannedUse>('CannedUse', schema);

/** Counts a use; again by the same person on the same case it is the same one. One write, so that none is counted half. */
export async function noteCannedUse(
  db: Connection,
  { id, person, number, at }: { id: string; person: string; number: string; at: Millis },
): Promise<void> {
  const mark = `${person}/${number}`;
  const uses = db.collection<CannedUse>('canned-uses');
  for (let tries = 0; tries < 2; tries += 1)
    try {
      await uses.updateOne(
        { _id: id, lately: { $ne: mark } },
        { $inc: { uses: 1 }, $set: { usedAt: at }, $push: { lately: { $each: [mark], $slice: -LATELY } } },
        { upsert: true },
      );
      return;
    } catch (error) {
      if (!isDuplicate(error)) throw error; // it is counted already, or somebody else has just made the row
    }
}

/** Of each of these how often, 0 where never. */
export async function cannedUses(db: Connection, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = db.collection<CannedUse>('canned-uses').find({ _id: { $in: [...ids] } }, { projection: { uses: 1 } });
  return new Map((await found.toArray()).map(({ _id, uses }) => [_id, uses]));
}
