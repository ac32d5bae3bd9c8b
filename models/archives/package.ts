/** The packages of archives: one file each in GridFS, written once. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { type BytesId, dropBytes, readBytes } from '../files/bytes.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Packed = {
  /** SHA-256, hex, of the manifest, and of the package as one file. */
  manifestHash: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** Where the manifest lies in it, in bytes. */
  manifestAt: number;
  manifestSize: number;
  entries: number;
  cases: number;
  events: number;
  documents: number;
  files: number;
};
export type ArchivePackage = {
  /** `ARC-000001/2`: archive and attempt. */
  _id: string;
  archive: string;
  attempt: number;
  bytes: BytesId;
  at: Millis;
  /** Absent: it is being written. */
  made?: Packed;
  /** Of tries before: to be removed, whoever is killed on the way. */
  left?: readonly BytesId[];
};

const schema = new Schema<ArchivePackage>(
  {
    _id: text,
    archive: text,
    attempt: integer,
    bytes: { type: Schema.Types.ObjectId, required: true },
    at: integer,
    made: Schema.Types.Mixed,
    left: { type: [Schema.Types.ObjectId], default: undefined },
  },
  schemaOptions('archive-packages'),
).index({ archive: 1, attempt: 1 });
export const archivePackageOf = modelOf<ArchivePackage>('ArchivePackage', schema);
const rowsIn = (db: Connection) => db.collection<ArchivePackage>('archive-packages');

export const packageIdOf = (archive: string, attempt: number): string => `${archive}/${attempt}`;

/** The one of this attempt, as far as it is; null: nobody began it. */
export const packageOf = (db: Connection, archive: string, attempt: number): Promise<ArchivePackage | null> =>
  rowsIn(db).findOne({ _id: packageIdOf(archive, attempt) });

/** `bytes` are going to be it. What a try before left of its own is removed; a package that is whole stays, and is answered. */
export async function beginPackage(
  db: Connection,
  { archive, attempt, bytes }: Pick<ArchivePackage, 'archive' | 'attempt' | 'bytes'>,
): Promise<Packed | null> {
  const _id = packageIdOf(archive, attempt);
  const before = await packageOf(db, archive, attempt);
  if (before?.made) return before.made;
  const left = before ? [...(before.left ?? []), before.bytes] : [];
  await rowsIn(db).updateOne(
    { _id, made: { $exists: false } },
    { $set: { archive, attempt, bytes, left, at: Date.now() } },
    { upsert: true },
  );
  for (const one of left) await dropBytes(db, one);
  return null;
}

/** Whoever began it last has it; false: another did meanwhile, and these bytes are nothing. */
export async function keepPackage(
  db: Connection,
  { archive, attempt, bytes, made }: Required<Pick<ArchivePackage, 'archive' | 'attempt' | 'bytes' | 'made'>>,
): Promise<boolean> {
  const _id = packageIdOf(archive, attempt);
  const { matchedCount } = await rowsIn(db).updateOne(
    { _id, bytes, made: { $exists: false } },
    { $set: { made }, $unset: { left: true } },
  );
  if (matchedCount === 0) await dropBytes(db, bytes);
  return matchedCount > 0;
}

/** Packages of earlier attempts, which nobody can sign any more. */
export async function dropPackagesBefore(db: Connection, archive: string, attempt: number): Promise<void> {
  for (const { _id, bytes } of await rowsIn(db)
    .find({ archive, attempt: { $lt: attempt } })
    .toArray()) {
    await dropBytes(db, bytes); // a row that lacks them is removed by the next try, bytes without a row are nobody's
    await rowsIn(db).deleteOne({ _id });
  }
}

/** `from`, `until`: bytes of it, half-open; absent: all. */
export const readPackage = (
  db: Connection,
  { bytes }: Pick<ArchivePackage, 'bytes'>,
  part?: { from: number; until: number },
): AsyncIterable<Uint8Array> => readBytes(db, bytes, part);
