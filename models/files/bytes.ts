/** Bytes in MongoDB, a megabyte at a time (GridFS): written and read as a stream, so that no file ever lies in memory whole. */
import mongoose, { type Connection } from 'mongoose';

const BUCKET = 'bytes';
const PIECE = 1_048_576;

export type BytesId = mongoose.mongo.ObjectId;
export const newBytesId = (): BytesId => new mongoose.mongo.ObjectId();

const bucketOf = (db: Connection) => {
  if (!db.db) throw new Error('the connection is not open');
  return new mongoose.mongo.GridFSBucket(db.db, { bucketName: BUCKET });
};

/** Throws what `bytes` throws, and what the store does; then nothing is left of them. */
export async function writeBytes(db: Connection, id: BytesId, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const stream = bucketOf(db).openUploadStreamWithId(id, '', { chunkSizeBytes: PIECE });
  stream.on('error', () => undefined); // each write tells it, too
  try {
    for await (const part of bytes)
      await new Promise<void>((resolve, reject) => {
        stream.write(part, (error) => (error ? reject(error) : resolve()));
      });
    await new Promise<void>((resolve, reject) => {
      stream
        .once('error', reject)
        .once('finish', () => resolve())
        .end();
    });
  } catch (error) {
    await dropBytes(db, id);
    throw error;
  }
}

/** `part`: of them, in bytes, half-open; absent: all. */
export const readBytes = (
  db: Connection,
  id: BytesId,
  part?: { from: number; until: number },
): AsyncIterable<Uint8Array> =>
  bucketOf(db).openDownloadStream(id, part ? { start: part.from, end: part.until } : undefined);

/** Also of what was never brought to its end. */
export async function dropBytes(db: Connection, id: BytesId): Promise<void> {
  await db.collection<{ _id: BytesId }>('bytes.files').deleteOne({ _id: id });
  await db.collection<{ files_id: BytesId }>('bytes.chunks').deleteMany({ files_id: id });
}

/** As the driver would make them at the first write, where it may. */
export async function createBytesIndexes(db: Connection): Promise<void> {
  await db.collection('bytes.files').createIndex({ filename: 1, uploadDate: 1 });
  await db.collection('bytes.chunks').createIndex({ files_id: 1, n: 1 }, { unique: true });
}
