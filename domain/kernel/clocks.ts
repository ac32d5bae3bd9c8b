/** The clocks of a case: what the fold keeps of them, what is due, what people see. */
import type { Frame } from './calendar.ts';
import { CASE, extendTrail, type Seen, seenBy } from './clock-attribution.ts';
import { ahead, type Due, duesOf } from './clock-ladder.ts';
import { type Clock, isStarted } from './clock-measure.ts';
import { move, withBreach, withFired, withoutHeld } from './clock-moves.ts';
import { frozenOf, standing } from './clock-reading.ts';
import type { ClockEvent, ClockPins, DomainEvent, Millis } from './process.ts';

export type Field =
  | 'status'
  | 'holdReason'
  | 'tier'
  | 'team'
  | 'person'
  | 'priority'
  | 'major'
  | 'service'
  | 'origin'
  | 'reportOwed'
  | 'urged';
export type Value = string | boolean | null;
export type Cond<F extends string = Field> = Partial<Record<F, readonly Value[]>>;
/** All given parts must hold. enters: holds after the event and did not before; leaves: the reverse; if: holds after. */
export type Matcher<F extends string = Field> = {
  on?: readonly string[];
  enters?: Cond<F>;
  leaves?: Cond<F>;
  if?: Cond<F>;
};
export type Step = {
  id: string;
  percent?: number;
  beforeMs?: Millis;
  afterMs?: Millis;
  to: readonly string[];
  channel: readonly string[];
  do?: 'notify' | 'proposeEscalation' | 'proposeMajor';
  repeat?: { everyMs: Millis; times: number };
  priorities?: readonly string[];
  chain?: string;
  quiet?: 'hold';
};
/** So many ms of business time. */
export type LengthTarget<F extends string = Field> = { when?: Cond<F>; ms: Millis; calendar?: string };
export type ClockDefinition<F extends string = Field> = {
  key: string;
  kind: 'sla' | 'ola' | 'underpinning' | 'nag' | 'timer';
  /** A name in pins.calendars. */
  calendar: string;
  /** The first match wins; no match = no target. */
  targets: readonly LengthTarget<F>[];
  start: readonly Matcher<F>[];
  stop: readonly Matcher<F>[];
  resume?: readonly Matcher<F>[];
  restart?: readonly Matcher<F>[];
  cancel?: readonly Matcher<F>[];
  pause?: readonly Cond<F>[];
  countStopped?: true;
  quietHours?: readonly Frame[];
  ladder?: readonly Step[];
};
/**
 * An instant that somebody named (window end, due, slot end): the field of the context that holds it, epoch ms; null there
 * = no target. Wall time: no pause and no `percent` in its ladder; another instant is a new generation (ADR 12).
 */
export type InstantTarget<F extends string, I extends string> = { when?: Cond<F>; until: I };
/**
 * A definition of a process with fields of its own. `F`: fields that conditions read; `I`: instants that people name; `K`:
 * kinds of parts. With `per` each part of that kind has the clock, named `step~w1-07-3`; fields and `assignee` in the
 * ladder are then the part's. Its generations begin with the seq of the event that started it, since what ended is dropped
 * from state. Written on paper: the engine reads what ClockDefinition says and no more.
 */
export type DeclaredClock<F extends string, I extends string = never, K extends string = never> = Omit<
  ClockDefinition<F>,
  'targets'
> & { per?: K; targets: readonly (LengthTarget<F> | InstantTarget<F, I>)[] };

/** From inclusive, to exclusive; open when null. */
export type Span = readonly [from: Millis, to: Millis | null];
/** A generation that a re-target ended, or a cycle that a restart ended. `until`: that instant. */
export type Past = {
  generation: number;
  targetMs: Millis | null;
  /** `id@version`. */
  calendar: string | null;
  until: Millis;
  ended: 'retargeted' | 'met' | 'late' | 'cancelled';
  consumedMs: Millis;
  breachedAt: Millis | null;
};
/** A notice that quiet hours hold back. `breach`: of a step at or above the target. */
export type Held = { step: string; generation: number; deliverAt: Millis; breach: boolean; droppedAt: Millis | null };
/** Business ms by who had the case; each of tier, team and person sums to what the clock consumed. */
export type Attribution = Readonly<
  Record<'tier' | 'team' | 'person' | 'waited' | 'paused', Readonly<Record<string, Millis>>>
>;
/** Who had the case from then on. */
export type Stretch = readonly [
  from: Millis,
  tier: Value,
  team: Value,
  person: Value,
  holdReason: Value,
  priority: Value,
];
export type Context = Readonly<Partial<Record<Field, Value>>>;
/** One cycle of a started clock, in its present generation. */
export type ClockLife = {
  generation: number;
  /** When this generation began. */
  bornAt: Millis;
  startedAt: Millis;
  /** Null: no rule names a target. */
  targetMs: Millis | null;
  /** `id@version`. */
  calendar: string | null;
  /** Steps limited to priorities, of those that the case's priority admits. */
  limited: readonly string[];
  runs: readonly Span[];
  pauses: readonly Span[];
  stoppedAt: Millis | null;
  /** The deadline in force at the stop. */
  dueAt: Millis | null;
  /** The breach of this generation is on record. */
  told: boolean;
  /** Steps of this cycle that fired, `id` or `id#repeat`. */
  fired: readonly string[];
  acked: readonly string[];
  held: readonly Held[];
  past: readonly Past[];
  /** Measured for good when the calendar of a stopped clock left the pins. */
  kept?: { consumedMs: Millis; provisional: boolean; attribution: Attribution };
};
/**
 * What the fold keeps; opaque outside the clock files and escalation.ts, but for `breachedAt` and `phase`. A clock that
 * never started has no entry. The entry `*` is no clock: it keeps the context that all clocks of the case watch.
 */
export type ClockState = {
  phase: 'waiting' | 'running' | 'paused' | 'stopped' | 'cancelled';
  breachedAt: Millis | null;
  life?: ClockLife;
  seen?: { context: Context; trail: readonly Stretch[] };
};
export type Clocks = Readonly<Record<string, ClockState>>;
export type ClockReadingState = 'waiting' | 'running' | 'paused' | 'breached' | 'met' | 'late' | 'cancelled';
/** What people see: absolute instants; the console counts down. */
export type ClockReading = {
  kind: ClockDefinition['kind'];
  state: ClockReadingState;
  generation: number;
  targetMs: Millis | null;
  startedAt: Millis | null;
  dueAt: Millis | null;
  breachedAt: Millis | null;
  pausedSince: Millis | null;
  stoppedAt: Millis | null;
  /** What was left at `pausedSince` or `stoppedAt`; null while it runs (count down from dueAt). */
  remainingMs: Millis | null;
  retroactive: boolean;
  provisional: boolean;
};
/** A case event as clocks see it: `type` without the process's prefix, `set` the context after it. */
export type Change = {
  at: Millis;
  type: string;
  set: Context;
  /** What starts now counts from here (<= at); vectors only, cases have `receivedAt`. */
  since?: Millis;
  /**
   * When the customer reported (<= at): promises to him (kind `sla`) that start now count from there. What desks and
   * suppliers owe counts from the event, since nobody can work before the hand-over.
   */
  receivedAt?: Millis;
  /** A person says that he heard this step. */
  ack?: { clock: string; step: string };
  /** Clocks that a re-target names, beside those whose definition it changes; vectors only, cases get whole pins. */
  retargets?: readonly string[];
};

/**
 * The clocks after one case event; `pins` as they stand after it, `former` as before (needed only for an event that
 * replaces pins: the generation that ends is measured under its own calendar). Throws nothing.
 */
export function advance(clocks: Clocks, pins: ClockPins, change: Change, former: ClockPins = pins): Clocks {
  const before = seenBy(clocks);
  const after = seenAfter(before, change);
  const next: Record<string, ClockState> = { ...clocks, [CASE]: { phase: 'waiting', breachedAt: null, seen: after } };
  const turn = { change, before: before.context, after: after.context, trail: before.trail, pins, former };
  for (const [name, definition] of Object.entries(pins.sla.clocks)) {
    const moved = move(clocks[name], definition, { ...turn, name });
    if (moved) next[name] = moved;
  }
  return next;
}

/** The clocks with a firing on record, so that it is not due again. Throws nothing. */
export function recordFiring(clocks: Clocks, pins: ClockPins, event: ClockEvent<string>): Clocks {
  const { clock: name } = event.data;
  const clock = clocks[name];
  const definition = pins.sla.clocks[name];
  if (!isStarted(clock) || !definition) return clocks;
  if (!('step' in event.data)) return { ...clocks, [name]: withBreach(clock, event.data.dueAt) };
  const recorded = event.type.endsWith('.clockWarned')
    ? withFired(clock, { definition, pins, firing: event.data })
    : withoutHeld(clock, event.data.step, event.data.generation);
  return { ...clocks, [name]: recorded };
}

/**
 * What is due at or before `now` and not on record yet, in the order in which it fell due: at one instant breaches
 * before steps. A timer yields a breach too, as the last event: the decider turns it into the timed move (or records it),
 * and what falls due after it is asked for again. To settle before a command at t, ask for t - 1: a resolve in the
 * millisecond of the deadline is in time. Throws nothing.
 */
export function dueEvents<P extends string>(process: P, clocks: Clocks, pins: ClockPins, now: Millis): ClockEvent<P>[] {
  return duesOf(clocks, pins, now).map((due) => eventOf(process, due));
}

function eventOf<P extends string>(process: P, { clock, generation, dueAt, ...due }: Due): ClockEvent<P> {
  const base = { clock, generation, dueAt };
  switch (due.kind) {
    case 'breach':
      return { type: `${process}.clockBreached`, data: { ...base, ...(due.retroactive && { retroactive: true }) } };
    case 'released':
      return { type: `${process}.clockNoticeReleased`, data: { ...base, step: due.step } };
    case 'dropped':
      return { type: `${process}.clockNoticeDropped`, data: { ...base, step: due.step } };
    case 'step': {
      const { step, late, deliverAt } = due;
      const held = deliverAt > dueAt ? { deliverAt } : {};
      return { type: `${process}.clockWarned`, data: { ...base, step, ...(late && { late }), ...held } };
    }
    default:
      return due satisfies never;
  }
}

/**
 * The earliest instant > `after` at which something not yet on record falls due; null when nothing waits. With 0: the
 * earliest of all, which lies in the past when a tick is overdue.
 */
export function nextWakeUp(clocks: Clocks, pins: ClockPins, after: Millis): Millis | null {
  const later = ahead(clocks, pins, after).filter(({ dueAt }) => dueAt > after);
  return later.length > 0 ? Math.min(...later.map(({ dueAt }) => dueAt)) : null;
}

/** How each started clock stands at `at`, an instant not before the case's last event. */
export const readings = (clocks: Clocks, pins: ClockPins, at: Millis): Record<string, ClockReading> =>
  ofStarted(clocks, pins, (clock, { kind }) => {
    const { consumedMs: _, calendar: __, past: ___, remainingMs, ...rest } = standing(clock, pins, at);
    const counts = clock.phase === 'running';
    return { kind, ...rest, remainingMs: counts ? null : remainingMs };
  });

/**
 * For the record at the close: of each started clock the standing with definition, calendar version and generations
 * past, who had the case how long (ms), and who had it at the breach.
 */
export function frozenFacts(clocks: Clocks, pins: ClockPins, at: Millis): Record<string, unknown> {
  const { trail } = seenBy(clocks);
  return ofStarted(clocks, pins, (clock, { kind }) => ({ kind, ...frozenOf(clock, pins, { trail, at }) }));
}

/** For vectors and verification: all that can be said of one clock at `at`; null while it waits. */
export function clockStanding(clocks: Clocks, pins: ClockPins, { clock: name, at }: { clock: string; at: Millis }) {
  const clock = clocks[name];
  return isStarted(clock) ? frozenOf(clock, pins, { trail: seenBy(clocks).trail, at }) : null;
}

export const isClockEvent = (event: DomainEvent): event is ClockEvent<string> =>
  /\.clock(Warned|Breached|NoticeReleased|NoticeDropped)$/.test(event.type);

function seenAfter({ context, trail }: Seen, change: Change): Seen {
  const after = { ...context, ...change.set };
  return { context: after, trail: extendTrail(trail, change, after) };
}

function ofStarted<T>(
  clocks: Clocks,
  pins: ClockPins,
  use: (clock: Clock, definition: ClockDefinition) => T,
): Record<string, T> {
  const all: Record<string, T> = {};
  for (const [name, definition] of Object.entries(pins.sla.clocks)) {
    const clock = clocks[name];
    if (isStarted(clock)) all[name] = use(clock, definition);
  }
  return all;
}
