/** One case number for each stored key of an intake. */
import type { Connection } from 'mongoose';
import { numberOf } from '../../domain/kernel/ids.ts';
import { isProcessKey, processes } from '../../domain/processes.ts';
import { isDuplicate } from '../../models/store/model-of.ts';
import { counterOf, numberRecords, type NumberRecord } from '../../models/cases/number.ts';

export type Numbers = {
  /** The record under `key`; null when there is none. */
  known(key: string): Promise<NumberRecord | null>;
  /** A new number under `key`, or the one that it has already. Gaps in the sequence are possible. */
  allot(process: string, key: string, digest: string): Promise<NumberRecord>;
  /** Another number for `key` in place of `taken`, whose workflow ended without an event. */
  replace(taken: NumberRecord): Promise<NumberRecord>;
};

/** Numbers that this process may give: after `last`, up to `end`. `at`: when they were allotted. */
type Block = { last: number; end: number; size: number; at: number };
const NO_BLOCK: Block = { last: 0, end: 0, size: 1, at: 0 };
/** A block that was used up so soon is followed by one twice as large: a busy desk asks the counter seldom, a quiet one leaves no gaps. */
const BUSY_MS = 2_000;
const MOST_IN_BLOCK = 32;

export function createNumbers(db: Connection): Numbers {
  const numbers = db.collection<NumberRecord>(numberRecords(db).collection.name);
  const counters = counterOf(db);

  const known = async (key: string): Promise<NumberRecord | null> => await numbers.findOne({ _id: key });

  const blocks = new Map<string, Promise<Block>>();
  /** Taken for a key that had one already: given to whoever asks next, so that equal requests side by side leave no gaps. */
  const spare = new Map<string, string[]>();

  /** One at a time per process, so that two intakes side by side never take the same. */
  async function next(process: string): Promise<string> {
    if (!isProcessKey(process)) throw new Error(`No process ${process}`);
    const unused = spare.get(process)?.shift();
    if (unused !== undefined) return unused;
    const taken = (blocks.get(process) ?? Promise.resolve(NO_BLOCK)).then((block) => takenFrom(process, block));
    blocks.set(
      process,
      taken.catch(() => NO_BLOCK),
    );
    return numberOf(processes[process].prefix, (await taken).last);
  }

  /** The next number of the block, or the first of a new one. */
  async function takenFrom(process: string, { last, end, size, at }: Block): Promise<Block> {
    if (last < end) return { last: last + 1, end, size, at };
    const now = Date.now();
    const wanted = now - at < BUSY_MS ? Math.min(size * 2, MOST_IN_BLOCK) : 1;
    const counter = await counters
      .findOneAndUpdate({ _id: process }, { $inc: { last: wanted } }, { upsert: true, returnDocument: 'after' })
      .lean<{ last: number }>();
    const upTo = counter?.last ?? wanted;
    return { last: upTo - wanted + 1, end: upTo, size: wanted, at: now };
  }

  async function allot(process: string, key: string, digest: string): Promise<NumberRecord> {
    const record = { _id: key, process, caseId: await next(process), digest, at: Date.now() };
    try {
      await numbers.insertOne({ ...record });
      return record;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const there = await known(key);
      if (!there) throw error; // the number itself is somebody's
      spare.set(process, [...(spare.get(process) ?? []), record.caseId].toSorted());
      return there;
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
