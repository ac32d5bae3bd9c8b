/** One command on one case: may he, and what happens then. The same in the turn, at the door and in previews. */
import { DomainError } from './errors.ts';
import { guard } from './lifecycle.ts';
import type { Actor, AnyProcess, CaseState, DomainEvent, Facts, Millis, Role } from './process.ts';

export type Asked = {
  command: string;
  data: object;
  actor: Actor;
  /** As stored, see ids.ts. */
  key: string;
  facts: Facts;
  now: Millis;
  /** The version that the actor decided on. */
  seen?: number | undefined;
};

/** Throws DomainError when a rule says no, 'stale-version' when the actor saw another version; anything else is a bug. */
export function decideOn(
  process: AnyProcess,
  kase: CaseState<{ status: string }>,
  { command, data, actor, key, facts, now, seen }: Asked,
): { role: Role | 'system'; events: DomainEvent[] } {
  const { caseId, mode, state, clocks, pins, seq } = kase;
  if (seen !== undefined && seen !== seq)
    throw new DomainError('stale-version', `The case stands at version ${seq}, not ${seen}`, {
      params: { version: seq, seen },
    });
  const role = guard(process, kase, { actor, now, facts, command });
  const ctx = { now, actor, role, key, caseId, mode, pins, clocks, facts };
  return { role, events: process.decider.decide({ type: command, data }, state, ctx) };
}
