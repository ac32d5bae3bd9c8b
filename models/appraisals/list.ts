/**
 * The cases behind the frozen figures of an appraisal, each with what its figures read of it: written once, in chunks, under a hash
 * that the record of the appraisal names. What becomes of the cases afterwards changes nothing here.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { CountedRow as ListedRow } from '../../domain/appraisal/calculus/counting.ts';
import { hashOf } from '../store/chain.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

/** `rows`: how many; `hash`: SHA-256, hex, over their lines. */
export type ListHead = { hash: string; rows: number };
/** `by`: the try that wrote it; those of others are no part of the list. */
type Chunk = { _id: string; list: string; by: string; place: number; rows: readonly ListedRow[] };
type Kept = { _id: string; made?: ListHead & { by: string }; at: number };

const chunks = new Schema<Chunk>(
  { _id: text, list: text, by: text, place: integer, rows: { type: Schema.Types.Mixed, required: true } },
  schemaOptions('appraisal-list-chunks'),
).index({ list: 1, by: 1, place: 1 }, { unique: true });
export const listChunkOf = modelOf<Chunk>('AppraisalListChunk', chunks);
const lists = new Schema<Kept>({ _id: text, made: Schema.Types.Mixed, at: integer }, schemaOptions('appraisal-lists'));
export const appraisalListOf = modelOf<Kept>('AppraisalList', lists);
const chunksIn = (db: Connection) => db.collection<Chunk>('appraisal-list-chunks');
const listsIn = (db: Connection) => db.collection<Kept>('appraisal-lists');

const CHUNK = 500;

/** What its hash is of: the basis, number and SHA-256 of each row, sorted, so that it does not matter in which order they came. */
class Hashed {
  readonly #lines: string[] = [];
  add(row: ListedRow): void {
    this.#lines.push(`${row.basis} ${row.row._id} ${hashOf(row)}\n`);
  }
  head(): ListHead {
    const hash = createHash('sha256');
    for (const line of this.#lines.toSorted()) hash.update(line);
    return { hash: hash.digest('hex'), rows: this.#lines.length };
  }
}

const madeOf = async (db: Connection, appraisal: string): Promise<Kept['made'] | null> =>
  (await listsIn(db).findOne({ _id: appraisal }))?.made ?? null;
/** The one of an appraisal that is whole; null: it is not there, or was cut off. */
export async function listHeadOf(db: Connection, appraisal: string): Promise<ListHead | null> {
  const made = await madeOf(db, appraisal);
  return made ? { hash: made.hash, rows: made.rows } : null;
}

/**
 * Writes it; one that is whole stays, and is answered. Of several that write at once, or of one that was cut off and begun again,
 * the first that is whole counts, and what others wrote is removed.
 */
export async function keepList(db: Connection, appraisal: string, rows: AsyncIterable<ListedRow>): Promise<ListHead> {
  const there = await madeOf(db, appraisal);
  if (there) return await alone(db, appraisal, there);
  await listsIn(db).updateOne({ _id: appraisal }, { $setOnInsert: { at: Date.now() } }, { upsert: true });
  const by = randomUUID();
  const hashed = new Hashed();
  let [chunk, place]: [ListedRow[], number] = [[], 0];
  const put = async (): Promise<void> => {
    await chunksIn(db).insertOne({ _id: `${appraisal}/${by}/${place}`, list: appraisal, by, place, rows: chunk });
    [chunk, place] = [[], place + 1];
  };
  for await (const row of rows) {
    hashed.add(row);
    chunk.push(row);
    if (chunk.length === CHUNK) await put();
  }
  if (chunk.length > 0) await put();
  const made = { ...hashed.head(), by };
  await listsIn(db).updateOne({ _id: appraisal, made: { $exists: false } }, { $set: { made } });
  const kept = await madeOf(db, appraisal);
  if (!kept) throw new Error(`the list of ${appraisal} is gone`);
  return await alone(db, appraisal, kept);
}

/** Without what others wrote: whoever was first to make it whole may have been killed before he removed that. */
async function alone(
  db: Connection,
  appraisal: string,
  { by, hash, rows }: NonNullable<Kept['made']>,
): Promise<ListHead> {
  await chunksIn(db).deleteMany({ list: appraisal, by: { $ne: by } });
  return { hash, rows };
}

/** Its rows, in their order; none where it is not whole. */
export async function* listed(db: Connection, appraisal: string): AsyncGenerator<ListedRow> {
  const { by } = (await madeOf(db, appraisal)) ?? {};
  if (by === undefined) return;
  const chunksOf = chunksIn(db).find({ list: appraisal, by }, { sort: { place: 1 }, batchSize: 4 });
  for await (const { rows } of chunksOf) yield* rows;
}

/** Of these cases, those in a list that is whole, each with what it counts in, by whichever basis; null: there is no whole list. */
export async function itemsListed(
  db: Connection,
  appraisal: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const { by } = (await madeOf(db, appraisal)) ?? {};
  if (by === undefined) return null;
  const found = await chunksIn(db)
    .aggregate<{ _id: string; in: readonly (readonly string[])[] }>([
      { $match: { list: appraisal, by, 'rows.row._id': { $in: [...numbers] } } },
      { $unwind: '$rows' },
      { $match: { 'rows.row._id': { $in: [...numbers] } } },
      { $group: { _id: '$rows.row._id', in: { $push: '$rows.in' } } },
    ])
    .toArray();
  return new Map(found.map(({ _id, in: within }) => [_id, [...new Set(within.flat())]]));
}

/** Of rows in any order. Throws nothing. */
export function headOf(rows: Iterable<ListedRow>): ListHead {
  const hashed = new Hashed();
  for (const row of rows) hashed.add(row);
  return hashed.head();
}

/** What the stored list is now; equal to what the record names, or somebody has written into it. */
export async function hashedNow(db: Connection, appraisal: string): Promise<ListHead> {
  const hashed = new Hashed();
  for await (const row of listed(db, appraisal)) hashed.add(row);
  return hashed.head();
}
