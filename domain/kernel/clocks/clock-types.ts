/** The words of clocks: how a policy defines one, what the fold keeps of it, how it reads. */
import type { CalendarSnapshot, Frame } from '../time/calendar-snapshot.ts';
import type { Millis } from '../units.ts';

/** What clocks may watch of a case, whatever its process; a process may declare more. */
export const FIELDS = [
  'status',
  'holdReason',
  'tier',
  'team',
  'person',
  'priority',
  'major',
  'service',
  'origin',
  'reportOwed',
  'urged',
] as const;
export type Field = (typeof FIELDS)[number];
export type Value = string | boolean | null;
export type Cond<F extends string = string> = Partial<Record<F, readonly Value[]>>;
/** All given parts must hold. enters: holds after the event and did not before; leaves: the reverse; if: holds after. */
export type Matcher<F extends string = string> = {
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
export type LengthTarget<F extends string = string> = { when?: Cond<F>; ms: Millis; calendar?: string };
/**
 * An instant that somebody named (window end, due, slot end), by its name among those of the case or the part; null there = no
 * target. Wall time: no pause and no `percent` in its ladder; another instant is a new generation, whose steps that lie ahead
 * again are told again (ADR 12).
 */
export type InstantTarget<F extends string = string, I extends string = string> = { when?: Cond<F>; until: I };
/**
 * What a policy says of a clock. `F`: fields that conditions read; `I`: instants that people name; `K`: kinds of parts. With
 * `per` each part of that kind has the clock, named `step~w1-07-3`; fields, instants and `assignee` in the ladder are then the
 * part's. Its generations begin with the seq of the event that started it, since what ended is dropped from state.
 */
export type ClockDefinition<F extends string = string, I extends string = string, K extends string = string> = {
  key: string;
  per?: K;
  kind: 'sla' | 'ola' | 'underpinning' | 'nag' | 'timer';
  /** A name in pins.calendars. */
  calendar: string;
  /** The first match wins; no match = no target. */
  targets: readonly (LengthTarget<F> | InstantTarget<F, I>)[];
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
export type Context = Readonly<Record<string, Value | undefined>>;
/** By name; null: nobody has named it. */
export type Instants = Readonly<Record<string, Millis | null>>;
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
  seen?: { context: Context; trail: readonly Stretch[]; instants?: Instants };
  /** Under the name of a definition with `per`: what the clocks of its parts came to that have ended. */
  sum?: PartsSum;
};
/** Of clocks of parts that have ended, how many, as what, and the business time that they consumed together. */
export type PartsSum = {
  ended: number;
  met: number;
  late: number;
  cancelled: number;
  breached: number;
  consumedMs: Millis;
};
/** A part that an event touches, as its clocks see it. `after` null: it is no longer there. */
export type PartChange = { id: string; kind: string; before: Context; after: Context | null; instants: Instants };
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
/** `soon`: its first reminder before the deadline has come; `over`: the deadline has passed, and it is not over yet. */
export type ClockStateShown = Exclude<ClockReadingState, 'breached'> | 'soon' | 'over';
export type ClockShown = {
  /** `resolution`; of a part `step~w1-07-3`. */
  clock: string;
  part?: string;
  kind: ClockDefinition['kind'];
  state: ClockStateShown;
  /** Null: no rule names a target. */
  targetMs: Millis | null;
  startedAt: Millis | null;
  /** When it is `soon`; null: nothing reminds before the deadline, or it does not run. */
  soonAt: Millis | null;
  dueAt: Millis | null;
  stoppedAt: Millis | null;
  /** Business time. */
  elapsedMs: Millis;
  remainingMs: Millis | null;
  /** While it stands still; the reason where the case says one. */
  pause?: { since: Millis; reason?: string };
  /** `id@version`; null without a target. */
  calendar: string | null;
  provisional: boolean;
};

/** A case event as clocks see it: `type` without the process's prefix, `set` the context after it. */
export type Change = {
  at: Millis;
  type: string;
  set: Context;
  /** Every instant that people named, as it stands after the event; absent: the case knows none. */
  instants?: Instants;
  /** Parts that it touches: no clock of another one moves. */
  parts?: readonly PartChange[];
  /** Of the event; generations of clocks of parts begin with it. */
  seq?: number;
  /** The case has ended: so have the clocks of its parts. */
  over?: true;
  /** What starts now counts from here (<= at); vectors only, cases have `receivedAt`. */
  since?: Millis;
  /**
   * When the customer reported (<= at): promises to him (kind `sla`) that start now count from there. What desks and
   * suppliers owe counts from the event, since nobody can work before the handover.
   */
  receivedAt?: Millis;
  /** A person says that he heard this step. */
  ack?: { clock: string; step: string };
  /** Clocks that a re-target names, beside those whose definition it changes; vectors only, cases get whole pins. */
  retargets?: readonly string[];
};
/** What the clock functions need of the pins. */
export type ClockPins = {
  calendars: Readonly<Record<string, string>>;
  snapshots: Readonly<Record<string, CalendarSnapshot>>;
  sla: { clocks: Readonly<Record<string, ClockDefinition>> };
};
