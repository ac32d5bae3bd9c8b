/** How a clock stands at an instant: for people, for the next event, for the record. */
import { attributionOf, stretchBefore } from './clock-attribution.ts';
import { calendarOf, type Clock, consumedMs, deadlineOf } from './clock-measure.ts';
import type { Attribution, ClockPins, ClockReadingState, Past, Stretch } from './clock-types.ts';
import type { Millis } from '../units.ts';

/** All that can be said of a clock; `null` where there is nothing to say. */
export type Standing = {
  state: ClockReadingState;
  generation: number;
  targetMs: Millis | null;
  calendar: string | null;
  consumedMs: Millis;
  remainingMs: Millis | null;
  startedAt: Millis | null;
  dueAt: Millis | null;
  breachedAt: Millis | null;
  pausedSince: Millis | null;
  stoppedAt: Millis | null;
  retroactive: boolean;
  provisional: boolean;
  past: readonly Past[];
};

/** How a started clock stands at `at`, its last event or later (time.md 5). A breach counts whether or not on record. */
export function standing(clock: Clock, pins: ClockPins, at: Millis): Standing {
  const { life, phase } = clock;
  const { targetMs, calendar, generation, startedAt, stoppedAt, past } = life;
  const kept = { generation, targetMs, calendar, startedAt, stoppedAt, past };
  if (targetMs === null) {
    const nothing = { remainingMs: null, dueAt: null, breachedAt: null, pausedSince: null };
    return { ...kept, ...nothing, state: 'cancelled', consumedMs: 0, retroactive: false, provisional: false };
  }
  const consumed = consumedMs(clock, pins, at);
  const projected = phase === 'running' ? deadlineOf(clock, pins) : null;
  const breachedAt = clock.breachedAt ?? (projected !== null && projected <= at ? projected : null);
  const dueAt = phase === 'cancelled' ? null : (breachedAt ?? (phase === 'stopped' ? life.dueAt : projected));
  return {
    ...kept,
    state: stateOf(phase, breachedAt),
    consumedMs: consumed,
    remainingMs: targetMs - consumed,
    dueAt,
    breachedAt,
    pausedSince: phase === 'paused' ? (life.pauses.at(-1)?.[0] ?? null) : null,
    retroactive: breachedAt !== null && breachedAt < life.bornAt,
    provisional: isProvisionalAt(clock, pins, { at, dueAt }),
  };
}

function stateOf(phase: Clock['phase'], breachedAt: Millis | null): ClockReadingState {
  if (phase === 'cancelled') return 'cancelled';
  if (breachedAt === null) return phase === 'stopped' ? 'met' : phase;
  return phase === 'stopped' ? 'late' : 'breached';
}

function isProvisionalAt(clock: Clock, pins: ClockPins, { at, dueAt }: { at: Millis; dueAt: Millis | null }): boolean {
  if (clock.life.kept) return clock.life.kept.provisional;
  const calendar = calendarOf(clock, pins);
  if (!calendar || calendar.always) return false;
  const { runs, startedAt } = clock.life;
  const last = runs.at(-1);
  const measuredTo = last ? (last[1] ?? at) : -Infinity;
  return startedAt < calendar.coveredFrom || Math.max(measuredTo, dueAt ?? -Infinity) > calendar.coveredUntil;
}

/** Who had the case how long; null without a target. */
export function attributionAt(
  clock: Clock,
  pins: ClockPins,
  seen: { trail: readonly Stretch[]; at: Millis },
): Attribution | null {
  if (clock.life.kept) return clock.life.kept.attribution;
  const calendar = calendarOf(clock, pins);
  return calendar === null ? null : attributionOf(calendar, clock.life, seen);
}

/** What penalties and appraisals read: the standing, who had the case how long, and who had it at the breach. */
export function frozenOf(clock: Clock, pins: ClockPins, seen: { trail: readonly Stretch[]; at: Millis }) {
  const stands = standing(clock, pins, seen.at);
  const attribution = attributionAt(clock, pins, seen);
  const had = stands.breachedAt === null ? undefined : stretchBefore(seen.trail, stands.breachedAt);
  if (!had) return { ...stands, attribution, breachContext: null };
  const [, tier, team, person, holdReason, priority] = had;
  return { ...stands, attribution, breachContext: { tier, team, person, holdReason, priority } };
}
