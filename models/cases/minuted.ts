/** Cases on which votes of a meeting were recorded, by index. */
import type { Connection } from 'mongoose';
import { type Minuted, minutesIn } from '../../domain/meetings/minutes.ts';
import { casesIn } from './case.ts';
import { eventsAfter } from './commit.ts';

/** Of the collection of cases. Built by a migration. */
export async function createMinutedIndex(db: Connection): Promise<void> {
  await casesIn(db).createIndex({ meetings: 1, _id: 1 }, { partialFilterExpression: { meetings: { $exists: true } } });
}

/** Numbers of those that `meeting` has decided on, in their order. */
export async function casesMinuted(db: Connection, meeting: string): Promise<string[]> {
  const asked: Record<string, unknown> = { meetings: { $eq: meeting, $exists: true } };
  const found = casesIn(db).find(asked, { projection: { _id: 1 } });
  return (await found.sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
}

/** What the record of each of these says of that meeting. */
export async function minutesOf(db: Connection, meeting: string, numbers: readonly string[]): Promise<Minuted[]> {
  const all: Minuted[] = [];
  for (const number of numbers) all.push(...minutesIn(number, await eventsAfter(db, number), meeting));
  return all;
}
