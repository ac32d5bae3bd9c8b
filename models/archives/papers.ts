/** Whether the papers of an ended case are there: those that its process asks for, what its files hold, and documents made of it. */
import type { Connection } from 'mongoose';
import type { FileFact } from '../../domain/kernel/facts.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { filesIn } from '../../domain/kernel/record/files.ts';
import { papersOf } from '../../domain/papers/required.ts';
import { bodyOf, caseOf } from '../cases/case.ts';
import { commitsIn } from '../cases/commit.ts';
import { documentOf } from '../documents/document.ts';
import { blobOf } from '../files/blob.ts';

/** `document:<kind>`: it could not be made; `file:<id>`: its bytes are lost. */
export const DOCUMENT = 'document:';
export const FILE = 'file:';

/** The files that the events of a case carry, each id once, in their order. */
export async function filesOfRecord(db: Connection, caseId: string): Promise<FileFact[]> {
  const found = new Map<string, FileFact>();
  const commits = commitsIn(db).find({ caseId, files: { $exists: true } }, { sort: { seq: 1 } });
  for await (const { events } of commits)
    for (const { data } of events) for (const file of filesIn(data)) found.set(file.id, file);
  return [...found.values()];
}

export const hasBytes = async (db: Connection, sha256: string): Promise<boolean> =>
  (await blobOf(db).exists({ _id: sha256 })) !== null;

/** True when the case has the paper now. False also for a case or a paper that there is not. */
export async function isPaperThere(db: Connection, caseId: string, paper: string): Promise<boolean> {
  if (paper.startsWith(FILE)) {
    const file = (await filesOfRecord(db, caseId)).find(({ id }) => id === paper.slice(FILE.length));
    return file !== undefined && (await hasBytes(db, file.sha256));
  }
  const stored = await caseOf(db).findById(caseId).lean<StoredCase>();
  if (!stored) return false;
  if (paper.startsWith(DOCUMENT)) {
    const kind = paper.slice(DOCUMENT.length);
    return (await documentOf(db).exists({ caseId, kind, side: 'inner', format: 'pdf', state: 'ready' })) !== null;
  }
  return papersOf(stored.process, bodyOf(stored).state).some(({ key, isThere }) => key === paper && isThere);
}
