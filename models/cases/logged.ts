/** Records of many cases at once, for logs of what happened: no more of each commit than what happened, who did it, and when. */
import type { Connection } from 'mongoose';
import type { LoggedCommit } from '../../domain/event-log/steps.ts';
import { commitsIn } from './commit.ts';

/** Neither what follows from them nor what proves them. */
const PROJECTION = {
  _id: 0,
  caseId: 1,
  process: 1,
  mode: 1,
  seq: 1,
  key: 1,
  at: 1,
  by: 1,
  events: 1,
} as const;

/** Their commits, oldest first, by case; a case without any is absent. Nothing is verified. Throws when MongoDB is away. */
export async function loggedCommits(db: Connection, numbers: readonly string[]): Promise<Map<string, LoggedCommit[]>> {
  const found = await commitsIn(db)
    .find<LoggedCommit>(
      { caseId: { $in: [...numbers] } },
      { projection: PROJECTION, batchSize: 5_000, hint: { caseId: 1, key: 1 } },
    )
    .toArray();
  const byCase = new Map<string, LoggedCommit[]>();
  for (const commit of found) {
    const own = byCase.get(commit.caseId);
    if (own) own.push(commit);
    else byCase.set(commit.caseId, [commit]);
  }
  for (const own of byCase.values()) own.sort((a, b) => a.seq - b.seq);
  return byCase;
}
