/** What time itself does to a case; the same for the workflow that records it and for whoever reckons it again. */
import { dueEvents, nextInstant } from './clocks/clocks.ts';
import { tickKey } from './ids.ts';
import { isEnd } from './lifecycle.ts';
import type { Actor, AnyProcess, CaseState, DomainEvent, Millis } from './process.ts';

type Case = CaseState<{ status: string }>;

/**
 * Everything that fell due at or before `now` and is not on record, in order, up to the first timed move and that move:
 * after it, ask again. Nothing before the first event and after the end. Throws nothing.
 */
export const dueBy = (process: AnyProcess, kase: Case, now: Millis): DomainEvent[] => dueAsOf(process, kase, now, now);

function dueAsOf(process: AnyProcess, kase: Case, now: Millis, until: Millis): DomainEvent[] {
  const { caseId, mode, state, clocks, pins, seq } = kase;
  if (!isAlive(process, kase)) return [];
  const actor: Actor = { id: caseId, kind: 'system', unit: '/', teams: [], grants: [] };
  const key = tickKey(seq + 1);
  const ctx = { now, actor, role: 'system', key, caseId, mode, pins, clocks, facts: {}, seq } as const;
  return process.decider.decide({ type: 'tick', until }, state, ctx);
}

/**
 * The same, to settle before a command at `at`, and on record at that instant: at one instant a command comes before time, so that a
 * resolve in the millisecond of its deadline is in time (time.md 1).
 */
export const dueBefore = (process: AnyProcess, kase: Case, at: Millis): DomainEvent[] =>
  dueAsOf(process, kase, at, at - 1);

/** The earliest instant > `after` at which time has something to do; null when nothing waits. */
export function nextDue(process: AnyProcess, kase: Case, after: Millis): Millis | null {
  if (!isAlive(process, kase)) return null;
  return nextInstant(kase, process.wakeAt?.(kase.state) ?? null, after);
}

/** When a case wants to be woken, and for what, in words for whoever reads the engine. */
export type WakeUp = { at: Millis; why: string };

/** The next instant > `after` at which time has something to do, and what; null when nothing waits. Throws nothing. */
export function wakeUpOf(process: AnyProcess, kase: Case, after: Millis): WakeUp | null {
  const at = nextDue(process, kase, after);
  if (at === null) return null;
  const [first] = dueEvents(process.key, kase.clocks, kase.pins, at);
  if (!first) return { at, why: 'the instant that a person named' };
  const { clock } = first.data;
  return { at, why: 'step' in first.data ? `${clock}: step ${first.data.step}` : `${clock}: deadline` };
}

const isAlive = (process: AnyProcess, { seq, state }: Case): boolean => seq > 0 && !isEnd(process, state.status);
