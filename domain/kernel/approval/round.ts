/** A round from its opening: who sits where, and what each event does to it. */
import { DomainError } from '../errors.ts';
import type { Millis } from '../process.ts';
import { seated } from './seating.ts';
import type {
  ApprovalPolicy,
  ApprovalRound,
  Parties,
  RoundEvents,
  RoundSeat,
  RoundStage,
  RoundWord,
  Says,
  Seat,
} from './shapes.ts';
import { standingOf } from './standing.ts';

export type Opening = {
  policy: ApprovalPolicy;
  /** SHA-256, hex, of what is shown. */
  shown: string;
  /** Who could take each seat for a person or a role, as registers say it: active people only. */
  sitters: Readonly<Record<string, readonly string[]>>;
  parties: Parties;
  /** Parties that vote in no stage, whatever the policy says of them. */
  never: readonly string[];
  /** The round before; absent: it is the first. */
  former?: ApprovalRound | undefined;
  now: Millis;
};

/**
 * The round that a policy makes of a case. Throws 'approval-undecidable' with stage and reason where nobody could decide it: then
 * nothing is asked of anybody.
 */
export function openRound({ policy, shown, sitters, parties, never, former, now }: Opening): ApprovalRound {
  const listed = (seat: Seat): readonly string[] =>
    'party' in seat.of ? (parties[seat.of.party] ?? []) : (sitters[seat.id] ?? []);
  const round: ApprovalRound = {
    number: (former?.number ?? 0) + 1,
    policy: `${policy.id}@${policy.version}`,
    shown,
    order: policy.order ?? 'sequence',
    ...(policy.withdrawable ? { withdrawable: true } : {}),
    stages: policy.stages.map((stage) => {
      const not = [...new Set([...never, ...(stage.not ?? [])])];
      const barred = not.flatMap((party) => parties[party] ?? []);
      const isAsked = policy.order === 'parallel' || stage === policy.stages[0];
      const seats = seated(stage.seats, listed, barred);
      return { ...stage, not, seats, votes: [], ...(isAsked ? { askedAt: now } : {}) };
    }),
    delegations: [],
  };
  const stuck = standingOf({ round, parties, now }).stages.find(({ state }) => state === 'undecidable');
  if (stuck)
    throw new DomainError('approval-undecidable', `Nobody could decide stage ${stuck.key}`, {
      params: { stage: stuck.key, why: stuck.why },
    });
  return round;
}

/** Who did it, and when. */
export type Done = { by: string; at: Millis };

/** The round after `word`; before the first there is none. Throws nothing. */
export function roundAfter(round: ApprovalRound | undefined, word: RoundWord, done: Done): ApprovalRound | undefined {
  if (word.type === 'approvalAsked') return word.data.round;
  return round && folds(round, word, done);
}

function folds(round: ApprovalRound, word: Exclude<RoundWord, { type: 'approvalAsked' }>, done: Done): ApprovalRound {
  switch (word.type) {
    case 'approved':
    case 'rejected':
    case 'abstained':
      return voted(round, word.data, SAYS[word.type], done);
    case 'stageAsked':
      return inStage(round, word.data.stage, () => ({ askedAt: done.at }));
    case 'voteWithdrawn':
      return inStage(round, word.data.stage, ({ votes }) => ({
        votes: votes.filter(({ seat }) => seat !== word.data.seat),
      }));
    case 'delegated':
      return delegating(round, word.data, done);
    case 'delegationEnded':
      return without(round, word.data.from ?? done.by);
    case 'delegationBegun':
      return {
        ...round,
        delegations: round.delegations.map((one) => (one.from === word.data.from ? { ...one, begun: true } : one)),
      };
    case 'delegationOver':
      return without(round, word.data.from);
    case 'signerAdded':
      return inStage(round, word.data.stage, ({ seats }) => ({ seats: [...seats, addedSeat(word.data, done)] }));
    case 'approverReplaced':
      return replaced(round, word.data);
    case 'minutesRecorded':
      return round; // the votes that follow say the rest
    case 'stagePassed':
      return inStage(round, word.data.stage, () => ({ result: 'passed' }));
    case 'stageRefused':
      return inStage(round, word.data.stage, () => ({ result: 'refused' }));
    case 'approvalsVoided':
      return { ...round, voided: true };
    case 'approvalOverdue':
      return word.data.stages.reduce((one, key) => inStage(one, key, () => ({ overdue: true })), round);
    default:
      return word satisfies never;
  }
}

const SAYS = { approved: 'approve', rejected: 'reject', abstained: 'abstain' } as const;
type Cast = RoundEvents['approved'];

const inStage = (round: ApprovalRound, key: string, change: (stage: RoundStage) => Partial<RoundStage>) => ({
  ...round,
  stages: round.stages.map((stage) => (stage.key === key ? { ...stage, ...change(stage) } : stage)),
});

function voted(round: ApprovalRound, cast: Cast, says: Says, { by, at }: Done): ApprovalRound {
  const { stage, seat, for: of, voter = by, meeting } = cast;
  const vote = {
    seat,
    by: voter,
    ...(of === undefined ? {} : { for: of }),
    says,
    at,
    ...(meeting === undefined ? {} : { recorded: { by, meeting } }),
  };
  // A seat is asked again when who voted on it is shut out since then: the new vote takes the place of the old.
  return inStage(round, stage, ({ votes }) => ({ votes: [...votes.filter((one) => one.seat !== seat), vote] }));
}

/** One delegate at a time; a later one takes the place of the one before. */
const delegating = (
  round: ApprovalRound,
  { to, since, until, mandate, ...data }: RoundEvents['delegated'],
  { by, at }: Done,
): ApprovalRound => {
  const from = data.from ?? by;
  const begun = since <= at ? { begun: true as const } : {};
  const delegation = { from, to, since, until, ...begun, ...(mandate === undefined ? {} : { mandate }) };
  return { ...round, delegations: [...without(round, from).delegations, delegation] };
};
const without = (round: ApprovalRound, principal: string): ApprovalRound => ({
  ...round,
  delegations: round.delegations.filter(({ from }) => from !== principal),
});

const addedSeat = ({ seat: id, person }: RoundEvents['signerAdded'], { by }: Done): RoundSeat => ({
  id,
  of: { person },
  sitters: [person],
  addedBy: by,
});

/** Who has gone leaves his delegation with him. */
function replaced(round: ApprovalRound, { stage, seat, person, to, as }: RoundEvents['approverReplaced']) {
  const next = inStage(round, stage, ({ seats }) => ({
    seats: seats.map((one) =>
      one.id === seat ? { ...one, sitters: to, ...(as === undefined ? {} : { instead: { of: person, as } }) } : one,
    ),
  }));
  const delegations = round.delegations.filter((one) => one.from !== person && one.to !== person);
  return { ...next, delegations };
}

/** `words` and, behind them, each stage that they decided, and the one that is asked next. */
export function withResults(
  round: ApprovalRound,
  words: readonly RoundWord[],
  parties: Parties,
  done: Done,
): RoundWord[] {
  const after = words.reduce<ApprovalRound>((one, word) => roundAfter(one, word, done) ?? one, round);
  if (after.voided) return [...words];
  const { stages } = standingOf({ round: after, parties, now: done.at });
  const ends = after.stages.flatMap((stage, n): RoundWord[] => {
    const state = stage.result === undefined ? stages[n]?.state : undefined;
    if (state === 'passed') return [{ type: 'stagePassed', data: { stage: stage.key } }];
    return state === 'refused' ? [{ type: 'stageRefused', data: { stage: stage.key } }] : [];
  });
  if (ends.length > 0) return withResults(round, [...words, ...ends], parties, done);
  const next = after.stages.find(
    (_stage, n) => stages.slice(0, n).every(({ state }) => state === 'passed') && isToCome(after.stages[n]),
  );
  return next ? [...words, { type: 'stageAsked', data: { stage: next.key } }] : [...words];
}

const isToCome = (stage: RoundStage | undefined): boolean =>
  stage?.askedAt === undefined && stage?.result === undefined;
