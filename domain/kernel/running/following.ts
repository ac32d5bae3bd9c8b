/**
 * What follows in a run by itself: asked of the plan (steps/next.ts) after whatever happened, until nothing follows any more, in one
 * save. What is begun is recorded before it is done, so that whatever dies half-way is taken back too.
 */
import { DomainError } from '../errors.ts';
import type { PlannedPart } from '../part.ts';
import type { Ctx } from '../process.ts';
import { partShut, wholeShut } from '../gating/gating.ts';
import type { Shut } from '../gating/shapes.ts';
import { type IsShut, nextSteps, pastNoReturn, type Standing } from '../steps/next.ts';
import { listedParts } from '../steps/listed.ts';
import type { OutlinedPart } from '../steps/outline.ts';
import type { NextSteps, Outcome, Outline, Scope, StepRule } from '../steps/shapes.ts';
import type { Halt, RunEvents, Running, RunWord, StepRecord } from './shapes.ts';

/** What rules are asked with. */
export type RunCtx<S> = Pick<Ctx, 'now' | 'actor' | 'part'> & {
  after(words: readonly RunWord[]): { state: S };
};
/** A case as rules of runs see it. */
export type RunState = Running & { status: string };
/** What a process says of its runs. `W`: its words. */
export type RunUse<S extends RunState, W, X> = {
  /** The status in which its steps go on. */
  going: S['status'];
  /** All is done, or all of the scope is undone: what the case does then; `words`: all that the command made happen before. */
  over(result: 'done' | 'undone', state: S, ctx: X, words: readonly (W | RunWord)[]): readonly (W | RunWord)[];
  /** Why nothing more begins, though the plan would go on; undefined, or absent: nothing stands in its way. */
  stops?(state: S, ctx: X): Halt | undefined;
  /** What goes back when this step has failed for good; absent: all. */
  scopeOf?(part: string, state: S): Scope;
  /** A part with a kind is due to begin (a wave, a place, its own gates): what it does then; absent: there are none. */
  begins?(part: PlannedPart<Readonly<Record<string, string>>>, state: S, ctx: X): readonly (W | RunWord)[];
  /** Parts with a kind that have come to something by what stands in them, before anything else begins; absent: none does. */
  along?(state: S): readonly (W | RunWord)[];
  /** Such parts that go back with a scope, and their statuses then. */
  goesBack?(scope: Scope, state: S): Readonly<Record<string, string>>;
};

// ── the plan as the case has it
/** The parts of the plan; none: it has no plan. */
export const plannedIn = ({ outline }: Running): readonly OutlinedPart[] => (outline ? listedParts(outline) : []);
/** The rule of a step. Throws an Error, a bug, for what is none. */
export function ruleOf(state: Running, id: string): StepRule {
  const rule = plannedIn(state).find((one) => one.id === id)?.rule;
  if (!rule) throw new Error(`the plan has no step ${id}`);
  return rule;
}
/** Statuses of its parts, whatever their kind. */
export function standingIn({ parts = {} }: Running): Standing {
  const all = Object.values(parts);
  return (id) => all.find((records) => records && Object.hasOwn(records, id))?.[id]?.status;
}
/** What a step keeps; nothing of one that was never begun. */
export const recordOf = ({ parts }: Running, id: string): Partial<StepRecord> => parts?.step?.[id] ?? {};
/** How often it was begun, undos counted too. */
export const attemptOf = (state: Running, id: string): number => recordOf(state, id).attempt ?? 0;

const outlineOf = ({ outline }: Running): Outline => {
  if (!outline) throw new Error('nothing is run without a plan');
  return outline;
};
/** A part of the plan and the parts that it stands in, itself first. */
function lineOf(state: Running, id: string): string[] {
  const parent = plannedIn(state).find((one) => one.id === id)?.in;
  return parent === undefined ? [id] : [id, ...lineOf(state, parent)];
}
const hasPart =
  (state: Running) =>
  (id: string): boolean =>
    plannedIn(state).some((one) => one.id === id);
/** The open rectification that keeps this part, or all in which it stands, from beginning; undefined: none does. */
export const shutAt = (state: Running, id: string): Shut | undefined =>
  state.shut ? partShut(state, lineOf(state, id), hasPart(state)) : undefined;
/** The same of the case as a whole. */
export const shutWhole = (state: Running): Shut | undefined =>
  state.shut ? wholeShut(state, hasPart(state)) : undefined;

/** What the plan says is next, of what is not kept shut. */
export function nextIn(state: Running, back?: Scope): NextSteps {
  const isShut: IsShut | undefined = state.shut ? (id) => shutAt(state, id) !== undefined : undefined;
  return nextSteps(outlineOf(state), standingIn(state), back, isShut);
}

// ── what follows by itself
/** A step begins: recorded with what takes it back, before anything is done. */
export function started(state: Running, id: string, { now }: Pick<Ctx, 'now'>): RunWord {
  const { kind, action, budgetMs, scripted, undo } = ruleOf(state, id);
  const attempt = attemptOf(state, id) + 1;
  return {
    type: 'stepStarted',
    data: {
      part: id,
      to: kind === 'automatic' ? 'running' : 'waiting-human',
      attempt,
      until: now + budgetMs,
      limitMs: budgetMs,
      ...(action === undefined ? {} : { action, scripted: scriptedAt(scripted, attempt) }),
      ...(undo ? { undo } : {}),
    },
  };
}

/** An undo begins. Throws an Error, a bug, for a step that has none. */
export function undoing(state: Running, id: string, { now }: Pick<Ctx, 'now'>): RunWord {
  const { undo } = ruleOf(state, id);
  if (!undo) throw new Error(`the step ${id} has no undo`);
  const { action, budgetMs, scripted } = undo;
  return {
    type: 'undoStarted',
    data: {
      part: id,
      to: 'undoing',
      attempt: attemptOf(state, id) + 1,
      until: now + budgetMs,
      limitMs: budgetMs,
      ...(action === undefined ? {} : { action, scripted: scriptedAt(scripted, (recordOf(state, id).tries ?? 0) + 1) }),
    },
  };
}

/** How often an undo is tried by itself. */
const UNDO_TRIES = 3;

const scriptedAt = (scripted: readonly Outcome[] = [], nth: number): Outcome =>
  scripted[Math.min(nth, scripted.length) - 1] ?? 'done';

/** `words`, and all that follows from them by the plan. */
export function following<S extends RunState, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  words: readonly (W | RunWord)[],
  ctx: X,
): readonly (W | RunWord)[] {
  let all = [...words];
  for (;;) {
    const { state } = ctx.after(asRun(all));
    const more = nextWords(use, state, ctx, all);
    if (more.length === 0) return all;
    all = [...all, ...more];
  }
}

/** The kernel folds any word; a process's own beside those of runs. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `after` of the process takes its own words too
const asRun = (words: readonly unknown[]): readonly RunWord[] => words as readonly RunWord[];

function nextWords<S extends RunState, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  state: S,
  ctx: X,
  words: readonly (W | RunWord)[],
): readonly (W | RunWord)[] {
  if (state.status === use.going) {
    const along = use.along?.(state) ?? [];
    if (along.length > 0) return along;
    const { start, ask, end } = nextIn(state);
    const failed = ask.find((id) => isStep(state, id));
    if (failed !== undefined)
      return [{ type: 'halted', data: { why: 'step-failed', part: failed, ...reasonIn(words, failed) } }];
    if (end) return use.over('done', state, ctx, words);
    const stop = start.length > 0 ? use.stops?.(state, ctx) : undefined;
    if (stop) return [{ type: 'halted', data: stop }];
    return start.flatMap((id): readonly (W | RunWord)[] => begun(use, state, id, ctx));
  }
  if (state.status === 'rolling-back' && state.back !== undefined) {
    const next = nextIn(state, state.back);
    if (next.end) return use.over('undone', state, ctx, words);
    const [failed] = next.ask;
    if (isStuck(next) && failed !== undefined)
      return [{ type: 'halted', data: { why: 'undo-failed', part: failed, ...reasonIn(words, failed) } }];
    return next.undo.map((id) => undoing(state, id, ctx));
  }
  return [];
}

/** True for a step of the plan; a gate or a place is none. */
export const isStep = (state: Running, id: string): boolean =>
  plannedIn(state).some((one) => one.id === id && one.rule !== undefined);

function begun<S extends RunState, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  state: S,
  id: string,
  ctx: X,
): readonly (W | RunWord)[] {
  if (isStep(state, id)) return [started(state, id, ctx)];
  const part = plannedIn(state).find((one) => one.id === id);
  if (part?.kind === 'check') return [{ type: 'gateOpened', data: { part: id, to: 'open' } }];
  if (!part || !use.begins) throw new Error(`nothing is known of the part ${id}`);
  return use.begins(part, state, ctx);
}

/** What one save says of why this step failed; empty: nothing, since it failed before. */
function reasonIn(words: readonly unknown[], id: string): { reason?: string } {
  const failed = asRun(words).findLast(
    ({ type, data }) => FAILURES.includes(type) && 'part' in data && data.part === id,
  );
  return failed && 'reason' in failed.data && failed.data.reason !== undefined ? { reason: failed.data.reason } : {};
}
/** Events by which something of a step has failed, or may have. */
export const FAILURES: readonly string[] = ['stepFailed', 'stepUnknown', 'undoFailed'] satisfies RunWord['type'][];

const isLastTry = (state: Running, id: string): boolean => attemptOf(state, id) > ruleOf(state, id).retries;
/** True when the step is tried again by itself; else its failure leads to a halt or to the way back, in the same save. */
export const isTriedAgain = (state: Running, id: string): boolean =>
  !isLastTry(state, id) && shutAt(state, id) === undefined;
/** True when the undo is tried again by itself: of an action, unless nobody knows what its last try came to. */
export const isUndoneAgain = (state: Running, id: string, outcome: Outcome | undefined): boolean =>
  outcome !== undefined && outcome !== 'unknown' && (recordOf(state, id).tries ?? 0) < UNDO_TRIES;
/** True when nothing goes back any more, and something of it has failed: then it halts, in the same save. */
export const isStuckOnWayBack = (state: Running): boolean => isStuck(nextIn(state, state.back));
const isStuck = ({ undo, ask, wait }: NextSteps): boolean => undo.length === 0 && wait.length === 0 && ask.length > 0;

/** What a failure for good leads to: a try more, the way back, or a halt. */
export function afterFailure<S extends RunState, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  words: readonly RunWord[],
  id: string,
  ctx: X,
): readonly (W | RunWord)[] {
  const { state } = ctx.after(words);
  if (state.status !== use.going) return following(use, words, ctx);
  if (isTriedAgain(state, id)) return following(use, [...words, started(state, id, ctx)], ctx);
  // A try that is left is none while the step is kept shut: its commander says how it goes on.
  if (!isLastTry(state, id) || ruleOf(state, id).onFailure === 'needs-human') return following(use, words, ctx);
  const scope = use.scopeOf?.(id, state) ?? 'all';
  const said = reasonIn(words, id);
  if (pastNoReturn(outlineOf(state), standingIn(state), scope).length > 0)
    return [...words, { type: 'halted', data: { why: 'no-return', part: id, ...said } }];
  return goBack(use, words, { scope, reason: 'a step has failed', ...said, because: id }, ctx);
}

/** The way back begins: what nobody had begun is withdrawn, what was asked of a second person is as it was. */
export function goBack<S extends RunState, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  words: readonly (W | RunWord)[],
  back: RunEvents['rollbackStarted'],
  ctx: X,
): readonly (W | RunWord)[] {
  const { state } = ctx.after(asRun(words));
  const also = use.goesBack?.(back.scope, state) ?? {};
  const groups = Object.keys(also).length > 0 ? { also } : {};
  const turned: RunWord = { type: 'rollbackStarted', data: { ...back, ...groups } };
  return following(use, [...words, turned, ...leftBehind(state)], ctx);
}

/** What the way back does not wait for once it begins: steps that nobody had, and those that a second person was asked to leave out. */
export function leftBehind(state: Running): RunWord[] {
  return Object.entries(state.parts?.step ?? {}).flatMap(([id, record]): RunWord[] => {
    const { status, assignees = [], asked } = record;
    const { kind } = ruleOf(state, id);
    const isFree = assignees.length === 0 || kind === 'decision'; // nothing is done at one that waits
    const stood = status === 'to-witness' && asked?.what === 'skip' ? asked.from : status;
    if (stood === 'waiting-human' && isFree && kind !== 'automatic')
      return [{ type: 'stepWithdrawn', data: { part: id, to: 'pending' } }];
    if (stood === 'waiting-human' && isFree)
      return [
        {
          type: 'stepFailed',
          data: {
            part: id,
            to: 'failed',
            attempt: attemptOf(state, id),
            reason: 'nobody could say',
            outcome: 'unknown',
          },
        },
      ];
    return stood === status ? [] : [{ type: 'stepWithdrawn', data: { part: id, to: stood } }];
  });
}

/** A scope is taken back. Throws 'past-no-return' where something stands in it behind which nothing is. */
export function rollBack<S extends RunState, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  state: S,
  back: RunEvents['rollbackStarted'],
  ctx: X,
): readonly (W | RunWord)[] {
  const passed = pastNoReturn(outlineOf(state), standingIn(state), back.scope);
  if (passed.length > 0)
    throw new DomainError('past-no-return', 'Behind its point of no return nothing is taken back', {
      params: { steps: passed },
    });
  return goBack(use, [], back, ctx);
}
