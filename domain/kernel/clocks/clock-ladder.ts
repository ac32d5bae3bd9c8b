/** What time itself does to clocks: breaches, ladder steps, notices that quiet hours held back. */
import { quietUntil } from '../time/calendar.ts';
import { seenFor } from './clock-attribution.ts';
import { definitionIn } from './clock-names.ts';
import { calendarOf, type Clock, deadlineOf, reach, runningFrom, startedIn } from './clock-measure.ts';
import type { ClockDefinition, ClockLife, ClockPins, Clocks, Context, Step } from './clock-types.ts';
import type { Millis } from '../units.ts';

export type Due = { clock: string; generation: number; dueAt: Millis } & (
  | { kind: 'breach'; retroactive: boolean }
  | { kind: 'step'; step: string; late: boolean; deliverAt: Millis }
  | { kind: 'released' | 'dropped'; step: string }
);
type Marked = { key: string; dueAt: Millis; late: boolean; threshold: Millis };

const MOST_REPEATS = 20;

/** What a step's key names: `p100#2` is the second repeat of `p100`. */
export function stepOf(key: string): { id: string; repeat: number } {
  const [id = '', repeat = '0'] = key.split('#');
  return { id, repeat: Number(repeat) };
}

/** The consumed time at which a step, or its n-th repeat, falls due. */
export function thresholdOf(step: Step, targetMs: Millis, repeat: number): Millis {
  const { percent = 100, beforeMs = 0, afterMs = 0 } = step;
  return Math.floor((targetMs * percent) / 100) - beforeMs + afterMs + repeat * (step.repeat?.everyMs ?? 0);
}

/** Steps limited to priorities, of those that this priority admits. */
export const limitedSteps = ({ ladder = [] }: ClockDefinition, { priority }: Context): string[] =>
  ladder.filter((step) => step.priorities !== undefined && isAdmitted(step, priority)).map(({ id }) => id);

const isAdmitted = ({ priorities }: Step, priority: Context[keyof Context]): boolean =>
  priorities === undefined || (typeof priority === 'string' && priorities.includes(priority));

/** What of `fired` stays fired when a breach is taken back: the steps below the target. */
export const firedBelow = ({ ladder = [] }: ClockDefinition, fired: readonly string[], targetMs: Millis): string[] =>
  fired.filter((key) => {
    const { id, repeat } = stepOf(key);
    const step = ladder.find((one) => one.id === id);
    return !step || thresholdOf(step, targetMs, repeat) < targetMs;
  });

/** What of `fired` lies behind under another instant: the rest lies ahead again, and is told again. */
export const firedBy = (
  { ladder = [] }: ClockDefinition,
  fired: readonly string[],
  { targetMs, consumed }: { targetMs: Millis; consumed: Millis },
): string[] =>
  fired.filter((key) => {
    const { id, repeat } = stepOf(key);
    const step = ladder.find((one) => one.id === id);
    return !step || thresholdOf(step, targetMs, repeat) <= consumed;
  });

/**
 * All that is not on record yet and falls due at or before `now`, in order, up to the first timer: its move may stop what
 * would fall due after it, so that is asked for again when the move is on record.
 */
export function duesOf(clocks: Clocks, pins: ClockPins, now: Millis): Due[] {
  const isTimer = ({ kind, clock }: Due) => kind === 'breach' && definitionIn(pins.sla.clocks, clock)?.kind === 'timer';
  const rank = (due: Due) => (isTimer(due) ? 2 : due.kind === 'breach' ? 0 : 1);
  const all = ahead(clocks, pins, now)
    .filter(({ dueAt }) => dueAt <= now)
    .toSorted((a, b) => a.dueAt - b.dueAt || rank(a) - rank(b));
  const timer = all.findIndex(isTimer);
  return timer === -1 ? all : all.slice(0, timer + 1);
}

/** What is not on record yet: all of it up to `until`, and of each clock and step at least the first beyond. */
export function ahead(clocks: Clocks, pins: ClockPins, until: Millis): Due[] {
  return startedIn(clocks, pins).flatMap(({ name, clock, definition }) => {
    const { context } = seenFor(clocks, name);
    const base = { clock: name, generation: clock.life.generation };
    return [
      ...breachAhead(clock, definition, pins).map((due): Due => ({ ...base, ...due })),
      ...clock.life.held.map(({ step, generation, deliverAt, droppedAt }): Due => {
        const kind = droppedAt === null ? 'released' : 'dropped';
        return { clock: name, generation, kind, step, dueAt: droppedAt ?? deliverAt };
      }),
      ...stepsAhead(clock, { definition, pins, context, until }).map((due): Due => ({ ...base, ...due })),
    ];
  });
}

function breachAhead(clock: Clock, { kind }: ClockDefinition, pins: ClockPins) {
  const { phase, breachedAt, life } = clock;
  const over = phase === 'stopped' || phase === 'cancelled';
  if (life.told || (over && kind === 'timer')) return [];
  const dueAt = breachedAt ?? (phase === 'running' ? deadlineOf(clock, pins) : null);
  return dueAt === null ? [] : [{ kind: 'breach', retroactive: dueAt < life.bornAt, dueAt } as const];
}

type Look = { definition: ClockDefinition; pins: ClockPins; context: Context; until: Millis };

function stepsAhead(clock: Clock, { definition, pins, context, until }: Look) {
  const calendar = calendarOf(clock, pins);
  if (clock.phase !== 'running' || !calendar) return [];
  const { quietHours = [], ladder = [] } = definition;
  const marked = ladder.flatMap((step) => {
    if (!isAdmitted(step, context['priority'])) return [];
    const heard = silence(clock.life, step, ladder);
    if (heard === 'all') return [];
    const marks = marksOf(clock, pins, { step, until });
    const open = heard === 'repeats' ? marks.filter(({ key }) => stepOf(key).repeat === 0) : marks;
    return open.filter(({ dueAt }, i) => dueAt !== open[i - 1]?.dueAt).map((mark) => ({ ...mark, quiet: step.quiet }));
  });
  return marked
    .toSorted((a, b) => a.threshold - b.threshold) // of one threshold as the ladder has them
    .map(({ key, dueAt, late, quiet }) => {
      const deliverAt = quiet === 'hold' ? quietUntil(calendar, quietHours, dueAt) : dueAt;
      return { kind: 'step', step: key, dueAt, late, deliverAt } as const;
    });
}

/** What acknowledgements of this cycle leave of a step. */
function silence({ acked }: ClockLife, { id, chain }: Step, ladder: readonly Step[]): 'all' | 'repeats' | 'nothing' {
  const inChain = (other: string) => ladder.some((step) => step.id === other && step.chain === chain);
  if (chain !== undefined && acked.some((other) => other !== id && inChain(other))) return 'all';
  return acked.includes(id) ? 'repeats' : 'nothing';
}

/**
 * The unfired marks of a step and its repeats, ascending, up to the first beyond `until`. A mark that was past when the
 * generation began falls due, late, when the clock first runs in it; so several may share that instant.
 */
export function marksOf({ life }: Clock, pins: ClockPins, { step, until }: { step: Step; until: Millis }): Marked[] {
  const { targetMs, bornAt, runs, fired } = life;
  const calendar = life.calendar === null ? undefined : pins.snapshots[life.calendar];
  if (!calendar || targetMs === null || (step.beforeMs ?? 0) >= targetMs) return [];
  const marks: Marked[] = [];
  const times = Math.min(step.repeat?.times ?? 0, MOST_REPEATS);
  for (let repeat = 0; repeat <= times; repeat += 1) {
    const key = repeat === 0 ? step.id : `${step.id}#${repeat}`;
    if (fired.includes(key)) continue;
    const threshold = thresholdOf(step, targetMs, repeat);
    const reached = reach(calendar, runs, threshold);
    if (reached === null) break;
    const late = reached < bornAt;
    const dueAt = late ? runningFrom(runs, bornAt) : reached;
    if (dueAt === null) break;
    marks.push({ key, dueAt, late, threshold });
    if (dueAt > until) break;
  }
  return marks;
}
