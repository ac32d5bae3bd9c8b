/** What a log of events may be asked for: the filter of lists, and in which time it happened. */
import { filterQuery, type ListFilter, refuseWorkDeadlines, type Wish, wishOf } from '../cases/filters.ts';
import { inInstants, instantOrDay, type When } from '../http/days.ts';
import { rowsIn } from '../http/file.ts';
import type { Identity } from '../http/route.ts';
import { processKeys } from '../http/schemas.ts';
import type { LogDeps } from './deps.ts';
import type { z } from 'zod';

/** A log of more cases is asked for in pieces. */
export const MOST_CASES = 200_000;

const happened = {
  happenedFrom: instantOrDay().optional().describe('Only what happened then or later'),
  happenedTo: instantOrDay().optional().describe('Only what happened earlier than then'),
};

/** The parameters of every log; `more`: those of one. */
export const logQuery = <M extends z.core.$ZodLooseShape>(more: M) =>
  filterQuery(processKeys, { ...happened, ...more });

export type LogFilter = ListFilter & {
  happenedFrom?: When | undefined;
  happenedTo?: When | undefined;
};
export type LogWish = Wish & { happened: { from: number; until: number }; count: number };

/** Live cases, if no mode is asked for: what is practised is no part of how the work goes. Throws 'too-many-rows'. */
export async function logWishOf(
  { reads, most = MOST_CASES }: Pick<LogDeps, 'reads' | 'most'>,
  identity: Identity,
  given: LogFilter,
): Promise<LogWish> {
  const { happenedFrom, happenedTo, mode = ['live'], ...filter } = given;
  refuseWorkDeadlines(identity.actor, filter, []);
  const { filters, ...sought } = await wishOf(reads, identity, { given: { ...filter, mode }, now: Date.now() });
  const span = await inInstants(reads.zoneOf, given.org, { happenedFrom, happenedTo });
  const { happenedFrom: from = -Infinity, happenedTo: until = Infinity } = span;
  const narrowed = [filters].flat().map((one) => ({
    ...(until === Infinity ? {} : { openedAt: { range: { lt: until } } }),
    ...(from === -Infinity ? {} : { updatedAt: { range: { gte: from } } }),
    ...one, // what was asked of these fields narrows it as well
  }));
  const tally = await reads.scoped(identity).tally(narrowed, { ...sought, cap: most, whole: true });
  return { filters: narrowed, ...sought, happened: { from, until }, count: rowsIn(tally, 'cases', most) };
}
