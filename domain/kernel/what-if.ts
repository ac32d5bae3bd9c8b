/** What a case would owe, and who would hear of it when, as its clocks stand: nothing has happened yet. */
import { explainAdd, type Explained } from './explain.ts';
import { ahead } from './clock-ladder.ts';
import { targetRuleOf } from './clock-moves.ts';
import { type ClockDefinition, type Clocks, type Matcher, readings } from './clocks.ts';
import type { ClockPins, Millis } from './process.ts';

export type PromisedStep = {
  step: string;
  at: Millis;
  deliverAt?: Millis;
  to: readonly string[];
  channel: readonly string[];
};
type Common = { clock: string; kind: ClockDefinition['kind']; targetMs: Millis | null; calendar: string | null };
/** It runs from the opening on. */
export type Promised = Common & {
  dueAt: Millis | null;
  provisional: boolean;
  arithmetic: Explained | null;
  steps: PromisedStep[];
};
/** It starts with something that may come later; `dueAt`: if that came at the same instant. */
export type Later = Common & { startsOn: readonly Matcher[]; dueAt: Millis | null; provisional: boolean };

/**
 * `running`: clocks that run at `at`, with every step of their ladder as if nobody ever acted; `later`: the others of the
 * policy. Throws nothing.
 */
export function promisesOf(clocks: Clocks, pins: ClockPins, at: Millis): { running: Promised[]; later: Later[] } {
  const now = readings(clocks, pins, at);
  const { context = {} } = clocks['*']?.seen ?? {};
  const running: Promised[] = [];
  const later: Later[] = [];
  for (const [clock, definition] of Object.entries(pins.sla.clocks)) {
    const { kind } = definition;
    const reading = now[clock];
    const rule = targetRuleOf(definition, context);
    const ref = rule && pins.calendars[rule.calendar ?? definition.calendar];
    const snapshot = ref === undefined ? undefined : pins.snapshots[ref];
    const common = { clock, kind, targetMs: rule?.ms ?? null, calendar: ref ?? null };
    const startedAt = reading?.startedAt ?? at;
    const arithmetic = rule && snapshot ? explainAdd(snapshot, startedAt, rule.ms) : null;
    if (reading?.state === 'running' || reading?.state === 'breached') {
      const { dueAt, breachedAt, provisional } = reading;
      running.push({
        ...common,
        dueAt: dueAt ?? breachedAt,
        provisional,
        arithmetic,
        steps: stepsOf(clock, definition, clocks, pins),
      });
    } else {
      const { dueAt = null, provisional = false } = arithmetic ?? {};
      later.push({ ...common, startsOn: definition.start, dueAt, provisional });
    }
  }
  return { running, later };
}

function stepsOf(name: string, { ladder = [] }: ClockDefinition, clocks: Clocks, pins: ClockPins): PromisedStep[] {
  return ahead(clocks, pins, Number.MAX_SAFE_INTEGER).flatMap((due) => {
    if (due.clock !== name || due.kind !== 'step') return [];
    const step = ladder.find(({ id }) => id === due.step.split('#')[0]);
    if (!step) return [];
    const held = due.deliverAt > due.dueAt ? { deliverAt: due.deliverAt } : {};
    return [{ step: due.step, at: due.dueAt, ...held, to: step.to, channel: step.channel }];
  });
}
