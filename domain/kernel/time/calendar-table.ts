/**
 * The wall line: local time as if every day had 24 hours. An instant is open when its wall time is, so each stretch between
 * two changes of the offset is measured on that line; what a change skips or repeats comes out by itself.
 */
import type { CalendarSnapshot, DateRule, Frame } from './calendar-snapshot.ts';
import type { Millis } from '../units.ts';
import { DAY_MINUTES, MINUTE } from './durations.ts';

export const DAY = DAY_MINUTES * MINUTE;

/** Open frames of one local day, cut to it, merged, ascending. */
export type Day = readonly Frame[];
export type Table = {
  /** Of the local days 0 to 6 after 1970-01-01, a Thursday, and so of all days without a rule near. */
  week: readonly Day[];
  /** Open ms of the first n days of such a week; n = 0 to 7. */
  weekMs: readonly Millis[];
  /** Days whose frames a date rule touches, ascending: the date itself, and the next where a shift goes over midnight. */
  days: readonly number[];
  frames: readonly Day[];
  /** What the first n of them have more than the weekly pattern, in ms. */
  extraMs: readonly Millis[];
  /** The date rules that hold: those within the coverage. */
  rules: ReadonlyMap<number, DateRule>;
};

/**
 * A memo and no more: its content follows from the snapshot alone, a published snapshot never changes, and nobody can see
 * whether it was filled, so a replay gets the same answers. Without it every call would sort the date rules again.
 */
const tables = new WeakMap<CalendarSnapshot, Table>();

export function tableOf(calendar: CalendarSnapshot): Table {
  const known = tables.get(calendar);
  if (known) return known;
  const table = compile(calendar);
  tables.set(calendar, table);
  return table;
}

function compile(calendar: CalendarSnapshot): Table {
  const { coveredFrom, coveredUntil, offsets } = calendar;
  const wallOf = (instant: Millis) => instant + eastOf(offsets, segmentAt(offsets, instant));
  const [first, end] = [Math.ceil(wallOf(coveredFrom) / DAY), Math.ceil(wallOf(coveredUntil) / DAY)];
  const rules = new Map<number, DateRule>();
  for (const [date, rule] of Object.entries(calendar.dates)) {
    const day = dayOf(date);
    if (day >= first && day < end) rules.set(day, rule);
  }
  const startingOn = (day: number) => framesOf(calendar.week, rules.get(day), weekdayOf(day));
  const week = [0, 1, 2, 3, 4, 5, 6].map((day) => {
    const [before, own] = [weekdayOf(day - 1), weekdayOf(day)];
    return dayFrames(calendar.week[before] ?? [], calendar.week[own] ?? []);
  });
  const days = [...new Set([...rules.keys()].flatMap((day) => [day, day + 1]))].toSorted((a, b) => a - b);
  const frames = days.map((day) => dayFrames(startingOn(day - 1), startingOn(day)));
  const extra = days.map((day, i) => openMs(frames[i] ?? []) - openMs(week[mod7(day)] ?? []));
  return { week, weekMs: sums(week.map(openMs)), days, frames, extraMs: sums(extra), rules };
}

function framesOf(week: CalendarSnapshot['week'], rule: DateRule | undefined, weekday: number): readonly Frame[] {
  const own = week[weekday] ?? [];
  if (rule === undefined) return own;
  if (rule === 'closed') return [];
  if ('like' in rule) return week[rule.like - 1] ?? [];
  return 'open' in rule ? [...own, ...rule.open] : rule.set;
}

/** The frames that begin on a local day by the calendar's week and rules; empty: a day off. Throws nothing. */
export const framesBeginningOn = (calendar: CalendarSnapshot, day: number): readonly Frame[] =>
  framesOf(calendar.week, tableOf(calendar).rules.get(day), weekdayOf(day));

/** What is open on a day, merged: the tails of the frames that start on the day before, and its own frames up to midnight. */
export function dayFrames(before: readonly Frame[], own: readonly Frame[]): Day {
  const tails = before.map(([, to]): Frame => [0, to - DAY_MINUTES]).filter(([, to]) => to > 0);
  const cut = own.map(([from, to]): Frame => [from, Math.min(to, DAY_MINUTES)]);
  const merged: [number, number][] = [];
  for (const [from, to] of [...tails, ...cut].toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Open ms of the wall line from 1970-01-01 to `wall`; negative before. */
export function openBefore(table: Table, wall: Millis): Millis {
  const day = Math.floor(wall / DAY);
  const time = wall - day * DAY;
  let open = openBeforeDay(table, day);
  for (const [from, to] of framesOn(table, day)) {
    if (time <= from * MINUTE) break;
    open += Math.min(time, to * MINUTE) - from * MINUTE;
  }
  return open;
}

function openBeforeDay({ weekMs, days, extraMs }: Table, day: number): Millis {
  const inWeek = mod7(day);
  return ((day - inWeek) / 7) * (weekMs[7] ?? 0) + (weekMs[inWeek] ?? 0) + (extraMs[countBelow(days, day)] ?? 0);
}

/** What is open on the wall day `day`, tails of the evening before included. */
export function framesOn({ week, days, frames }: Table, day: number): Day {
  const i = countBelow(days, day);
  return (days[i] === day ? frames[i] : week[mod7(day)]) ?? [];
}

/** The smallest point of the wall line with `openBefore(point) = open`, which lies after `from`. */
export function wallWhere(table: Table, from: Millis, open: Millis): Millis {
  let low = Math.floor(from / DAY);
  let step = 1;
  while (openBeforeDay(table, low + step) < open) [low, step] = [low + step, step * 2];
  let high = low + step; // openBeforeDay(low) < open <= openBeforeDay(high)
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (openBeforeDay(table, middle) < open) low = middle;
    else high = middle;
  }
  let left = open - openBeforeDay(table, low);
  for (const [begin, end] of framesOn(table, low)) {
    const length = (end - begin) * MINUTE;
    if (left <= length) return low * DAY + begin * MINUTE + left;
    left -= length;
  }
  return high * DAY;
}

/** Day number of a local date, 0 = 1970-01-01; NaN when there is no such date. */
export function dayOf(date: string): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const first = Date.UTC(y, m - 1);
  const exists = m >= 1 && m <= 12 && d >= 1 && first + d * DAY <= Date.UTC(y, m);
  return exists ? first / DAY + d - 1 : Number.NaN;
}

/** 0 = Monday. */
export const weekdayOf = (day: number): number => mod7(day + 3);
const mod7 = (day: number): number => ((day % 7) + 7) % 7;
export const eastOf = (offsets: CalendarSnapshot['offsets'], i: number): Millis => (offsets[i]?.[1] ?? 0) * MINUTE;
export const openMs = (day: Day): Millis => day.reduce((sum, [from, to]) => sum + to - from, 0) * MINUTE;

/** The stretch of constant offset that holds `instant`. */
export function segmentAt(offsets: CalendarSnapshot['offsets'], instant: Millis): number {
  let i = offsets.length - 1;
  while (i > 0 && (offsets[i]?.[0] ?? 0) > instant) i -= 1;
  return Math.max(i, 0);
}

/** How many of the ascending `days` lie before `day`. */
function countBelow(days: readonly number[], day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? Infinity) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sums of the first 0, 1, 2 … all of `values`. */
function sums(values: readonly number[]): number[] {
  const all = [0];
  for (const value of values) all.push((all.at(-1) ?? 0) + value);
  return all;
}
