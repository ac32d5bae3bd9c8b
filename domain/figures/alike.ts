/**
 * Open cases, however many, counted by what they are alike in: of what formulas look at few values differ, but for the instant at which
 * each was opened. So a year of months over all of them is reckoned by looking each group up, and not each case.
 */
import { nothing, withOne } from './language/aggregates.ts';
import { holds, isIn } from './language/holds.ts';
import type { Aggregate, Condition, Piece } from './language/shapes.ts';
import { type FigureValues, type LiveRow, MINUTE, minutes } from './row.ts';
import type { Millis } from '../kernel/process.ts';

/** Cases whose values are the same, of those that are looked at; `openedAt`: of each, ascending. */
export type Alike = Pick<LiveRow, 'process' | 'values'> & { openedAt: readonly Millis[] };
/** Those opened in `[from, until)`. `asOf`: when they are asked for as open, which is the instant of their age. */
export type OpenedIn = { from: Millis; until: Millis; asOf?: Millis };

/** What they come to, counted one by one or not. Throws nothing. */
export function pieceOf(aggregate: Aggregate, alike: Alike, { from, until, asOf }: OpenedIn): Piece {
  const { openedAt, values } = alike;
  const [first, end] = [firstFrom(openedAt, from), firstFrom(openedAt, until)];
  const none = nothing(aggregate);
  if (first >= end || !aggregate.cases.processes.some((one) => one === alike.process)) return none;
  if (asOf === undefined || !looksAtAge(aggregate))
    return isIn(aggregate.cases, alike) ? withOne(aggregate, none, values, end - first) : none;
  return ofAges(aggregate, alike, { first, end, asOf });
}

/** From the oldest on: as long as the age says the same they are counted at once. */
function ofAges(
  aggregate: Aggregate,
  { openedAt, values }: Alike,
  { first, end, asOf }: { first: number; end: number; asOf: Millis },
): Piece {
  const { where } = aggregate.cases;
  const bounds = 'name' in aggregate && aggregate.name === 'age' ? null : agesIn(where);
  let piece = nothing(aggregate);
  for (let at = first; at < end; ) {
    const age = minutes(asOf - (openedAt[at] ?? 0));
    const least = bounds ? leastAlike(bounds, age) : age;
    const next = Math.min(end, firstFrom(openedAt, asOf - least * MINUTE + 1));
    const aged: FigureValues = { ...values, age };
    if (!where || holds(where, aged)) piece = withOne(aggregate, piece, aged, next - at);
    at = next;
  }
  return piece;
}

/** The least whole age of which every comparison with one of `bounds` says what it says of `age`. */
function leastAlike(bounds: readonly number[], age: number): number {
  const below = bounds.filter((bound) => bound <= age);
  if (below.length === 0) return Number.NEGATIVE_INFINITY;
  const nearest = Math.max(...below);
  return nearest === age ? age : Math.floor(nearest) + 1;
}

const looksAtAge = (aggregate: Aggregate): boolean =>
  ('name' in aggregate && aggregate.name === 'age') || namesAge(aggregate.cases.where);

function namesAge(where: Condition | undefined): boolean {
  if (!where) return false;
  if (!('of' in where)) return where.name === 'age';
  return where.is === 'not' ? namesAge(where.of) : where.of.some(namesAge);
}

/** The ages with which a condition compares. */
function agesIn(where: Condition | undefined): number[] {
  if (!where) return [];
  if ('of' in where) return (where.is === 'not' ? [where.of] : where.of).flatMap(agesIn);
  if (where.name !== 'age' || where.is === 'missing') return [];
  const values = where.is === 'in' ? where.values : [where.value];
  return values.filter((one) => typeof one === 'number');
}

/** Of instants in order the first that is `at` or later; their number where none is. */
function firstFrom(all: readonly Millis[], at: Millis): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
