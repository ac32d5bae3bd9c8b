/** Which archive took which case: each is in one, and its record as that had it. An index; what was signed stands in the packages. */
import { type Connection, Schema } from 'mongoose';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type ArchivedCase = {
  /** Number of the case. */
  _id: string;
  /** Number of the archive that took it. */
  archive: string;
  /** It ended in an earlier month, and came to light only now. */
  late?: true;
  /** Of the newest commit that was packed; absent: not packed yet. */
  seq?: number;
  hash?: string;
  /** The archive that packs it again, since its record went on. */
  again?: string;
};

const schema = new Schema<ArchivedCase>(
  { _id: text, archive: text, late: Boolean, seq: Number, hash: String, again: String },
  schemaOptions('archived-cases'),
)
  .index({ archive: 1, _id: 1 })
  .index({ again: 1, _id: 1 }, { partialFilterExpression: { again: { $exists: true } } });
export const archivedCaseOf = modelOf<ArchivedCase>('ArchivedCase', schema);
const rowsIn = (db: Connection) => db.collection<ArchivedCase>('archived-cases');

/** Takes cases that no archive has taken yet; those of another stay with that. */
export async function takeCases(db: Connection, archive: string, ids: readonly string[], late = false): Promise<void> {
  if (ids.length === 0) return;
  await rowsIn(db).bulkWrite(
    ids.map((_id) => ({
      updateOne: {
        filter: { _id },
        update: { $setOnInsert: { archive, ...(late ? { late: true as const } : {}) } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

/** As they were taken, those of these that were. */
export const takenOf = (db: Connection, ids: readonly string[]): Promise<ArchivedCase[]> =>
  rowsIn(db)
    .find({ _id: { $in: [...ids] } })
    .toArray();

export async function packAgain(db: Connection, archive: string, ids: readonly string[]): Promise<void> {
  await rowsIn(db).updateMany({ _id: { $in: [...ids] } }, { $set: { again: archive } });
}

/** What an archive packs, by number: what it took, and what went on since another took it. */
export async function* casesOf(db: Connection, archive: string): AsyncGenerator<ArchivedCase> {
  yield* rowsIn(db).find({ $or: [{ archive }, { again: archive }] }, { sort: { _id: 1 } });
}

export async function countCases(db: Connection, archive: string): Promise<{ cases: number; supplements: number }> {
  const [cases, late, again] = await Promise.all([
    rowsIn(db).countDocuments({ archive, late: { $exists: false } }),
    rowsIn(db).countDocuments({ archive, late: true }),
    rowsIn(db).countDocuments({ again: archive }),
  ]);
  return { cases, supplements: late + again };
}

/** So the package has it. */
export async function notePacked(db: Connection, _id: string, head: { seq: number; hash: string }): Promise<void> {
  await rowsIn(db).updateOne({ _id }, { $set: head });
}

export type KeptMonth = {
  /** `/dx/donghu:2026-11` */
  _id: string;
  unit: string;
  month: string;
  /** `before`: the organisation begins with the month behind it; `opening`: its archive is being opened; `opened`: it is, as `number`. */
  state: 'before' | 'opening' | 'opened';
  number?: string;
  at: number;
};
const months = new Schema<KeptMonth>(
  { _id: text, unit: text, month: text, state: text, number: String, at: integer },
  schemaOptions('archive-months'),
).index({ unit: 1, month: -1 });
export const archiveMonthOf = modelOf<KeptMonth>('ArchiveMonth', months);
