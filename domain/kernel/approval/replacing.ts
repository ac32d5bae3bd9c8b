/** Seats whose holders leave, or are no longer who they were: who sits there instead, and what is void. */
import { DomainError, invalid } from '../errors.ts';
import { type Named, present, refuseShutOut } from './changes.ts';
import { roundAfter, withResults } from './round.ts';
import { seatOf, standsInAt, thoseIn, unended } from './seating.ts';
import type {
  ApprovalRound,
  Bench,
  Delegation,
  Heirs,
  Instead,
  RoundSeat,
  RoundStage,
  RoundWord,
  SeatsNow,
} from './shapes.ts';
import { ableIn, barredIn, counted, standingOf } from './standing.ts';

/**
 * `person` has gone, or holds the role no more: his seats that still wait for a vote go to whoever else may take them, else to the
 * deputy, else to his successor, else to their superior; else they are void, and `standingOf` says whether their stage can still be
 * decided. What he voted stands; whom he delegated to, or who delegated to him, votes no more for the other. Nothing when he has
 * neither.
 */
export function replaceHolder(bench: Bench, person: string, heirs: Heirs, reason: string): RoundWord[] {
  const { round, parties, now } = bench;
  // What he delegated, or had delegated to him, goes with him: so who stood in for him may take his place.
  const left = { ...round, delegations: round.delegations.filter(({ from, to }) => from !== person && to !== person) };
  const words = unended(round).flatMap((stage): RoundWord[] => {
    const seat = seatOf(stage, person);
    if (!seat || counted(stage, parties).some((vote) => vote.seat === seat.id)) return [];
    const data = {
      stage: stage.key,
      seat: seat.id,
      person,
      reason,
      ...placed(left, stage, { seat, person, left: seat.sitters.filter((one) => one !== person), parties, heirs }),
    };
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

type Leaving = { seat: RoundSeat; person?: string; left: readonly string[]; parties: Bench['parties']; heirs: Heirs };
/** Who of those `left` may still vote, else who takes the seat. */
function placed(
  round: ApprovalRound,
  stage: RoundStage,
  { seat, person, left, parties, heirs }: Leaving,
): { to: string[]; as?: Instead } {
  if (ableIn(stage, { ...seat, sitters: left }, parties).length > 0) return { to: [...left] };
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
  const person = present(named, 'person');
  refuseShutOut(bench, [stage], person);
  if (thoseIn(stage).includes(person) || standsInAt(round, stage, person))
    throw new DomainError('one-vote', 'That person has a say there already');
  const data = { stage: stage.key, seat: id, to: [person], as: 'named' as const, reason };
  return [{ type: 'approverReplaced', data }];
}

/**
 * The seats that still wait for a vote, as registers fill them `now`: who holds a role no more or works no more leaves his, who holds
 * it since then may vote too, unless he has a say in that stage already; a seat that nobody could take goes as in `replaceHolder`.
 * Seats for a party are the case's own and stay. Nothing when nothing has changed.
 */
export function reseat(bench: Bench, now: SeatsNow, reason: string): RoundWord[] {
  const { parties } = bench;
  const done = { by: 'system', at: bench.now };
  const words: RoundWord[] = [];
  let round = bench.round;
  for (const { key, seats } of unended(round))
    for (const { id } of seats) {
      const stage = round.stages.find((one) => one.key === key);
      const seat = stage?.seats.find((one) => one.id === id);
      if (!stage || !seat || 'party' in seat.of || counted(stage, parties).some((vote) => vote.seat === id)) continue;
      const left = sittersNow(round, stage, { seat, now });
      const { to, as } = placed(round, stage, { seat, left, parties, heirs: now.heirs });
      if (to.length === seat.sitters.length && to.every((one) => seat.sitters.includes(one))) continue;
      const [gone] = seat.sitters.filter((one) => !to.includes(one));
      const since = as === undefined ? to.filter((one) => !seat.sitters.includes(one)) : [];
      const word: RoundWord = {
        type: 'approverReplaced',
        data: {
          stage: key,
          seat: id,
          ...(gone === undefined ? {} : { person: gone }),
          to,
          ...(as ? { as } : {}),
          ...(since.length > 0 ? { since } : {}),
          reason,
        },
      };
      words.push(word);
      round = roundAfter(round, word, done) ?? round;
    }
  return words.length === 0 ? [] : withResults(bench.round, words, parties, done);
}

/** Whom somebody put in the place of another, or added, stays as long as he works; of a role, whoever holds it. */
function sittersNow(
  round: ApprovalRound,
  stage: RoundStage,
  { seat, now }: { seat: RoundSeat; now: SeatsNow },
): readonly string[] {
  const isOwn = seat.instead === undefined && seat.addedBy === undefined;
  if (!isOwn) return seat.sitters.filter((one) => now.present.includes(one));
  const others = thoseIn({ ...stage, seats: stage.seats.filter((one) => one !== seat) });
  return (now.sitters[seat.id] ?? []).filter(
    (one) => seat.sitters.includes(one) || !(others.includes(one) || standsInAt(round, stage, one)),
  );
}
