/**
 * Periods of figures, cut by the clock on the wall of one zone: days, ISO weeks, months, quarters and years, each half-open, so that
 * the parts add up to the whole in whatever month the clock is changed. Months are those of archives (`domain/archive/month.ts`).
 */
import { MONTH, monthAt, monthSpan, nextMonth } from '../archive/month.ts';
import type { CalendarSnapshot } from '../kernel/time/calendar-snapshot.ts';
import { DAY } from '../kernel/time/calendar-table.ts';
import type { Interval } from '../kernel/time/intervals.ts';
import { beginOfDay, dayAt } from '../kernel/time/on-the-wall.ts';
import type { Millis } from '../kernel/units.ts';

export type PeriodKind = 'day' | 'week' | 'month' | 'quarter' | 'year';
export const periodKinds: readonly PeriodKind[] = ['day', 'week', 'month', 'quarter', 'year'];
/**
 * `name`: `2026-11-03`, `2026-W45`, `2026-11`, `2026-Q1`, `2026`; quarters and years are fiscal ones, named after the year in which the
 * fiscal year begins.
 */
export type Period = { kind: PeriodKind; name: string } & Interval;
/** How time is cut. `firstMonth`: with which month (1 to 12) the fiscal year begins. */
export type Cut = { offsets: CalendarSnapshot['offsets']; firstMonth: number };

const YEAR = /^(?:20|21)[0-9]{2}$/;
const QUARTER = /^((?:20|21)[0-9]{2})-Q([1-4])$/;
const WEEK = /^((?:20|21)[0-9]{2})-W([0-9]{2})$/;
const DATE = /^(?:20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$/;
const MONTHS: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

const two = (n: number): string => String(n).padStart(2, '0');
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
/** Of day 0, a Thursday, 3; a week begins with Monday, 0. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
const mondayOf = (day: number): number => day - weekdayOf(day);

/** Number of a month since year 0, and back. */
const numberOf = (month: string): number => {
  const [year = 0, nth = 1] = month.split('-').map(Number);
  return year * 12 + nth - 1;
};
const monthOf = (number: number): string => `${Math.floor(number / 12)}-${two((number % 12) + 1)}`;

/** The period of that kind to which an instant belongs: exactly one. Throws nothing. */
export function periodAt(cut: Cut, kind: PeriodKind, at: Millis): Period {
  if (kind === 'day') return ofDays(cut, kind, dayAt(cut.offsets, at), 1);
  if (kind === 'week') return ofDays(cut, kind, mondayOf(dayAt(cut.offsets, at)), 7);
  const number = numberOf(monthAt(cut.offsets, at));
  return ofMonths(cut, kind, number - ((number - (cut.firstMonth - 1)) % MONTHS[kind]));
}

/** The period of that name; null where there is none. Throws nothing. */
export function periodNamed(cut: Cut, name: string): Period | null {
  const found = beginOf(cut, name);
  return found && found.name === name ? found : null; // 2026-02-30 is no day, 2025-W53 no week
}

function beginOf(cut: Cut, name: string): Period | null {
  if (DATE.test(name)) {
    const at = Date.parse(`${name}T00:00:00Z`);
    return Number.isNaN(at) ? null : ofDays(cut, 'day', at / DAY, 1);
  }
  const [, ofWeek, nth] = WEEK.exec(name) ?? [];
  // The fourth of January lies in the first week.
  if (ofWeek !== undefined)
    return ofDays(cut, 'week', mondayOf(Date.UTC(Number(ofWeek), 0, 4) / DAY) + (Number(nth) - 1) * 7, 7);
  if (MONTH.test(name)) return ofMonths(cut, 'month', numberOf(name));
  const [, ofQuarter, quarter] = QUARTER.exec(name) ?? [];
  const year = ofQuarter ?? (YEAR.test(name) ? name : null);
  if (year === null) return null;
  const first = Number(year) * 12 + cut.firstMonth - 1;
  return quarter === undefined
    ? ofMonths(cut, 'year', first)
    : ofMonths(cut, 'quarter', first + (Number(quarter) - 1) * 3);
}

function ofDays({ offsets }: Cut, kind: 'day' | 'week', first: number, days: number): Period {
  const span = { from: beginOfDay(offsets, first), until: beginOfDay(offsets, first + days) };
  if (kind === 'day') return { kind, name: dateOf(first), ...span };
  const year = new Date((first + 3) * DAY).getUTCFullYear(); // a week is of the year of its Thursday
  const nth = (first - mondayOf(Date.UTC(year, 0, 4) / DAY)) / 7 + 1;
  return { kind, name: `${year}-W${two(nth)}`, ...span };
}

function ofMonths({ offsets, firstMonth }: Cut, kind: 'month' | 'quarter' | 'year', number: number): Period {
  const last = number + MONTHS[kind] - 1;
  const span = {
    from: monthSpan(offsets, monthOf(number)).from,
    until: monthSpan(offsets, monthOf(last)).until,
  };
  if (kind === 'month') return { kind, name: monthOf(number), ...span };
  const since = number - (firstMonth - 1);
  const year = Math.floor(since / 12);
  return { kind, name: kind === 'year' ? String(year) : `${year}-Q${Math.floor((since % 12) / 3) + 1}`, ...span };
}

const MOST_DAYS_BACK = 10 * 366;
/** What began before has no figures: ten years, by the longest ones. Throws nothing. */
export const oldestFrom = (now: Millis): Millis => now - MOST_DAYS_BACK * DAY;

/** The period and those before it that begin at `since` or later, the oldest first. `count`: of all, at most. Throws nothing. */
export function withThoseBefore(cut: Cut, period: Period, count: number, since = -Infinity): Period[] {
  const all = [period];
  for (let first = period; all.length < count; ) {
    first = periodAt(cut, period.kind, first.from - 1);
    if (first.from < since) break;
    all.unshift(first);
  }
  return all;
}

/** The months of a month, quarter or year, else the days of a week or day, in order: together they are the period. Throws nothing. */
export function partsOf(cut: Cut, period: Period): Period[] {
  const isOfDays = period.kind === 'day' || period.kind === 'week';
  return isOfDays ? daysOf(cut, period) : monthsOf(cut, period);
}

function monthsOf(cut: Cut, { from, until }: Interval): Period[] {
  const all: Period[] = [];
  for (let month = monthAt(cut.offsets, from); ; month = nextMonth(month)) {
    const next = ofMonths(cut, 'month', numberOf(month));
    if (next.from >= until) return all;
    all.push(next);
  }
}

/** The days of any period, in order. Throws nothing. */
export function daysOf(cut: Cut, { from, until }: Interval): Period[] {
  const all: Period[] = [];
  for (let day = dayAt(cut.offsets, from); ; day += 1) {
    const next = ofDays(cut, 'day', day, 1);
    if (next.from >= until) return all;
    if (next.until > next.from) all.push(next); // a change of the offset may skip a day
  }
}

export const HOUR: Millis = 3_600_000;

/** A length each, from its beginning on, the last perhaps shorter: together they are the time. Throws nothing. */
export const stretchesOf = ({ from, until }: Interval, length: Millis): Interval[] =>
  Array.from({ length: Math.ceil((until - from) / length) }, (_, n) => ({
    from: from + n * length,
    until: Math.min(until, from + (n + 1) * length),
  }));
