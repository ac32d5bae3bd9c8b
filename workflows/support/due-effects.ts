/** Which of the open effects may go. */
import type { EffectRef } from '../../domain/kernel/pending.ts';
import type { Millis } from '../../domain/kernel/process.ts';

/** Until when effects that failed for a passing reason are put off, by their keys. */
type PutOffs = ReadonlyMap<string, { at: Millis }>;

/** When this one goes: not before the instant that it names, nor before the one to which it was put off. */
export const dueAtOf = ({ key, notBefore = 0 }: EffectRef, later: PutOffs): Millis =>
  Math.max(notBefore, later.get(key)?.at ?? 0);

/**
 * Those that may go at `now`, in order. One that waits keeps those of its lane behind it back: else a later word overtakes
 * it, and a child ends up resolved under a parent that was reopened. Throws nothing.
 */
export function dueBy(open: readonly EffectRef[], later: PutOffs, now: Millis): EffectRef[] {
  const held = new Set<string>();
  return open.filter((one) => {
    const { lane } = one;
    if (lane === undefined) return dueAtOf(one, later) <= now;
    if (dueAtOf(one, later) > now) held.add(lane);
    return !held.has(lane);
  });
}
