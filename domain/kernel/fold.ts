/** What one stored event does: to the case, and to the world. */
import { type Advanced, advanced, type Change, isClockEvent, type PartChange, recorded } from './clocks/clocks.ts';
import { touchedBy, touchIn } from './parts/records.ts';
import { unwound } from './record/commit.ts';
import { escalation } from './people/escalation.ts';
import { informed } from './people/facts.ts';
import { isSilent } from './people/tell.ts';
import { eventIdOf, isTickKey } from './ids.ts';
import { isRequeued, pinsAfterRequeue } from './common/requeue.ts';
import { pinsAfterRetarget, type Retargeted } from './common/retarget.ts';
import type {
  AnyProcess,
  CaseEvent,
  CaseState,
  ClockUse,
  Commit,
  Ctx,
  DomainEvent,
  Effect,
  Millis,
  Pins,
} from './process.ts';

type State = { status: string };

/** The empty case, before its first event. `genesis`: SHA-256 of the caseId, the head that seq 1 follows. */
export function emptyCase<S extends State>(
  process: { decider: { initialState: S } },
  { caseId, pins, mode, genesis }: { caseId: string; pins: Pins; mode: CaseState<S>['mode']; genesis: string },
): CaseState<S> {
  const state = process.decider.initialState;
  return { caseId, state, clocks: {}, pins, mode, seq: 0, headHash: genesis, headAt: 0 };
}

/** The part of a process that the fold needs; a decider has it before the process is put together. */
type FoldRules<S> = {
  key: string;
  decider: { evolve(state: S, event: CaseEvent): S };
  clocks: Pick<ClockUse<S>, 'context' | 'instants' | 'ofParts'>;
};

/**
 * The case after `event`; the same fold in the turn, in rebuild and in tests. Its head hash is
 * that of the commit before: only a whole commit moves it (foldCommit). Clocks see a timed move of a tick at
 * the instant at which it fell due, however late it was noticed. Throws nothing.
 */
export function fold(process: AnyProcess, kase: CaseState<State>, event: CaseEvent): CaseState<State> {
  const { state, clocks, pins } = foldCore(process, kase, event);
  return { ...kase, state, clocks, pins, seq: event.seq, headAt: event.at };
}

/** The case after a whole commit, at its head. Throws nothing. */
export function foldCommit(process: AnyProcess, kase: CaseState<State>, commit: Commit): CaseState<State> {
  const after = unwound(commit).reduce((one, event) => fold(process, one, event), kase);
  return { ...after, headHash: commit.hash };
}

type Core<S> = Pick<CaseState<S>, 'state' | 'clocks' | 'pins'>;
/** `ended`: facts of clocks of parts that ended with the event. */
type Folded<S> = Core<S> & Pick<Advanced, 'ended'>;
function foldCore<S>(rules: FoldRules<S>, before: Core<S>, event: CaseEvent): Folded<S> {
  const state = rules.decider.evolve(before.state, event);
  const pins = pinsAfter(before.pins, event);
  if (isClockEvent(event)) return { state, pins, ...recorded(before.clocks, pins, event) };
  const change: Change = {
    at: clockInstantOf(event),
    type: event.type.slice(rules.key.length + 1),
    set: rules.clocks.context(state),
    ...(rules.clocks.instants ? { instants: rules.clocks.instants(state) } : {}),
    ...receiptOf(event),
    ...ackOf(event),
    ...partsOf(rules, { before: before.state, after: state, pins }, event),
  };
  return { state, pins, ...advanced(before.clocks, pins, change, before.pins) };
}

/** What clocks of parts have to know, where the policy has any. */
function partsOf<S>(
  { clocks: { ofParts } }: FoldRules<S>,
  { before, after, pins }: { before: S; after: S; pins: Pins },
  { data, seq }: CaseEvent,
): Pick<Change, 'parts' | 'seq' | 'over'> {
  if (!ofParts || !Object.values(pins.sla.clocks).some(({ per }) => per !== undefined)) return {};
  const touch = touchIn(data);
  const ids = [...new Set([...touchedBy(touch), ...(touch.dropped ?? [])])];
  const [was, is] = [ofParts(before, ids), ofParts(after, ids)];
  const parts = ids.flatMap((id): PartChange[] => {
    const [one, other] = [was[id], is[id]];
    const kind = (other ?? one)?.kind;
    if (kind === undefined) return [];
    return [{ id, kind, before: one?.context ?? {}, after: other?.context ?? null, instants: other?.instants ?? {} }];
  });
  const isOver = hasEnded(after) && !hasEnded(before);
  return { seq, ...(parts.length > 0 ? { parts } : {}), ...(isOver ? { over: true } : {}) };
}

const hasEnded = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'endedAt' in state && state.endedAt !== undefined;

/** State and clocks as they would stand after `events` that `decide` has not returned yet. Throws nothing. */
export function foldAhead<S>(rules: FoldRules<S>, state: S, events: readonly DomainEvent[], ctx: Ctx): Core<S> {
  let core: Core<S> = { state, clocks: ctx.clocks, pins: ctx.pins };
  for (const [n, event] of events.entries()) core = foldNext(rules, core, event, { ctx, n });
  return core;
}

/** The same of one event, the `n`-th (0, 1, …) of those that `decide` has not returned yet. Throws nothing. */
export function foldNext<S>(
  rules: FoldRules<S>,
  core: Core<S>,
  event: DomainEvent,
  { ctx, n }: { ctx: Ctx; n: number },
): Folded<S> {
  const { now, actor, role, key, caseId, mode, seq: newest } = ctx;
  const seq = newest + 1 + n;
  const place = { _id: eventIdOf(caseId, seq), caseId, process: rules.key, mode, seq, schema: 1 };
  return foldCore(rules, core, { ...event, ...place, at: now, by: { id: actor.id, role }, key, digest: '' });
}

/** What follows from `event`; `kase` is the case after it. Whom the ladder tells, then the process's own reaction. */
export function effectsOf(process: AnyProcess, kase: CaseState<State>, event: CaseEvent): Effect[] {
  const type: DomainEvent['type'] = event.type;
  const all = [...escalation(process, kase, event), ...(process.reactions[type]?.(event, kase.state, kase) ?? [])];
  const loud = all.filter((effect) => {
    const template = toldBy(effect);
    return template === undefined || !isSilent(kase.pins, template);
  });
  return informed(process, kase, event, loud);
}

/** The template under which somebody hears of it. */
function toldBy(effect: Effect): string | undefined {
  if (effect.kind === 'document') return 'document-ready';
  return effect.kind === 'notify' ? effect.template : undefined;
}

function clockInstantOf({ at, data, key }: CaseEvent): Millis {
  const dueAt: unknown = 'dueAt' in data ? data.dueAt : undefined;
  return isTickKey(key) && typeof dueAt === 'number' ? dueAt : at;
}

function receiptOf({ data }: CaseEvent): Pick<Change, 'receivedAt'> {
  const receivedAt: unknown = 'receivedAt' in data ? data.receivedAt : undefined;
  return typeof receivedAt === 'number' ? { receivedAt } : {};
}

function ackOf({ type, data }: CaseEvent): Pick<Change, 'ack'> {
  if (!type.endsWith('.acknowledged') || !('clock' in data) || !('step' in data)) return {};
  const { clock, step } = data;
  return typeof clock === 'string' && typeof step === 'string' ? { ack: { clock, step } } : {};
}

/**
 * An event behind the first may pin more, by name, in `pinned`: the approval policy that risk chose, a runbook. A `retargeted` event, and a `corrected` one, carry the pins that hold from then on, a `requeued` one the desk that takes another's place. */
function pinsAfter(pins: Pins, event: CaseEvent): Pins {
  if (isRequeued(event)) return pinsAfterRequeue(pins, event.data);
  if (isRepinned(event)) return pinsAfterRetarget(pins, event.data.pins);
  return isPinning(event) ? { ...pins, more: { ...pins.more, ...event.data.pinned } } : pins;
}

const isRepinned = (
  event: CaseEvent,
): event is CaseEvent<{ type: `${string}.${'retargeted' | 'corrected'}`; data: Pick<Retargeted, 'pins'> }> =>
  /\.(retargeted|corrected)$/.test(event.type) && 'pins' in event.data;

const isPinning = (
  event: CaseEvent,
): event is CaseEvent<{ type: `${string}.${string}`; data: { pinned: Record<string, string> } }> =>
  'pinned' in event.data && !event.type.endsWith('.created');
