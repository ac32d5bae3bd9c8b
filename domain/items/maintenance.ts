/** Maintenance windows 维护窗口 of items, reckoned as open time is (kernel/time). */
import { businessMsBetween } from '../kernel/time/calendar.ts';
import type { CalendarSnapshot } from '../kernel/time/calendar-snapshot.ts';
import type { Millis } from '../kernel/units.ts';
import type { MaintenanceWindow } from './item.ts';

/**
 * The calendar whose open time is the window: its own week in the zone of `calendar`, every week alike, or `calendar` itself.
 * `calendar` is the version that its name stands for. Throws nothing.
 */
export function windowCalendar({ week }: MaintenanceWindow, calendar: CalendarSnapshot): CalendarSnapshot {
  if (week === undefined) return calendar;
  const { always: _always, ...zoned } = calendar;
  return { ...zoned, week, dates: {} };
}

/** True when all of `[from, until)` lies within the window; an empty span does. Throws nothing. */
export const isInWindow = (
  window: MaintenanceWindow,
  calendar: CalendarSnapshot,
  { from, until }: { from: Millis; until: Millis },
): boolean => until <= from || businessMsBetween(windowCalendar(window, calendar), from, until) === until - from;
