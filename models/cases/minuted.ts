/** What boards decided in their meetings, out of the record: by an index of the commits that say so. */
import type { Connection } from 'mongoose';
import { type Minuted, minutesIn } from '../../domain/meetings/minutes.ts';
import { commitsIn, eventsAfter } from './commit.ts';

/** Of the commits that record votes of a meeting. */
export const recordedIn = (meeting: string) => ({ 'events.data.meeting': { $eq: meeting } });

/** Numbers of the cases that `meeting` has decided on, in their order. */
export async function casesMinuted(db: Connection, meeting: string): Promise<string[]> {
  const found = await commitsIn(db)
    .find(recordedIn(meeting), { projection: { caseId: 1 } })
    .toArray();
  return [...new Set(found.map(({ caseId }) => caseId))].toSorted();
}

/** What the record of each of these says of that meeting. */
export async function minutesOf(db: Connection, meeting: string, numbers: readonly string[]): Promise<Minuted[]> {
  const all: Minuted[] = [];
  for (const number of numbers) all.push(...minutesIn(number, await eventsAfter(db, number), meeting));
  return all;
}
