/** From a calendar as people know it to the snapshot that cases are pinned to. */
import type { CalendarSnapshot } from '../domain/kernel/calendar.ts';
import type { CalendarSource } from '../models/migrations/seeds/calendars.ts';

const SHANGHAI_MINUTES = 480;

export function compileCalendar({ id, version, zone, always, week, dates, years }: CalendarSource): CalendarSnapshot {
  const [first, last] = years;
  return {
    id,
    version,
    zone,
    ...(always ? { always } : {}),
    week,
    dates,
    offsets: [[Date.UTC(first - 1, 0, 1), SHANGHAI_MINUTES]],
    coveredFrom: Date.UTC(first, 0, 1) - SHANGHAI_MINUTES * 60_000,
    coveredUntil: Date.UTC(last + 1, 0, 1) - SHANGHAI_MINUTES * 60_000,
  };
}
