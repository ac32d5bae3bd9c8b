/** Months by the clock on the wall, and when the archive of one is opened. */
import type { CalendarSnapshot } from '../kernel/time/calendar-snapshot.ts';
import { DAY, framesBeginningOn } from '../kernel/time/calendar-table.ts';
import type { Interval } from '../kernel/time/intervals.ts';
import { beginOfDay, dayAt } from '../kernel/time/on-the-wall.ts';
import type { Millis } from '../kernel/units.ts';

/** `2026-11` */
export const MONTH = /^(?:20|21)[0-9]{2}-(?:0[1-9]|1[0-2])$/;
/** An archive is opened as this working day begins. */
const WORKING_DAY = 3;
/** A calendar that knows no three working days in so long is no reason to wait any longer. */
const LONGEST_WAIT = 31;

const partsOf = (month: string): [year: number, month: number] => {
  const [year = 0, nth = 1] = month.split('-').map(Number);
  return [year, nth];
};
/** Number of the local day (0 = 1970-01-01) on which the month begins that comes `after` months later. */
const firstDay = (month: string, after = 0): number => {
  const [year, nth] = partsOf(month);
  return Date.UTC(year, nth - 1 + after, 1) / DAY;
};
const nameOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 7);

/** `2026-12` after `2026-11`. */
export const nextMonth = (month: string): string => nameOf(firstDay(month, 1));
/** `2026-10` before `2026-11`. */
export const monthBefore = (month: string): string => nameOf(firstDay(month, -1));

type Offsets = CalendarSnapshot['offsets'];
/** `[from, until)`, from the first to the last instant that a clock on the wall of the zone shows as that month. Throws nothing. */
export const monthSpan = (offsets: Offsets, month: string): Interval => ({
  from: beginOfDay(offsets, firstDay(month)),
  until: beginOfDay(offsets, firstDay(month, 1)),
});
/** The month that the clock on the wall shows at an instant. Throws nothing. */
export const monthAt = (offsets: Offsets, at: Millis): string => nameOf(dayAt(offsets, at));

/** The begin of the third working day behind the month, local; where the calendar has none within 31 days, of that day. Throws nothing. */
export function openingOf(calendar: CalendarSnapshot, month: string): Millis {
  const first = firstDay(month, 1);
  let left = WORKING_DAY;
  for (let day = first; day < first + LONGEST_WAIT; day += 1) {
    if (calendar.always || framesBeginningOn(calendar, day).length > 0) left -= 1;
    if (left === 0) return beginOfDay(calendar.offsets, day);
  }
  return beginOfDay(calendar.offsets, first + LONGEST_WAIT);
}

/**
 * The months that are to be opened at `now`, oldest first: all since the last settled one, however long nobody looked. `first`: the
 * month with which an organisation begins that has none yet. At most `most`. Throws nothing.
 */
export function dueMonths(
  calendar: CalendarSnapshot,
  { settled, first }: { settled: string | null; first: string },
  { now, most }: { now: Millis; most: number },
): string[] {
  const due: string[] = [];
  for (
    let month = settled === null ? first : nextMonth(settled);
    due.length < most && openingOf(calendar, month) <= now;
    month = nextMonth(month)
  )
    due.push(month);
  return due;
}
