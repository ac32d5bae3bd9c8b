/** Small views of pictures, by the hash of what they show. */
import { type Connection, Schema } from 'mongoose';
import { schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

/** `jpeg` null: none can be made of it. */
export type Thumbnail = { _id: string; jpeg: Buffer | null };

const schema = new Schema<Thumbnail>({ _id: text, jpeg: Buffer }, schemaOptions('thumbnails'));
export const thumbnailOf = modelOf<Thumbnail>('Thumbnail', schema);

export async function keepThumbnail(db: Connection, { _id, jpeg }: Thumbnail): Promise<void> {
  await thumbnailOf(db).updateOne({ _id }, { $set: { jpeg } }, { upsert: true });
}
/** Absent: it was not made yet. */
export async function thumbnailFor(db: Connection, sha256: string): Promise<Buffer | null | undefined> {
  const found = await db
    .collection<{ _id: string; jpeg: { buffer: Uint8Array } | null }>('thumbnails')
    .findOne({ _id: sha256 });
  if (!found) return undefined;
  return found.jpeg && Buffer.from(found.jpeg.buffer);
}
export async function forgetThumbnail(db: Connection, sha256: string): Promise<void> {
  await thumbnailOf(db).deleteOne({ _id: sha256 });
}
