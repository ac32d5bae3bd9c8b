/** A calendar as cases run on it. */
import type { Millis } from '../units.ts';

/** Minutes of the local day the frame starts on: 0 <= from < 1440, from < to <= 2880 (over midnight). */
export type Frame = readonly [from: number, to: number];
/** One rule per local date: closed 休; like another weekday 调休 (1 = Monday); open: added frames; set: exactly these. */
export type DateRule =
  | 'closed'
  | { readonly like: 1 | 2 | 3 | 4 | 5 | 6 | 7 }
  | { readonly open: readonly Frame[] }
  | { readonly set: readonly Frame[] };
/** A published calendar version, compiled outside the workflow and pinned by id and version. */
export type CalendarSnapshot = {
  id: string;
  version: number;
  /** For display; arithmetic uses offsets. */
  zone: string;
  /** 24x7: week, dates and coverage are not looked at. */
  always?: true;
  /** 7 lists, Monday first. */
  week: readonly (readonly Frame[])[];
  /** 'YYYY-MM-DD', local date. */
  dates: Readonly<Record<string, DateRule>>;
  /** [from UTC ms, minutes east], ascending; the first also holds for all time before it, the last for all after. */
  offsets: readonly (readonly [fromUtcMs: Millis, minutesEast: number])[];
  /** UTC ms, [from, until): the time for which dates are known to be complete. */
  coveredFrom: Millis;
  coveredUntil: Millis;
};
