/**
 * Files 附件: one row for each upload. Whether a case has one is asked of the record itself (models/cases/filed.ts); the bytes
 * lie apart, once for all rows that have the same (blob.ts).
 */
import { type Connection, Schema } from 'mongoose';
import type { FileFact } from '../../domain/kernel/facts.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import type { BytesId } from './bytes.ts';

/** As its upload left it. */
export type StoredFile = Omit<FileFact, 'id'> & {
  _id: string;
  state: 'kept';
  /** Who uploaded it. */
  by: string;
  at: Millis;
  /** As stored, see kernel/ids.ts. */
  key: string;
  /** SHA-256 of the bytes as they were sent, and of the name: the same key with others is refused. */
  sent: string;
  /** No commit was seen yet that carries it: the collector looks at it. */
  open?: true;
  /** No case has taken it, so it is removed soon, and taken no more. */
  goneAt?: Millis;
};
/** On its way: if nothing follows, its bytes are collected. */
type ComingFile = { _id: string; by: string; at: Millis; bytes: BytesId };
export type FileRow = Omit<Partial<StoredFile>, 'state'> &
  Omit<ComingFile, 'bytes'> & { state: 'coming' | 'kept'; bytes?: BytesId };

const schema = new Schema<FileRow>(
  {
    _id: text,
    state: text,
    by: text,
    at: integer,
    bytes: Schema.Types.ObjectId,
    name: String,
    type: String,
    size: Number,
    sha256: String,
    unscanned: Boolean,
    key: String,
    sent: String,
    open: Boolean,
    goneAt: Number,
  },
  schemaOptions('files'),
)
  .index({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } }) // one key, one file
  .index({ sha256: 1 }, { partialFilterExpression: { sha256: { $exists: true } } }) // whether anybody has those bytes
  .index({ by: 1, at: 1 }) // how much somebody uploaded of late
  .index({ at: 1 }, { name: 'coming', partialFilterExpression: { state: 'coming' } })
  .index({ at: 1 }, { name: 'open', partialFilterExpression: { open: true } });

export const fileOf = modelOf<FileRow>('File', schema);
/** The plain driver, for keeping.ts. */
export const fileRowsIn = (db: Connection) => db.collection<FileRow>('files');

export const fileUnder = async (db: Connection, key: string): Promise<StoredFile | null> =>
  kept(await fileRowsIn(db).findOne({ key }));

export const storedFile = async (db: Connection, _id: string): Promise<StoredFile | null> =>
  kept(await fileRowsIn(db).findOne({ _id, state: 'kept' }));

const kept = (row: FileRow | null): StoredFile | null => (row && isKept(row) ? row : null);
const isKept = (row: FileRow): row is StoredFile => row.state === 'kept';

/** It was asked for again: whatever is left of its time begins anew. */
export async function renewFile(db: Connection, _id: string): Promise<void> {
  await fileRowsIn(db).updateOne({ _id, open: true }, { $set: { at: Date.now() }, $unset: { goneAt: 1 } });
}

/** What `by` may name in a command: his own, and none that is about to go. `by` absent: anybody's. */
export async function filesFor(db: Connection, ids: readonly string[], by?: string): Promise<StoredFile[]> {
  const his = by === undefined ? {} : { by };
  const found = await fileRowsIn(db)
    .find({ _id: { $in: [...ids] }, state: 'kept', goneAt: { $exists: false }, ...his })
    .toArray();
  return found.flatMap((row) => kept(row) ?? []);
}

/** Bytes that `by` uploaded since `after`. */
export async function bytesSince(db: Connection, by: string, after: Millis): Promise<number> {
  const [sum] = await fileRowsIn(db)
    .aggregate<{ size: number }>([
      { $match: { by, at: { $gt: after } } },
      { $group: { _id: null, size: { $sum: '$size' } } },
    ])
    .toArray();
  return sum?.size ?? 0;
}

/** The row as events and answers have it. */
export const fileFactOf = ({ _id, name, type, size, sha256, unscanned }: StoredFile): FileFact => ({
  id: _id,
  name,
  type,
  size,
  sha256,
  ...(unscanned ? { unscanned } : {}),
});
