/** Who may vote, as whom, and why not; a vote and its taking back. */
import { DomainError, invalid } from '../errors.ts';
import { withResults } from './round.ts';
import type {
  Bench,
  Delegation,
  Entitled,
  Parties,
  RoundSeat,
  RoundStage,
  RoundWord,
  Says,
  Standing,
} from './shapes.ts';
import { barredIn, counted, inForce, standingOf } from './standing.ts';

/** What a vote says. `shown`: the hash of what who votes has read; `for`, `stage`: where he could vote as several. */
export type Ballot = {
  says: Says;
  shown: string;
  for?: string | undefined;
  stage?: string | undefined;
  reason?: string | undefined;
};

/** A stage that is asked now: its seats without a vote, whom it shuts out, and who has voted, himself or by another. */
type Open = { stage: RoundStage; unvoted: readonly RoundSeat[]; barred: readonly string[]; spent: readonly string[] };
function openNow(bench: Bench): Open[] {
  const { state, stages: standing } = standingOf(bench);
  if (state === 'refused') return []; // whatever the stages beside say
  return bench.round.stages.flatMap((stage, n) => {
    const seats = standing[n]?.seats ?? {};
    const unvoted = stage.seats.filter(({ id }) => seats[id] === 'asked');
    return unvoted.length === 0
      ? []
      : [{ stage, unvoted, barred: barredIn(stage, bench.parties), spent: votedIn(stage, bench.parties) }];
  });
}
const votedIn = (stage: RoundStage, parties: Parties): string[] =>
  counted(stage, parties).flatMap(({ by, for: of }) => (of === undefined ? [by] : [by, of]));

/**
 * As whom `actor` may vote now, a seat of each stage at most: his own first, then of whom he stands in for. One person has one vote
 * a stage, so whoever has voted there, or was voted for, is not entitled again. Throws nothing.
 */
export const seatsFor = (bench: Bench, actor: string): Entitled[] =>
  openNow(bench).flatMap((open) => seatIn(open, inForce(bench), actor));

function seatIn({ stage, unvoted, barred, spent }: Open, held: readonly Delegation[], actor: string): Entitled[] {
  const isOut = (person: string): boolean => barred.includes(person) || spent.includes(person);
  if (isOut(actor)) return [];
  const own = unvoted.find((seat) => seat.sitters.includes(actor));
  if (own) return [{ stage: stage.key, seat: own.id, as: standingAs(own) }];
  const principals = held.filter(({ from, to }) => to === actor && !isOut(from)).map(({ from }) => from);
  return principals.flatMap((from) => {
    const seat = unvoted.find(({ sitters }) => sitters.includes(from));
    return seat ? [{ stage: stage.key, seat: seat.id, as: 'delegate' as const, for: from }] : [];
  });
}

/** Everybody who may vote now, himself or for another, each with the seat, stage by stage. Throws nothing. */
export function askedNow(bench: Bench): (Entitled & { person: string })[] {
  const held = inForce(bench);
  return openNow(bench).flatMap((open) => {
    const people = [...open.unvoted.flatMap(({ sitters }) => sitters), ...held.map(({ to }) => to)];
    return [...new Set(people)].flatMap((person) => seatIn(open, held, person).map((one) => ({ ...one, person })));
  });
}

const standingAs = ({ instead }: RoundSeat): Standing =>
  instead?.as === 'deputy' || instead?.as === 'superior' ? instead.as : 'own';

/**
 * The vote, and the ends of stages that it decides. Throws 'stale-plan' for another hash, 'invalid-data' for a rejection without
 * reason, and what `whyNot` says.
 */
export function vote(bench: Bench, actor: string, ballot: Ballot): RoundWord[] {
  const { says, shown, reason } = ballot;
  refuseStale(bench, shown);
  if (says === 'reject' && reason === undefined) throw invalid('reason', 'reason-missing', 'Who rejects says why');
  const seat = entitled(bench, actor, ballot);
  const cast = {
    stage: seat.stage,
    seat: seat.seat,
    ...(seat.for === undefined ? {} : { for: seat.for }),
    planHash: shown,
  };
  return withResults(bench.round, [castOf(says, cast, reason)], bench.parties, { by: actor, at: bench.now });
}

type Where = { stage: string; seat: string; for?: string; planHash: string; voter?: string; meeting?: string };
/** The event of a vote. Throws nothing. */
export function castOf(says: Says, where: Where, reason: string | undefined): RoundWord {
  if (says === 'reject') return { type: 'rejected', data: { ...where, reason: reason ?? '' } };
  const data = { ...where, ...(reason === undefined ? {} : { reason }) };
  return says === 'approve' ? { type: 'approved', data } : { type: 'abstained', data };
}

/** Who votes has read what stands, not what stood. Throws 'stale-plan' with the hash that is shown now. */
export function refuseStale({ round: { shown, voided } }: Pick<Bench, 'round'>, seen: string): void {
  if (seen !== shown && !voided)
    throw new DomainError('stale-plan', 'What was read is not what is to be decided', { params: { planHash: shown } });
}

function entitled(bench: Bench, actor: string, { stage, for: of }: Ballot): Entitled {
  const his = seatsFor(bench, actor);
  const found = his.find((one) => (stage === undefined || one.stage === stage) && (of === undefined || one.for === of));
  if (found) return found;
  throw whyNot(bench, actor, { stage, for: of });
}

/**
 * Why `actor` may not vote: 'already-decided' (the round or his stage is over, or he has had his vote), 'separation-of-duties',
 * 'not-asked-yet' (stages before his are open), 'delegation-not-in-force', else 'not-permitted'.
 */
export function whyNot(
  bench: Bench,
  actor: string,
  { stage, for: of }: Pick<Ballot, 'stage' | 'for'> = {},
): DomainError {
  const { round, parties } = bench;
  const standing = standingOf(bench);
  if (standing.state === 'voided' || standing.state === 'passed' || standing.state === 'refused')
    return new DomainError('already-decided', 'This is decided');
  const named = round.stages.filter(({ key }) => stage === undefined || key === stage);
  const his = named.filter((one) => sitsIn(one, of ?? actor) || sitsIn(one, actor) || actsFor(bench, one, actor));
  const stateOf = (one: RoundStage) => standing.stages.find(({ key }) => key === one.key)?.state;
  const live = his.filter((one) => one.result === undefined);
  const isBarred = (one: RoundStage): boolean => barredIn(one, parties).some((id) => id === actor || id === of);
  if (live.some(isBarred))
    return new DomainError('separation-of-duties', 'Who asked for it or does it does not decide on it');
  if (his.length > 0 && live.length === 0) return new DomainError('already-decided', 'That stage is decided');
  const spent = (one: RoundStage): boolean =>
    votedIn(one, parties).some((id) => id === (of ?? actor) || id === actor) ||
    (of === undefined && allVoted(bench, one, actor));
  if (live.some((one) => stateOf(one) !== 'waiting' && spent(one)))
    return new DomainError('already-decided', 'One person has one vote a stage');
  if (live.some((one) => stateOf(one) === 'waiting'))
    return new DomainError('not-asked-yet', 'Stages before that are open');
  const isLater = round.delegations.some(({ from, to }) => to === actor && (of === undefined || from === of));
  if (isLater && !inForce(bench).some(({ to }) => to === actor))
    return new DomainError('delegation-not-in-force', 'The delegation does not hold now');
  return new DomainError('not-permitted', 'This person has no seat there', { params: { command: 'approve' } });
}

/** Sits there, or voted there before somebody took his place. */
const sitsIn = (one: RoundStage, person: string): boolean =>
  one.seats.some(({ sitters }) => sitters.includes(person)) ||
  one.votes.some(({ by, for: of = by }) => by === person || of === person);
const principalsIn = (bench: Bench, one: RoundStage, actor: string): string[] =>
  inForce(bench)
    .filter(({ from, to }) => to === actor && sitsIn(one, from))
    .map(({ from }) => from);
const actsFor = (bench: Bench, one: RoundStage, actor: string): boolean => principalsIn(bench, one, actor).length > 0;
/** For whomever he stands in there, that person has had his vote. */
function allVoted(bench: Bench, one: RoundStage, actor: string): boolean {
  const principals = principalsIn(bench, one, actor);
  const voted = votedIn(one, bench.parties);
  return principals.length > 0 && principals.every((from) => voted.includes(from));
}

/**
 * A vote taken back while its stage is open, by who cast it or for whom it was cast. Throws 'not-withdrawable', 'already-decided',
 * 'nothing-to-withdraw'.
 */
export function withdrawVote(
  bench: Bench,
  actor: string,
  { stage: named, reason }: { stage?: string | undefined; reason?: string | undefined } = {},
): RoundWord[] {
  const { round } = bench;
  if (!round.withdrawable) throw new DomainError('not-withdrawable', 'The policy lets no vote be taken back');
  const cast = round.stages
    .filter(({ key }) => named === undefined || key === named)
    .flatMap(({ key, result, votes }) => votes.map((one) => ({ ...one, stage: key, isOver: result !== undefined })))
    .filter(({ by, for: of }) => by === actor || of === actor);
  const open = cast.find(({ isOver }) => !isOver);
  if (open && !round.voided) {
    const { stage, seat } = open;
    return [{ type: 'voteWithdrawn', data: { stage, seat, ...(reason === undefined ? {} : { reason }) } }];
  }
  if (cast.length > 0) throw new DomainError('already-decided', 'That stage is decided');
  throw new DomainError('nothing-to-withdraw', 'He has cast no vote there');
}

/** The round is void: what was shown was edited, or is withdrawn. Nothing when it is void already. */
export const voidRound = ({ round }: Pick<Bench, 'round'>, reason: string): RoundWord[] =>
  round.voided ? [] : [{ type: 'approvalsVoided', data: { reason } }];
