/**
 * A formula as it is once it was read and checked: plain data, stored with the indicator, so that what it says never depends on the
 * reader of a later release.
 */
import type { CaseKind } from '../kinds.ts';

/** Which cases of a period: ended in it, opened in it, or open as it ends. */
export type Basis = 'closed' | 'opened' | 'open';
/** `minutes` are whole ones; `share` is 1 for all. */
export type Unit = 'number' | 'minutes' | 'share';

export type Literal = string | number | boolean;
/** `name`: of `namesOf`. A case that does not have it meets no comparison, and `missing`. Lengths of time are in minutes. */
export type Condition =
  | { is: 'and' | 'or'; of: readonly Condition[] }
  | { is: 'not'; of: Condition }
  | { is: 'missing'; name: string }
  /** Of a name with several values: any of them. */
  | { is: '=' | '!=' | '<' | '<=' | '>' | '>='; name: string; value: Literal }
  | { is: 'in'; name: string; values: readonly Literal[] };

/** Cases of one period and scope. `processes`: live cases of each, and drills by their own word, which are counted as `closed` alone. */
export type Cases = { basis: Basis; processes: readonly CaseKind[]; where?: Condition };
/** What is folded from cases; two that say the same have the same key (`keyOf`). `percentile`: nearest rank, 0 < p <= 100. */
export type Aggregate =
  | { is: 'count'; cases: Cases }
  | { is: 'sum' | 'mean' | 'least' | 'most'; name: string; cases: Cases }
  | { is: 'percentile'; p: number; name: string; cases: Cases };

/**
 * A piece of an aggregate: what it comes to over some of its cases. Plain data, so that it can be stored, and added to another of other cases.
 * `cases`: how many counted, of a name those that have it.
 */
export type Piece =
  | { is: 'count'; cases: number }
  /** A whole number of any size, in decimal digits: no sum of many cases drifts. */
  | { is: 'sum'; cases: number; sum: string }
  | { is: 'least' | 'most'; cases: number; value: number | null }
  /** How many cases have each value. */
  | { is: 'values'; cases: number; counts: Readonly<Record<string, number>> };

export type Formula =
  | { is: 'number'; value: number }
  | { is: 'aggregate'; of: Aggregate }
  /** Of another indicator, pinned to a version: `first-line@2`. */
  | { is: 'indicator'; ref: string }
  /** By nothing: no value. */
  | { is: '+' | '-' | '*' | '/'; left: Formula; right: Formula }
  /** Cases of `part` that are in `whole` as well, by `whole`. */
  | { is: 'share'; part: Cases; whole: Cases };

/**
 * What a formula comes to. `value`: rounded once, half away from zero, to four decimals; null: nothing to divide by, no case to
 * take a percentile of, or too large to be told. `parts`: of a share, numerator and denominator; else each aggregate that was counted, in the formula's order.
 */
export type Figure = {
  value: number | null;
  parts: readonly FigurePart[];
};
/** `of`: what was counted, so the cases behind it can be listed (`countedIn`); `cases`: how many they are. */
export type FigurePart = {
  is: 'numerator' | 'denominator' | 'aggregate';
  of: Aggregate;
  value: number | null;
  cases: number;
};
