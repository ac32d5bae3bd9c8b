/** Where a round stands: what its votes amount to, whom it waits for, and what nobody can decide any more. */
import type { Bench, Delegation, Parties, RoundSeat, RoundStage, Vote } from './shapes.ts';

/** `waiting`: stages before it are open. `undecidable`: with those who are there it can never end. */
export type StageState = 'waiting' | 'open' | 'passed' | 'refused' | 'undecidable';
export type SeatState = 'approve' | 'reject' | 'abstain' | 'asked' | 'waiting' | 'void' | 'not-needed';
export type StageStanding = {
  key: string;
  state: StageState;
  /** Of one that nobody can decide: no seat is taken, or not the chair's. */
  why?: 'no-seat' | 'no-chair';
  seats: Readonly<Record<string, SeatState>>;
};
/** What the votes of a round amount to, and whom it waits for. */
export type ApprovalStanding = {
  state: 'open' | 'passed' | 'refused' | 'undecidable' | 'voided';
  /** Seats whose vote is wanted now; empty once the result can no longer change. */
  ask: readonly string[];
  stages: readonly StageStanding[];
};

/** Whom the stage shuts out. */
export const barredIn = ({ not = [] }: Pick<RoundStage, 'not'>, parties: Parties): string[] =>
  not.flatMap((party) => parties[party] ?? []);

/**
 * Of its votes those that count: of nobody who has become one whom the stage shuts out. Whose voice was given by somebody who is
 * shut out since then has it again.
 */
export function counted(stage: RoundStage, parties: Parties): readonly Vote[] {
  const barred = barredIn(stage, parties);
  return stage.votes.filter(({ by, for: of = by }) => !barred.includes(by) && !barred.includes(of));
}

/** Those who may vote on a seat themselves. */
export function ableIn(stage: RoundStage, seat: RoundSeat, parties: Parties): string[] {
  const barred = barredIn(stage, parties);
  return seat.sitters.filter((person) => !barred.includes(person));
}

/** Delegations that hold at `now`: from since until before `until`. */
export const inForce = ({ round: { delegations }, now }: Pick<Bench, 'round' | 'now'>): readonly Delegation[] =>
  delegations.filter(({ since, until }) => since <= now && now < until);

/** Where it stands. A stage that has ended stays as it ended, whoever leaves. Throws nothing. */
export function standingOf({ round, parties }: Bench): ApprovalStanding {
  const stages: StageStanding[] = [];
  for (const stage of round.stages) {
    const isFirst = round.order === 'parallel' || stages.every(({ state }) => state === 'passed');
    stages.push(standingIn(stage, parties, isFirst && !round.voided));
  }
  const state = round.voided ? 'voided' : whole(stages);
  const ask = state === 'refused' ? [] : stages.flatMap(({ seats }) => asked(seats));
  return { state, ask, stages };
}

const asked = (seats: StageStanding['seats']): string[] => Object.keys(seats).filter((id) => seats[id] === 'asked');

function whole(stages: readonly StageStanding[]): ApprovalStanding['state'] {
  if (stages.some(({ state }) => state === 'refused')) return 'refused';
  if (stages.every(({ state }) => state === 'passed')) return 'passed';
  return stages.some(({ state }) => state === 'undecidable') ? 'undecidable' : 'open';
}

function standingIn(stage: RoundStage, parties: Parties, isAsked: boolean): StageStanding {
  const votes = counted(stage, parties);
  const saidBy = new Map(votes.map(({ seat, says }) => [seat, says]));
  const isTaken = (seat: RoundSeat): boolean => ableIn(stage, seat, parties).length > 0;
  const free = stage.seats.filter((seat) => !saidBy.has(seat.id) && isTaken(seat));
  const found = stage.result ? { state: stage.result } : resultOf(stage, votes, free);
  const state = found.state === 'open' && !isAsked ? 'waiting' : found.state;
  const isOpen = state === 'open' || (state === 'undecidable' && isAsked);
  const without = isOpen ? 'asked' : state === 'passed' || state === 'refused' ? 'not-needed' : 'waiting';
  const seats = stage.seats.map((seat): [string, SeatState] => [
    seat.id,
    saidBy.get(seat.id) ?? (isTaken(seat) ? without : 'void'),
  ]);
  return { key: stage.key, ...found, state, seats: Object.fromEntries(seats) };
}

type Result = { state: 'open' | 'passed' | 'refused' | 'undecidable'; why?: 'no-seat' | 'no-chair' };

/**
 * What `votes` say of a stage with `free` seats still to vote. It has ended as soon as no vote to come can change it; a stage in
 * which everybody has voted has always ended: what nobody, or no majority, approved is refused.
 */
function resultOf({ rule, seats }: RoundStage, votes: readonly Vote[], free: readonly RoundSeat[]): Result {
  if (votes.length + free.length === 0) return { state: 'undecidable', why: 'no-seat' };
  if (rule === 'quorum') return byQuorum(seats, votes, free);
  const first = votes.find(({ says }) => says !== 'abstain')?.says;
  if (rule === 'any' ? first !== undefined : votes.some(({ says }) => says === 'reject'))
    return { state: rule === 'any' && first === 'approve' ? 'passed' : 'refused' };
  if (free.length > 0) return { state: 'open' };
  return { state: first === 'approve' ? 'passed' : 'refused' };
}

function byQuorum(seats: readonly RoundSeat[], votes: readonly Vote[], free: readonly RoundSeat[]): Result {
  const rejectedBy = (seat: RoundSeat): boolean => votes.some((one) => one.seat === seat.id && one.says === 'reject');
  if (seats.some((seat) => seat.required && rejectedBy(seat))) return { state: 'refused' };
  const chair = seats.find((seat) => seat.chair);
  const chairs = votes.find(({ seat }) => seat === chair?.id)?.says;
  if (chairs === undefined && !free.some(({ id }) => id === chair?.id))
    return { state: 'undecidable', why: 'no-chair' };
  const needed = Math.ceil(((votes.length + free.length) * 2) / 3);
  if (votes.length < needed || chairs === undefined) return { state: 'open' };
  const lead =
    votes.filter(({ says }) => says === 'approve').length - votes.filter(({ says }) => says === 'reject').length;
  const carries = (by: number): boolean => by > 0 || (by === 0 && chairs === 'approve');
  if (!carries(lead + free.length)) return { state: 'refused' };
  const isSafe = carries(lead - free.length) && !free.some(({ required }) => required);
  return { state: isSafe ? 'passed' : 'open' };
}
