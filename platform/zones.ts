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
    offsets: offsetsOf(newYear(zone, first - 1), newYear(zone, last + 2)),
    coveredFrom: newYear(zone, first).epochMilliseconds,
    coveredUntil: newYear(zone, last + 1).epochMilliseconds,
  };
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
