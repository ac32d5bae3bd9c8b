/** What others tell a change: incidents that wait for it, freezes that meet it and that no longer do. */
import { voidApproval } from '../kernel/approving/rules.ts';
import { DomainError } from '../kernel/errors.ts';
import { MOST_WAITING } from '../incident/caps.ts';
import type { Change, Folds, Rules } from './state.ts';

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

export const toldRules = {
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
} satisfies Partial<Rules['rules']>;

const without = ({ awaitedBy = [] }: Change, incident: string): string[] => awaitedBy.filter((one) => one !== incident);

export const toldFolds = {
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
} satisfies Partial<Folds>;
