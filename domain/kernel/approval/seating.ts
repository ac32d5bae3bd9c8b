/** Who sits where in a stage: each person in one seat, and as many seats taken as can be. */
import type { ApprovalRound, Parties, RoundSeat, RoundStage, Seat } from './shapes.ts';
import { counted } from './standing.ts';

/**
 * Seats with those who may take them. Whoever is listed for several of one stage, by a second role, sits in one of them only:
 * so nobody can take two, and no vote can empty another seat. Chairs and required seats choose first.
 */
export function seated(
  seats: readonly Seat[],
  listed: (seat: Seat) => readonly string[],
  barred: readonly string[],
): RoundSeat[] {
  const lists = new Map(seats.map((seat) => [seat.id, [...new Set(listed(seat))]]));
  const able = (id: string): string[] => (lists.get(id) ?? []).filter((person) => !barred.includes(person));
  const order = seats.toSorted((a, b) => weightOf(b) - weightOf(a)).map(({ id }) => id);
  const taken = matched(order, able);
  const seatOf = (person: string): string | undefined =>
    taken.get(person) ?? order.find((id) => lists.get(id)?.includes(person));
  return seats.map((seat) => ({
    ...seat,
    sitters: (lists.get(seat.id) ?? []).filter((person) => seatOf(person) === seat.id),
  }));
}

const weightOf = ({ chair, required }: Seat): number => (chair ? 2 : 0) + (required ? 1 : 0);

/** Person → seat, as many seats as can be, those named first before others (augmenting paths; stages are small). */
function matched(seats: readonly string[], able: (seat: string) => readonly string[]): Map<string, string> {
  const taken = new Map<string, string>();
  const sits = (seat: string, tried: Set<string>): boolean =>
    able(seat).some((person) => {
      if (tried.has(person)) return false;
      tried.add(person);
      const other = taken.get(person);
      if (other !== undefined && !sits(other, tried)) return false;
      taken.set(person, seat);
      return true;
    });
  for (const seat of seats) sits(seat, new Set());
  return taken;
}

/** Everybody who has a say in a stage already: sits there, voted, or was voted for. */
export const thoseIn = ({ seats, votes }: Pick<RoundStage, 'seats' | 'votes'>): string[] => [
  ...seats.flatMap(({ sitters }) => sitters),
  ...votes.flatMap(({ by, for: of }) => (of === undefined ? [by] : [by, of])),
];

/** Stages that have not ended, those to come included. */
export const unended = ({ voided, stages }: ApprovalRound): RoundStage[] =>
  voided ? [] : stages.filter(({ result }) => result === undefined);
/** Where he sits, not whether he may vote. */
export const seatOf = (stage: RoundStage, person: string): RoundSeat | undefined =>
  stage.seats.find(({ sitters }) => sitters.includes(person));
/** Himself or by another, and it counts. */
export const hasVoted = (stage: RoundStage, parties: Parties, person: string): boolean =>
  counted(stage, parties).some(({ by, for: of }) => by === person || of === person);
/** Somebody who sits in the stage has named him, for whatever time. */
export const standsInAt = ({ delegations }: ApprovalRound, stage: RoundStage, person: string): boolean =>
  delegations.some(({ from, to }) => to === person && seatOf(stage, from) !== undefined);
