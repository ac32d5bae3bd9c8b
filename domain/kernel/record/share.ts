/** Which bytes are read on which day, where all of them would take too long. */
import type { Millis } from '../units.ts';

const DAY: Millis = 86_400_000;

/** Half-open, of the first byte of a hash (0 to 256): only bytes whose hash begins there are read. */
export type Share = { from: number; until: number };

/** A day's share of all bytes, so that each are read once in `days` days. Throws nothing. */
export function shareOfDay(now: Millis, days = 16): Share {
  const day = Math.floor(now / DAY) % days;
  return { from: Math.floor((day * 256) / days), until: Math.floor(((day + 1) * 256) / days) };
}
