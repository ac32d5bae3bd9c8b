/**
 * How a plan is run: the rules of its commands, which a process whose cases have one takes over (docs/ARCHITECTURE.md, Runs). A rule
 * says what happened to one step; what follows from it stands in following.ts.
 */
import { DomainError } from '../errors.ts';
import { keptBy, noted, over } from '../gating/gating.ts';
import type { Ctx } from '../process.ts';
import { stepStatus } from '../steps/next.ts';
import type { Outcome } from '../steps/shapes.ts';
import type { RunCommand } from './contract.ts';
import {
  afterFailure,
  attemptOf,
  following,
  isStep,
  isUndoneAgain,
  nextIn,
  recordOf,
  rollBack,
  ruleOf,
  type RunCtx,
  type RunState,
  type RunUse,
  standingIn,
  started,
  undoing,
} from './following.ts';
import type { Asked, Running, RunWord, StepRecord } from './shapes.ts';

type DataOf<K extends RunCommand['type']> = Extract<RunCommand, { type: K }>['data'];
type Rules<S, W, X> = {
  [K in RunCommand['type']]: { rule(data: DataOf<K>, state: S, ctx: X): readonly (W | RunWord)[] }['rule'];
};

/** The part that the command names; a row about parts lets nothing else through. */
function partIn({ part }: { part?: Ctx['part'] }): NonNullable<Ctx['part']> {
  if (!part) throw new Error('the command is about a part');
  return part;
}

/** The rules of its commands, for a definition's `rules`. Each throws DomainError for what the plan or the step does not allow. */
export function runRules<S extends RunState, W, X extends RunCtx<S>>(use: RunUse<S, W, X>): Rules<S, W, X> {
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
      if (status === 'undoing' && undo?.kind === 'automatic') throw underAction(id);
      if (status !== 'undoing' && kind === 'decision') throw decisionWanted();
      if (assignees.includes(ctx.actor.id)) throw taken(ctx.actor.id);
      const [from] = assignees;
      return [
        {
          type: 'stepTaken',
          data: { part: id, assignees: [ctx.actor.id], ...(from === undefined ? {} : { from }) },
        },
      ];
    },
    confirmStep: ({ evidence, observedAt, attempt }, state, ctx) => {
      const { id, status } = partIn(ctx);
      refuseStale('attempt', attempt, attemptOf(state, id));
      const rule = ruleOf(state, id);
      const who = ownStep(ctx);
      const said = { evidence, ...seenAt(observedAt, ctx) };
      if (status === 'undoing') {
        if (rule.undo?.kind === 'automatic') throw underAction(id);
        return goOn([{ type: 'stepUndone', data: { part: id, to: 'undone', ...who, ...said } }], ctx);
      }
      if (rule.kind === 'decision') throw decisionWanted();
      return goOn(
        [wantsSecond(state, id) ? asking(id, 'done', ctx, { ...said, ...who }) : ended(id, { ...who, ...said })],
        ctx,
      );
    },
    failStep: ({ reason, attempt: seen }, state, ctx) => {
      const { id, status } = partIn(ctx);
      const attempt = attemptOf(state, id);
      refuseStale('attempt', seen, attempt);
      const who = ownStep(ctx);
      if (status === 'undoing') {
        if (ruleOf(state, id).undo?.kind === 'automatic') throw underAction(id);
        return goOn([{ type: 'undoFailed', data: { part: id, to: 'undo-failed', attempt, reason, ...who } }], ctx);
      }
      if (ruleOf(state, id).kind === 'decision') throw decisionWanted();
      return afterFailure(
        use,
        [{ type: 'stepFailed', data: { part: id, to: 'failed', attempt, reason, ...who } }],
        id,
        ctx,
      );
    },
    decideStep: ({ choice, reason }, state, ctx) => {
      const { id } = partIn(ctx);
      const { kind, choices = [] } = ruleOf(state, id);
      if (kind !== 'decision') throw new DomainError('no-decision', 'Nothing is to be decided at this step');
      const chosen = choices.find((one) => one.id === choice);
      if ((choices.length > 0 && !chosen) || (choices.length === 0 && choice !== undefined))
        throw new DomainError('invalid-data', 'The step has no such choice', {
          fields: [{ pointer: '/choice', code: choice === undefined ? 'required' : 'unknown' }],
        });
      const made = choice === undefined ? {} : { choice };
      // What wants a second person to be done wants one to be left out.
      if ([id, ...leftOutBy(state, id, choice)].some((one) => wantsSecond(state, one)))
        return [asking(id, 'done', ctx, { reason }, made)];
      return goOn([decidedAs(state, id, { ...made, reason })], ctx);
    },
    skipStep: ({ reason }, state, ctx) => {
      const { id } = partIn(ctx);
      refuseOnWayBack(state);
      if (!ruleOf(state, id).skippable) throw new DomainError('not-skippable', 'The plan does not let it be skipped');
      return [asking(id, 'skip', ctx, { reason })];
    },
    skipUndo: ({ reason }, _state, ctx) => [asking(partIn(ctx).id, 'keep', ctx, { reason })],
    witnessStep: ({ evidence, observedAt, basedOn }, state, ctx) => {
      const { id, rev } = partIn(ctx);
      refuseStale('rev', basedOn, rev);
      const { asked } = recordOf(state, id);
      const said = { ...(evidence === undefined ? {} : { evidence }), ...seenAt(observedAt, ctx) };
      switch (asked?.what) {
        case 'skip':
          return witnessed({ type: 'stepEnded', data: { part: id, to: 'skipped', ...said } }, state, ctx);
        case 'keep':
          return witnessed({ type: 'stepKept', data: { part: id, to: 'kept' } }, state, ctx);
        case 'undone':
          return witnessed({ type: 'stepUndone', data: { part: id, to: 'undone', ...said } }, state, ctx);
        default:
          return goOn(
            [decidedAs(state, id, { ...said, ...(asked?.choice === undefined ? {} : { choice: asked.choice }) })],
            ctx,
          );
      }
    },
    refuseWitness: ({ reason, basedOn }, state, ctx) => {
      const { id, rev } = partIn(ctx);
      refuseStale('rev', basedOn, rev);
      const { asked } = recordOf(state, id);
      const to = asked?.what === 'done' ? 'waiting-human' : (asked?.from ?? 'waiting-human');
      return goOn([{ type: 'witnessRefused', data: { part: id, to, reason } }], ctx);
    },
    passGate: ({ evidence, basedOn }, _state, ctx) => {
      const { id, rev } = partIn(ctx);
      refuseStale('rev', basedOn, rev);
      return goOn([{ type: 'gatePassed', data: { part: id, to: 'passed', evidence } }], ctx);
    },
    refuseGate: ({ class: grave, findings, basedOn }, _state, ctx) => {
      const { id, rev } = partIn(ctx);
      refuseStale('rev', basedOn, rev);
      const to = grave === 'minor' ? ({ to: 'open' } as const) : ({ to: 'refused', rectify: true } as const);
      return [{ type: 'gateRefused', data: { part: id, ...to, class: grave, findings } }];
    },
    noteRectification: (data, state) => noted(data, state),
    // What waited for it begins; a gate that had refused may be asked again.
    noteRectified: (data, state, ctx) => {
      const gate = keptBy(state, data.rectification)?.step;
      const isRefused = gate !== undefined && state.parts?.check?.[gate]?.status === 'refused';
      const words = over(data, state).map(
        (word): RunWord => (isRefused ? { ...word, data: { ...word.data, part: gate, to: 'open' } } : word),
      );
      return state.status === use.going && words.length > 0 ? goOn(words, ctx) : words;
    },
    pause: ({ reason }, _state, { part }) => [
      { type: 'halted', data: { why: 'paused', ...(part ? { part: part.id } : {}), reason } },
    ],
    resume: ({ reason }, state, ctx) => {
      const open = stillFailing(state);
      if (open.length > 0)
        throw new DomainError('still-failing', 'Something in it has failed and is not decided', {
          params: { steps: open },
        });
      if (state.halt?.why === 'service-refused') return [{ type: 'resumed', data: { to: 'verifying', reason } }];
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
    markUndone: ({ evidence }, _state, ctx) => [asking(partIn(ctx).id, 'undone', ctx, { evidence })],
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
      { type: 'halted', data: { why: 'service-refused', reason } },
    ],
    reportStep: (report, state, ctx) => reported(use, report, state, ctx),
  };
}

/** What the action of a step came to. An answer for another try, or for what is decided already, is kept and changes nothing. */
function reported<S extends RunState, W, X extends RunCtx<S>>(
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

function answered<S extends RunState, W, X extends RunCtx<S>>(
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
    const isAgain = isUndoneAgain(after, id, outcome);
    return following(use, isAgain ? [failure, undoing(after, id, ctx)] : [failure], ctx);
  }
  if (outcome === 'done') {
    const word = wantsSecond(state, id) ? asking(id, 'done', ctx, said) : ended(id, said);
    return following(use, [word], ctx);
  }
  if (outcome === 'unknown') {
    const unknown: RunWord = { type: 'stepUnknown', data: { part: id, to: 'waiting-human', attempt, reason, ...said } };
    const isGoing = state.status === use.going;
    return [unknown, ...(isGoing ? [{ type: 'halted', data: { why: 'unknown', part: id, reason } } as const] : [])];
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
export function expired<S extends RunState, W, X extends RunCtx<S>>(
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

/**
 * What was said without a network counts for what one saw. Throws 'stale-attempt': the step was begun anew meanwhile, or something
 * became of it or of the gate.
 */
export function refuseStale(name: 'attempt' | 'rev', seen: number | undefined, present: number): void {
  if (seen !== undefined && seen !== present)
    throw new DomainError('stale-attempt', 'It moved on meanwhile: what was said is of what stood before', {
      params: { [name]: present },
    });
}

// ── words
const taken = (by: string): DomainError => new DomainError('step-taken', 'Somebody has that step', { params: { by } });
const decisionWanted = (): DomainError => new DomainError('decision-wanted', 'The commander decides at this step');
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
  what: Asked['what'],
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

/** A second person confirms it. */
function wantsSecond(state: Running, id: string): boolean {
  const { witness, noReturn } = ruleOf(state, id);
  return witness === true || noReturn === true;
}

/** A step is done; of a decision with what it leaves out. */
function decidedAs(state: Running, id: string, said: { choice?: string; reason?: string }): RunWord {
  const left = leftOutBy(state, id, said.choice).map((one) => [one, 'skipped'] as const);
  return ended(id, { ...said, ...(left.length > 0 ? { also: Object.fromEntries(left) } : {}) });
}

/** Steps that a choice leaves out, at the place of the decision where it stands at one. */
function leftOutBy(state: Running, decision: string, choice: string | undefined): string[] {
  const { id: own, choices = [] } = ruleOf(state, decision);
  const skips = choices.find((one) => one.id === choice)?.skips ?? [];
  const place = decision === own ? '' : decision.slice(0, decision.length - own.length);
  const standing = standingIn(state);
  return skips.map((id) => `${place}${id}`).filter((id) => stepStatus(standing, id) === 'pending');
}

/** Steps of which a person must say how they go on before the run does. */
function stillFailing(state: Running): string[] {
  const { ask } = nextIn(state, state.back);
  return ask.filter((id) => isStep(state, id));
}
