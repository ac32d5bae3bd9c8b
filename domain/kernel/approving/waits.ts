/** Whom an approval waits for and tells, what stands in the way of each, and how the round reads. */
import type { Approving, ApprovalRound, Bench, RoundSeat, Vote } from '../approval/shapes.ts';
import { standingOf } from '../approval/standing.ts';
import { askedNow, seatsFor, whyNot } from '../approval/voting.ts';
import type { Base, Next, Tell } from '../definition.ts';
import { ownerOf, person } from '../common/whom.ts';
import { choice, instant, list, object, optional, text, whole, yesNo } from '../own-fields.ts';
import type { Audience, Ctx, OpenEvents, Refusal } from '../process.ts';
import { APPROVAL_CLOCK } from './clock.ts';
import type { ApprovalUse } from './rules.ts';
import type { RoundEvents } from '../approval/shapes.ts';

type Use<S> = Pick<ApprovalUse<S>, 'parties'>;

/** As of the newest event: a delegation that time has begun holds, whatever the clock on the wall says. */
function benchNow<S extends Approving>({ parties }: Use<S>, state: S): Bench | null {
  const { approval: round } = state;
  if (!round) return null;
  const delegations = round.delegations.filter(({ begun }) => begun).map((one) => ({ ...one, since: 0, until: 1 }));
  return { round: { ...round, delegations }, parties: parties(state), now: 0 };
}

/** Everybody whose vote is wanted, himself or for another, each once. */
export function approversOf<S extends Approving>(use: Use<S>, state: S): string[] {
  const bench = benchNow(use, state);
  return bench ? [...new Set(askedNow(bench).map((one) => one.person))] : [];
}

/**
 * For a definition's `next`: each who is asked; the process owner where nobody can decide a stage any more, and where the time to
 * vote is over.
 */
export function approvalWaits<S extends Base & Approving>(use: Use<S>, state: S): Next[] {
  const bench = benchNow(use, state);
  if (!bench) return [];
  const owner: Audience = ownerOf(state);
  const { state: stands } = standingOf(bench);
  const isLate = bench.round.stages.some(({ overdue, result }) => overdue && result === undefined);
  return [
    ...approversOf(use, state).map((id): Next => [{ person: id }, 'approve', APPROVAL_CLOCK]),
    ...(stands === 'undecidable' ? [[owner, 'nameApprover'] as const] : []),
    ...(isLate && (stands === 'open' || stands === 'undecidable') ? [[owner, 'decideAsSuperior'] as const] : []),
  ];
}

const VOTES = ['approve', 'reject', 'abstain'] as const;
type Blocked =
  | (typeof VOTES)[number]
  | 'withdrawVote'
  | 'delegate'
  | 'revokeDelegation'
  | 'nameApprover'
  | 'decideAsSuperior';

/** What stands in the way of this actor: so a button is there for whom it is meant, and says why it is not. */
export function approvalBlockers<S extends Approving>(
  use: Use<S>,
  state: S,
  { actor, now }: Pick<Ctx, 'actor' | 'now'>,
): Partial<Record<Blocked, Refusal>> {
  const { approval: round } = state;
  if (!round) return {};
  const bench = { round, parties: use.parties(state), now };
  const { id } = actor;
  const why = seatsFor(bench, id).length > 0 ? null : whyNot(bench, id);
  const refusal: Refusal | null = why && { code: why.code, params: why.params };
  const isLate = round.stages.some(({ overdue, result }) => overdue && result === undefined);
  const hasCast = round.stages.some(
    ({ result, votes }) => result === undefined && votes.some(({ by, for: of }) => by === id || of === id),
  );
  const sits = round.stages.some(({ seats }) => seats.some(({ sitters }) => sitters.includes(id)));
  const isVoid = standingOf(bench).stages.some(({ seats }) => Object.values(seats).includes('void'));
  return {
    ...(refusal ? Object.fromEntries(VOTES.map((command) => [command, refusal])) : {}),
    ...(round.withdrawable && hasCast
      ? {}
      : { withdrawVote: { code: round.withdrawable ? 'nothing-to-withdraw' : 'not-withdrawable' } }),
    ...(sits ? {} : { delegate: delegateRefusal(round, id) }),
    ...revokeRefusal(round, id),
    ...(isVoid ? {} : { nameApprover: { code: 'seat-taken' } }),
    ...(isLate ? {} : { decideAsSuperior: { code: 'not-overdue' } }),
  };
}

function revokeRefusal({ delegations }: ApprovalRound, id: string): { revokeDelegation?: Refusal } {
  const held = delegations.find(({ from }) => from === id);
  if (!held) return { revokeDelegation: { code: 'not-delegated' } };
  return held.mandate === undefined
    ? {}
    : { revokeDelegation: { code: 'by-mandate', params: { mandate: held.mandate } } };
}
const delegateRefusal = ({ delegations }: ApprovalRound, id: string): Refusal =>
  delegations.some(({ to }) => to === id) ? { code: 'delegation-depth' } : { code: 'not-permitted' };

// ── whom its events tell, and what of them the requester's side sees
type Tells<S> = { [K in keyof RoundEvents]?: Tell<S, RoundEvents[K]> };

/** For a definition's `tells`. */
export function approvalTells<S extends Base & Approving>(use: Use<S>): Tells<S> {
  const asked = (state: S) => approversOf(use, state).map(person);
  return {
    approvalAsked: asked,
    stageAsked: asked,
    rejected: (state) => [person(state.reporter), person(state.assignee)],
    delegated: (_state, { data }) => [person(data.to)],
    delegationEnded: (_state, { data }) => [person(data.to)],
    delegationBegun: (_state, { data }) => [person(data.to)],
    delegationOver: (_state, { data }) => [person(data.from)],
    signerAdded: (_state, { data }) => [person(data.person)],
    approverReplaced: (state, { data }) => {
      const { state: stands } = standingOf(benchNow(use, state) ?? { round: EMPTY, parties: {}, now: 0 });
      return [
        ...(data.as === undefined ? [] : data.to.map(person)),
        ...approversOf(use, state).flatMap((id) => (data.since?.includes(id) ? [person(id)] : [])),
        stands === 'undecidable' ? ownerOf(state) : undefined,
      ];
    },
    minutesRecorded: (_state, { data }) => data.voters.map(person),
    approvalsVoided: ({ approval }) => votersOf(approval).map(person),
    approvalOverdue: (state) => [ownerOf(state)],
  };
}
const EMPTY: ApprovalRound = { number: 0, policy: '@0', shown: '', order: 'sequence', stages: [], delegations: [] };
/** Who was asked or has voted: what they read is no longer what is to be decided. */
const votersOf = (round: ApprovalRound | undefined): string[] => [
  ...new Set(
    round?.stages
      .filter(({ askedAt }) => askedAt !== undefined)
      .flatMap(({ seats, votes }) => [...seats.flatMap(({ sitters }) => sitters), ...votes.map(({ by }) => by)]),
  ),
];

/** For a definition's `open`: the requester's side sees what becomes of it, and who decided what and why. */
export const approvalOpen = {
  approvalAsked: [],
  minutesRecorded: ['meeting', 'stage'],
  approved: ['stage', 'seat', 'voter', 'meeting', 'reason'],
  rejected: ['stage', 'seat', 'voter', 'meeting', 'reason'],
  abstained: ['stage', 'seat', 'voter', 'meeting'],
  stageAsked: ['stage'],
  stagePassed: ['stage'],
  stageRefused: ['stage'],
  approvalsVoided: ['reason'],
} as const satisfies OpenEvents;

// ── how it reads
const SEAT_STATES = ['approve', 'reject', 'abstain', 'asked', 'waiting', 'void', 'not-needed'] as const;
/** For a definition's `fields`: the round as people read it, and who still has a say. */
export const approvalFields = {
  approval: optional(
    object({
      round: whole,
      policy: text,
      planHash: text,
      state: choice(['open', 'passed', 'refused', 'undecidable', 'voided']),
      stages: list({
        key: text,
        rule: choice(['any', 'all', 'quorum']),
        state: choice(['waiting', 'open', 'passed', 'refused', 'undecidable']),
        overdue: optional(yesNo),
        seats: list({
          seat: text,
          state: choice(SEAT_STATES),
          chair: optional(yesNo),
          required: optional(yesNo),
          people: list({ person: text }),
          instead: optional(choice(['deputy', 'successor', 'superior', 'named'])),
          insteadOf: optional(text),
          by: optional(text),
          for: optional(text),
          votedAt: optional(instant),
          recordedBy: optional(text),
          meeting: optional(text),
        }),
      }),
      delegations: list({ from: text, to: text, since: instant, until: instant, mandate: optional(text) }),
    }),
  ),
} as const;

/** For a definition's `shown`. */
export function approvalShown<S extends Approving>(use: Use<S>): { approval(state: S): unknown } {
  return {
    approval(state) {
      const bench = benchNow(use, state);
      if (!bench || !state.approval) return undefined;
      const { state: stands, stages } = standingOf(bench);
      const { number, policy, shown, delegations } = state.approval;
      return {
        round: number,
        policy,
        planHash: shown,
        state: stands,
        stages: bench.round.stages.map((stage, n) => ({
          key: stage.key,
          rule: stage.rule,
          state: stages[n]?.state,
          ...(stage.overdue ? { overdue: true } : {}),
          seats: stage.seats.map((seat) => seatShown(seat, stage.votes, stages[n]?.seats[seat.id])),
        })),
        delegations: delegations.map(({ from, to, since, until, mandate }) => ({
          from,
          to,
          since,
          until,
          ...(mandate === undefined ? {} : { mandate }),
        })),
      };
    },
  };
}

function seatShown(
  { id, chair, required, sitters, instead }: RoundSeat,
  votes: readonly Vote[],
  state: string | undefined,
) {
  const cast = votes.findLast(({ seat }) => seat === id);
  return {
    seat: id,
    state,
    ...(chair ? { chair } : {}),
    ...(required ? { required } : {}),
    people: sitters.map((one) => ({ person: one })),
    ...(instead ? { instead: instead.as, ...(instead.of === undefined ? {} : { insteadOf: instead.of }) } : {}),
    ...(cast ? { by: cast.by, votedAt: cast.at, ...(cast.for === undefined ? {} : { for: cast.for }) } : {}),
    ...(cast?.recorded ? { recordedBy: cast.recorded.by, meeting: cast.recorded.meeting } : {}),
  };
}
