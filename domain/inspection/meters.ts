/** What readings of one meter say over several inspections: their trend, and which of them is unlike those before. */
import type { AskedLine } from '../kernel/facts.ts';
import { DAY } from '../kernel/time/calendar-table.ts';
import type { Millis } from '../kernel/units.ts';
import type { Inspection } from './state.ts';
import type { ReadingWarning } from './statuses.ts';

/** So many readings before one are compared with it. */
export const COMPARED = 6;
/** From so many on something is said of how a meter usually moves. */
const ENOUGH_BEFORE = 3;
/** A change is a jump that is so many times as large as any before it. */
const JUMP = 3;
/** Where a meter has hardly moved so far: this share of its last reading counts as a change that is usual. */
const STILL = 0.05;

/**
 * Whether a reading is unlike those before it, which are ascending by time. One of a counting meter that is under the last is said
 * from the first reading on, since such a meter never runs back; a jump only where enough is known of how it usually moves.
 * Throws nothing.
 */
export function readingWarning(
  { meter }: Pick<AskedLine, 'meter'>,
  value: number,
  before: readonly number[],
): ReadingWarning | null {
  const last = before.at(-1);
  if (meter === undefined || last === undefined) return null;
  if (meter === 'counting' && value < last) return 'below-last';
  if (before.length < ENOUGH_BEFORE) return null;
  const changes = before.slice(1).map((one, i) => Math.abs(one - (before[i] ?? one)));
  const usual = Math.max(...changes, STILL * Math.abs(last));
  return Math.abs(value - last) > JUMP * usual ? 'jump' : null;
}

export type Reading = {
  /** When the visit had begun. */
  at: Millis;
  value: number;
  /** Limits of its checklist then, both inclusive. */
  min?: number | undefined;
  max?: number | undefined;
};
type Kept = { status: string } & Partial<Pick<Inspection, 'lines' | 'parts' | 'begunAt'>>;
/**
 * What an inspection keeps of a meter; null where nobody read it, where it did not apply, where two values stand beside each other,
 * and of a line that asks for no number. Throws nothing.
 */
export function readingIn(
  state: Kept,
  line: string,
): (Reading & { status: 'ok' | 'abnormal'; warning?: ReadingWarning }) | null {
  const { begunAt, lines = [], parts }: Kept = state;
  const asked = lines.find(({ id }) => id === line);
  const { status, value, warning } = parts?.line?.[line] ?? {};
  if (begunAt === undefined || asked?.is !== 'number' || value === undefined) return null;
  if (status !== 'ok' && status !== 'abnormal') return null;
  const { min, max } = asked;
  return {
    at: begunAt,
    status,
    value: Number(value),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(warning ? { warning } : {}),
  };
}

/** `limit`: the one that is neared; `at`: when the meter stands there, going on from the last reading at this slope. */
export type Reached = { limit: 'min' | 'max'; value: number; at: Millis };
export type Trend = {
  /** Units a day, by least squares over time; null of fewer than two readings, or where all are of one instant. */
  perDay: number | null;
  /** Days from one reading to the next, the median; null of fewer than two. */
  periodDays: number | null;
  /** Units from one reading to the next at this slope; null as `perDay`. */
  perPeriod: number | null;
  /** Null where there are too few readings, where no limit is neared, or where that lies too far ahead to be said. */
  reaches: Reached | null;
  /** A limit is passed by the last reading already. */
  beyond: 'min' | 'max' | null;
};

/** With fewer readings nothing is said of what is to come. */
export const ENOUGH_FOR_TREND = 4;
/** Nothing is said of what lies further ahead than so many times the span that the readings reach back. */
const AHEAD = 2;

/** `readings`: of one meter in one unit, ascending by time. Throws nothing. */
export function trendOf(readings: readonly Reading[]): Trend {
  const perDay = slopeOf(readings);
  const periodDays = medianGap(readings);
  const last = readings.at(-1);
  const beyond = last ? passed(last) : null;
  return {
    perDay,
    periodDays,
    perPeriod: perDay === null || periodDays === null ? null : perDay * periodDays,
    beyond,
    reaches: last && perDay !== null && beyond === null ? reachedBy(readings, last, perDay) : null,
  };
}

/** How much each differs from the one before it; of the first null. Throws nothing. */
export const changesOf = (readings: readonly { value: number }[]): (number | null)[] =>
  readings.map(({ value }, i) => {
    const before = readings[i - 1];
    return before ? value - before.value : null;
  });

function slopeOf(readings: readonly Reading[]): number | null {
  const [first] = readings;
  if (!first || readings.length < 2) return null;
  const days = readings.map(({ at }) => (at - first.at) / DAY);
  const [day, value] = [mean(days), mean(readings.map((one) => one.value))];
  const spread = sum(days.map((one) => (one - day) ** 2));
  if (spread === 0) return null;
  return sum(readings.map((one, i) => ((days[i] ?? 0) - day) * (one.value - value))) / spread;
}

function medianGap(readings: readonly Reading[]): number | null {
  const gaps = readings
    .slice(1)
    .map(({ at }, i) => (at - (readings[i]?.at ?? at)) / DAY)
    .toSorted((a, b) => a - b);
  const [low, high] = [gaps[Math.floor((gaps.length - 1) / 2)], gaps[Math.floor(gaps.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

const passed = ({ value, min = -Infinity, max = Infinity }: Reading): 'min' | 'max' | null => {
  if (value > max) return 'max';
  return value < min ? 'min' : null;
};

function reachedBy(readings: readonly Reading[], last: Reading, perDay: number): Reached | null {
  const limit = perDay > 0 ? 'max' : 'min';
  const value = last[limit];
  const [first] = readings;
  if (readings.length < ENOUGH_FOR_TREND || !first || perDay === 0 || value === undefined) return null;
  const at = last.at + Math.round(((value - last.value) / perDay) * DAY);
  return at <= last.at + AHEAD * (last.at - first.at) ? { limit, value, at } : null;
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
const mean = (all: readonly number[]): number => sum(all) / all.length;
