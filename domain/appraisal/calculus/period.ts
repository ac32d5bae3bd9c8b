/** Periods of a scheme, cut as those of figures are, which of them are over, and by which version each is judged. */
import { type Cut, type Period, periodAt, periodNamed } from '../../figures/periods.ts';
import type { CalendarSnapshot } from '../../kernel/time/calendar-snapshot.ts';
import { addBusinessMs } from '../../kernel/time/calendar.ts';
import { BUSINESS_DAY } from '../../kernel/time/durations.ts';
import type { Millis } from '../../kernel/units.ts';
import type { Scheme } from './shapes.ts';

/** `2026-11`, `2026-Q4` of the fiscal year that begins in 2026, `2026` that fiscal year. */
export const PERIOD = /^(?:20|21)[0-9]{2}(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?$/;
/** What ended late is on record by then, and a figure of the period can be trusted. */
const FREEZE_AFTER = 3 * BUSINESS_DAY;

type Of = Pick<Scheme, 'period' | 'firstMonth'>;
type Offsets = CalendarSnapshot['offsets'];
const cutOf = (offsets: Offsets, { firstMonth }: Of): Cut => ({ offsets, firstMonth });

/** The period of that name, by the clock on the wall whatever the length of its days; null: the scheme has none such. Throws nothing. */
export function periodOf(offsets: Offsets, of: Of, name: string): Period | null {
  const found = periodNamed(cutOf(offsets, of), name);
  return found?.kind === of.period ? found : null;
}

/** When its figures are frozen: three working days behind its end. Throws nothing. */
export const freezeOf = (calendar: CalendarSnapshot, until: Millis): Millis =>
  addBusinessMs(calendar, until, FREEZE_AFTER) ?? until;

/**
 * The periods that are over at `now`, oldest first: all behind `settled`, however long nobody looked; `settled` null: from the first
 * that begins at `since` or later. At most `most`. Throws nothing.
 */
export function duePeriods(
  offsets: Offsets,
  of: Of,
  { settled, since, now, most }: { settled: string | null; since: Millis; now: Millis; most: number },
): Period[] {
  const at = (instant: Millis): Period => periodAt(cutOf(offsets, of), of.period, instant);
  const last = settled === null ? null : periodOf(offsets, of, settled);
  const found: Period[] = [];
  for (let next = last ? at(last.until) : firstFrom(at, since); found.length < most && next.until <= now; ) {
    found.push(next);
    next = at(next.until);
  }
  return found;
}
function firstFrom(at: (instant: Millis) => Period, since: Millis): Period {
  const there = at(since);
  return there.from >= since ? there : at(there.until);
}

/** Of versions the one that holds for a period that begins at `from`: the newest that was published by then; null: none was. Throws nothing. */
export const versionFor = <V extends { version: number; publishedAt: Millis }>(
  versions: readonly V[],
  from: Millis,
): V | null =>
  versions.filter(({ publishedAt }) => publishedAt <= from).toSorted((a, b) => b.version - a.version)[0] ?? null;
