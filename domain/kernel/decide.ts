/** One command on one case: may he, and what happens then. The same in the turn, at the door and in previews. */
import { DomainError } from './errors.ts';
import { admitted } from './lifecycle.ts';
import type { Facts } from './facts.ts';
import type { Actor, AnyProcess, CaseState, DomainEvent, Millis, Role } from './process.ts';

export type Asked = {
  command: string;
  /** The part that it names. */
  part?: string | undefined;
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
  { command, part, data, actor, key, facts, now, seen }: Asked,
): { role: Role | 'system'; events: DomainEvent[] } {
  const { caseId, mode, state, clocks, pins, seq } = kase;
  const outward = outwardIn(state);
  const isOther = seen !== undefined && seen !== seq;
  if (isOther && seen !== outward) throw stale(seen, actor.grants.every(isRequester) ? outward : seq);
  const { role, ...about } = admitted(process, kase, { actor, now, facts, command, part });
  if (isOther && role !== 'requester') throw stale(seen, seq);
  const ctx = { now, actor, role, key, caseId, mode, pins, clocks, facts, seq, ...about };
  return { role, events: process.decider.decide({ type: command, data }, state, ctx) };
}

/** The version that the requester's side sees: nothing that happened within moves it. */
function outwardIn(state: object): number | undefined {
  const common: unknown = 'common' in state ? state.common : undefined;
  const outward: unknown =
    typeof common === 'object' && common !== null && 'outward' in common ? common.outward : undefined;
  const version: unknown =
    typeof outward === 'object' && outward !== null && 'version' in outward ? outward.version : undefined;
  return typeof version === 'number' ? version : undefined;
}
const isRequester = ({ role }: Actor['grants'][number]): boolean => role === 'requester';
const stale = (seen: number | undefined, version: number | undefined): DomainError =>
  new DomainError('stale-version', `The case stands at version ${version}, not ${seen}`, { params: { version, seen } });
