/** Who votes in whose place: delegation 委托, added signers 加签, and holders who leave. */
import { DomainError, invalid } from '../errors.ts';
import type { Millis } from '../process.ts';
import { withResults } from './round.ts';
import { thoseIn } from './seating.ts';
import type { ApprovalRound, Bench, Delegation, Heirs, Instead, RoundSeat, RoundStage, RoundWord } from './shapes.ts';
import { ableIn, barredIn, standingOf } from './standing.ts';
import { refuseStale } from './voting.ts';

/** So far ahead a delegation reaches at most. */
export const LONGEST_DELEGATION: Millis = 366 * 86_400_000;
/** So many signers are added to a round at most. */
export const MOST_ADDED = 10;
/** Of the register of people, looked up for the command; null: not there, or out of sight. */
export type Named = { id: string; active: boolean } | null | undefined;

/** Stages that have not ended, those to come included. */
const unended = ({ voided, stages }: ApprovalRound): RoundStage[] =>
  voided ? [] : stages.filter(({ result }) => result === undefined);
const seatOf = (stage: RoundStage, person: string): RoundSeat | undefined =>
  stage.seats.find(({ sitters }) => sitters.includes(person));
const hasVoted = (stage: RoundStage, person: string): boolean =>
  stage.votes.some(({ by, for: of }) => by === person || of === person);

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
  const person = present(to);
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

/** From now on he votes himself again. Throws 'not-delegated'. */
export function endDelegation({ round: { delegations } }: Pick<Bench, 'round'>, actor: string): RoundWord[] {
  const held = delegations.find(({ from }) => from === actor);
  if (!held) throw new DomainError('not-delegated', 'He has named nobody to stand in for him');
  return [{ type: 'delegationEnded', data: { to: held.to } }];
}

/** Where he has a vote to give away. */
function stagesOf({ round }: Bench, actor: string): RoundStage[] {
  const his = unended(round).filter((stage) => seatOf(stage, actor));
  const left = his.filter((stage) => !hasVoted(stage, actor));
  if (left.length > 0) return left;
  const sat = round.stages.some((stage) => seatOf(stage, actor) ?? hasVoted(stage, actor));
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

/** Somebody who is there. Throws 'target-not-open'. */
function present(named: Named): string {
  if (!named?.active) throw new DomainError('target-not-open', 'There is no such person at work');
  return named.id;
}

function refuseShutOut({ parties }: Bench, stages: readonly RoundStage[], person: string): void {
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
  const person = present(named);
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
 * `person` has gone, or holds the role no more: his seats that still wait for a vote go to whoever else may take them, else to the
 * deputy, else to his successor, else to their superior; else they are void, and `standingOf` says whether their stage can still be
 * decided. What he voted stands; whom he delegated to, or who delegated to him, votes no more for the other. Nothing when he has
 * neither.
 */
export function replaceHolder(bench: Bench, person: string, heirs: Heirs, reason: string): RoundWord[] {
  const { round, parties, now } = bench;
  let left = round;
  const words = unended(round).flatMap((former): RoundWord[] => {
    const stage = left.stages.find(({ key }) => key === former.key) ?? former;
    const seat = seatOf(stage, person);
    if (!seat || stage.votes.some((vote) => vote.seat === seat.id)) return [];
    const data = {
      stage: stage.key,
      seat: seat.id,
      person,
      reason,
      ...placed(left, stage, { seat, person, parties, heirs }),
    };
    left = { ...left, delegations: left.delegations.filter(({ from, to }) => from !== person && to !== person) };
    return [{ type: 'approverReplaced', data }];
  });
  if (words.length > 0) return withResults(round, words, parties, { by: person, at: now });
  return delegationsOf(round, person).map(({ from, to }) => ({
    type: 'delegationOver',
    data: { from, to, dueAt: now },
  }));
}

const delegationsOf = ({ voided, delegations }: ApprovalRound, person: string): readonly Delegation[] =>
  voided ? [] : delegations.filter(({ from, to }) => from === person || to === person);

type Leaving = { seat: RoundSeat; person: string; parties: Bench['parties']; heirs: Heirs };
function placed(
  round: ApprovalRound,
  stage: RoundStage,
  { seat, person, parties, heirs }: Leaving,
): { to: string[]; as?: Instead } {
  const rest = { ...seat, sitters: seat.sitters.filter((one) => one !== person) };
  if (ableIn(stage, rest, parties).length > 0) return { to: [...rest.sitters] };
  const barred = barredIn(stage, parties);
  const isFree = (one: string): boolean =>
    one !== person && !barred.includes(one) && !thoseIn(stage).includes(one) && !standsInAt(round, stage, one);
  const { deputy } = seat;
  const { successor, deputies, superiors } = heirs;
  if (deputy !== undefined && deputies.includes(deputy) && isFree(deputy)) return { to: [deputy], as: 'deputy' };
  if (successor !== undefined && isFree(successor)) return { to: [successor], as: 'successor' };
  const above = (superiors[seat.id] ?? []).filter(isFree);
  return above.length > 0 ? { to: above, as: 'superior' } : { to: [] };
}

/** Somebody who sits in the stage has named him, for whatever time. */
const standsInAt = ({ delegations }: ApprovalRound, stage: RoundStage, person: string): boolean =>
  delegations.some(({ from, to }) => to === person && seatOf(stage, from) !== undefined);

/**
 * A person for a seat that is void. Throws 'already-decided', 'seat-taken', 'target-not-open', 'separation-of-duties', 'one-vote',
 * 'invalid-data' for an unknown seat.
 */
export function nameHolder(
  bench: Bench,
  { seat: id, person: named, reason }: { seat: string; person: Named; reason: string },
): RoundWord[] {
  const { round } = bench;
  const stage = round.stages.find(({ seats }) => seats.some((one) => one.id === id));
  const seat = stage?.seats.find((one) => one.id === id);
  if (!stage || !seat) throw invalid('seat', 'unknown', 'There is no such seat');
  if (stage.result !== undefined || round.voided) throw new DomainError('already-decided', 'That stage is decided');
  if (standingOf(bench).stages.find(({ key }) => key === stage.key)?.seats[id] !== 'void')
    throw new DomainError('seat-taken', 'Somebody sits there');
  const person = present(named);
  refuseShutOut(bench, [stage], person);
  if (thoseIn(stage).includes(person) || standsInAt(round, stage, person))
    throw new DomainError('one-vote', 'That person has a say there already');
  const data = { stage: stage.key, seat: id, to: [person], as: 'named' as const, reason };
  return [{ type: 'approverReplaced', data }];
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
  const { stages } = standingOf(bench);
  const isOpen = (key: string) =>
    stages.some((one) => one.key === key && (one.state === 'open' || one.state === 'undecidable'));
  const open = unended(bench.round).filter(({ key }) => isOpen(key));
  const reached = bench.round.order === 'parallel' ? open : open.slice(0, 1);
  if (reached.length === 0) throw new DomainError('already-decided', 'This is decided');
  refuseShutOut(bench, reached, actor);
  if (reached.some((stage) => hasVoted(stage, actor)))
    throw new DomainError('one-vote', 'Who has voted does not decide for the others');
  if (!reached.some(({ overdue }) => overdue)) throw new DomainError('not-overdue', 'There is still time to vote');
  const late = reached.filter(({ overdue }) => overdue);
  const words = late.map(({ key }): RoundWord => {
    const data = { stage: key, overdue: { planHash: shown, reason } };
    return says === 'approve' ? { type: 'stagePassed', data } : { type: 'stageRefused', data };
  });
  return withResults(bench.round, words, bench.parties, { by: actor, at: bench.now });
}
