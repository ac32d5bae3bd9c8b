/** Calendars as people keep them, compiled: the only place that asks the zone database. */
import { Temporal } from 'temporal-polyfill';

type Source<Week, Dates> = {
  id: string;
  version: number;
  /** IANA name, `Asia/Shanghai`. */
  zone: string;
  always?: true;
  week: Week;
  dates: Dates;
  /** Local years, first and last, for which `dates` are complete. */
  years: readonly [first: number, last: number];
};
type Offset = readonly [fromUtcMs: number, minutesEast: number];

/**
 * The snapshot that is published and pinned. Covered from the first local midnight of the first year to that after the
 * last; offsets for one year beyond on both sides. A change of the zone database is a new version of the calendar. Throws
 * RangeError for an unknown zone.
 */
export function compileCalendar<Week, Dates>({ years, ...source }: Source<Week, Dates>) {
  const { id, version, zone, always, week, dates } = source;
  const [first, last] = years;
  return {
    id,
    version,
    zone,
    week,
    dates,
    ...(always && { always }),
    offsets: offsetsOfYears(zone, [first - 1, last + 1]),
    coveredFrom: newYear(zone, first).epochMilliseconds,
    coveredUntil: newYear(zone, last + 1).epochMilliseconds,
  };
}

/**
 * The offsets of a zone from the begin of the local year `first` to the end of `last`, `[from UTC ms, minutes east]`, ascending.
 * Throws RangeError for an unknown zone.
 */
export const offsetsOfYears = (zone: string, [first, last]: readonly [first: number, last: number]): Offset[] =>
  offsetsOf(newYear(zone, first), newYear(zone, last + 1));

/** The instants at which the local day `first` begins and the local day `last` ends. Throws RangeError for no date, no zone. */
export function instantsOfDays(timeZone: string, first: string, last: string): { from: number; until: number } {
  const midnight = (date: Temporal.PlainDate): number => date.toZonedDateTime({ timeZone }).epochMilliseconds;
  const [from, to] = [Temporal.PlainDate.from(first), Temporal.PlainDate.from(last)];
  return { from: midnight(from), until: midnight(to.add({ days: 1 })) };
}

/** True for a day that the calendar has: `2026-02-29` is none. */
export function isDate(date: string): boolean {
  try {
    return Temporal.PlainDate.from(date).toString() === date;
  } catch {
    return false;
  }
}

/** True for a name that the zone database knows. */
export function isZone(timeZone: string): boolean {
  try {
    Temporal.PlainDate.from('2026-01-01').toZonedDateTime({ timeZone });
    return true;
  } catch {
    return false;
  }
}

const zoned = (at: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

/** `2026-11-25 14:02`, as a clock on the wall of that zone shows it. */
export const wallClock = (at: number, timeZone: string): string =>
  zoned(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');

/** `2026-11-25 14:02 (Asia/Shanghai, UTC+8)`: the same for people who cannot know whose clock that is. */
export const wallClockNamed = (at: number, timeZone: string): string =>
  `${wallClock(at, timeZone)} (${zoneNamed(at, timeZone)})`;

/** `Asia/Shanghai, UTC+8`, as it is at that instant. */
export function zoneNamed(at: number, timeZone: string): string {
  const minutes = zoned(at, timeZone).offsetNanoseconds / 6e10;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = `UTC${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
  return timeZone === 'UTC' ? 'UTC' : `${timeZone}, ${offset}`;
}

/** The same with seconds, as tables show it: `2026-11-25 14:02:07`. */
export const wallClockSeconds = (at: number, timeZone: string): string =>
  zoned(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');

/** 0 to 1439. */
export function minuteOfDay(at: number, timeZone: string): number {
  const { hour, minute } = zoned(at, timeZone);
  return hour * 60 + minute;
}

const newYear = (timeZone: string, year: number): Temporal.ZonedDateTime =>
  Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime({ timeZone });

function offsetsOf(from: Temporal.ZonedDateTime, until: Temporal.ZonedDateTime): Offset[] {
  const offsets: Offset[] = [];
  for (
    let at: Temporal.ZonedDateTime | null = from;
    at !== null && at.epochMilliseconds < until.epochMilliseconds;
    at = at.getTimeZoneTransition('next')
  )
    offsets.push([at.epochMilliseconds, at.offsetNanoseconds / 6e10]);
  return offsets;
}
