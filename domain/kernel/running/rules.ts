/**
 * How a plan is run: rules that a process whose cases have one takes over (docs/ARCHITECTURE.md, Runs). A rule says what happened to
 * one step; what follows is asked of the plan (steps/next.ts) until nothing follows any more, in one save. What is begun is recorded
 * before it is done, so that whatever dies half-way is taken back too.
 */
import { DomainError } from '../errors.ts';
import type { PlannedPart } from '../part.ts';
import type { Ctx } from '../process.ts';
import { nextSteps, pastNoReturn, type Standing, stepStatus } from '../steps/next.ts';
import { listedParts } from '../steps/listed.ts';
import type { OutlinedPart } from '../steps/outline.ts';
import type { Outcome, Outline, Scope, StepRule } from '../steps/shapes.ts';
import type { RunCommand } from './contract.ts';
import type { Halt, RunEvents, Running, RunWord, StepRecord } from './shapes.ts';

/** How often an undo is tried by itself. */
export const UNDO_TRIES = 3;

/** What rules are asked with. */
export type RunCtx<S> = Pick<Ctx, 'now' | 'actor' | 'part'> & {
  after(words: readonly RunWord[]): { state: S };
};
type State = Running & { status: string };
/** What a process says of its runs. `W`: its words. */
export type RunUse<S extends State, W, X> = {
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
type DataOf<K extends RunCommand['type']> = Extract<RunCommand, { type: K }>['data'];
type Rules<S, W, X> = {
  [K in RunCommand['type']]: { rule(data: DataOf<K>, state: S, ctx: X): readonly (W | RunWord)[] }['rule'];
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
const recordOf = ({ parts }: Running, id: string): Partial<StepRecord> => parts?.step?.[id] ?? {};
const attemptOf = (state: Running, id: string): number => recordOf(state, id).attempt ?? 0;

const outlineOf = ({ outline }: Running): Outline => {
  if (!outline) throw new Error('nothing is run without a plan');
  return outline;
};
/** What the plan says is next. */
export const nextIn = (state: Running, back?: Scope) => nextSteps(outlineOf(state), standingIn(state), back);

/** The part that the command names; a row about parts lets nothing else through. */
function partIn({ part }: { part?: Ctx['part'] }): NonNullable<Ctx['part']> {
  if (!part) throw new Error('the command is about a part');
  return part;
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

function undoing(state: Running, id: string, { now }: Pick<Ctx, 'now'>): RunWord {
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

const scriptedAt = (scripted: readonly Outcome[] = [], nth: number): Outcome =>
  scripted[Math.min(nth, scripted.length) - 1] ?? 'done';

/** `words`, and all that follows from them by the plan. */
export function following<S extends State, W, X extends RunCtx<S>>(
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

function nextWords<S extends State, W, X extends RunCtx<S>>(
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
    if (failed !== undefined) return [{ type: 'halted', data: { why: 'step-failed', part: failed } }];
    if (end) return use.over('done', state, ctx, words);
    const stop = start.length > 0 ? use.stops?.(state, ctx) : undefined;
    if (stop) return [{ type: 'halted', data: stop }];
    return start.flatMap((id): readonly (W | RunWord)[] => begun(use, state, id, ctx));
  }
  if (state.status === 'rolling-back' && state.back !== undefined) {
    const { undo, ask, wait, end } = nextIn(state, state.back);
    if (end) return use.over('undone', state, ctx, words);
    const [failed] = ask;
    if (undo.length === 0 && wait.length === 0 && failed !== undefined)
      return [{ type: 'halted', data: { why: 'undo-failed', part: failed } }];
    return undo.map((id) => undoing(state, id, ctx));
  }
  return [];
}

const isStep = (state: Running, id: string): boolean =>
  plannedIn(state).some((one) => one.id === id && one.rule !== undefined);

function begun<S extends State, W, X extends RunCtx<S>>(
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

/** What a failure for good leads to: a try more, the way back, or a halt. */
function afterFailure<S extends State, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  words: readonly RunWord[],
  id: string,
  ctx: X,
): readonly (W | RunWord)[] {
  const { state } = ctx.after(words);
  if (state.status !== use.going) return following(use, words, ctx);
  const { retries, onFailure } = ruleOf(state, id);
  if (attemptOf(state, id) <= retries) return following(use, [...words, started(state, id, ctx)], ctx);
  if (onFailure === 'needs-human') return following(use, words, ctx);
  const scope = use.scopeOf?.(id, state) ?? 'all';
  if (pastNoReturn(outlineOf(state), standingIn(state), scope).length > 0)
    return [...words, { type: 'halted', data: { why: 'no-return', part: id } }];
  return goBack(use, words, { scope, reason: 'a step has failed', part: id }, ctx);
}

/** The way back begins: what nobody had begun is withdrawn, what was asked of a second person is as it was. */
export function goBack<S extends State, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  words: readonly (W | RunWord)[],
  back: RunEvents['rollbackStarted'],
  ctx: X,
): readonly (W | RunWord)[] {
  const { state } = ctx.after(asRun(words));
  const { part: _because, ...about } = back;
  const also = use.goesBack?.(back.scope, state) ?? {};
  const groups = Object.keys(also).length > 0 ? { also } : {};
  const turned: RunWord = { type: 'rollbackStarted', data: { ...about, ...groups } };
  return following(use, [...words, turned, ...leftBehind(state)], ctx);
}

/** What the way back does not wait for once it begins: steps that nobody had, and those that a second person was asked to leave out. */
export function leftBehind(state: Running): RunWord[] {
  return Object.entries(state.parts?.step ?? {}).flatMap(([id, record]): RunWord[] => {
    const { status, assignees = [], asked } = record;
    const isManual = ruleOf(state, id).kind !== 'automatic';
    const stood = status === 'to-witness' && asked?.what === 'skip' ? asked.from : status;
    if (stood === 'waiting-human' && assignees.length === 0 && isManual)
      return [{ type: 'stepWithdrawn', data: { part: id, to: 'pending' } }];
    if (stood === 'waiting-human' && assignees.length === 0)
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

// ── the rules of its commands
export function runRules<S extends State, W, X extends RunCtx<S>>(use: RunUse<S, W, X>): Rules<S, W, X> {
  const goOn = (words: readonly RunWord[], ctx: X) => following(use, words, ctx);
  /** A person said how it goes on: it leaves its halt, and comes back to it where something else still stands in the way. */
  const resumed = (words: readonly RunWord[], state: S, ctx: X, reason?: string) => {
    if (state.status !== 'needs-human') return goOn(words, ctx);
    const to = state.back === undefined ? 'going' : 'rolling-back';
    return goOn([...words, { type: 'resumed', data: { to, ...(reason === undefined ? {} : { reason }) } }], ctx);
  };
  /** It goes on when it stood for that step alone: a witness ends no pause, and nothing else that is its commander's to decide. */
  const witnessed = (word: RunWord, state: S, ctx: X) => {
    const { why, part } = state.halt ?? {};
    return part === partIn(ctx).id && why !== 'paused' ? resumed([word], state, ctx) : goOn([word], ctx);
  };
  return {
    takeStep: (_data, state, ctx) => {
      const { id, assignees, status } = partIn(ctx);
      const { kind, undo } = ruleOf(state, id);
      const by = status === 'undoing' ? undo?.kind : kind;
      if (by === 'automatic' && status === 'undoing') throw underAction(id);
      if (assignees.includes(ctx.actor.id)) throw taken(ctx.actor.id);
      const [from] = assignees;
      return [
        {
          type: 'stepTaken',
          data: { part: id, assignees: [ctx.actor.id], ...(from === undefined ? {} : { from }) },
        },
      ];
    },
    confirmStep: ({ evidence, observedAt }, state, ctx) => {
      const { id, status } = partIn(ctx);
      const rule = ruleOf(state, id);
      const who = ownStep(ctx);
      const said = { evidence, ...seenAt(observedAt, ctx) };
      if (status === 'undoing') {
        if (rule.undo?.kind === 'automatic') throw underAction(id);
        return goOn([{ type: 'stepUndone', data: { part: id, to: 'undone', ...who, ...said } }], ctx);
      }
      if (rule.kind === 'decision') throw new DomainError('decision-wanted', 'The commander decides at this step');
      return goOn(
        [rule.witness || rule.noReturn ? asking(id, 'done', ctx, { ...said, ...who }) : ended(id, { ...who, ...said })],
        ctx,
      );
    },
    failStep: ({ reason }, state, ctx) => {
      const { id, status } = partIn(ctx);
      const who = ownStep(ctx);
      const attempt = attemptOf(state, id);
      if (status === 'undoing') {
        if (ruleOf(state, id).undo?.kind === 'automatic') throw underAction(id);
        return goOn([{ type: 'undoFailed', data: { part: id, to: 'undo-failed', attempt, reason, ...who } }], ctx);
      }
      return afterFailure(
        use,
        [{ type: 'stepFailed', data: { part: id, to: 'failed', attempt, reason, ...who } }],
        id,
        ctx,
      );
    },
    decideStep: ({ choice, reason }, state, ctx) => {
      const { id } = partIn(ctx);
      const { kind, choices = [], witness } = ruleOf(state, id);
      if (kind !== 'decision') throw new DomainError('no-decision', 'Nothing is to be decided at this step');
      const chosen = choices.find((one) => one.id === choice);
      if ((choices.length > 0 && !chosen) || (choices.length === 0 && choice !== undefined))
        throw new DomainError('invalid-data', 'The step has no such choice', {
          fields: [{ pointer: '/choice', code: choice === undefined ? 'required' : 'unknown' }],
        });
      const made = choice === undefined ? {} : { choice };
      if (witness) return [asking(id, 'done', ctx, { reason }, made)];
      return goOn([decidedAs(state, id, { ...made, reason })], ctx);
    },
    skipStep: ({ reason }, state, ctx) => {
      const { id } = partIn(ctx);
      refuseOnWayBack(state);
      if (!ruleOf(state, id).skippable) throw new DomainError('not-skippable', 'The plan does not let it be skipped');
      return [asking(id, 'skip', ctx, { reason })];
    },
    skipUndo: ({ reason }, _state, ctx) => [asking(partIn(ctx).id, 'keep', ctx, { reason })],
    witnessStep: ({ evidence, observedAt }, state, ctx) => {
      const { id } = partIn(ctx);
      const { asked } = recordOf(state, id);
      const said = { ...(evidence === undefined ? {} : { evidence }), ...seenAt(observedAt, ctx) };
      switch (asked?.what) {
        case 'skip':
          return witnessed({ type: 'stepEnded', data: { part: id, to: 'skipped', ...said } }, state, ctx);
        case 'keep':
          return witnessed({ type: 'stepKept', data: { part: id, to: 'kept' } }, state, ctx);
        default:
          return goOn(
            [decidedAs(state, id, { ...said, ...(asked?.choice === undefined ? {} : { choice: asked.choice }) })],
            ctx,
          );
      }
    },
    refuseWitness: ({ reason }, state, ctx) => {
      const { id } = partIn(ctx);
      const { asked } = recordOf(state, id);
      const to = asked?.what === 'done' ? 'waiting-human' : (asked?.from ?? 'waiting-human');
      return goOn([{ type: 'witnessRefused', data: { part: id, to, reason } }], ctx);
    },
    passGate: ({ evidence }, _state, ctx) =>
      goOn([{ type: 'gatePassed', data: { part: partIn(ctx).id, to: 'passed', evidence } }], ctx),
    refuseGate: ({ class: grave, findings }, _state, ctx) => [
      {
        type: 'gateRefused',
        data: { part: partIn(ctx).id, to: grave === 'minor' ? 'open' : 'refused', class: grave, findings },
      },
    ],
    pause: ({ reason }, _state, { part }) => [
      { type: 'halted', data: { why: 'paused', ...(part ? { part: part.id } : {}), reason } },
    ],
    resume: ({ reason }, state, ctx) => {
      const open = stillFailing(state);
      if (open.length > 0)
        throw new DomainError('still-failing', 'Something in it has failed and is not decided', {
          params: { steps: open },
        });
      if (state.halt?.why === 'service-refused' && state.back === undefined)
        return [{ type: 'resumed', data: { to: 'verifying', reason } }];
      return resumed([], state, ctx, reason);
    },
    retryStep: ({ reason }, state, ctx) => {
      refuseOnWayBack(state);
      return resumed([started(state, partIn(ctx).id, ctx)], state, ctx, reason);
    },
    rollBack: ({ reason }, state, ctx) => {
      refuseOnWayBack(state);
      return rollBack(use, state, { scope: 'all', reason }, ctx);
    },
    retryUndo: ({ reason }, state, ctx) => resumed([undoing(state, partIn(ctx).id, ctx)], state, ctx, reason),
    markUndone: ({ evidence }, state, ctx) =>
      resumed([{ type: 'stepUndone', data: { part: partIn(ctx).id, to: 'undone', evidence } }], state, ctx),
    takeCommand: ({ reason }, { commander }, { actor }) => {
      if (commander === actor.id) throw new DomainError('commands-already', 'You command it');
      return [
        {
          type: 'commanderChanged',
          data: { commander: actor.id, ...(commander === undefined ? {} : { from: commander }), reason },
        },
      ];
    },
    confirmService: ({ checks }) => [{ type: 'serviceConfirmed', data: { checks } }],
    refuseService: ({ checks, reason }) => [
      { type: 'serviceRefused', data: { checks, reason } },
      { type: 'halted', data: { why: 'service-refused' } },
    ],
    reportStep: (report, state, ctx) => reported(use, report, state, ctx),
  };
}

/** A scope is taken back. Throws 'past-no-return' where something stands in it behind which nothing is. */
export function rollBack<S extends State, W, X extends RunCtx<S>>(
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

/** What the action of a step came to. An answer for another try, or for what is decided already, is kept and changes nothing. */
function reported<S extends State, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  { attempt, what, outcome, output, detail }: DataOf<'reportStep'>,
  state: S,
  ctx: X,
): readonly (W | RunWord)[] {
  const { id, status } = partIn(ctx);
  const awaited = what === 'do' ? 'running' : 'undoing';
  if (status !== awaited || attemptOf(state, id) !== attempt) {
    const more = { ...(output === undefined ? {} : { output }), ...(detail === undefined ? {} : { detail }) };
    return [{ type: 'lateReport', data: { part: id, attempt, what, outcome, ...more } }];
  }
  return answered(
    use,
    { id, what, outcome, reason: detail ?? outcome, ...(output === undefined ? {} : { output }) },
    state,
    ctx,
  );
}

type Answer = { id: string; what: 'do' | 'undo'; outcome: Outcome; reason: string; output?: string };

function answered<S extends State, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  { id, what, outcome, reason, output }: Answer,
  state: S,
  ctx: X,
): readonly (W | RunWord)[] {
  const attempt = attemptOf(state, id);
  const said = output === undefined ? {} : { output };
  if (what === 'undo') {
    if (outcome === 'done')
      return following(use, [{ type: 'stepUndone', data: { part: id, to: 'undone', ...said } }], ctx);
    const failure: RunWord = {
      type: 'undoFailed',
      data: { part: id, to: 'undo-failed', attempt, reason, outcome, ...said },
    };
    const { state: after } = ctx.after([failure]);
    const isAgain = outcome !== 'unknown' && (recordOf(state, id).tries ?? 0) < UNDO_TRIES;
    return following(use, isAgain ? [failure, undoing(after, id, ctx)] : [failure], ctx);
  }
  if (outcome === 'done') {
    const { witness: isWitnessed, noReturn } = ruleOf(state, id);
    const word = isWitnessed || noReturn ? asking(id, 'done', ctx, said) : ended(id, said);
    return following(use, [word], ctx);
  }
  if (outcome === 'unknown') {
    const unknown: RunWord = { type: 'stepUnknown', data: { part: id, to: 'waiting-human', attempt, reason, ...said } };
    const isGoing = state.status === use.going;
    return [unknown, ...(isGoing ? [{ type: 'halted', data: { why: 'unknown', part: id } } as const] : [])];
  }
  return afterFailure(
    use,
    [{ type: 'stepFailed', data: { part: id, to: 'failed', attempt, reason, outcome, ...said } }],
    id,
    ctx,
  );
}

/**
 * For a definition's `onDue`, clock `step`: the limit of an action passed without an answer. Null for what a person has in hand: time
 * does not say that he has failed.
 */
export function expired<S extends State, W, X extends RunCtx<S>>(
  use: RunUse<S, W, X>,
  state: S,
  ctx: X,
): readonly (W | RunWord)[] | null {
  const { id, status } = partIn(ctx);
  const { kind, undo } = ruleOf(state, id);
  const reason = 'no answer in time';
  if (status === 'running' && kind === 'automatic')
    return answered(use, { id, what: 'do', outcome: 'no-answer', reason }, state, ctx);
  if (status === 'undoing' && undo?.kind === 'automatic')
    return answered(use, { id, what: 'undo', outcome: 'no-answer', reason }, state, ctx);
  return null;
}

/** Throws 'rolling-back-already': nothing begins there, and what stands is taken back, or left as it is by two. */
function refuseOnWayBack({ back }: Running): void {
  if (back !== undefined)
    throw new DomainError('rolling-back-already', 'It is on its way back already: say how it goes on there');
}

// ── words
const taken = (by: string): DomainError => new DomainError('step-taken', 'Somebody has that step', { params: { by } });
const underAction = (part: string): DomainError =>
  new DomainError('action-under-way', 'An action is at it and will say what came of it', { params: { part } });

/** Who has a step says what became of it; one that nobody has is taken by it. Throws 'step-taken'. */
function ownStep({ part, actor }: Pick<Ctx, 'part' | 'actor'>): { assignees?: readonly string[] } {
  const [has] = part?.assignees ?? [];
  if (has !== undefined && has !== actor.id) throw taken(has);
  return has === undefined ? { assignees: [actor.id] } : {};
}

const ended = (id: string, said: object): RunWord => ({ type: 'stepEnded', data: { part: id, to: 'done', ...said } });

function asking(
  id: string,
  what: 'done' | 'skip' | 'keep',
  { actor, part }: Pick<Ctx, 'actor' | 'part'>,
  said: object,
  made: { choice?: string } = {},
): RunWord {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a part of kind step has no other statuses
  const from = (part?.status ?? 'pending') as StepRecord['status'];
  return {
    type: 'witnessAsked',
    data: { part: id, to: 'to-witness', asked: { what, by: actor.id, from, ...made }, ...said },
  };
}
/** A device whose clock is ahead of ours is not refused: what it says is evidence, with how far it was off. */
function seenAt(observedAt: number | undefined, { now }: Pick<Ctx, 'now'>) {
  if (observedAt === undefined) return {};
  return { observedAt, ...(observedAt > now ? { deviceAheadMs: observedAt - now } : {}) };
}

/** A step is done; of a decision with what it leaves out. */
function decidedAs(state: Running, id: string, said: { choice?: string; reason?: string }): RunWord {
  const { choices = [] } = ruleOf(state, id);
  const skips = choices.find((one) => one.id === said.choice)?.skips ?? [];
  const left = skippedBy(state, id, skips).map((one) => [one, 'skipped'] as const);
  return ended(id, { ...said, ...(left.length > 0 ? { also: Object.fromEntries(left) } : {}) });
}

/** Steps that a choice leaves out, at the place of the decision where it stands at one. */
function skippedBy(state: Running, decision: string, skips: readonly string[]): string[] {
  const own = ruleOf(state, decision).id;
  const place = decision === own ? '' : decision.slice(0, decision.length - own.length);
  const standing = standingIn(state);
  return skips.map((id) => `${place}${id}`).filter((id) => stepStatus(standing, id) === 'pending');
}

/** Steps of which a person must say how they go on before the run does. */
function stillFailing(state: Running): string[] {
  const { ask } = nextIn(state, state.back);
  return ask.filter((id) => isStep(state, id));
}
