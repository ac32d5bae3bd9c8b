/** Votes that were cast in a meeting, written down by the chair of their stage: all of them, or none. */
import { DomainError, invalid } from '../errors.ts';
import type { FieldError } from '../process.ts';
import { withResults } from './round.ts';
import type { Bench, MeetingFact, RoundSeat, RoundStage, RoundWord, Says } from './shapes.ts';
import { barredIn, counted, standingOf } from './standing.ts';
import { castOf, refuseStale, seatsFor, whyNot } from './voting.ts';

/** What one member decided. */
export type Decision = { seat: string; person: string; decision: Says; reason?: string | undefined };
export type Minutes = {
  meeting: MeetingFact | null | undefined;
  /** The hash of what was before the meeting. */
  shown: string;
  /** Where he chairs several stages; absent: the first of them that is asked. */
  stage?: string | undefined;
  decisions: readonly Decision[];
  /** Of the case, for the minutes. */
  title?: string;
  /** False: the seat is for a role that this person, or for whom he stands in, holds no more. */
  holds(seat: RoundSeat, person: string, principal?: string): boolean;
};

/**
 * The minutes, each vote as an event of its own, and the ends of stages that they decide. All votes of a meeting count, also those
 * behind the one that settled it. Throws 'stale-plan', 'already-decided', 'not-chair', 'separation-of-duties'; 'invalid-data' for
 * the meeting, and for every bad line: 'unknown' and 'already-named' for a seat, 'not-a-member', 'not-attended', 'one-vote',
 * 'not-on-seat', 'role-lost', 'reason-missing', and what `whyNot` says of who may not vote.
 */
export function recordVotes(bench: Bench, chair: string, minutes: Minutes): RoundWord[] {
  const { shown, decisions, title } = minutes;
  refuseStale(bench, shown);
  const stage = chaired(bench, chair, minutes.stage);
  const meeting = heldBy(chair, stage, minutes.meeting, bench.now);
  const lines = decisions.map((one, at) => lineOf({ bench, stage, meeting, minutes, at }, one));
  const fields = lines.flatMap(({ faults }) => faults);
  if (fields.length > 0) throw new DomainError('invalid-data', `${fields.length} line(s) are wrong`, { fields });
  const votes = decisions.map(({ seat, person, decision, reason }, at): RoundWord => {
    const principal = lines[at]?.principal;
    const where = { stage: stage.key, seat, planHash: shown, voter: person, meeting: meeting.id };
    return castOf(decision, { ...where, ...(principal === undefined ? {} : { for: principal }) }, reason);
  });
  const data = {
    meeting: meeting.id,
    stage: stage.key,
    planHash: shown,
    voters: decisions.map(({ person }) => person),
  };
  const head: RoundWord = { type: 'minutesRecorded', data: { ...data, ...(title === undefined ? {} : { title }) } };
  return withResults(bench.round, [head, ...votes], bench.parties, { by: chair, at: bench.now });
}

/** The stage that is asked and whose chair he is; undefined: there is none. */
export function chairedBy(bench: Bench, person: string, named?: string): RoundStage | undefined {
  const { stages } = standingOf(bench);
  const isAsked = (key: string): boolean =>
    stages.some((one) => one.key === key && (one.state === 'open' || one.state === 'undecidable'));
  const sits = ({ rule, seats }: RoundStage): boolean =>
    rule === 'quorum' && seats.some((seat) => seat.chair && seat.sitters.includes(person));
  return bench.round.stages.find(
    (stage) =>
      (named === undefined || stage.key === named) && stage.askedAt !== undefined && isAsked(stage.key) && sits(stage),
  );
}

function chaired(bench: Bench, person: string, named: string | undefined): RoundStage {
  const { state } = standingOf(bench);
  if (state !== 'open' && state !== 'undecidable') throw new DomainError('already-decided', 'This is decided');
  const stage = chairedBy(bench, person, named);
  if (!stage) throw new DomainError('not-chair', 'Minutes are recorded by the chair of the stage that is asked');
  if (barredIn(stage, bench.parties).includes(person))
    throw new DomainError('separation-of-duties', 'Who asked for it or does it does not decide on it');
  return stage;
}

/** A meeting that he has chaired, and that could have had this before it. */
function heldBy(chair: string, { askedAt = 0 }: RoundStage, meeting: Minutes['meeting'], now: number): MeetingFact {
  if (!meeting) throw invalid('meeting', 'unknown', 'There is no such meeting');
  if (meeting.chair !== chair) throw new DomainError('not-chair', 'Another person chaired that meeting');
  if (meeting.status === 'canceled') throw invalid('meeting', 'canceled', 'That meeting was canceled');
  if (now < meeting.from) throw invalid('meeting', 'not-begun', 'That meeting has not begun');
  if (askedAt >= meeting.until) throw invalid('meeting', 'before-asked', 'That meeting was over before this was asked');
  return meeting;
}

type Looked = { bench: Bench; stage: RoundStage; meeting: MeetingFact; minutes: Minutes; at: number };
/** What is wrong with a line, held against what stood before all of them; and whom its voter stands in for. */
function lineOf(looked: Looked, line: Decision): { faults: FieldError[]; principal?: string } {
  const { bench, stage, minutes, at } = looked;
  const fault = (field: string, code: string): FieldError => ({ pointer: `/decisions/${at}/${field}`, code });
  const before = minutes.decisions.slice(0, at);
  const reason = line.decision === 'reject' && line.reason === undefined ? [fault('reason', 'reason-missing')] : [];
  const seat = stage.seats.find(({ id }) => id === line.seat);
  if (!seat) return { faults: [fault('seat', 'unknown'), ...reason] };
  if (before.some((one) => one.seat === line.seat)) return { faults: [fault('seat', 'already-named'), ...reason] };
  const entitled = seatsFor(bench, line.person).find((one) => one.stage === stage.key && one.seat === seat.id);
  const code = absence(looked.meeting, line.person) ?? whyNotThere(looked, seat, line.person, entitled);
  const named = before.flatMap((one) => [one.person, ...principalsOf(bench, stage, one)]);
  const isSpent = [line.person, entitled?.for].some((one) => one !== undefined && named.includes(one));
  const wrong = code ?? (isSpent ? 'one-vote' : undefined);
  return {
    faults: [...(wrong === undefined ? [] : [fault('person', wrong)]), ...reason],
    ...(entitled?.for === undefined ? {} : { principal: entitled.for }),
  };
}

const principalsOf = (bench: Bench, { key }: RoundStage, { seat, person }: Decision): string[] =>
  seatsFor(bench, person).flatMap((one) => (one.stage === key && one.seat === seat ? (one.for ?? []) : []));

function absence({ members, attended }: MeetingFact, person: string): string | undefined {
  if (!members.includes(person)) return 'not-a-member';
  return attended && !attended.includes(person) ? 'not-attended' : undefined;
}

type Entitled = ReturnType<typeof seatsFor>[number] | undefined;
function whyNotThere({ bench, stage, meeting, minutes }: Looked, seat: RoundSeat, person: string, entitled: Entitled) {
  if (counted(stage, bench.parties).some((vote) => vote.seat === seat.id)) return 'already-decided';
  if (!entitled) {
    const { code } = whyNot(bench, person, { stage: stage.key });
    return code === 'not-permitted' || seatsFor(bench, person).length > 0 ? 'not-on-seat' : code;
  }
  const isThere = meeting.grants[person] !== undefined;
  return isThere && minutes.holds(seat, person, entitled.for) ? undefined : 'role-lost';
}
