/** What follows from a case's events and waits to be carried out. */
import type { Clocks } from './clocks.ts';
import { endsNotice } from './escalation.ts';
import type { CaseEvent, Millis, PendingEffect } from './process.ts';

/** Until when effects that failed for a passing reason are put off, by their keys. */
export type PutOff = ReadonlyMap<string, { at: Millis }>;

/** When this one goes: not before the instant that it names, nor before the one to which it was put off. */
export const dueAtOf = ({ key, effect }: PendingEffect, putOff: PutOff): Millis =>
  Math.max(effect.kind === 'notify' ? (effect.notBefore ?? 0) : 0, putOff.get(key)?.at ?? 0);

/**
 * Those that may go at `now`, in order. A command that waits keeps those to the same case behind it back: else a later word
 * overtakes it, and a child ends up resolved under a parent that was reopened. Throws nothing.
 */
export function dueOf(pending: readonly PendingEffect[], putOff: PutOff, now: Millis): PendingEffect[] {
  const held = new Set<string>();
  return pending.filter((one) => {
    const { effect } = one;
    if (effect.kind !== 'command') return dueAtOf(one, putOff) <= now;
    if (dueAtOf(one, putOff) > now) held.add(effect.caseId);
    return !held.has(effect.caseId);
  });
}

/**
 * What waits on after `event` of a process: what it records as ended is gone, a held notice that it drops too; one that it
 * releases goes now. `clocks`: after the event. Throws nothing.
 */
export function stillPending(
  pending: readonly PendingEffect[],
  event: CaseEvent,
  { process, clocks }: { process: string; clocks: Clocks },
): PendingEffect[] {
  const settled = settledEffectOf(process, event);
  return pending.flatMap((one) => {
    const end = endsNotice(event, one.effect, clocks);
    if (one.key === settled || end === 'dropped') return [];
    return [end === 'released' ? { ...one, effect: { ...one.effect, notBefore: event.at } } : one];
  });
}

/** Key of the effect whose end this event records. */
function settledEffectOf(process: string, { type, data }: CaseEvent): string | undefined {
  const isRecord = type === `${process}.effectFailed` || type === `${process}.effectSkipped`;
  return isRecord && 'effect' in data && typeof data.effect === 'string' ? data.effect : undefined;
}
