/** Callers without an account, by what they left. */
import type { Connection } from 'mongoose';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { casesIn } from '../../cases/case.ts';

const MOST_CALLERS = 100;
/** A caller without an account, by what he left: both as his cases have them. */
export type CallerName = { caller: string; contact: string };
export type CalledCases = CallerName & { open: string[]; ended: string[] };
/** Whom cases of `organisations` and below name as callers without an account who left this contact; the first 100. */
export async function callersWith(
  db: Connection,
  contact: string,
  organisations: readonly OrgPath[],
): Promise<CalledCases[]> {
  const filter = {
    contact,
    caller: { $exists: true },
    'parties.requester': { $exists: false },
    orgLine: { $in: [...organisations] },
    mode: 'live' as const,
  };
  const found = await casesIn(db)
    .aggregate<{ _id: string; cases: { number: string; closedAt?: number }[] }>([
      { $match: filter },
      { $sort: { _id: 1 } },
      { $group: { _id: '$caller', cases: { $push: { number: '$_id', closedAt: '$closedAt' } } } },
      { $sort: { _id: 1 } },
      { $limit: MOST_CALLERS },
    ])
    .toArray();
  return found.map(({ _id: caller, cases: all }) => ({
    caller,
    contact,
    open: all.flatMap(({ number, closedAt }) => (closedAt === undefined ? [number] : [])),
    ended: all.flatMap(({ number, closedAt }) => (closedAt === undefined ? [] : [number])),
  }));
}
