/** Who votes in whose place: delegation 委托, added signers 加签, and holders who leave. */
import { DomainError, invalid } from '../errors.ts';
import type { Millis } from '../process.ts';
import { withResults } from './round.ts';
import { hasVoted, seatOf, thoseIn, unended } from './seating.ts';
import type { Bench, Delegation, RoundStage, RoundWord } from './shapes.ts';
import { barredIn, standingOf } from './standing.ts';
import { refuseStale } from './voting.ts';

/** So far ahead a delegation reaches at most. */
export const LONGEST_DELEGATION: Millis = 366 * 86_400_000;
/** So many signers are added to a round at most. */
export const MOST_ADDED = 10;
/** Of the register of people, looked up for the command; null: not there, or out of sight. */
export type Named = { id: string; active: boolean; roleMissing?: true } | null | undefined;

/**
 * Whoever has a seat names who may vote for him between two instants; he may still vote himself, and a later delegation takes the
 * place of an earlier. Throws 'already-decided' (he has no vote left), 'delegation-depth' (he is a delegate himself, or the other is
 * away too), 'delegation-circle', 'one-vote' (the other has a say in that stage already), 'separation-of-duties', 'target-not-open',
 * 'invalid-data' for dates, 'not-permitted'.
 */
export function delegate(
  bench: Bench,
  actor: string,
  { to, since = bench.now, until, reason }: { to: Named; since?: Millis | undefined; until: Millis; reason: string },
): RoundWord[] {
  const { round, now } = bench;
  refuseDates(now, { since, until });
  const person = present(to, 'to');
  if (person === actor) throw invalid('to', 'unchanged', 'Nobody stands in for himself');
  const stages = stagesOf(bench, actor);
  const meets = ({ since: from, until: end }: Delegation): boolean => from < until && since < end;
  const others = round.delegations.filter((one) => one.from !== actor && meets(one));
  if (others.some((one) => one.from === person && one.to === actor))
    throw new DomainError('delegation-circle', 'He has named this person to stand in for him at that time');
  if (others.some((one) => one.from === person))
    throw new DomainError('delegation-depth', 'That person is away at that time and has named another');
  refuseShutOut(bench, stages, person);
  const isTaken = stages.some((stage) => {
    const principals = others.filter((one) => one.to === person).map(({ from }) => from);
    return thoseIn(stage).includes(person) || principals.some((from) => seatOf(stage, from) !== undefined);
  });
  if (isTaken) throw new DomainError('one-vote', 'That person has a say there already');
  return [{ type: 'delegated', data: { to: person, since: Math.max(since, now), until, reason } }];
}

/** From now on he votes himself again. Throws 'not-delegated', 'by-mandate' for what he has delegated in every case. */
export function endDelegation({ round: { delegations } }: Pick<Bench, 'round'>, actor: string): RoundWord[] {
  const held = delegations.find(({ from }) => from === actor);
  if (!held) throw new DomainError('not-delegated', 'He has named nobody to stand in for him');
  if (held.mandate !== undefined)
    throw new DomainError('by-mandate', 'A standing delegation is taken back where it was given', {
      params: { mandate: held.mandate },
    });
  return [{ type: 'delegationEnded', data: { to: held.to } }];
}

/** Where he has a vote to give away. */
function stagesOf({ round, parties }: Bench, actor: string): RoundStage[] {
  const his = unended(round).filter((stage) => seatOf(stage, actor));
  const left = his.filter((stage) => !hasVoted(stage, parties, actor));
  if (left.length > 0) return left;
  const sat = round.stages.some((stage) => seatOf(stage, actor) ?? hasVoted(stage, parties, actor));
  if (round.delegations.some(({ to }) => to === actor))
    throw new DomainError('delegation-depth', 'What was delegated to him he cannot pass on');
  if (sat || round.voided) throw new DomainError('already-decided', 'He has no vote left there');
  throw new DomainError('not-permitted', 'This person has no seat there', { params: { command: 'delegate' } });
}

function refuseDates(now: Millis, { since, until }: { since: Millis; until: Millis }): void {
  if (until <= now) throw invalid('until', 'in-past', 'A delegation ends in the time to come');
  if (until <= since) throw invalid('until', 'before-start', 'A delegation ends after it begins');
  if (until > now + LONGEST_DELEGATION) throw invalid('until', 'too-far', 'A delegation holds for a year at most');
}

/** Somebody who is there and could vote. Throws 'target-not-open', and 'invalid-data' for `field` where he has no role for it. */
export function present(named: Named, field: string): string {
  if (!named?.active) throw new DomainError('target-not-open', 'There is no such person at work');
  if (named.roleMissing) throw invalid(field, 'role-missing', 'That person has no role in which he could decide');
  return named.id;
}

export function refuseShutOut({ parties }: Bench, stages: readonly RoundStage[], person: string): void {
  if (stages.some((stage) => barredIn(stage, parties).includes(person)))
    throw new DomainError('separation-of-duties', 'Who asked for it or does it does not decide on it');
}

/**
 * One more seat 加签 in a stage that has not ended: in that named, else in the first in which `actor` sits, else in the first of all.
 * It counts like the others by the rule of its stage. Throws 'already-decided', 'target-not-open', 'separation-of-duties', 'one-vote',
 * 'too-many-signers', 'invalid-data' for the stage.
 */
export function addSigner(
  bench: Bench,
  actor: string,
  { person: named, stage: key, reason }: { person: Named; stage?: string | undefined; reason: string },
): RoundWord[] {
  const { round, parties, now } = bench;
  if (key !== undefined && !round.stages.some((one) => one.key === key))
    throw invalid('stage', 'unknown', 'The policy has no such stage');
  const open = unended(round).filter((one) => key === undefined || one.key === key);
  const stage = open.find((one) => seatOf(one, actor)) ?? open[0];
  if (!stage) throw new DomainError('already-decided', 'That is decided');
  const person = present(named, 'person');
  refuseShutOut(bench, [stage], person);
  const principals = round.delegations.filter(({ to }) => to === person).map(({ from }) => from);
  if (thoseIn(stage).includes(person) || principals.some((from) => seatOf(stage, from)))
    throw new DomainError('one-vote', 'That person has a say there already');
  const added = round.stages.flatMap(({ seats }) => seats.filter(({ addedBy }) => addedBy !== undefined)).length;
  if (added >= MOST_ADDED)
    throw new DomainError('too-many-signers', `At most ${MOST_ADDED} are added`, { params: { maximum: MOST_ADDED } });
  const taken = round.stages.flatMap(({ seats }) => seats.map(({ id }) => id));
  const seat = freeId(taken);
  const data = { stage: stage.key, seat, person, reason };
  return withResults(round, [{ type: 'signerAdded', data }], parties, { by: actor, at: now });
}

/** The first of added-1, added-2 … that no seat has. */
function freeId(taken: readonly string[]): string {
  let n = 1;
  while (taken.includes(`added-${n}`)) n += 1;
  return `added-${n}`;
}

/**
 * The time to vote is over, and the superior decides every stage of which it is. Throws 'stale-plan', 'already-decided',
 * 'separation-of-duties', 'one-vote' for who has voted there, 'not-overdue'.
 */
export function decideAsSuperior(
  bench: Bench,
  actor: string,
  { says, shown, reason }: { says: 'approve' | 'reject'; shown: string; reason: string },
): RoundWord[] {
  refuseStale(bench, shown);
  const { state, stages } = standingOf(bench);
  const isOpen = (key: string) =>
    state !== 'refused' &&
    stages.some((one) => one.key === key && (one.state === 'open' || one.state === 'undecidable'));
  const open = unended(bench.round).filter(({ key }) => isOpen(key));
  const reached = bench.round.order === 'parallel' ? open : open.slice(0, 1);
  if (reached.length === 0) throw new DomainError('already-decided', 'This is decided');
  refuseShutOut(bench, reached, actor);
  if (reached.some((stage) => hasVoted(stage, bench.parties, actor)))
    throw new DomainError('one-vote', 'Who has voted does not decide for the others');
  if (!reached.some(({ overdue }) => overdue)) throw new DomainError('not-overdue', 'There is still time to vote');
  const late = reached.filter(({ overdue }) => overdue);
  const words = late.map(({ key }): RoundWord => {
    const data = { stage: key, overdue: { planHash: shown, reason } };
    return says === 'approve' ? { type: 'stagePassed', data } : { type: 'stageRefused', data };
  });
  return withResults(bench.round, words, bench.parties, { by: actor, at: bench.now });
}
