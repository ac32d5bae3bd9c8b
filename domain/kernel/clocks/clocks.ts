/** The clocks of a case: what the fold keeps of them, what is due, what people see. */
import { CASE, extendTrail, type Seen, seenBy, seenFor } from './clock-attribution.ts';
import { ahead, type Due, duesOf, stepOf } from './clock-ladder.ts';
import { type Clock, isStarted, startedIn } from './clock-measure.ts';
import { clockNamed, definitionIn } from './clock-names.ts';
import { move, withBreach, withFired, withoutHeld } from './clock-moves.ts';
import { advancedParts, placed, settledPart } from './clock-parts.ts';
import { frozenOf, standing } from './clock-reading.ts';
import type { Change, ClockDefinition, ClockPins, ClockReading, Clocks, ClockState, Step } from './clock-types.ts';
import type { ClockEvent, DomainEvent } from '../process.ts';
import type { Millis } from '../units.ts';

export type {
  Attribution,
  Change,
  ClockDefinition,
  ClockReading,
  Clocks,
  ClockState,
  Cond,
  Context,
  Field,
  Matcher,
  PartChange,
  Step,
  Value,
} from './clock-types.ts';

/** The clocks after something, and of those of parts that ended with it, by name, the facts for the record. */
export type Advanced = { clocks: Clocks; ended: Readonly<Record<string, object>> };

/**
 * The clocks after one case event; `pins` as they stand after it, `former` as before (needed only for an event that
 * replaces pins: the generation that ends is measured under its own calendar). Throws nothing.
 */
export const advance = (clocks: Clocks, pins: ClockPins, change: Change, former: ClockPins = pins): Clocks =>
  advanced(clocks, pins, change, former).clocks;

/** The same, with what ended: clocks of parts leave the state with that, and their facts go into the event. */
export function advanced(clocks: Clocks, pins: ClockPins, change: Change, former: ClockPins = pins): Advanced {
  const before = seenBy(clocks);
  const after = seenAfter(before, change);
  const next: Record<string, ClockState> = { ...clocks, [CASE]: { phase: 'waiting', breachedAt: null, seen: after } };
  const turn = {
    change,
    before: before.context,
    after: after.context,
    instants: after.instants ?? {},
    trail: before.trail,
    pins,
    former,
  };
  for (const [name, definition] of Object.entries(pins.sla.clocks)) {
    if (definition.per !== undefined) continue;
    const moved = move(clocks[name], definition, { ...turn, name });
    if (moved) next[name] = moved;
  }
  return advancedParts(next, { change, pins, former });
}

/** The clocks with a firing on record, so that it is not due again. Throws nothing. */
export const recordFiring = (clocks: Clocks, pins: ClockPins, event: ClockEvent<string>): Clocks =>
  recorded(clocks, pins, event).clocks;

/** The same, with what ended by that: the last word of a clock of a part was on record. */
export function recorded(clocks: Clocks, pins: ClockPins, event: ClockEvent<string>): Advanced {
  const { clock: name } = event.data;
  const clock = clocks[name];
  const definition = definitionIn(pins.sla.clocks, name);
  if (!isStarted(clock) || !definition) return { clocks, ended: {} };
  const after = fired(clock, { definition, pins, event });
  const settled = settledPart({ ...clocks, [name]: after }, { name, definition, pins, at: event.data.dueAt });
  const { part } = clockNamed(name);
  return part === undefined ? settled : { ...settled, clocks: placed(settled.clocks, part) };
}

function fired(
  clock: Clock,
  { definition, pins, event }: { definition: ClockDefinition; pins: ClockPins; event: ClockEvent<string> },
): Clock {
  if (!('step' in event.data)) return withBreach(clock, event.data.dueAt);
  return event.type.endsWith('.clockWarned')
    ? withFired(clock, { definition, pins, firing: event.data })
    : withoutHeld(clock, event.data.step, event.data.generation);
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

/** The earliest instant > `after` of the clocks and of what a person named; null when nothing waits. Throws nothing. */
export function nextInstant(
  { clocks, pins }: { clocks: Clocks; pins: ClockPins },
  named: Millis | null,
  after: Millis,
): Millis | null {
  const later = [nextWakeUp(clocks, pins, after), named].filter((at) => at !== null).filter((at) => at > after);
  return later.length > 0 ? Math.min(...later) : null;
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
  ofStarted(clocks, pins, ({ clock, definition: { kind } }) => {
    const { consumedMs: _, calendar: __, past: ___, remainingMs, ...rest } = standing(clock, pins, at);
    const counts = clock.phase === 'running';
    return { kind, ...rest, remainingMs: counts ? null : remainingMs };
  });

/**
 * For the record at the close: of each started clock the standing with definition, calendar version and generations
 * past, who had the case how long (ms), and who had it at the breach; of a clock that each part has, the sum of those that
 * have ended.
 */
export function frozenFacts(clocks: Clocks, pins: ClockPins, at: Millis): Record<string, unknown> {
  const sums = Object.entries(pins.sla.clocks).flatMap(([name, { kind, per }]) => {
    const sum = clocks[name]?.sum;
    return per !== undefined && sum ? [[name, { kind, per, sum }] as const] : [];
  });
  const started = ofStarted(clocks, pins, ({ name, clock, definition: { kind } }) => ({
    kind,
    ...frozenOf(clock, pins, { trail: seenFor(clocks, name).trail, at }),
  }));
  return { ...started, ...Object.fromEntries(sums) };
}

/** For vectors and verification: all that can be said of one clock at `at`; null while it waits. */
export function clockStanding(clocks: Clocks, pins: ClockPins, { clock: name, at }: { clock: string; at: Millis }) {
  const clock = clocks[name];
  return isStarted(clock) ? frozenOf(clock, pins, { trail: seenFor(clocks, name).trail, at }) : null;
}

/** True once the step, `id` or `id#repeat`, has fired in the present cycle of the clock. Throws nothing. */
export const hasFired = (clocks: Clocks, clock: string, step: string): boolean =>
  (Object.hasOwn(clocks, clock) ? clocks[clock]?.life?.fired.includes(step) : undefined) === true;

/** Every step of a ladder that has fired in the present cycle of its clock, once. Throws nothing. */
export const firedSteps = (clocks: Clocks, pins: Pick<ClockPins, 'sla'>): readonly { clock: string; step: Step }[] =>
  Object.entries(clocks).flatMap(([clock, { life }]) => {
    if (!life || life.fired.length === 0) return []; // as of most
    const { ladder = [] } = definitionIn(pins.sla.clocks, clock) ?? {};
    const steps = ladder.filter(({ id }) => life.fired.some((key) => stepOf(key).id === id));
    return steps.map((step) => ({ clock, step }));
  });

export const isClockEvent = (event: DomainEvent): event is ClockEvent<string> =>
  /\.clock(Warned|Breached|NoticeReleased|NoticeDropped)$/.test(event.type);

function seenAfter({ context, trail, instants }: Seen, change: Change): Seen {
  const after = { ...context, ...change.set };
  const named = change.instants ?? instants;
  return { context: after, trail: extendTrail(trail, change, after), ...(named ? { instants: named } : {}) };
}

const ofStarted = <T>(
  clocks: Clocks,
  pins: ClockPins,
  use: (one: ReturnType<typeof startedIn>[number]) => T,
): Record<string, T> => Object.fromEntries(startedIn(clocks, pins).map((one) => [one.name, use(one)]));
