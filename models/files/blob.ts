/** Content by its hash: the same bytes lie once, however often they are uploaded, and go with the last file that has them. */
import { type Connection, Schema } from 'mongoose';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf, unlessTaken } from '../store/model-of.ts';
import { type BytesId, dropBytes, readBytes } from './bytes.ts';
import { fileOf } from './file.ts';
import { forgetThumbnail } from './thumbnail.ts';

type Blob = {
  /** SHA-256, hex. */
  _id: string;
  bytes: BytesId;
  /** Raised by whoever comes to it, so that it is not removed under his hands. */
  uses: number;
};

const schema = new Schema<Blob>(
  { _id: text, bytes: { type: Schema.Types.ObjectId, required: true }, uses: integer },
  schemaOptions('blobs'),
).index({ bytes: 1 });
export const blobOf = modelOf<Blob>('Blob', schema);

/** Call it when the file's row says its hash: of bytes that are there already the new ones are dropped. */
export async function keepBlob(db: Connection, sha256: string, bytes: BytesId): Promise<void> {
  for (;;) {
    const { matchedCount } = await blobOf(db).updateOne({ _id: sha256 }, { $inc: { uses: 1 } });
    if (matchedCount > 0) return await dropBytes(db, bytes);
    if (await unlessTaken(() => blobOf(db).create({ _id: sha256, bytes, uses: 1 }))) return;
  }
}

export const holdsBytes = async (db: Connection, bytes: BytesId): Promise<boolean> =>
  (await blobOf(db).exists({ bytes })) !== null;

/** Null: there is none, which is a loss where a file names it. */
export async function readBlob(db: Connection, sha256: string): Promise<AsyncIterable<Uint8Array> | null> {
  const blob = await blobOf(db).findById(sha256).lean<Blob>();
  return blob && readBytes(db, blob.bytes);
}

/** Removes the bytes, unless a file has them; one whose row comes just now raises `uses` first, or brings its own. */
export async function dropUnused(db: Connection, sha256: string): Promise<void> {
  const blob = await blobOf(db).findById(sha256).lean<Blob>();
  if (!blob || (await fileOf(db).exists({ sha256 }))) return;
  const { deletedCount } = await blobOf(db).deleteOne({ _id: sha256, uses: blob.uses });
  if (deletedCount === 0) return;
  await forgetThumbnail(db, sha256);
  await dropBytes(db, blob.bytes);
}
