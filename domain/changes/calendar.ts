/** The calendar of change: which local days a view shows, and what lies on each. */
import { DAY, dayOf, weekdayOf } from '../kernel/time/calendar-table.ts';
import { type Interval, meets } from '../kernel/time/intervals.ts';

export const VIEWS = ['month', 'week', 'list'] as const;
export type View = (typeof VIEWS)[number];
/** Of a list that names no end. */
const LIST_DAYS = 31;

/** First and last local day of the view around `date`: the whole month, the week from Monday, or so many days from it on. */
export function shownDays(view: View, date: string): { first: string; last: string } {
  const day = dayOf(date);
  if (view === 'list') return { first: date, last: dateOf(day + LIST_DAYS - 1) };
  if (view === 'week') {
    const monday = day - weekdayOf(day);
    return { first: dateOf(monday), last: dateOf(monday + 6) };
  }
  const [year, month] = date.split('-').map(Number);
  return { first: `${date.slice(0, 8)}01`, last: dateOf(Date.UTC(year ?? 1970, month ?? 1, 0) / DAY) };
}

/** Every local day from `first` to `last`, both included. */
export function daysBetween(first: string, last: string): string[] {
  const from = dayOf(first);
  return Array.from({ length: dayOf(last) - from + 1 }, (_, n) => dateOf(from + n));
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

type Dated = Interval & { date: string };
/** Each day with the places of the entries that lie on it. */
export const laidOn = (days: readonly Dated[], entries: readonly Interval[]): (Dated & { entries: number[] })[] =>
  days.map((day) => ({ ...day, entries: entries.flatMap((one, i) => (meets(one, day) ? [i] : [])) }));

/**
 * The first `most` of the entries by their begin, and the instant up to which nothing is missing among them; null: all are
 * there.
 */
export function firstOf<E extends Interval>(
  entries: readonly E[],
  most: number,
): { entries: E[]; cutAt: number | null } {
  const sorted = entries.toSorted((one, other) => one.from - other.from || one.until - other.until);
  return { entries: sorted.slice(0, most), cutAt: sorted[most]?.from ?? null };
}
