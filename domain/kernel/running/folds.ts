/** What the events of a run do to what the case keeps of it. */
import type { Base, Fold } from '../definition.ts';
import { gatingFolds, shutWith } from '../gating/gating.ts';
import type { RunEvents, Running, StepKept } from './shapes.ts';

type Folds<S> = { [K in keyof RunEvents]: Fold<S, RunEvents[K]> | null };
type State = Base & Running;
type Patch = { [K in keyof StepKept]?: StepKept[K] | undefined };

/** The folds of its events. `going`: the status in which its steps go on. */
export function runFolds<S extends State>(going: S['status']): Folds<S> {
  const over: Patch = { until: undefined, asked: undefined };
  const kept =
    (patch: Patch): Fold<S, { part: string }> =>
    (state, { data: { part } }) =>
      keeping(state, part, patch);
  const folds: Folds<S> = {
    stepStarted: (state, { data: { part, attempt, until }, at }) => ({
      ...keeping(state, part, { attempt, until, asked: undefined }),
      runAt: state.runAt ?? at,
    }),
    stepTaken: (state, { data: { part, from } }) => withFormer(state, part, from),
    stepEnded: (state, { data: { part, choice } }) => keeping(state, part, { ...over, ...(choice ? { choice } : {}) }),
    stepFailed: kept(over),
    stepUnknown: kept(over),
    stepWithdrawn: kept(over),
    witnessAsked: (state, { data: { part, asked } }) => keeping(state, part, { until: undefined, asked }),
    witnessRefused: kept(over),
    lateReport: null,
    gateOpened: null,
    gatePassed: (state, { by }) => withInspector(state, by.id),
    gateRefused: (state, { data: { part, rectify } }) =>
      rectify ? shutWith(state, [...(state.shut ?? []), { step: part }]) : state,
    ...gatingFolds<S>(),
    halted: (state, { data: { reason: _words, ...halt } }) => ({ ...state, status: 'needs-human', halt }),
    resumed: (state, { data: { to } }) => ({
      ...without(state, 'halt'),
      status: to === 'going' ? going : to,
    }),
    rollbackStarted: (state, { data: { scope } }) => ({
      ...without(state, 'halt'),
      status: 'rolling-back',
      back: scope,
    }),
    undoStarted: (state, { data: { part, attempt, until } }) =>
      keeping(state, part, { attempt, until, tries: (state.parts?.step?.[part]?.tries ?? 0) + 1 }),
    stepUndone: kept(over),
    undoFailed: kept(over),
    stepKept: kept(over),
    commanderChanged: (state, { data: { commander, from } }) => ({
      ...withFormerCommander(state, from),
      commander,
      assignee: commander,
    }),
    stepsEnded: (state, { at }) => ({ ...state, status: 'verifying', ranAt: at }),
    rolledBack: (state, { at }) => ({ ...without(state, 'back'), status: 'rolled-back', ranAt: at }),
    serviceConfirmed: (state) => ({ ...state, status: 'succeeded' }),
    serviceRefused: null,
  };
  return { ...folds, ...Object.fromEntries(HANDED.map((name) => [name, performed(folds[name])])) };
}

/** Events by which somebody gets a step, or says that he did it. */
const HANDED = ['stepTaken', 'stepEnded', 'stepFailed', 'witnessAsked', 'stepUndone', 'undoFailed'] as const;
/** These too, each once; undefined: none of them is new. */
function alsoIn(known: readonly string[] = [], people: readonly string[]): readonly string[] | undefined {
  const fresh = [...new Set(people)].filter((id) => !known.includes(id));
  return fresh.length > 0 ? [...known, ...fresh] : undefined;
}
/** Who had one of its steps performs nothing else of it that wants another person, even when somebody took it over. */
const withPerformers = <S extends State>(state: S, people: readonly string[]): S => {
  const performers = alsoIn(state.performers, people);
  return performers ? { ...state, performers } : state;
};
/** Who let a gate pass performs no step of it. */
export const withInspector = <S extends State>(state: S, id: string): S => {
  const inspectors = alsoIn(state.inspectors, [id]);
  return inspectors ? { ...state, inspectors } : state;
};
/** What he decided while it ran was his; who commanded it before anything of its plan had begun may be anybody in it. */
function withFormerCommander<S extends State>(state: S, id: string | undefined): S {
  const { step = {}, check = {} } = state.parts ?? {};
  const isBegun = Object.keys(step).length + Object.keys(check).length > 0;
  const formerCommanders = isBegun && id !== undefined ? alsoIn(state.formerCommanders, [id]) : undefined;
  return formerCommanders ? { ...state, formerCommanders } : state;
}
/** Who had a step before whoever has it now. */
function withFormer<S extends State>(state: S, part: string, id: string | undefined): S {
  const had = id === undefined ? undefined : alsoIn(state.parts?.step?.[part]?.had, [id]);
  return had ? keeping(state, part, { had }) : state;
}
function performed<S extends State>(fold: Fold<S, never> | null): Fold<S, { assignees?: readonly string[] }> {
  return (state, event) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fold of the same event
    const after = fold ? fold(state, event as never) : state;
    return withPerformers(after, event.data.assignees ?? []);
  };
}

type Relieved = {
  person: string;
  commander?: string | undefined;
  assigned?: Readonly<Record<string, readonly string[]>> | undefined;
};
/**
 * For a definition's `also.relieved`: his heir commands, or nobody does until somebody takes command; who gets one of his steps
 * has had one, and he himself no longer has it.
 */
export function runRelieved<S extends State>(
  before: S,
  { data: { person, commander, assigned = {} } }: { data: Relieved },
): S {
  const steps = Object.entries(assigned).filter(([id]) => before.parts?.step?.[id] !== undefined);
  const handed = steps.reduce((state, [id]) => withFormer(state, id, person), before);
  const state = withPerformers(
    handed,
    steps.flatMap(([, people]) => people),
  );
  if (state.commander !== person) return state;
  const { commander: _gone, ...rest } = withFormerCommander(state, person);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a commander is optional in every S
  return { ...rest, ...(commander === undefined ? {} : { commander }) } as S;
}

type Failed = { kind: string; ref?: object };
/**
 * For a definition's `also.effectFailed`: no rectification could be started of what a gate found, so that its inspector alone says
 * when it is put right.
 */
export function gateReopened<S extends State>(state: S, { data: { kind, ref } }: { data: Failed }): S {
  const { shut = [] } = state;
  const gate: unknown = kind === 'start' && ref !== undefined && 'gate' in ref ? ref.gate : undefined;
  if (typeof gate !== 'string') return state;
  return shutWith(
    state,
    shut.filter(({ rectification, step }) => rectification !== undefined || step !== gate),
  );
}

/** The state without what holds no longer. */
function without<S extends State>(state: S, name: 'halt' | 'back'): S {
  const { [name]: _gone, ...rest } = state;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both are optional in every S
  return rest as S;
}

/** The kernel has folded the part already: its own fields are laid over; what is undefined is kept no longer. */
function keeping<S extends State>(state: S, id: string, patch: Patch): S {
  const { step = {} } = state.parts ?? {};
  const record = step[id];
  if (!record) return state;
  const next = Object.fromEntries(Object.entries({ ...record, ...patch }).filter(([, value]) => value !== undefined));
  return { ...state, parts: { ...state.parts, step: { ...step, [id]: next } } };
}
