/** What one case event does to one clock: at most one transition, then the pause, then the target rule (time.md 5). */
import { addBusinessMs } from '../time/calendar.ts';
import { definitionIn } from './clock-names.ts';
import { firedBelow, firedBy, limitedSteps, marksOf, stepOf, thresholdOf } from './clock-ladder.ts';
import { breachBefore, calendarOf, type Clock, consumedMs, isStarted, measure, reach } from './clock-measure.ts';
import { attributionAt, standing } from './clock-reading.ts';
import type {
  Change,
  ClockDefinition,
  ClockLife,
  ClockPins,
  ClockState,
  Cond,
  Context,
  Instants,
  Matcher,
  Past,
  Span,
  Stretch,
} from './clock-types.ts';
import type { Millis } from '../units.ts';

/** One event as one clock meets it. `pins` and `after` as they stand after it, `former`, `before` and `trail` before. */
export type Turn = {
  name: string;
  change: Change;
  before: Context;
  after: Context;
  /** After it. */
  instants: Instants;
  trail: readonly Stretch[];
  pins: ClockPins;
  former: ClockPins;
  /** Behind which the generations of a clock that begins count on; absent: 0. */
  generation?: number;
};
type Moved = { clock: Clock; cause: 'begun' | 'resumed' | 'none' };

/** The clock after the event; undefined as long as it has not started. */
export function move(state: ClockState | undefined, definition: ClockDefinition, turn: Turn): ClockState | undefined {
  const { at } = turn.change;
  const known = isStarted(state) ? state : undefined;
  const settled = known && { ...known, breachedAt: breachBefore(known, turn.former, at) };
  const { clock, cause } = transition(settled && keepMeasured(settled, turn), definition, turn);
  if (!clock) return undefined;
  const heard = acknowledge(clock, turn);
  if (heard.phase !== 'running' && heard.phase !== 'paused') return heard;
  return retarget({ clock: repause(heard, definition, turn), cause }, definition, { ...turn, old: settled });
}

/** The clock when what it watches is no longer there; undefined: it never started. */
export function givenUp(state: ClockState | undefined, turn: Turn): Clock | undefined {
  if (!isStarted(state)) return undefined;
  const settled = { ...state, breachedAt: breachBefore(state, turn.former, turn.change.at) };
  return settled.phase === 'running' || settled.phase === 'paused' ? end(settled, 'cancelled', turn) : settled;
}

// ── transitions

function transition(
  clock: Clock | undefined,
  definition: ClockDefinition,
  turn: Turn,
): Moved | { clock: undefined; cause: 'none' } {
  const hit = (matchers: readonly Matcher[] = []) => matchers.some((matcher) => matches(matcher, turn));
  if (!clock)
    return hit(definition.start) ? { clock: begin(definition, turn), cause: 'begun' } : { clock, cause: 'none' };
  switch (clock.phase) {
    case 'running':
    case 'paused':
      if (hit(definition.cancel)) return { clock: end(clock, 'cancelled', turn), cause: 'none' };
      return { clock: hit(definition.stop) ? end(clock, 'stopped', turn) : clock, cause: 'none' };
    case 'stopped':
      if (hit(definition.restart)) return { clock: restart(clock, definition, turn), cause: 'begun' };
      return hit(definition.resume)
        ? { clock: resume(clock, definition, turn), cause: 'resumed' }
        : { clock, cause: 'none' };
    case 'cancelled':
      return hit(definition.restart)
        ? { clock: restart(clock, definition, turn), cause: 'begun' }
        : { clock, cause: 'none' };
    case 'waiting':
      return { clock, cause: 'none' };
    default:
      return clock.phase satisfies never;
  }
}

function matches({ on, enters, leaves, if: holdsAfter }: Matcher, { change, before, after }: Turn): boolean {
  if (on && !on.includes(change.type)) return false;
  if (enters && !(holds(enters, after) && !holds(enters, before))) return false;
  if (leaves && !(holds(leaves, before) && !holds(leaves, after))) return false;
  return !holdsAfter || holds(holdsAfter, after);
}

const holds = (condition: Cond, context: Readonly<Record<string, Context[keyof Context]>>): boolean =>
  Object.entries(condition).every(([field, values]) => values?.includes(context[field] ?? null));

function begin(
  { kind }: ClockDefinition,
  { change: { at, since = at, receivedAt = at }, generation = 0 }: Turn,
): Clock {
  const startedAt = Math.min(at, since, kind === 'sla' ? receivedAt : at);
  const life: ClockLife = {
    generation,
    bornAt: at,
    startedAt,
    targetMs: null,
    calendar: null,
    limited: [],
    runs: [[startedAt, null]],
    pauses: [],
    stoppedAt: null,
    dueAt: null,
    told: false,
    fired: [],
    acked: [],
    held: [],
    past: [],
  };
  return { phase: 'running', breachedAt: null, life };
}

/** A new cycle; notices of the cycle before that quiet hours hold back and nobody dropped are still delivered. */
function restart(clock: Clock, definition: ClockDefinition, turn: Turn): Clock {
  const fresh = begin(definition, turn);
  const { generation, held, past } = clock.life;
  const { state } = standing(clock, turn.former, turn.change.at);
  const ended = state === 'met' || state === 'late' ? state : 'cancelled';
  return { ...fresh, life: { ...fresh.life, generation, held, past: [...past, pastOf(clock, turn, ended)] } };
}

function resume({ life, ...clock }: Clock, { countStopped }: ClockDefinition, { change: { at } }: Turn): Clock {
  const { kept: _, ...rest } = life;
  const from = countStopped ? (life.stoppedAt ?? at) : at;
  return {
    ...clock,
    phase: 'running',
    life: { ...rest, runs: reopened(life.runs, from), stoppedAt: null, dueAt: null },
  };
}

function end(clock: Clock, phase: 'stopped' | 'cancelled', turn: Turn): Clock {
  const { life } = clock;
  const { at } = turn.change;
  const [runs, pauses] = [closed(life.runs, at), closed(life.pauses, at)];
  const held = life.held.map((notice) =>
    notice.breach || notice.droppedAt !== null || at > notice.deliverAt ? notice : { ...notice, droppedAt: at },
  );
  const dueAt = clock.breachedAt ?? dueAtEnd(clock, turn);
  return { ...clock, phase, life: { ...life, runs, pauses, held, stoppedAt: at, dueAt } };
}

/** The deadline in force: from the begin of the last run what was left then; null out of a pause. */
function dueAtEnd(clock: Clock, { former }: Turn): Millis | null {
  const calendar = calendarOf(clock, former);
  const { runs, targetMs } = clock.life;
  const last = runs.at(-1);
  if (clock.phase !== 'running' || !calendar || targetMs === null || !last) return null;
  const left = targetMs - measure(calendar, runs, last[0]);
  return left < 0 ? null : addBusinessMs(calendar, last[0], left);
}

// ── pause

function repause(clock: Clock, { pause = [] }: ClockDefinition, { change: { at }, after }: Turn): Clock {
  const paused = pause.some((condition) => holds(condition, after));
  if (paused === (clock.phase === 'paused')) return clock;
  const { life } = clock;
  if (paused) {
    const runs = closed(life.runs, at).filter(([from, to]) => from !== to);
    return { ...clock, phase: 'paused', life: { ...life, runs, pauses: [...life.pauses, [at, null]] } };
  }
  const pauses = closed(life.pauses, at).filter(([from, to]) => from !== to);
  return { ...clock, phase: 'running', life: { ...life, runs: reopened(life.runs, at), pauses } };
}

const closed = (spans: readonly Span[], at: Millis): Span[] =>
  spans.map(([from, to]): Span => [from, to ?? Math.max(from, at)]);

/** A run that goes on in the same ms in which it ended is one run, so a split of no length leaves no trace. */
function reopened(runs: readonly Span[], at: Millis): Span[] {
  const last = runs.at(-1);
  return last?.[1] === at ? [...runs.slice(0, -1), [last[0], null]] : [...runs, [at, null]];
}

// ── target

/** The first target of the definition that fits the context; undefined: it has none there. */
export const targetRuleOf = (
  { targets }: ClockDefinition,
  context: Context,
): ClockDefinition['targets'][number] | undefined => targets.find(({ when = {} }) => holds(when, context));

/** What is known where a target is looked for. `runs`: of the clock, the last one open. */
type Known = { context: Context; instants: Instants; pins: ClockPins; runs: readonly Span[] };
/**
 * Length and calendar of the target that fits; null: none does, nobody named its instant, or the pins lack the calendar. An
 * instant is the length to it, over all runs, on the calendar that is always open; one that lies before the run is no length.
 */
export function targetOf(
  definition: ClockDefinition,
  { context, instants, pins, runs }: Known,
): { ms: Millis; calendar: string } | null {
  const rule = targetRuleOf(definition, context);
  if (!rule) return null;
  const calendar = pins.calendars['until' in rule ? 'always' : (rule.calendar ?? definition.calendar)];
  if (calendar === undefined || pins.snapshots[calendar] === undefined) return null;
  if (!('until' in rule)) return { ms: rule.ms, calendar };
  const until = instants[rule.until] ?? null;
  return until === null ? null : { ms: lengthTo(runs, until), calendar };
}

function lengthTo(runs: readonly Span[], until: Millis): Millis {
  const before = runs.slice(0, -1).reduce((sum, [from, to]) => sum + (to ?? from) - from, 0);
  return Math.max(0, before + until - (runs.at(-1)?.[0] ?? until));
}

/** The rule is looked up; another target, calendar or set of steps is a new generation, over all runs (time.md 6). */
function retarget(
  { clock, cause }: Moved,
  definition: ClockDefinition,
  turn: Turn & { old: Clock | undefined },
): Clock {
  const { pins, former, after, instants, name, old, change } = turn;
  const { life } = clock;
  const target = targetOf(definition, { context: after, instants, pins, runs: life.runs });
  const { ms: targetMs, calendar } = target ?? { ms: null, calendar: null };
  const limited = limitedSteps(definition, after);
  const named = change.retargets?.includes(name) || isEdited(definition, definitionIn(former.sla.clocks, name));
  const changed =
    targetMs !== life.targetMs || calendar !== life.calendar || limited.join() !== life.limited.join() || named;
  const refilled = cause === 'resumed' && definition.countStopped === true;
  if (cause !== 'begun' && !changed && !refilled) return clock;
  const snapshot = calendar === null ? undefined : pins.snapshots[calendar];
  const deadline = snapshot && targetMs !== null ? reach(snapshot, life.runs, targetMs) : null;
  const breachedAt = deadline !== null && deadline < change.at ? deadline : null;
  const past = cause === 'begun' || !old ? life.past : [...life.past, pastOf(old, turn, 'retargeted')];
  // Of a cycle that begins nothing has fired, and nothing was heard.
  const takenBack = (old?.breachedAt ?? null) !== null && breachedAt === null;
  const kept = takenBack ? firedBelow(definition, life.fired, targetMs ?? life.targetMs ?? 0) : life.fired;
  const isNamed = 'until' in (targetRuleOf(definition, after) ?? {});
  const fired =
    isNamed && snapshot && targetMs !== null
      ? firedBy(definition, kept, { targetMs, consumed: measure(snapshot, life.runs, change.at) })
      : kept;
  const born = { generation: life.generation + 1, bornAt: change.at, targetMs, calendar, limited, told: false };
  const acked = isNamed ? life.acked.filter((id) => fired.some((key) => stepOf(key).id === id)) : life.acked;
  return { ...clock, breachedAt, life: { ...life, ...born, past, fired, acked } };
}

/** Only an event that replaces pins hands in another object. */
const isEdited = (definition: ClockDefinition, former: ClockDefinition | undefined): boolean =>
  former !== undefined && former !== definition && JSON.stringify(former) !== JSON.stringify(definition);

function pastOf(clock: Clock, { former, change: { at } }: Turn, ended: Past['ended']): Past {
  const { generation, targetMs, calendar } = clock.life;
  const { breachedAt } = clock;
  return { generation, targetMs, calendar, until: at, ended, consumedMs: consumedMs(clock, former, at), breachedAt };
}

/** A stopped clock is left alone by a re-target: what it measured stays, though its calendar leaves the pins. */
function keepMeasured(clock: Clock, { pins, former, trail, change: { at } }: Turn): Clock {
  const { phase, life } = clock;
  const over = phase === 'stopped' || phase === 'cancelled';
  if (!over || life.kept || life.calendar === null || pins.snapshots[life.calendar]) return clock;
  const attribution = attributionAt(clock, former, { trail, at });
  const { consumedMs: consumed, provisional } = standing(clock, former, at);
  return attribution
    ? { ...clock, life: { ...life, kept: { consumedMs: consumed, provisional, attribution } } }
    : clock;
}

// ── what is on record

/** It counts once the step has fired in this cycle: repeats end, the rest of its chain, and what is held of it. */
function acknowledge(clock: Clock, { name, change: { ack, at } }: Turn): Clock {
  const { life } = clock;
  if (ack?.clock !== name || !life.fired.includes(ack.step)) return clock;
  const { id } = stepOf(ack.step);
  const held = life.held.map((notice) =>
    notice.droppedAt === null && stepOf(notice.step).id === id ? { ...notice, droppedAt: at } : notice,
  );
  return { ...clock, life: { ...life, acked: [...new Set([...life.acked, id])], held } };
}

export const withBreach = (clock: Clock, dueAt: Millis): Clock => ({
  ...clock,
  breachedAt: dueAt,
  life: { ...clock.life, told: true },
});

type Firing = { step: string; generation: number; dueAt: Millis; late?: true; deliverAt?: Millis };

/** The step, and with a late one its repeats that fell on the same instant, have fired; a held notice waits. */
export function withFired(
  clock: Clock,
  { definition, pins, firing }: { definition: ClockDefinition; pins: ClockPins; firing: Firing },
): Clock {
  const { life } = clock;
  const { step: key, generation, dueAt, late, deliverAt } = firing;
  const { id, repeat } = stepOf(key);
  const step = definition.ladder?.find((one) => one.id === id);
  const marks = step && late ? marksOf(clock, pins, { step, until: dueAt }) : [];
  const same = marks.filter((mark) => mark.dueAt === dueAt).map((mark) => mark.key);
  const breach = !step || life.targetMs === null || thresholdOf(step, life.targetMs, repeat) >= life.targetMs;
  const held = deliverAt === undefined ? [] : [{ step: key, generation, deliverAt, breach, droppedAt: null }];
  const fired = [...new Set([...life.fired, key, ...same])];
  return { ...clock, life: { ...life, fired, held: [...life.held, ...held] } };
}

export const withoutHeld = (clock: Clock, step: string, generation: number): Clock => ({
  ...clock,
  life: {
    ...clock.life,
    held: clock.life.held.filter((notice) => notice.step !== step || notice.generation !== generation),
  },
});
