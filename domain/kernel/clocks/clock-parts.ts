/**
 * Clocks that each part of a kind has: only those of parts that an event touches move. One that has ended, with nothing of it left
 * to be said, leaves the state, and its facts go into the event that ended it (ADR 12).
 */
import { extendTrail, placeOfPart, seenFor } from './clock-attribution.ts';
import { type Clock, isStarted } from './clock-measure.ts';
import { givenUp, move } from './clock-moves.ts';
import { clockNamed, clockOfPart } from './clock-names.ts';
import { frozenOf } from './clock-reading.ts';
import type { Change, ClockDefinition, ClockPins, Clocks, ClockState, PartChange, PartsSum } from './clock-types.ts';
import type { Millis } from '../units.ts';

type Ended = Record<string, object>;
type Around = { change: Change; pins: ClockPins; former: ClockPins };

/** What the event does to clocks of parts. */
export function advancedParts(clocks: Clocks, around: Around): { clocks: Clocks; ended: Ended } {
  let [next, ended]: [Clocks, Ended] = [clocks, {}];
  for (const part of moving(clocks, around)) {
    const after = advancedPart(next, part, around);
    [next, ended] = [after.clocks, { ...ended, ...after.ended }];
  }
  return { clocks: next, ended };
}

/** Parts whose clocks move: those that are touched; of an acknowledgement its own; of new pins and of the end, all that live. */
function moving(clocks: Clocks, { change, pins, former }: Around): readonly PartChange[] {
  const { parts = [], ack, over } = change;
  const alive = new Set(Object.keys(clocks).flatMap((name) => clockNamed(name).part ?? []));
  const heard = ack ? clockNamed(ack.clock).part : undefined;
  const others = over || pins !== former ? [...alive] : [...alive].filter((id) => id === heard);
  const touched = parts.map((part) => (over ? { ...part, after: null } : part));
  return [...touched, ...others.flatMap((id) => (parts.some((part) => part.id === id) ? [] : as(clocks, id, change)))];
}

/** A part that nothing touched, as its clocks saw it last. */
function as(clocks: Clocks, id: string, { over }: Change): PartChange[] {
  const place = clocks[placeOfPart(id)];
  if (!place?.seen) return [];
  const { context, instants = {} } = place.seen;
  return [{ id, kind: String(context['kind']), before: context, after: over ? null : context, instants }];
}

function advancedPart(clocks: Clocks, part: PartChange, { change, pins, former }: Around) {
  const { id, kind, before, after, instants } = part;
  const place = placeOfPart(id);
  const { trail } = seenFor(clocks, clockOfPart('', id));
  const context = { ...(after ?? before), kind };
  const seen = { context, trail: extendTrail(trail, change, context), instants };
  const turn = { change, before, after: context, instants, trail, pins, former, generation: (change.seq ?? 1) - 1 };
  let next: Record<string, ClockState> = { ...clocks, [place]: { phase: 'waiting', breachedAt: null, seen } };
  let ended: Ended = {};
  for (const [own, definition] of Object.entries(pins.sla.clocks)) {
    if (definition.per !== kind) continue;
    const name = clockOfPart(own, id);
    const moved =
      after === null ? givenUp(clocks[name], { ...turn, name }) : move(clocks[name], definition, { ...turn, name });
    if (!moved) continue;
    const settled = settledPart(
      { ...next, [name]: moved },
      { name, definition, pins, at: change.at, forced: after === null },
    );
    [next, ended] = [{ ...settled.clocks }, { ...ended, ...settled.ended }];
  }
  return { clocks: placed(next, id), ended };
}

/** What a part's clocks watch is kept while one of them lives. */
export function placed(clocks: Clocks, part: string): Clocks {
  const place = placeOfPart(part);
  if (Object.keys(clocks).some((name) => name !== place && clockNamed(name).part === part)) return clocks;
  const { [place]: _over, ...rest } = clocks;
  return rest;
}

type Settling = { name: string; definition: ClockDefinition; pins: ClockPins; at: Millis; forced?: boolean };

/** Without the clock of a part that has ended, if nothing of it is left to be said; `forced`: in any case. */
export function settledPart(
  clocks: Clocks,
  { name, definition, pins, at, forced = false }: Settling,
): { clocks: Clocks; ended: Ended } {
  const { definition: own, part } = clockNamed(name);
  const clock = clocks[name];
  if (part === undefined || !isStarted(clock) || !(forced || isOver(clock, definition))) return { clocks, ended: {} };
  const facts = { kind: definition.kind, ...frozenOf(clock, pins, { trail: seenFor(clocks, name).trail, at }) };
  const { [name]: _ended, ...rest } = clocks;
  const next: Record<string, ClockState> = {
    ...rest,
    [own]: { phase: 'waiting', breachedAt: null, sum: added(clocks[own]?.sum, facts) },
  };
  return { clocks: next, ended: { [name]: facts } };
}

function isOver({ phase, breachedAt, life }: Clock, { kind }: ClockDefinition): boolean {
  const isUntold = breachedAt !== null && !life.told && kind !== 'timer';
  return (phase === 'stopped' || phase === 'cancelled') && life.held.length === 0 && !isUntold;
}

const NOTHING: PartsSum = { ended: 0, met: 0, late: 0, cancelled: 0, breached: 0, consumedMs: 0 };

const times = (is: boolean): number => (is ? 1 : 0);

function added(
  sum: PartsSum = NOTHING,
  { state, breachedAt, consumedMs }: { state: string; breachedAt: Millis | null; consumedMs: Millis },
): PartsSum {
  return {
    ended: sum.ended + 1,
    met: sum.met + times(state === 'met'),
    late: sum.late + times(state === 'late'),
    cancelled: sum.cancelled + times(state === 'cancelled'),
    breached: sum.breached + times(breachedAt !== null),
    consumedMs: sum.consumedMs + consumedMs,
  };
}
