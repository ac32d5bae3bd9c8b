/** Which case has a file, and which files a case has: asked of the commits that carry them, by indexes of those alone. */
import type { Connection } from 'mongoose';
import type { CaseEvent, Commit } from '../../domain/kernel/process.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import { filesIn } from '../../domain/kernel/record/files.ts';
import { commitsIn } from './commit.ts';

/** A file is in so many cases at most that anybody looks for it. */
const MOST_CASES = 50;

export const isFiled = async (db: Connection, file: string): Promise<boolean> =>
  (await commitsIn(db).findOne({ files: file }, { projection: { _id: 1 } })) !== null;

/** The events that carry it, of all cases. */
export async function eventsWith(db: Connection, file: string): Promise<CaseEvent[]> {
  const commits = await commitsIn(db).find({ files: file }).limit(MOST_CASES).toArray();
  return commits.flatMap(unwound).filter(({ data }) => filesIn(data).some(({ id }) => id === file));
}

/** Neither what follows from them nor what proves them, which may be more than they are. */
const PROJECTION = { effects: 0, bookings: 0, released: 0, files: 0, digest: 0, prevHash: 0, hash: 0, mac: 0 } as const;

/** The events of a case that carry files, of the commits that begin after `after`, oldest first; `limit`: of commits. */
export async function filedEvents(
  db: Connection,
  caseId: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ commits: Commit[]; events: CaseEvent[] }> {
  const commits = await commitsIn(db)
    .find(
      { caseId, files: { $exists: true }, seq: { $gt: after } },
      { sort: { seq: 1 }, hint: 'files_of_case', projection: PROJECTION },
    )
    .limit(limit)
    .toArray();
  return { commits, events: commits.flatMap(unwound).filter(({ data }) => filesIn(data).length > 0) };
}
