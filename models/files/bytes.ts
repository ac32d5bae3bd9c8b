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

type Chunk = { files_id: BytesId; n: number; data: { buffer: Uint8Array; position: number } };
/**
 * A megabyte at a time: the bucket's own stream is answered with as many as fit into one reply, so that ten who read a large file
 * would have a hundred megabytes in memory. `part`: of them, half-open; absent: all. Throws where a piece is missing.
 */
export async function* readBytes(
  db: Connection,
  id: BytesId,
  part?: { from: number; until: number },
): AsyncGenerator<Uint8Array> {
  const file = await db
    .collection<{ _id: BytesId; length: number; chunkSize: number }>('bytes.files')
    .findOne({ _id: id });
  if (!file) throw new Error(`no bytes ${String(id)}`);
  const { from, until } = part ?? { from: 0, until: file.length };
  let at = Math.floor(from / file.chunkSize);
  const chunks = db
    .collection<Chunk>('bytes.chunks')
    .find({ files_id: id, n: { $gte: at } }, { sort: { n: 1 }, batchSize: 1, projection: { _id: 0, n: 1, data: 1 } });
  let next = from;
  for await (const { n, data } of chunks) {
    if (n !== at || next >= until) break;
    const start = n * file.chunkSize;
    const end = Math.min(start + data.position, until);
    yield data.buffer.subarray(next - start, end - start);
    at += 1;
    next = end;
  }
  if (next < until) throw new Error(`of the bytes ${String(id)} a piece is missing`);
}

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
