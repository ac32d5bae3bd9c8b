/** From the wall line (calendar-table.ts) back to instants: an instant belongs to a frame when its wall time does. */
import type { CalendarSnapshot } from './calendar-snapshot.ts';
import { DAY, eastOf, framesOn, segmentAt, tableOf } from './calendar-table.ts';
import { MINUTE } from './durations.ts';
import type { Millis } from '../units.ts';
import { common, type Interval, merged } from './intervals.ts';

/** Points of the wall line, in ms, not of time. */
type OnTheWall = Interval;

/**
 * The instants within `within` whose wall time lies in a frame, merged and ascending. What a change of the offset skips is
 * in none, what it repeats is in it twice. `framesIn`: frames that meet a stretch of the wall line, in any order. Throws
 * what that throws.
 */
export function instantsOf(
  offsets: CalendarSnapshot['offsets'],
  within: Interval,
  framesIn: (wall: OnTheWall) => readonly OnTheWall[],
): Interval[] {
  const found: Interval[] = [];
  let { from } = within;
  for (let i = segmentAt(offsets, from); from < within.until; i += 1) {
    const until = Math.min(within.until, offsets[i + 1]?.[0] ?? Infinity);
    const east = eastOf(offsets, i);
    const wall = { from: from + east, until: until + east };
    for (const frame of framesIn(wall)) {
      const part = common(frame, wall);
      if (part) found.push({ from: part.from - east, until: part.until - east });
    }
    from = until;
  }
  return merged(found);
}

/**
 * The instant at which the local day with this number (0 = 1970-01-01) begins: the first whose wall time lies in it, or behind it
 * where a change of the offset skips the whole day. Throws nothing.
 */
export function beginOfDay(offsets: CalendarSnapshot['offsets'], day: number): Millis {
  for (let i = 0; ; i += 1) {
    const begin = i === 0 ? -Infinity : (offsets[i]?.[0] ?? 0);
    const at = Math.max(begin, day * DAY - eastOf(offsets, i));
    const end = offsets[i + 1]?.[0];
    if (end === undefined || at < end) return at;
  }
}

/** Number of the local day (0 = 1970-01-01) that the clock on the wall shows at an instant. Throws nothing. */
export const dayAt = (offsets: CalendarSnapshot['offsets'], at: Millis): number =>
  Math.floor((at + eastOf(offsets, segmentAt(offsets, at))) / DAY);

/** When the calendar is open within `within`: merged, ascending. Throws nothing. */
export function openStretches(calendar: CalendarSnapshot, within: Interval): Interval[] {
  if (within.from >= within.until) return [];
  if (calendar.always) return [within];
  const table = tableOf(calendar);
  return instantsOf(calendar.offsets, within, ({ from, until }) => {
    const frames: OnTheWall[] = [];
    for (let day = Math.floor(from / DAY); day * DAY < until; day += 1)
      for (const [begin, end] of framesOn(table, day))
        frames.push({ from: day * DAY + begin * MINUTE, until: day * DAY + end * MINUTE });
    return frames;
  });
}
