/** What the events of a run do to what the case keeps of it. */
import type { Base, Fold } from '../definition.ts';
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
    stepTaken: (state) => state,
    stepEnded: (state, { data: { part, choice } }) => keeping(state, part, { ...over, ...(choice ? { choice } : {}) }),
    stepFailed: kept(over),
    stepUnknown: kept(over),
    stepWithdrawn: kept(over),
    witnessAsked: (state, { data: { part, asked } }) => keeping(state, part, { until: undefined, asked }),
    witnessRefused: kept(over),
    lateReport: null,
    gateOpened: null,
    gatePassed: null,
    gateRefused: null,
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
    commanderChanged: (state, { data: { commander } }) => ({ ...state, commander, assignee: commander }),
    stepsEnded: (state, { at }) => ({ ...state, status: 'verifying', ranAt: at }),
    rolledBack: (state, { at }) => ({ ...without(state, 'back'), status: 'rolled-back', ranAt: at }),
    serviceConfirmed: (state) => ({ ...state, status: 'succeeded' }),
    serviceRefused: null,
  };
  return { ...folds, ...Object.fromEntries(HANDED.map((name) => [name, performed(folds[name])])) };
}

/** Events by which somebody gets a step, or says that he did it. */
const HANDED = ['stepTaken', 'stepEnded', 'stepFailed', 'witnessAsked', 'stepUndone', 'undoFailed'] as const;
/** Who had one of its steps performs nothing else of it that wants another person, even when somebody took it over. */
const withPerformers = <S extends State>(state: S, people: readonly string[]): S => {
  const { performers = [] } = state;
  const fresh = [...new Set(people)].filter((id) => !performers.includes(id));
  return fresh.length > 0 ? { ...state, performers: [...performers, ...fresh] } : state;
};
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
 * has had one.
 */
export function runRelieved<S extends State>(
  before: S,
  { data: { person, commander, assigned = {} } }: { data: Relieved },
): S {
  const steps = Object.entries(assigned).filter(([id]) => before.parts?.step?.[id] !== undefined);
  const state = withPerformers(
    before,
    steps.flatMap(([, people]) => people),
  );
  if (state.commander !== person) return state;
  const { commander: _gone, ...rest } = state;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a commander is optional in every S
  return { ...rest, ...(commander === undefined ? {} : { commander }) } as S;
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
