/** What people decided on, out of the record: by indexes of the commits in which votes were cast. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { votesIn, type VoteCast } from '../../domain/meetings/votes.ts';
import { commitsIn } from './commit.ts';

/** Behind which commit the page begins. */
export type VotesAfter = { at: Millis; id: string };

/** Of the commits that hold votes of `person`, or for him; each way by an index of its own. */
export const withVotesOf = (person: string) => ({
  $or: [
    { 'by.id': person, 'events.data.seat': { $exists: true } },
    { 'events.data.voter': person },
    { 'events.data.for': person },
  ],
});

/**
 * Votes that `person` cast, that a chair recorded of him, and that somebody cast for him, the newest first; of so many commits.
 * `next`: where the following page begins; null: it was the last.
 */
export async function votesOf(
  db: Connection,
  person: string,
  { after, limit }: { after?: VotesAfter | undefined; limit: number },
): Promise<{ votes: VoteCast[]; next: VotesAfter | null }> {
  const behind = after && { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] };
  const found = await commitsIn(db)
    .find(behind ? { $and: [withVotesOf(person), behind] } : withVotesOf(person))
    .sort({ at: -1, _id: -1 })
    .limit(limit + 1)
    .toArray();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    votes: page.flatMap((commit) => votesIn(commit, person)),
    next: found.length > limit && last ? { at: last.at, id: last._id } : null,
  };
}
