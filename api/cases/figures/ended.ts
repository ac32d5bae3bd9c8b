/** What figures of ended cases have in common: the time that they look at, and how a count is shown. */
import { z } from 'zod';
import { instant } from '../../../domain/kernel/contract.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { Interval } from '../../../domain/kernel/time/intervals.ts';
import { invalid } from '../../http/problem.ts';

const DAY: Millis = 86_400_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 400;
/** So many cases are counted; more are asked for in pieces. */
export const MOST_ENDED = 100_000;
export const MOST_GROUPS = 100;

/** Of a query: when they ended. */
export const endedQuery = {
  from: instant().optional().describe(`Ended then or later; absent: ${USUAL_DAYS} days before \`until\``),
  until: instant()
    .optional()
    .describe(`Ended earlier than then, at most ${MOST_DAYS} days after \`from\`; absent: now`),
};

/** Throws 422 where the time is none, or too long. */
export function timeOf(asked: { from?: Millis | undefined; until?: Millis | undefined }, now: Millis): Interval {
  const until = asked.until ?? now;
  const from = asked.from ?? until - USUAL_DAYS * DAY;
  if (until <= from) throw invalid([{ pointer: '/until', code: 'not-after-from' }]);
  if (until - from > MOST_DAYS * DAY) throw invalid([{ pointer: '/until', code: 'too-large' }]);
  return { from, until };
}

/** Parameters of a list, each one of several values. */
export type Words = Readonly<Record<string, readonly string[]>>;

/** A count, with the list of `what`. */
export const countedOf = (what: string) =>
  z.object({ count: z.int(), query: z.string().describe(`Lists these ${what}`) });
export const shareOf = (counted: ReturnType<typeof countedOf>) =>
  z.object({
    share: z.number().nullable().describe('Numerator by denominator, rounded once to four decimals; null of nothing'),
    numerator: counted,
    denominator: counted,
  });
