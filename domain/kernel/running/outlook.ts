/** A run for those who look on: what is under way, what comes next, what a way back would take. Nothing follows from it. */
import type { Millis, OrgPath, Refusal, Role } from '../process.ts';
import { touchIn } from '../parts/records.ts';
import { budgetOf, undoBudgetOf } from '../steps/lengths.ts';
import { nextSteps, pastNoReturn, type Standing, stepStatus, toUndo } from '../steps/next.ts';
import type { OutlinedPart } from '../steps/outline.ts';
import type { StepStatus } from '../steps/shapes.ts';
import { leftBehind, nextIn, plannedIn, standingIn } from './following.ts';
import type { Running } from './shapes.ts';

const UNDER_WAY: readonly StepStatus[] = ['running', 'waiting-human', 'to-witness', 'undoing'];
const FAILED: readonly StepStatus[] = ['failed', 'undo-failed'];
/** A gate that is not reached yet, or that lets pass. */
const NO_STOP: readonly (string | undefined)[] = [undefined, 'shut', 'passed'];
/** So many of what comes next are named. */
const MOST_NEXT = 5;

/** All is done or taken back, and nobody has said that it is not good so. */
const isOver = ({ ranAt, halt, back }: Running): boolean =>
  ranAt !== undefined && halt === undefined && back === undefined;

/** Parts at which an action or a person is, or which a person must decide on, in the order of the plan. */
export function currentIn(state: Running): string[] {
  if (!state.outline || isOver(state)) return [];
  const standing = standingIn(state);
  const { ask } = nextIn(state, state.back);
  return plannedIn(state)
    .filter(({ id, role, rule }) => {
      if (!rule) return state.back === undefined && role !== undefined && !NO_STOP.includes(standing(id));
      const status = stepStatus(standing, id);
      return UNDER_WAY.includes(status) || (FAILED.includes(status) && ask.includes(id));
    })
    .map(({ id }) => id);
}

/** What begins once all that is current is done, or taken back where it goes back; no choice leaves anything out. */
export function upcomingIn(state: Running): string[] {
  const { outline, back } = state;
  if (!outline || isOver(state)) return [];
  const standing = standingIn(state);
  const planned = plannedIn(state);
  const current = currentIn(state);
  const isStep = (id: string) => planned.some((one) => one.id === id && one.rule !== undefined);
  const then = new Map(current.map((id) => [id, isStep(id) ? (back === undefined ? 'done' : 'undone') : 'passed']));
  const assumed: Standing = (id) => then.get(id) ?? standing(id);
  if (back !== undefined) return nextSteps(outline, assumed, back).undo.slice(0, MOST_NEXT);
  for (let opened = 0; opened <= planned.length; opened += 1) {
    const { start } = nextSteps(outline, assumed);
    const groups = start.filter((id) => planned.some((one) => one.id === id && one.role === undefined)); // a gate has a role
    if (groups.length === 0) return start.slice(0, MOST_NEXT);
    for (const id of groups) then.set(id, 'running');
  }
  return [];
}

/** What a way back from here would take back, in its order. */
export type WayBack = {
  undo: readonly string[];
  /** Undos by their budgets, each once. */
  budgetMs: Millis;
  /** Why it cannot be asked for. */
  refused?: Refusal;
};
/** What an abort would do now; while it goes back already, what is left of that. Null: it has no plan. */
export function wayBackIn(state: Running): WayBack | null {
  const { outline, back = 'all' } = state;
  if (!outline) return null;
  const passed = pastNoReturn(outline, standingIn(state), back);
  if (passed.length > 0)
    return { undo: [], budgetMs: 0, refused: { code: 'past-no-return', params: { steps: passed } } };
  const words = state.back === undefined ? leftBehind(state) : [];
  const left = new Map(words.map(({ data }) => [touchIn(data).part, touchIn(data).to]));
  const kept = standingIn(state);
  const standing: Standing = (id) => left.get(id) ?? kept(id);
  return {
    undo: toUndo(outline, standing, back),
    budgetMs: undoBudgetOf(outline, standing, back),
    ...(state.back === undefined ? {} : { refused: { code: 'rolling-back-already' } }),
  };
}

/** A plan of which nothing has begun, for who is to let it begin. */
export type Ahead = {
  /** Its steps and gates, in the order of the plan. */
  parts: readonly OutlinedPart[];
  /** Steps in the order in which they would be taken back, were all done but what is never taken back; and how long that takes. */
  undo: readonly string[];
  undoBudgetMs: Millis;
  /** Whom it asks for something by hand, each role at each organisation once, and of how many parts; undefined: that of the case. */
  asks: readonly { role: Role; orgPath?: OrgPath | undefined; parts: number }[];
};
/** Null: it has no plan, or something of it has begun. Decisions are its commander's, and so in no role. Throws nothing. */
export function aheadIn(state: Running): Ahead | null {
  const { outline, runAt } = state;
  if (!outline || runAt !== undefined) return null;
  const planned = plannedIn(state);
  const parts = planned.filter(({ role }) => role !== undefined); // what stands for several has none
  const kept = new Set(planned.flatMap(({ id, rule }) => (rule?.noReturn ? [id] : [])));
  const standing: Standing = (id) => (kept.has(id) ? undefined : 'done');
  const asks = new Map<string, Ahead['asks'][number]>();
  for (const { role, orgPath, rule } of parts) {
    if (role === undefined || rule?.kind === 'decision') continue;
    const key = `${role}@${orgPath ?? ''}`;
    asks.set(key, { role, orgPath, parts: (asks.get(key)?.parts ?? 0) + 1 });
  }
  return {
    parts,
    undo: toUndo(outline, standing, 'all'),
    undoBudgetMs: undoBudgetOf(outline, standing, 'all'),
    asks: [...asks.values()],
  };
}

/** How many steps stand how, and what the whole was given. */
export function countsIn(state: Running): { steps: number; budgetMs: Millis } & Record<Counted, number> {
  const standing = standingIn(state);
  const steps = plannedIn(state).flatMap(({ id, rule }) => (rule ? [stepStatus(standing, id)] : []));
  const count = (...of: StepStatus[]) => steps.filter((status) => of.includes(status)).length;
  return {
    steps: steps.length,
    pending: count('pending'),
    underWay: count(...UNDER_WAY),
    done: count('done'),
    skipped: count('skipped'),
    failed: count(...FAILED),
    undone: count('undone', 'kept'),
    budgetMs: state.outline ? budgetOf(state.outline) : 0,
  };
}
type Counted = 'pending' | 'underWay' | 'done' | 'skipped' | 'failed' | 'undone';
