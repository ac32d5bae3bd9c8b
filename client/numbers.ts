/** One case number for each stored key of an intake. */
import type { Connection } from 'mongoose';
import { numberOf } from '../domain/kernel/ids.ts';
import { isProcessKey, processes } from '../domain/processes.ts';
import { isDuplicate } from '../models/model-of.ts';
import { counterOf, numberOf as numbersOf, type NumberRecord } from '../models/number.ts';

export type Numbers = {
  /** The record under `key`; null when there is none. */
  known(key: string): Promise<NumberRecord | null>;
  /** A new number under `key`, or the one that it has already. Gaps in the sequence are possible. */
  allot(process: string, key: string, digest: string): Promise<NumberRecord>;
  /** Another number for `key` in place of `taken`, whose workflow ended without an event. */
  replace(taken: NumberRecord): Promise<NumberRecord>;
};

export function createNumbers(db: Connection): Numbers {
  const numbers = db.collection<NumberRecord>(numbersOf(db).collection.name);
  const counters = counterOf(db);

  const known = async (key: string): Promise<NumberRecord | null> => await numbers.findOne({ _id: key });

  async function next(process: string): Promise<string> {
    if (!isProcessKey(process)) throw new Error(`No process ${process}`);
    const counter = await counters
      .findOneAndUpdate({ _id: process }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' })
      .lean<{ last: number }>();
    return numberOf(processes[process].prefix, counter?.last ?? 1);
  }

  async function allot(process: string, key: string, digest: string): Promise<NumberRecord> {
    const record = { _id: key, process, caseId: await next(process), digest, at: Date.now() };
    try {
      await numbers.insertOne({ ...record });
      return record;
    } catch (error) {
      const there = isDuplicate(error) ? await known(key) : null;
      if (there) return there;
      throw error;
    }
  }

  async function replace({ _id, process, caseId }: NumberRecord): Promise<NumberRecord> {
    const given = await numbers.findOneAndUpdate(
      { _id, caseId }, // another retry of the same key may have replaced it already
      { $set: { caseId: await next(process) } },
      { returnDocument: 'after' },
    );
    const record = given ?? (await known(_id));
    if (!record) throw new Error(`The number of ${_id} is gone`);
    return record;
  }

  return { known, allot, replace };
}
