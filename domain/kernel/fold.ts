/** What one stored event does: to the case, and to the world. */
import { advance, isClockEvent, recordFiring } from './clocks.ts';
import { escalation } from './escalation.ts';
import { isTickKey } from './ids.ts';
import type { AnyProcess, CaseEvent, CaseState, DomainEvent, Effect, Millis, Pins } from './process.ts';

type State = { status: string };

/** The empty case, before its first event. `genesis`: SHA-256 of the caseId, the head that seq 1 follows. */
export function emptyCase<S extends State>(
  process: { decider: { initialState: S } },
  { caseId, pins, mode, genesis }: { caseId: string; pins: Pins; mode: CaseState<S>['mode']; genesis: string },
): CaseState<S> {
  const state = process.decider.initialState;
  return { caseId, state, clocks: {}, pins, mode, seq: 0, headHash: genesis, keys: {}, pending: [] };
}

/**
 * The case after `event`; the same fold in the workflow, in rebuild and in tests. Clocks see a timed move of a tick at
 * the instant at which it fell due, however late it was noticed. Throws nothing.
 */
export function fold(process: AnyProcess, kase: CaseState<State>, event: CaseEvent): CaseState<State> {
  const state = process.decider.evolve(kase.state, event);
  const pins = pinsAfter(kase.pins, event);
  const change = {
    at: clockInstantOf(event),
    type: event.type.slice(process.key.length + 1),
    set: process.clocks.context(state),
    ...sinceOf(event),
  };
  const clocks = isClockEvent(event) ? recordFiring(kase.clocks, pins, event) : advance(kase.clocks, pins, change);
  const keys = { ...kase.keys, [event.key]: { seq: event.seq, digest: event.digest } };
  return { ...kase, state, pins, clocks, keys, seq: event.seq, headHash: event.hash };
}

/** What follows from `event`; `kase` is the case after it. Whom the ladder tells, then the process's own reaction. */
export function effectsOf(process: AnyProcess, kase: CaseState<State>, event: CaseEvent): Effect[] {
  const type: DomainEvent['type'] = event.type;
  const { silent = [] } = kase.pins.sla;
  const all = [...escalation(process, kase, event), ...(process.reactions[type]?.(event, kase.state, kase) ?? [])];
  return all.filter(
    (effect) => effect.kind !== 'notify' || !(silent.includes('*') || silent.includes(effect.template)),
  );
}

function clockInstantOf({ at, data, key }: CaseEvent): Millis {
  const dueAt: unknown = 'dueAt' in data ? data.dueAt : undefined;
  return isTickKey(key) && typeof dueAt === 'number' ? dueAt : at;
}

function sinceOf({ data }: CaseEvent): { since?: Millis } {
  const since: unknown = 'receivedAt' in data ? data.receivedAt : undefined;
  return typeof since === 'number' ? { since } : {};
}

/** A `retargeted` event carries the pins that hold from then on. */
function pinsAfter(pins: Pins, { data }: CaseEvent): Pins {
  return 'pins' in data && typeof data.pins === 'object' && data.pins !== null ? { ...pins, ...data.pins } : pins;
}
