/** The clocks of a case: what the fold keeps of them, what is due, what people see. */
import type { Frame } from './calendar.ts';
import type { CaseEvent, ClockEvent, ClockPins, DomainEvent, Millis } from './process.ts';

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
export type Cond = Partial<Record<Field, readonly Value[]>>;
/** All given parts must hold. enters: holds after the event and did not before; leaves: the reverse; if: holds after. */
export type Matcher = { on?: readonly string[]; enters?: Cond; leaves?: Cond; if?: Cond };
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
export type ClockDefinition = {
  key: string;
  kind: 'sla' | 'ola' | 'underpinning' | 'nag' | 'timer';
  /** A name in pins.calendars. */
  calendar: string;
  /** The first match wins; no match = no target. */
  targets: readonly { when?: Cond; ms: Millis; calendar?: string }[];
  start: readonly Matcher[];
  stop: readonly Matcher[];
  resume?: readonly Matcher[];
  restart?: readonly Matcher[];
  cancel?: readonly Matcher[];
  pause?: readonly Cond[];
  countStopped?: true;
  quietHours?: readonly Frame[];
  ladder?: readonly Step[];
};

/** What the fold keeps; opaque outside this file and escalation.ts, but for `breachedAt` and `phase`. */
export type ClockState = {
  phase: 'waiting' | 'running' | 'paused' | 'stopped' | 'cancelled';
  breachedAt: Millis | null;
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
  set: Readonly<Partial<Record<Field, Value>>>;
  /** A start counts from here (<= at). */
  since?: Millis;
};

/** The clocks after one case event; `pins` as they stand after it. Throws nothing. */
export function advance(_clocks: Clocks, _pins: ClockPins, _change: Change): Clocks {
  throw new Error('not yet');
}
/** The clocks with a firing on record, so that it is not due again. Throws nothing. */
export function recordFiring(_clocks: Clocks, _pins: ClockPins, _event: ClockEvent<string>): Clocks {
  throw new Error('not yet');
}
/** What is due at or before `now` and not on record yet, in the order in which it fell due. Timers yield a breach too. */
export function dueEvents<P extends string>(
  _process: P,
  _clocks: Clocks,
  _pins: ClockPins,
  _now: Millis,
): ClockEvent<P>[] {
  throw new Error('not yet');
}
/** The earliest instant > `after` at which something not yet on record falls due; null when nothing waits. */
export function nextWakeUp(_clocks: Clocks, _pins: ClockPins, _after: Millis): Millis | null {
  throw new Error('not yet');
}
export function readings(_clocks: Clocks, _pins: ClockPins, _at: Millis): Record<string, ClockReading> {
  throw new Error('not yet');
}
export const isClockEvent = (event: DomainEvent): event is ClockEvent<string> =>
  /\.clock(Warned|Breached|NoticeReleased|NoticeDropped)$/.test(event.type);
/** Frozen at the close: per clock definition, calendar, target, consumed, state, deadline, breach, past, attribution. */
export function frozenFacts(_clocks: Clocks, _pins: ClockPins, _at: Millis): Record<string, unknown> {
  throw new Error('not yet');
}
export type ClockCaseEvent = CaseEvent<ClockEvent<string>>;
