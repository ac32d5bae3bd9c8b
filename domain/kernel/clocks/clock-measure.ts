/** What a clock has consumed and when it reaches an amount: over all its runs, all under its present calendar. */
import { addBusinessMs, businessMsBetween, type CalendarSnapshot } from '../time/calendar.ts';
import { clockNamed } from './clock-names.ts';
import type { ClockDefinition, ClockLife, ClockPins, Clocks, ClockState, Span } from './clock-types.ts';
import type { Millis } from '../units.ts';

/** A clock that has started. */
export type Clock = Pick<ClockState, 'phase' | 'breachedAt'> & { life: ClockLife };

export const isStarted = (state: ClockState | undefined): state is Clock => state?.life !== undefined;

/** Every clock that has started, by its name: in the order of the policy, those of parts in that of their start. */
export function startedIn(
  clocks: Clocks,
  pins: ClockPins,
): { name: string; clock: Clock; definition: ClockDefinition }[] {
  const ofParts = Object.keys(clocks).filter((name) => clockNamed(name).part !== undefined);
  return Object.entries(pins.sla.clocks).flatMap(([own, definition]) => {
    const names = definition.per === undefined ? [own] : ofParts.filter((name) => clockNamed(name).definition === own);
    return names.flatMap((name) => {
      const clock = clocks[name];
      return isStarted(clock) ? [{ name, clock, definition }] : [];
    });
  });
}

/** The calendar that the clock runs on; null without a target rule, or when the pins no longer hold it. */
export const calendarOf = ({ life }: Clock, pins: ClockPins): CalendarSnapshot | null =>
  (life.calendar === null ? undefined : pins.snapshots[life.calendar]) ?? null;

/** Business ms of `spans` up to `until`; an open span ends there. */
export function measure(calendar: CalendarSnapshot, spans: readonly Span[], until: Millis): Millis {
  let sum = 0;
  for (const [from, to] of spans) {
    const end = Math.min(to ?? until, until);
    if (end > from) sum += businessMsBetween(calendar, from, end);
  }
  return sum;
}

/** What the clock has consumed at `at`; 0 without a target rule. */
export function consumedMs(clock: Clock, pins: ClockPins, at: Millis): Millis {
  if (clock.life.kept) return clock.life.kept.consumedMs;
  const calendar = calendarOf(clock, pins);
  return calendar === null ? 0 : measure(calendar, clock.life.runs, at);
}

/**
 * The first instant at which the clock runs (inside a run, its end excluded) and has consumed `amount`. In the open run
 * it is projected as if the clock ran on; null when that never comes.
 */
export function reach(calendar: CalendarSnapshot, runs: readonly Span[], amount: Millis): Millis | null {
  let before = 0;
  for (const [from, to] of runs) {
    if (to !== null && to <= from) continue;
    if (before >= amount) return from;
    const left = amount - before;
    if (!Number.isSafeInteger(left)) return null; // a definition that nobody checked: no alarm rather than a stuck case
    const at = addBusinessMs(calendar, from, left);
    if (to === null) return at;
    if (at !== null && at < to) return at;
    before += businessMsBetween(calendar, from, to);
  }
  return null;
}

/** The first instant `>= at` at which the clock runs; null when it does not run again as things stand. */
export function runningFrom(runs: readonly Span[], at: Millis): Millis | null {
  for (const [from, to] of runs) {
    const first = Math.max(from, at);
    if (to === null || first < to) return first;
  }
  return null;
}

/** The instant at which the target is used up, projected; null when it never is, or without a target. */
export function deadlineOf(clock: Clock, pins: ClockPins): Millis | null {
  const { targetMs, runs } = clock.life;
  const calendar = calendarOf(clock, pins);
  return calendar === null || targetMs === null ? null : reach(calendar, runs, targetMs);
}

/** The deadline, if the clock has missed it before `at`, whether or not that is on record. */
export function breachBefore(clock: Clock, pins: ClockPins, at: Millis): Millis | null {
  if (clock.breachedAt !== null || clock.phase === 'stopped' || clock.phase === 'cancelled') return clock.breachedAt;
  const deadline = deadlineOf(clock, pins);
  return deadline !== null && deadline < at ? deadline : null;
}
