/** What others tell a change: incidents that wait for it, freezes that meet it and that no longer do, its release, and the cutover that carries it out. */
import { voidApproval } from '../kernel/approving/rules.ts';
import {
  closedTo,
  gatingFolds,
  noted as shutBy,
  over,
  partShut,
  refuseShut,
  wholeShut,
} from '../kernel/gating/gating.ts';
import { DomainError } from '../kernel/errors.ts';
import type { BlockerCtx } from '../kernel/definition.ts';
import type { Refusal } from '../kernel/process.ts';
import { MOST_WAITING } from '../incident/caps.ts';
import { openingAfterwards } from './rules-authorizing.ts';
import type { Change, Folds, Rules, Word } from './state.ts';

const FREEZES: readonly string[] = ['freeze', 'event-support'];

/** Versions of freezes that stand against it: that it was told of, or that a check found; each once. Throws nothing. */
export const freezesOf = ({ freezesNoted = [], conflicts }: Pick<Change, 'freezesNoted' | 'conflicts'>): string[] => [
  ...new Set([
    ...freezesNoted,
    ...conflicts.flatMap(({ kind, with: other }) => (FREEZES.includes(kind) && other !== undefined ? [other] : [])),
  ]),
];

const entryOf = (ref: string): string => ref.slice(0, ref.lastIndexOf('@'));
const versionOf = (ref: string): number => Number(ref.slice(ref.lastIndexOf('@') + 1));
/** True when `ref` is an earlier version of what `other` is a version of. */
const isBefore = (ref: string, other: string): boolean =>
  entryOf(ref) === entryOf(other) && versionOf(ref) < versionOf(other);

/** What was to be done of it is over: what waits for it need not. */
const isOver = ({ status }: Pick<Change, 'status'>): boolean => status === 'reviewing';

const UNBEGUN: readonly string[] = ['draft', 'assessing', 'authorizing', 'scheduled'];
const UNDER_WAY: readonly string[] = ['implementing', 'rolling-back'];
/** Its cutover is at it: what it works on is held by that, and how far it is stands there. */
export const isCutOver = ({ status, cutover }: Pick<Change, 'status' | 'cutover'>): boolean =>
  cutover !== undefined && UNDER_WAY.includes(status);

export const toldRules = {
  noteRectification: (data, change) => shutBy(data, change),
  noteRectified: (data, change) => over(data, change),
  noteFreeze: 'freezeNoted',
  // Once over it is gone, so it is told once.
  noteFreezeLifted: (data, change) =>
    freezesOf(change).some((ref) => isBefore(ref, data.freeze)) ? [{ type: 'freezeLifted', data }] : [],
  // Where it is over an incident may be here from an earlier hold, and must hear again.
  noteHeld(data, change) {
    const { awaitedBy = [] } = change;
    const isKnown = awaitedBy.includes(data.incident);
    if (isKnown && !isOver(change)) return [];
    if (!isKnown && awaitedBy.length >= MOST_WAITING)
      throw new DomainError('too-many-waiting', `At most ${MOST_WAITING} incidents are held for one change`, {
        params: { maximum: MOST_WAITING },
      });
    return [{ type: 'incidentHeld', data }];
  },
  // Nothing is left to be changed; what is under way is taken back, or finished, by who does it.
  noteRelease(data, change, ctx) {
    if (change.release !== data.release) return [];
    const { status } = change;
    if (status === 'implementing' || status === 'rolling-back' || status === 'reviewing')
      return [{ type: 'releaseNoted', data }];
    const reason = [data.release, data.outcome, data.reason].filter((one) => one !== undefined).join(': ');
    return ctx.ending(status === 'authorizing' ? voidApproval(change, reason) : [], (facts) => ({
      type: 'canceled',
      data: { reason, facts },
    }));
  },
  noteResumed: (data, { awaitedBy = [] }) =>
    awaitedBy.includes(data.incident) ? [{ type: 'incidentResumed', data }] : [],
  /** Word of another cutover than its own, or such as comes where nobody waits for it, moves nothing. */
  noteCutover(data, change, ctx) {
    const { cutover, outcome, reason, checks } = data;
    const { status } = change;
    const noted: Word = { type: 'cutoverNoted', data };
    const isOwn = change.cutover === cutover;
    switch (outcome) {
      case 'planned':
        refuseOther(change, cutover);
        return UNBEGUN.includes(status) && !isOwn ? [noted] : [];
      case 'canceled':
        return isOwn && UNBEGUN.includes(status) ? [noted] : [];
      case 'started':
        if (isOwn && !UNBEGUN.includes(status)) return [];
        refuseOther(change, cutover);
        return [startedBy(data, change)];
      case 'rolling-back':
        if (!isOwn || status !== 'implementing') return isOwn ? [] : [noted];
        return [{ type: 'rollbackStarted', data: { reason: saidBy(cutover, reason) } }];
      case 'rolled-back':
        if (!isOwn || !UNDER_WAY.includes(status)) return isOwn ? [] : [noted];
        return openingAfterwards(
          [
            ...(status === 'implementing'
              ? [{ type: 'rollbackStarted', data: { reason: saidBy(cutover, reason) } } as const]
              : []),
            { type: 'rolledBack', data: {} },
          ],
          ctx,
        );
      case 'succeeded':
        if (!isOwn || status !== 'implementing') return isOwn ? [] : [noted];
        return openingAfterwards([{ type: 'finished', data: { verification: saidBy(cutover, checks) } }], ctx);
      default:
        return outcome satisfies never;
    }
  },
} satisfies Partial<Rules['rules']>;

const saidBy = (cutover: string, words: string | undefined): string =>
  words === undefined ? cutover : `${cutover}: ${words}`;

/** Throws 'has-cutover': one change is carried out by one cutover. */
function refuseOther({ cutover: own }: Change, cutover: string): void {
  if (own === undefined || own === cutover) return;
  throw new DomainError('has-cutover', 'Another cutover carries it out', { params: { cutover: own } });
}

/** Its cutover has looked at what stands in the way, and holds what both work on. Throws 'change-not-scheduled' and 'gate-closed'. */
function startedBy({ cutover, commander }: { cutover: string; commander?: string | undefined }, change: Change): Word {
  if (change.status !== 'scheduled')
    throw new DomainError('change-not-scheduled', 'It has no time, or has it no longer', {
      params: { status: change.status },
    });
  refuseShut(wholeShut(change, hasStep(change)) ?? change.shut?.[0]); // it does all steps, the one that is kept shut among them
  return { type: 'started', data: { cutover, ...(commander === undefined ? {} : { commander }) } };
}

const without = ({ awaitedBy = [] }: Change, incident: string): string[] => awaitedBy.filter((one) => one !== incident);

export const toldFolds = {
  ...gatingFolds<Change>(),
  freezeNoted: (change, { data: { freeze } }) => ({
    ...change,
    freezesNoted: [...(change.freezesNoted ?? []).filter((ref) => entryOf(ref) !== entryOf(freeze)), freeze],
  }),
  freezeLifted: (change, { data: { freeze } }) => ({
    ...change,
    freezesNoted: (change.freezesNoted ?? []).filter((ref) => !isBefore(ref, freeze)),
    conflicts: change.conflicts.filter(
      ({ kind, with: other = '' }) => !(FREEZES.includes(kind) && isBefore(other, freeze)),
    ),
  }),
  incidentHeld: (change, { data: { incident } }) => ({
    ...change,
    awaitedBy: [...without(change, incident), incident],
  }),
  releaseNoted: null,
  incidentResumed: (change, { data: { incident } }) => ({ ...change, awaitedBy: without(change, incident) }),
  cutoverNoted: (change, { data: { cutover, outcome } }) => {
    if (outcome === 'planned') return { ...change, cutover };
    if (outcome !== 'canceled') return change;
    const { cutover: _gone, ...rest } = change;
    return rest;
  },
} satisfies Partial<Folds>;

const hasStep =
  ({ outline: { steps } }: Pick<Change, 'outline'>) =>
  (id: string): boolean =>
    steps.some((one) => one.id === id);
/** What an open rectification keeps from going forward; it is taken back all the same. */
export function shutBlockers(change: Change, { part }: Pick<BlockerCtx, 'part'>): Readonly<Record<string, Refusal>> {
  if (!change.shut) return {};
  if (part) return closedTo(partShut(change, [part.id], hasStep(change)), 'completeStep');
  return closedTo(wholeShut(change, hasStep(change)), 'start', 'finish');
}

/** What its cutover does nobody does beside it. */
export function cutoverBlockers({ status, cutover }: Change): Readonly<Record<string, Refusal>> {
  if (cutover === undefined) return {};
  const there: Refusal = { code: 'by-cutover', params: { cutover } };
  if (status === 'scheduled') return { start: there };
  if (!UNDER_WAY.includes(status)) return {};
  return { completeStep: there, failStep: there, finish: there, rollBack: there, completeUndo: there };
}
