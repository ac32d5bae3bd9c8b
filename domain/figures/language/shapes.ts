/**
 * A formula as it is once it was read and checked: plain data, stored with the indicator, so that what it says never depends on the
 * reader of a later release.
 */
import type { ProcessKey } from '../../processes.ts';

/** Which cases of a period: ended in it, opened in it, or open as it ends. */
export type Basis = 'closed' | 'opened' | 'open';
/** `minutes` are whole ones; `share` is 1 for all. */
export type Unit = 'number' | 'minutes' | 'share';

export type Literal = string | number | boolean;
/** `name`: of `namesOf`. A case that does not have it meets no comparison, and `missing`. */
export type Condition =
  | { is: 'and' | 'or'; of: readonly Condition[] }
  | { is: 'not'; of: Condition }
  | { is: 'missing'; name: string }
  /** Of a name with several values: any of them. */
  | { is: '=' | '!=' | '<' | '<=' | '>' | '>='; name: string; value: Literal }
  | { is: 'in'; name: string; values: readonly Literal[] };

/** Cases of one period and scope. */
export type Cases = { basis: Basis; processes: readonly ProcessKey[]; where?: Condition };
/** What is folded from cases; two that say the same have the same key (`keyOf`). `percentile`: nearest rank, 0 < p <= 100. */
export type Aggregate =
  | { is: 'count'; cases: Cases }
  | { is: 'sum' | 'mean' | 'least' | 'most'; name: string; cases: Cases }
  | { is: 'percentile'; p: number; name: string; cases: Cases };

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
 * What a formula comes to. `value`: rounded once, half away from zero, to four decimals; null: nothing to divide by, or no case to
 * take a percentile of. `parts`: of a share, numerator and denominator; else each aggregate that was counted, in the formula's order.
 */
export type Figure = {
  value: number | null;
  parts: readonly { is: 'numerator' | 'denominator' | 'aggregate'; value: number | null; cases: number }[];
};
