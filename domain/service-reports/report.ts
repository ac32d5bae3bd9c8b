/** A monthly service report 服务月报: what a customer is told of one month, fixed when it is made. Plain data, in no language. */
import type { Target } from '../figures/indicator.ts';
import type { Unit } from '../figures/language/shapes.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';
import type { Words } from '../notice-words.ts';

export type ReportedFigure = {
  /** `first-line-resolution@1` */
  indicator: string;
  name: Words;
  unit: Unit;
  target: Target | null;
  met: boolean | null;
  /** The oldest first, the month itself at last. */
  months: readonly { month: string; value: number | null }[];
};
export type ReportedCase = {
  number: string;
  title: string;
  priority: string | null;
  openedAt: Millis;
  closedAt: Millis;
  /** Clocks that were breached, by their names. */
  clocks: readonly string[];
};
/** Cases of a list; `more`: beyond those that are named. */
export type ReportedCases = { cases: readonly ReportedCase[]; more: number };
export type ServiceReport = {
  organisation: OrgPath;
  /** `2026-11`, `[from, until)` in the zone of `calendar`. */
  month: string;
  from: Millis;
  until: Millis;
  zone: string;
  /** `cn-5x8@3` */
  calendar: string;
  contracts: readonly { id: string; name: string; reference: string | null }[];
  figures: readonly ReportedFigure[];
  breached: ReportedCases;
  major: ReportedCases;
  /** When it was made: what ended in the month and was written later is not in it. */
  madeAt: Millis;
};

/** So many months are shown, with the month itself. */
export const MONTHS_SHOWN = 4;
/** So many cases of a list are named. */
export const MOST_NAMED = 200;
/** A report is due so long behind its month: what ended in its last minutes is written by then. */
const SETTLES_MS: Millis = 6 * 3_600_000;

/** True once a month that ends at `until` can be reported on. Throws nothing. */
export const isDue = (until: Millis, now: Millis): boolean => until + SETTLES_MS <= now;

/** `2026-11~dx~donghu`, for an address: no part of a path holds the sign. */
export const reportIdOf = (organisation: OrgPath, month: string): string => month + organisation.replaceAll('/', '~');
export const REPORT_ID = /^(?:20|21)[0-9]{2}-(?:0[1-9]|1[0-2])(?:~[a-z0-9-]{1,40}){1,10}$/;
