/** Business time on a pinned calendar: pure integer arithmetic, no date library, since it runs inside the workflow. */
import { DAY, dayFrames, eastOf, openBefore, openMs, segmentAt, tableOf, wallWhere } from './calendar-table.ts';
import { MINUTE } from './durations.ts';
import type { CalendarSnapshot, Frame } from './calendar-snapshot.ts';
import type { Millis } from '../units.ts';

export type { CalendarSnapshot, DateRule, Frame } from './calendar-snapshot.ts';

/** A deadline later than this after its start is none. */
const NEVER_AFTER = 3660 * DAY;

/**
 * Business time between two instants, in ms, on a pinned calendar. `from` inclusive, `to` exclusive; negative when
 * `to < from`; additive. Make-up workdays 调休 and holidays override the week; a day of 23 or 25 hours counts its real
 * minutes. Outside the coverage the weekly pattern goes on; `isProvisional` tells. Throws nothing.
 */
export function businessMsBetween(calendar: CalendarSnapshot, from: Millis, to: Millis): Millis {
  if (to === from) return 0;
  if (to < from) return -businessMsBetween(calendar, to, from) || 0;
  if (calendar.always) return to - from;
  const table = tableOf(calendar);
  const { offsets } = calendar;
  let sum = 0;
  let at = from;
  for (let i = segmentAt(offsets, from); at < to; i += 1) {
    const end = Math.min(to, offsets[i + 1]?.[0] ?? to);
    const east = eastOf(offsets, i);
    sum += openBefore(table, end + east) - openBefore(table, at + east);
    at = end;
  }
  return sum;
}

/**
 * The smallest instant `r >= start` with `businessMsBetween(start, r) = ms`: the end of a frame rather than the next
 * opening; `start` itself for 0, also in closed time. `null` (never) when it would lie more than 3660 days after `start`.
 * Throws RangeError for an `ms` that is negative or no integer.
 */
export function addBusinessMs(calendar: CalendarSnapshot, start: Millis, ms: Millis): Millis | null {
  if (!Number.isInteger(ms) || ms < 0) throw new RangeError(`${ms} is not a length in ms`);
  if (ms === 0) return start;
  const limit = start + NEVER_AFTER;
  const answer = calendar.always ? start + ms : advanceOpen(calendar, { start, ms, limit });
  return answer === null || answer > limit ? null : answer;
}

/** Whether an answer that rests on all of `[from, to)` (either order) goes beyond the dates known to be complete. */
export function isProvisional(calendar: CalendarSnapshot, from: Millis, to: Millis): boolean {
  if (calendar.always) return false;
  return Math.min(from, to) < calendar.coveredFrom || Math.max(from, to) > calendar.coveredUntil;
}

/**
 * The first instant `>= at` whose wall time lies in none of `quiet`, frames that hold every day; `at` itself when the
 * frames leave no time at all (refused at publication). Throws nothing.
 */
export function quietUntil({ offsets }: CalendarSnapshot, quiet: readonly Frame[], at: Millis): Millis {
  const frames = dayFrames(quiet, quiet);
  if (frames.length === 0 || openMs(frames) === DAY) return at;
  let t = at;
  for (let i = segmentAt(offsets, at); ; ) {
    const wall = t + eastOf(offsets, i);
    const midnight = Math.floor(wall / DAY) * DAY;
    const frame = frames.find(([from, to]) => midnight + from * MINUTE <= wall && wall < midnight + to * MINUTE);
    if (!frame) return t;
    const end = t + midnight + frame[1] * MINUTE - wall;
    const change = offsets[i + 1]?.[0] ?? Infinity;
    if (end >= change) i += 1;
    t = Math.min(end, change);
  }
}

function advanceOpen(
  calendar: CalendarSnapshot,
  { start, ms, limit }: { start: Millis; ms: Millis; limit: Millis },
): Millis | null {
  const table = tableOf(calendar);
  const { offsets } = calendar;
  let left = ms;
  let at = start;
  for (let i = segmentAt(offsets, start); at <= limit; i += 1) {
    const end = Math.min(offsets[i + 1]?.[0] ?? Infinity, limit + DAY);
    const east = eastOf(offsets, i);
    const before = openBefore(table, at + east);
    const open = openBefore(table, end + east) - before;
    if (open >= left) return wallWhere(table, at + east, before + left) - east;
    left -= open;
    at = end;
  }
  return null;
}
