/** From the first byte of an upload to the last file that has them: in an order in which a crash leaves nothing for ever. */
import type { Connection } from 'mongoose';
import { isDuplicate } from '../store/model-of.ts';
import { dropUnused, holdsBytes, keepBlob } from './blob.ts';
import { type BytesId, dropBytes } from './bytes.ts';
import { type FileRow, fileRowsIn, type StoredFile } from './file.ts';

type Coming = { _id: string; bytes: BytesId };

/** The row is there before its bytes, so that those of an upload that a crash cut off are found. */
export async function beginFile(db: Connection, { by, ...coming }: Coming & { by: string }): Promise<void> {
  await fileRowsIn(db).insertOne({ ...coming, by, at: Date.now(), state: 'coming' });
}

/** The bytes lie there; from now on they are a file. False: its key is taken, and it is forgotten. */
export async function keepFile(
  db: Connection,
  bytes: BytesId,
  { _id, ...file }: Omit<StoredFile, 'state' | 'open'>,
): Promise<boolean> {
  const { sha256 } = file;
  const isComing = { _id, state: 'coming' } as const;
  const { matchedCount } = await fileRowsIn(db).updateOne(isComing, { $set: { sha256 } }); // before anybody asks who has them
  if (matchedCount === 0) throw new Error(`the upload ${_id} took so long that it was collected`);
  await keepBlob(db, sha256, bytes);
  try {
    await fileRowsIn(db).replaceOne(isComing, { ...file, state: 'kept', open: true });
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    await forgetFile(db, { _id, bytes, sha256 });
    return false;
  }
}

/** Takes back what was begun, however far it came. */
export async function forgetFile(
  db: Connection,
  { _id, bytes, sha256 }: { _id: string; bytes?: BytesId | undefined; sha256?: string | undefined },
): Promise<void> {
  await fileRowsIn(db).deleteOne({ _id, state: 'coming' });
  if (sha256 !== undefined) await dropUnused(db, sha256);
  if (bytes && !(await holdsBytes(db, bytes))) await dropBytes(db, bytes);
}

/** Of no case, and asked for by nobody meanwhile: it goes, and its bytes unless another file has them. False: it stays. */
export async function removeFile(db: Connection, { _id, goneAt, sha256 }: FileRow): Promise<boolean> {
  if (goneAt === undefined) return false;
  const { deletedCount } = await fileRowsIn(db).deleteOne({ _id, goneAt });
  if (deletedCount > 0 && sha256 !== undefined) await dropUnused(db, sha256);
  return deletedCount > 0;
}
