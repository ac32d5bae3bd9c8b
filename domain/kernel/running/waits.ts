/** Whom a run waits for and tells, what stands in the way of each, and how it reads. */
import type { Base, BlockerCtx, Next, PartNext, Tell } from '../definition.ts';
import { ownerOf, person, supervisorOf } from '../common/whom.ts';
import { choice, instant, object, optional, text, whole } from '../own-fields.ts';
import type { Audience, Refusal } from '../process.ts';
import { pastNoReturn } from '../steps/next.ts';
import type { RunCommand } from './contract.ts';
import { closedTo, gatingFields, gatingShown } from '../gating/gating.ts';
import {
  isStuckOnWayBack,
  isTriedAgain,
  isUndoneAgain,
  nextIn,
  plannedIn,
  ruleOf,
  shutAt,
  shutWhole,
  standingIn,
} from './following.ts';
import { keptOutOf, performersOf } from './persons.ts';
import { HALTS } from './shipped.ts';
import type { RunEvents, Running, StepRecord } from './shapes.ts';

type State = Base & Running;

/** Its commander; nobody named: the process owner. */
export const commanderOf = (state: State): Audience =>
  state.commander === undefined ? ownerOf(state) : { person: state.commander };
/** Who is to do something with a part: who has it, else whoever holds its role where it stands. */
export function forPart(state: State, id: string): Audience {
  const { parts, unit } = state;
  const [has] = parts?.step?.[id]?.assignees ?? [];
  if (has !== undefined) return { person: has };
  const part = plannedIn(state).find((one) => one.id === id);
  return part?.role === undefined ? commanderOf(state) : { role: part.role, orgPath: part.orgPath ?? unit };
}

const stepsWhere = (state: State, is: (record: StepRecord) => boolean): string[] =>
  Object.entries(state.parts?.step ?? {}).flatMap(([id, record]) => (is(record) ? [id] : []));

/** Steps and gates that wait for a person now, for a definition's `next` that says more beside. */
export function partWaits(state: State): PartNext[] {
  const steps = stepsWhere(state, ({ status }) => status === 'waiting-human').map((part): PartNext => {
    const isDecision = ruleOf(state, part).kind === 'decision';
    return isDecision
      ? { to: commanderOf(state), command: 'decideStep', part, clock: 'step' }
      : { to: forPart(state, part), command: 'confirmStep', part, clock: 'step' };
  });
  const undos = stepsWhere(state, ({ status }) => status === 'undoing')
    .filter((part) => ruleOf(state, part).undo?.kind === 'manual')
    .map((part): PartNext => ({ to: forPart(state, part), command: 'confirmStep', part, clock: 'step' }));
  const witnesses = stepsWhere(state, ({ status }) => status === 'to-witness').map(
    (part): PartNext => ({
      to: roleOf(state, part),
      command: 'witnessStep',
      part,
    }),
  );
  const gates = Object.entries(state.parts?.check ?? {})
    .filter(([part, { status }]) => (status === 'open' || status === 'refused') && !shutAt(state, part))
    .map(([part]): PartNext => ({ to: forPart(state, part), command: 'passGate', part }));
  return [...steps, ...undos, ...witnesses, ...gates];
}

/** Of a step somebody has: a second person is wanted, whoever else holds its role. */
function roleOf(state: State, id: string): Audience {
  const part = plannedIn(state).find((one) => one.id === id);
  return part?.role === undefined ? supervisorOf(state) : { role: part.role, orgPath: part.orgPath ?? state.unit };
}

/** For a definition's `next`, while its steps go on or go back: whom it waits for; while actions run it is its commander who watches. */
export function runWaits(state: State): (Next | PartNext)[] {
  const waits = partWaits(state);
  return waits.length > 0 ? waits : [[commanderOf(state), 'rollBack']];
}
/** The same where a person must say how it goes on. */
export function haltWaits(state: State): (Next | PartNext)[] {
  const to = commanderOf(state);
  const failing = stepsWhere(state, ({ status }) => status === 'failed' || status === 'undo-failed').filter((id) =>
    nextIn(state, state.back).ask.includes(id),
  );
  const decided = failing.map(
    (part): PartNext => ({
      to,
      command: state.parts?.step?.[part]?.status === 'failed' ? 'retryStep' : 'retryUndo',
      part,
    }),
  );
  return [...partWaits(state), ...decided, ...(decided.length > 0 ? [] : [[to, 'resume'] as const])];
}
/** Who tries the service once all is done: who raised it; where he may not, who speaks for its customer. */
export const verifyWaits = (state: State): Next[] => [[trierOf(state), 'confirmService']];
function trierOf(state: State): Audience {
  const { reporter, reporterGone, unit } = state;
  return reporter === undefined || reporterGone || keptOutOf('confirmService', state).includes(reporter)
    ? { role: 'customer-representative', orgPath: unit }
    : { person: reporter };
}

/** What stands in the way of each, so that a button is there for whom it is meant and says why it is not. */
export function runBlockers(
  state: State,
  { part, actor }: Pick<BlockerCtx, 'part' | 'actor'>,
): Partial<Record<RunCommand['type'], Refusal>> {
  if (!state.outline) return {};
  // Asked for each part of a case that is looked at: what is of the case alone is not worked out each time.
  if (part)
    return { ...(part.kind === 'step' ? stepBlockers(state, part, actor.id) : {}), ...shutBlockers(state, part) };
  const closed = closedTo(shutWhole(state), 'confirmService');
  if (state.back !== undefined) return { ...closed, rollBack: onWayBack };
  const passed = pastNoReturn(state.outline, standingIn(state), 'all');
  return {
    ...closed,
    ...(passed.length > 0 ? { rollBack: { code: 'past-no-return', params: { steps: passed } } } : {}),
  };
}

/**
 * What would begin a part that an open rectification keeps shut, or let its gate pass. What somebody has in hand comes to its end,
 * and everything goes back.
 */
function shutBlockers(
  state: State,
  { id, kind, status, assignees }: NonNullable<BlockerCtx['part']>,
): Partial<Record<RunCommand['type'], Refusal>> {
  const kept = state.back === undefined ? shutAt(state, id) : undefined;
  if (!kept) return {};
  if (kind === 'check') return closedTo(kept, 'passGate');
  const isUntaken = status === 'waiting-human' && assignees.length === 0;
  return closedTo(kept, 'retryStep', ...(isUntaken ? ['takeStep', 'confirmStep', 'decideStep'] : []));
}

const onWayBack: Refusal = { code: 'rolling-back-already' };
const decisionWanted: Refusal = { code: 'decision-wanted' };
const OF_COMMANDER = { takeStep: decisionWanted, confirmStep: decisionWanted, failStep: decisionWanted };
function stepBlockers(
  state: State,
  { id, status, assignees }: NonNullable<BlockerCtx['part']>,
  actor: string,
): Partial<Record<RunCommand['type'], Refusal>> {
  const { kind, undo, skippable } = ruleOf(state, id);
  const isBack = status === 'undoing';
  const isActing = isBack && undo?.kind === 'automatic';
  const acting: Refusal = { code: 'action-under-way', params: { part: id } };
  const [has] = assignees;
  const taken: Refusal = { code: 'step-taken', params: { by: has } };
  const isHis = has === actor;
  return {
    ...(has === undefined ? {} : isHis ? { takeStep: taken } : { confirmStep: taken, failStep: taken }),
    ...(skippable ? {} : { skipStep: { code: 'not-skippable' } }),
    ...(state.back === undefined ? {} : { skipStep: onWayBack, retryStep: onWayBack }),
    ...(kind === 'decision' ? (isBack ? {} : OF_COMMANDER) : { decideStep: { code: 'no-decision' } }),
    ...(isActing ? { takeStep: acting, confirmStep: acting, failStep: acting } : {}),
  };
}

type Tells<S> = { [K in keyof RunEvents]?: Tell<S, RunEvents[K]> };
/** For a definition's `tells`: who must act, its commander of what goes wrong, and all who had a hand in it when it goes back. */
export function runTells<S extends State>(): Tells<S> {
  const isManual = (state: S, id: string) => ruleOf(state, id).kind !== 'automatic';
  const everybody = (state: S) => [commanderOf(state), supervisorOf(state), ...performersOf(state).map(person)];
  return {
    stepStarted: (state, { data: { part } }) =>
      isManual(state, part)
        ? [ruleOf(state, part).kind === 'decision' ? commanderOf(state) : forPart(state, part)]
        : [],
    // Where it halts or goes back for it, that says all of it: of one failure nobody hears twice.
    stepUnknown: (state, { data: { part } }) => [...(isGoing(state) ? [] : [commanderOf(state)]), forPart(state, part)],
    stepFailed: (state, { data: { part } }) =>
      isGoing(state) && !isTriedAgain(state, part) ? [] : [commanderOf(state)],
    witnessAsked: (state, { data: { part } }) => [roleOf(state, part)],
    witnessRefused: (state, { data: { part } }) => [commanderOf(state), forPart(state, part)],
    gateOpened: (state, { data: { part } }) => [forPart(state, part)],
    gateRefused: (state) => [commanderOf(state)],
    rectificationNoted: (state) => [commanderOf(state)],
    rectificationOver: (state, { data: { part } }) => [
      commanderOf(state),
      ...(part === undefined ? [] : [forPart(state, part)]),
    ],
    halted: (state, { data: { why } }) => (why === 'service-refused' ? [] : [commanderOf(state)]),
    rollbackStarted: everybody,
    undoStarted: (state, { data: { part } }) =>
      ruleOf(state, part).undo?.kind === 'manual' ? [forPart(state, part)] : [],
    undoFailed: (state, { data: { part, outcome } }) =>
      isGoingBack(state) && !isUndoneAgain(state, part, outcome) && isStuckOnWayBack(state) ? [] : [commanderOf(state)],
    rolledBack: (state) => [...everybody(state), person(state.reporter)],
    commanderChanged: (state, { data: { from } }) => [person(from), ...performersOf(state).map(person)],
    stepsEnded: (state) => [person(state.reporter), trierOf(state), commanderOf(state)],
    serviceConfirmed: (state) => [commanderOf(state), supervisorOf(state)],
    serviceRefused: (state) => [commanderOf(state)],
  };
}

/** Neither halted nor on its way back: a failure for good is followed by one of these in the same save. */
const isGoing = ({ halt, back }: State): boolean => halt === undefined && back === undefined;
const isGoingBack = ({ halt, back }: State): boolean => halt === undefined && back !== undefined;

/** For a definition's `fields`: how the run stands, and what keeps something of it shut. */
export const runFields = {
  ...gatingFields,
  run: optional(
    object({
      steps: whole,
      done: whole,
      undone: whole,
      halt: optional(object({ why: choice(HALTS), part: optional(text) })),
      back: optional(text),
      startedAt: optional(instant),
      endedAt: optional(instant),
    }),
  ),
} as const;
/** For a definition's `shown`. */
export const runShown = {
  ...gatingShown,
  run: (state: State) => {
    if (!state.outline) return undefined;
    const records = Object.values(state.parts?.step ?? {});
    const count = (...of: string[]) => records.filter(({ status }) => of.includes(status)).length;
    const { halt, back, runAt, ranAt } = state;
    return {
      steps: plannedIn(state).filter(({ rule }) => rule).length,
      done: count('done', 'skipped'),
      undone: count('undone', 'kept'),
      ...(halt ? { halt } : {}),
      ...(back === undefined ? {} : { back: back === 'all' ? 'all' : back.part }),
      ...(runAt === undefined ? {} : { startedAt: runAt }),
      ...(ranAt === undefined ? {} : { endedAt: ranAt }),
    };
  },
};
