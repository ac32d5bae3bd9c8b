/**
 * Days of an entry that repeats (RFC 5545, RRULE), each day asked whether it is one: no rule, however odd, can go on for
 * ever, and 29 February is no 1 March.
 */
import { DAY, weekdayOf } from './calendar-table.ts';

/** `by` nothing: as the first day. Weekdays are 1 = Monday to 7; `nth` 0: each of them, -1: the last. */
export type Repeat = {
  every: 'year' | 'month' | 'week' | 'day';
  interval: number;
  count?: number | undefined;
  months?: readonly number[] | undefined;
  /** 1 to 31, or -1 to -31 from the end of the month. */
  monthDays?: readonly number[] | undefined;
  weekdays?: readonly { nth: number; day: number }[] | undefined;
  /** Which of the days of one year, month or week: 1 = the first, -1 = the last. */
  positions?: readonly number[] | undefined;
  /** Begin of the week, 1 = Monday. */
  weekStart: number;
};
/** Day numbers, 0 = 1970-01-01, both inclusive. */
export type Window = { first: number; last: number };

type Day = { day: number; year: number; month: number; date: number; weekday: number };
const LONGEST_PERIOD = 366;

/**
 * The days within `window` on which an entry that begins on the day `start` repeats, ascending; `start` is always the first
 * of them. `until` is the last day allowed. Asks `daysAsked` days at most, however the rule reads. Throws nothing.
 */
export function repeatedDays(start: number, repeat: Repeat, window: Window, until = Infinity): number[] {
  const { first, last } = spanOf(start, repeat, window, until);
  const begin = dayAt(start);
  const found = [start];
  let period = Number.NaN;
  let inPeriod: number[] = [];
  const close = (): void => void found.push(...picked(inPeriod, repeat).filter((day) => day > start));
  for (let day = first; day <= last; day += 1) {
    const here = dayAt(day);
    const now = periodOf(here, begin, repeat);
    if (now !== period) {
      close();
      [period, inPeriod] = [now, []];
    }
    if (now % repeat.interval === 0 && matches(here, begin, repeat)) inPeriod.push(day);
  }
  close();
  const counted = found.slice(0, repeat.count ?? found.length);
  return counted.filter((day) => day >= window.first && day <= window.last && day <= until);
}

/** How many days `repeatedDays` would ask: its cost. */
export function daysAsked(start: number, repeat: Repeat, window: Window, until = Infinity): number {
  const { first, last } = spanOf(start, repeat, window, until);
  return Math.max(0, last - first + 1);
}

/**
 * A count is counted from the begin; else what lies a period before the window cannot matter. The period that `until` ends
 * in is asked to its end: its last day is that of the period, not that of the rule.
 */
function spanOf(start: number, { count }: Repeat, window: Window, until: number): Window {
  const begin = count === undefined ? Math.max(start, window.first) : start;
  return { first: begin - LONGEST_PERIOD, last: Math.min(window.last, until) + LONGEST_PERIOD };
}

function dayAt(day: number): Day {
  const date = new Date(day * DAY);
  return {
    day,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    date: date.getUTCDate(),
    weekday: weekdayOf(day) + 1,
  };
}

/** Number of the year, month, week or day, 0 = that of the begin. */
function periodOf(here: Day, begin: Day, { every, weekStart }: Repeat): number {
  if (every === 'day') return here.day - begin.day;
  if (every === 'year') return here.year - begin.year;
  if (every === 'month') return (here.year - begin.year) * 12 + here.month - begin.month;
  // Whole days first: the distance of two begins of a week divides by 7 exactly, each of them alone does not.
  const beginOfWeek = ({ day, weekday }: Day): number => day - ((weekday - weekStart + 7) % 7);
  return (beginOfWeek(here) - beginOfWeek(begin)) / 7;
}

function matches(here: Day, begin: Day, { every, months, monthDays, weekdays }: Repeat): boolean {
  const byDay = monthDays !== undefined || weekdays !== undefined;
  const month = months ? months.includes(here.month) : every !== 'year' || byDay || here.month === begin.month;
  const inMonth = every === 'year' || every === 'month';
  const date = monthDays
    ? monthDays.some((one) => one === here.date || one === here.date - 1 - daysIn(here))
    : !inMonth || byDay || here.date === begin.date;
  const weekday = weekdays
    ? weekdays.some(({ nth, day }) => day === here.weekday && isNth(nth, here, every === 'year' && !months))
    : every !== 'week' || here.weekday === begin.weekday;
  return month && date && weekday;
}

const daysIn = ({ year, month }: Day): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Whether it is the nth of its weekday in its month, or in its year. */
function isNth(nth: number, here: Day, ofYear: boolean): boolean {
  if (nth === 0) return true;
  const first = Date.UTC(here.year, ofYear ? 0 : here.month - 1) / DAY;
  const after = Date.UTC(here.year, ofYear ? 12 : here.month) / DAY;
  return nth > 0 ? Math.floor((here.day - first) / 7) + 1 === nth : Math.floor((after - 1 - here.day) / 7) + 1 === -nth;
}

/** All of them, or those that the rule picks by their place. */
const picked = (days: readonly number[], { positions }: Repeat): readonly number[] =>
  positions ? days.filter((_, i) => positions.includes(i + 1) || positions.includes(i - days.length)) : days;
