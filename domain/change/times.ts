/** What the figures of changes read off one change: how long it took, and whether it kept its window. */
import type { Millis } from '../kernel/units.ts';
import { windowOf } from './rules-implementing.ts';
import type { Change } from './state.ts';

/**
 * From its first submission to the end of the work, finished or taken back, in ms of wall time; undefined before the end, and
 * of a change that was never submitted. Throws nothing.
 */
export const leadMs = ({ submittedAt, finishedAt }: Pick<Change, 'submittedAt' | 'finishedAt'>): Millis | undefined =>
  submittedAt === undefined || finishedAt === undefined ? undefined : finishedAt - submittedAt;

/**
 * Whether the work was over later than in its window, `[from, until)` as it was extended at last: the very end is beyond it.
 * undefined before the end of the work. Throws nothing.
 */
export function beyondWindow(change: Pick<Change, 'finishedAt' | 'outline' | 'extendedUntil'>): boolean | undefined {
  const window = windowOf(change);
  return change.finishedAt === undefined || !window ? undefined : change.finishedAt >= window.until;
}
