/** How a cutover begins, when it goes back by itself, and how its time to go back is extended. */
import { DomainError, invalid } from '../kernel/errors.ts';
import { refuseShut } from '../kernel/gating/gating.ts';
import type { Millis } from '../kernel/process.ts';
import { runFolds } from '../kernel/running/folds.ts';
import { following, goBack, type RunUse, standingIn } from '../kernel/running/following.ts';
import { pastNoReturn } from '../kernel/steps/next.ts';
import { MINUTE } from '../kernel/time/durations.ts';
import { expected, refuseOpen } from './prechecks.ts';
import type { Cutover, Folds, Rules, RulesCtx, Word } from './state.ts';

/** Instant at which no step begins any more, so that the way back ends within its window. */
export function backOutBy({ window, backOutMinutes = 0, backOutUntil }: Cutover): Millis {
  if (backOutUntil !== undefined) return backOutUntil;
  if (!window) throw new Error('a cutover has its window from its first commit on');
  return window.until - backOutMinutes * MINUTE;
}
/** Begun steps behind which nothing is taken back. */
export const passedIn = (cutover: Cutover): readonly string[] =>
  cutover.outline ? pastNoReturn(cutover.outline, standingIn(cutover), 'all') : [];
/** Its time to go back has come, and it still can. */
export const isOverdue = (cutover: Cutover, now: Millis): boolean =>
  now >= backOutBy(cutover) && passedIn(cutover).length === 0;
/** Its commander is asked whether it goes back. */
export const isAsked = ({ status, backOutReached, back }: Cutover): boolean =>
  backOutReached === true && status === 'needs-human' && back === undefined;

export const cutoverRun: RunUse<Cutover, Word, RulesCtx> = {
  going: 'executing',
  over: (result) => [result === 'done' ? { type: 'stepsEnded', data: {} } : { type: 'rolledBack', data: {} }],
  stops: (cutover, { now }) => (isOverdue(cutover, now) ? { why: 'back-out' } : undefined),
};

export const runningRules = {
  start({ rollCall, absence }, cutover, ctx) {
    const { window, commander } = cutover;
    if (!window || ctx.now < window.from || ctx.now >= backOutBy(cutover))
      throw new DomainError('outside-window', 'It is started within its window, before its back-out time', {
        params: { from: window?.from, until: backOutBy(cutover) },
      });
    refuseOpen(cutover, ctx);
    const { shutBy } = ctx.facts.change ?? {};
    refuseShut(shutBy === undefined ? undefined : { rectification: shutBy }); // its change could not go along
    const named = expected(cutover);
    const fields = rollCall.flatMap((id, at) =>
      named.includes(id) || id === commander ? [] : [{ pointer: `/rollCall/${at}`, code: 'not-named' }],
    );
    if (fields.length > 0) throw new DomainError('invalid-data', 'Somebody there was not named', { fields });
    const missing = named.filter((id) => !rollCall.includes(id));
    if (missing.length > 0 && absence === undefined)
      throw new DomainError('people-missing', 'Somebody who was named is not there', { params: { people: missing } });
    refuseConflicts(cutover, ctx);
    const heldToo = (ctx.facts.change?.items ?? []).filter((item) => !cutover.items.includes(item));
    const data = {
      rollCall,
      ...(absence === undefined ? {} : { absence }),
      ...(heldToo.length > 0 ? { heldToo } : {}),
    };
    return following(cutoverRun, [{ type: 'started', data }], ctx);
  },
  extendBackOut({ until, reason }, cutover, ctx) {
    if (cutover.back !== undefined)
      throw new DomainError('rolling-back-already', 'It is on its way back already: say how it goes on there');
    if (until <= backOutBy(cutover)) throw invalid('until', 'not-later', 'It is later than now planned');
    if (until <= ctx.now) throw invalid('until', 'in-past', 'It lies ahead');
    if (until > (cutover.window?.until ?? 0)) throw invalid('until', 'beyond-window', 'It lies within the window');
    const extended: Word = { type: 'backOutExtended', data: { until, reason } };
    if (cutover.status !== 'needs-human' || cutover.halt?.why !== 'back-out') return [extended];
    return following(cutoverRun, [extended, { type: 'resumed', data: { to: 'going', reason } }], ctx);
  },
  swap({ fault }, cutover, ctx) {
    if (cutover.back !== undefined)
      throw new DomainError('rolling-back-already', 'It is on its way back already: say how it goes on there');
    const passed = passedIn(cutover);
    if (passed.length > 0)
      throw new DomainError('past-no-return', 'Behind its point of no return nothing is taken back', {
        params: { steps: passed },
      });
    const swapped: Word = { type: 'swapped', data: { fault } };
    return goBack(cutoverRun, [swapped], { scope: 'all', reason: fault }, ctx);
  },
} satisfies Partial<Rules['rules']>;

/** What the conflict check finds beside its own change, which it carries out: what both work on it holds for both. */
function refuseConflicts({ change }: Cutover, { facts: { conflicts = [] } }: RulesCtx): void {
  if (change === undefined) return; // a drill touches nothing
  const found = conflicts.filter(({ severity, with: other }) => severity === 'block' && other !== change);
  const [first] = found;
  if (!first) return;
  const own = first.kind === 'freeze' || first.kind === 'outside-window';
  throw new DomainError(own ? first.kind : 'conflict', 'Something stands against its window', {
    params: { conflicts: found },
  });
}

type Due = { due: readonly Word[] };
/** Its back-out time has come: nothing more begins, its commander is asked. Null on its way back. */
export function reachedBackOut(cutover: Cutover, { due }: Due): readonly Word[] | null {
  if (cutover.back !== undefined) return null;
  const halt: Word[] = cutover.status === 'executing' ? [{ type: 'halted', data: { why: 'back-out' } }] : [];
  return [...due, { type: 'backOutReached', data: {} }, ...halt];
}

/** Nobody has answered: it goes back by itself. Null behind a point of no return: that is for a person. */
export function backedOut(cutover: Cutover, ctx: RulesCtx, { due }: Due): readonly Word[] | null {
  if (cutover.back !== undefined || passedIn(cutover).length > 0) return null;
  return goBack(cutoverRun, due, { scope: 'all', reason: 'nobody answered at the back-out time' }, ctx);
}

const { rollbackStarted } = runFolds<Cutover>('executing');
/** Nobody is asked any more. */
function answered({ backOutReached: _asked, ...cutover }: Cutover): Cutover {
  return cutover;
}
export const runningFolds = {
  started: (cutover, { data: { rollCall, heldToo }, at }) => ({
    ...cutover,
    status: 'executing',
    startedAt: at,
    rollCall,
    ...(heldToo === undefined ? {} : { heldToo }),
  }),
  backOutReached: (cutover) => ({ ...cutover, backOutReached: true }),
  backOutExtended: (cutover, { data: { until } }) => ({ ...answered(cutover), backOutUntil: until }),
  swapped: (cutover, { at }) => ({ ...cutover, swappedAt: at }),
  rollbackStarted: (cutover, event) => answered(rollbackStarted?.(cutover, event) ?? cutover),
} satisfies Partial<Folds>;
