/** What a case would owe, and what its ladders would say when, as its clocks stand: nothing has happened yet. */
import { explainAdd, type Explained } from './explain.ts';
import { seenFor } from './clock-attribution.ts';
import { clockNamed, definitionIn } from './clock-names.ts';
import { ahead, stepOf, thresholdOf } from './clock-ladder.ts';
import { targetOf } from './clock-moves.ts';
import { type ClockDefinition, type Clocks, type Cond, type Matcher, readings } from './clocks.ts';
import type { ClockPins, Millis } from '../process.ts';

export type PromisedStep = {
  /** `p100`, or `p100#1` for its first repeat. */
  step: string;
  at: Millis;
  /** When quiet hours let it out. */
  deliverAt?: Millis;
  /** Of the target, floored. */
  percent: number;
  to: readonly string[];
  channel: readonly string[];
};
type Common = {
  clock: string;
  kind: ClockDefinition['kind'];
  targetMs: Millis | null;
  /** `id@version`; null without a target. */
  calendar: string | null;
  /** Of a running clock as its reading says; of another: if it started at the same instant. */
  dueAt: Millis | null;
  provisional: boolean;
  /** Null without a target. */
  arithmetic: Explained | null;
};
/** It runs from the opening on. */
export type Promised = Common & { startedAt: Millis; steps: PromisedStep[] };
/** It starts with something that may come later; at least one of `startsWhen` must happen. */
export type Later = Common & { startsWhen: readonly string[] };
/** `id@version` of a calendar → local date → what people call it. */
export type DateNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * `running`: clocks that run at `at`, with every step of their ladders as if nobody ever acted; `later`: the others of the
 * policy. Throws nothing.
 */
export function promisesOf(
  clocks: Clocks,
  pins: ClockPins,
  { at, names = {} }: { at: Millis; names?: DateNames },
): { running: Promised[]; later: Later[] } {
  const now = readings(clocks, pins, at);
  const steps = stepsByClock(clocks, pins);
  const all = namedIn(clocks, pins).map(([clock, definition]) => {
    const reading = now[clock];
    const runs = reading?.state === 'running' || reading?.state === 'breached';
    const startedAt = (runs ? reading.startedAt : null) ?? at;
    const common = commonOf(clock, definition, { clocks, pins, startedAt, names });
    if (!runs) return { later: { ...common, startsWhen: definition.start.map(words) } };
    const { dueAt, provisional } = reading;
    return { running: { ...common, dueAt, provisional, startedAt, steps: steps.get(clock) ?? [] } };
  });
  return {
    running: all.flatMap(({ running }) => running ?? []),
    later: all.flatMap(({ later }) => later ?? []),
  };
}

/** Each clock of the policy; one that parts have also as each part has it now. */
const namedIn = (clocks: Clocks, pins: ClockPins): (readonly [string, ClockDefinition])[] =>
  Object.entries(pins.sla.clocks).flatMap(([own, definition]) => {
    const ofParts = Object.keys(clocks).filter((name) => name !== own && clockNamed(name).definition === own);
    return [own, ...ofParts].map((name) => [name, definition] as const);
  });

type Around = { clocks: Clocks; pins: ClockPins; startedAt: Millis; names: DateNames };

function commonOf(clock: string, definition: ClockDefinition, { clocks, pins, startedAt, names }: Around): Common {
  const { context, instants = {} } = seenFor(clocks, clock);
  const target = targetOf(definition, { context, instants, pins, runs: [[startedAt, null]] });
  const snapshot = target && pins.snapshots[target.calendar];
  const known = target && snapshot ? { ms: target.ms, ref: target.calendar, snapshot } : null;
  const arithmetic = known && explainAdd(known.snapshot, startedAt, known.ms, names[known.ref]);
  return {
    clock,
    kind: definition.kind,
    targetMs: known?.ms ?? null,
    calendar: known?.ref ?? null,
    dueAt: arithmetic?.dueAt ?? null,
    provisional: arithmetic?.provisional ?? false,
    arithmetic,
  };
}

/** In the order in which they come, which is that in which they lie ahead. */
function stepsByClock(clocks: Clocks, pins: ClockPins): Map<string, PromisedStep[]> {
  const steps = new Map<string, PromisedStep[]>();
  for (const due of ahead(clocks, pins, Number.MAX_SAFE_INTEGER)) {
    if (due.kind !== 'step') continue;
    const { id, repeat } = stepOf(due.step);
    const step = definitionIn(pins.sla.clocks, due.clock)?.ladder?.find((one) => one.id === id);
    const targetMs = clocks[due.clock]?.life?.targetMs;
    if (!step || typeof targetMs !== 'number') continue;
    const percent = targetMs === 0 ? 100 : Math.floor((thresholdOf(step, targetMs, repeat) * 100) / targetMs);
    const held = due.deliverAt > due.dueAt ? { deliverAt: due.deliverAt } : {};
    const { to, channel } = step;
    const one = { step: due.step, at: due.dueAt, ...held, percent, to, channel };
    steps.set(due.clock, [...(steps.get(due.clock) ?? []), one]);
  }
  return steps;
}

/** A matcher as one reads it: `resolved, if reportOwed is true`. */
function words({ on = [], ...conditions }: Matcher): string {
  const { enters, leaves, if: holds } = conditions;
  return [
    ...(on.length > 0 ? [on.join(' or ')] : []),
    ...(enters ? [`enters ${condition(enters)}`] : []),
    ...(leaves ? [`leaves ${condition(leaves)}`] : []),
    ...(holds ? [`if ${condition(holds)}`] : []),
  ].join(', ');
}

const condition = (cond: Cond): string =>
  Object.entries(cond)
    .map(([field, values = []]) => `${field} is ${values.map(String).join(' or ')}`)
    .join(' and ');
