/**
 * Approval 审批 and double signature 双签: stages × seats × votes (processes.md 1, kernel.md 8). What a policy says, and what a
 * case keeps of one round; the rules beside this file are functions over the round alone, so that nothing has to be looked up
 * again to know where it stands.
 */
import type { Role } from '../../roles.ts';
import type { Millis, OrgPath } from '../units.ts';

/** Whom a seat is for. `party`: of this case, so that who inspected signs, and not anybody of his role. */
export type SeatHolder<P extends string = string> =
  | { person: string }
  /** Whoever holds it there; without `orgPath` at the organisation of the case. */
  | { role: Role; orgPath?: OrgPath }
  | { party: P };
export type Seat<P extends string = string> = {
  /** [a-z0-9-]{1,32}, once in its policy; also the id of its part. */
  id: string;
  of: SeatHolder<P>;
  /** In a quorum: breaks ties, and must vote. */
  chair?: true;
  /** In a quorum: its rejection decides alone. */
  required?: true;
  /** Who sits there once nobody of `of` is left; absent: their superior. */
  deputy?: string;
};
/**
 * `any`: the first decision counts; `all` 会签: one rejection ends it; `quorum`: two thirds of the seats that are not void vote,
 * the chair among them, and the majority of those who did not abstain wins.
 */
export type StageRule = 'any' | 'all' | 'quorum';
export type Stage<P extends string = string> = {
  key: string;
  rule: StageRule;
  seats: readonly Seat<P>[];
  /** Parties that nobody who votes in it may be, neither by delegation nor in a second role. */
  not?: readonly P[];
};
/** Pinned by reference when a round opens. */
export type ApprovalPolicy<P extends string = string> = {
  id: string;
  version: number;
  stages: readonly Stage<P>[];
  /** One stage after the other, or all of them at once; left out: `sequence`. */
  order?: 'sequence' | 'parallel';
  /** A vote may be taken back until its stage ends; left out: it stands. */
  withdrawable?: true;
};

export type Says = 'approve' | 'reject' | 'abstain';
/**
 * One person, one vote a stage; `for`: whom he stood in for, who has voted with it too. `recorded`: cast in a meeting, and written
 * down by its chair.
 */
export type Vote = {
  seat: string;
  by: string;
  for?: string;
  says: Says;
  at: Millis;
  recorded?: { by: string; meeting: string };
};
/** Why somebody sits there whom the policy does not name. */
export type Instead = 'deputy' | 'successor' | 'superior' | 'named';
export type RoundSeat = Seat & {
  /** Who may take it, each in one seat of a stage; those whom `not` shuts out are among them, so that they hear why. Empty: void. */
  sitters: readonly string[];
  /** `of`: who sat there before. */
  instead?: { of?: string | undefined; as: Instead };
  /** Who added it 加签. */
  addedBy?: string;
};
export type RoundStage = Omit<Stage, 'seats'> & {
  seats: readonly RoundSeat[];
  votes: readonly Vote[];
  /** Since when it is asked; absent: stages before it are open. */
  askedAt?: Millis;
  /** The time to vote is over: its superior may decide. */
  overdue?: true;
  /** It has ended; what people leave or take back afterwards changes nothing. */
  result?: 'passed' | 'refused';
};
/**
 * From since until before `until`; he may still vote himself. `begun`: time has come to its beginning, and it is on record.
 * `mandate`: id of the one that it follows from.
 */
export type Delegation = { from: string; to: string; since: Millis; until: Millis; begun?: true; mandate?: string };
/** A standing delegation 长期委托: somebody has named who votes for him for a time, in every case. */
export type Mandate = { id: string; from: string; to: string; since: Millis; until: Millis; reason: string };
/**
 * One round over one thing shown. An edit of what was shown voids it and opens the next; votes on another hash are refused
 * (`stale-plan`). Words and reasons stand in events. Only the latest round stands in state.
 */
export type ApprovalRound = {
  /** 1, 2, 3 … in its case. */
  number: number;
  /** `id@version` of its policy. */
  policy: `${string}@${number}`;
  /** SHA-256, hex, of what was shown. */
  shown: string;
  order: 'sequence' | 'parallel';
  withdrawable?: true;
  stages: readonly RoundStage[];
  delegations: readonly Delegation[];
  voided?: true;
};
/** Who stands how to the case now: its process says so out of its state. */
export type Parties = Readonly<Record<string, readonly string[]>>;
/** A round as it is looked at: at an instant, with the parties of its case. */
export type Bench = { round: ApprovalRound; parties: Parties; now: Millis };

/** As whom somebody may vote: on his own, for whom he stands in, or since who sat there is gone. */
export type Standing = 'own' | 'delegate' | 'deputy' | 'superior';
/** A seat that somebody may vote on now. */
export type Entitled = { stage: string; seat: string; as: Standing; for?: string };

/** What happens to a round; each is an event of its case under this name. Who did it, and when, the event itself says. */
export type RoundEvents = {
  /** `pinned`: the policy's version with the hash of what it says. */
  approvalAsked: { round: ApprovalRound; pinned: Readonly<Record<string, string>> };
  /** The next stage of a sequence. */
  stageAsked: { stage: string };
  approved: Cast;
  rejected: Cast & { reason: string };
  abstained: Cast;
  voteWithdrawn: { stage: string; seat: string; reason?: string | undefined };
  /** `from`: by a mandate, of whom; absent: of who did it. */
  delegated: { to: string; since: Millis; until: Millis; reason: string; from?: string; mandate?: string };
  delegationEnded: { to: string; from?: string };
  /** By time; `delegationOver` also since one of the two has left. */
  delegationBegun: { from: string; to: string; dueAt: Millis };
  delegationOver: { from: string; to: string; dueAt: Millis };
  signerAdded: { stage: string; seat: string; person: string; reason: string };
  /** `person`: who has gone; `to`: who sits there now, empty: nobody, the seat is void; `as`: where somebody new does; `since`: of them, who had no say there before, by the role that the seat is for. */
  approverReplaced: {
    stage: string;
    seat: string;
    person?: string | undefined;
    to: readonly string[];
    as?: Instead | undefined;
    since?: readonly string[] | undefined;
    reason: string;
  };
  /** `overdue`: by the superior, since the time to vote was over. */
  stagePassed: StageEnd;
  stageRefused: StageEnd;
  /** By the chair of the stage: what was decided in a meeting. The votes follow, each an event of its own with its `voter`. */
  minutesRecorded: { meeting: string; stage: string; planHash: string; voters: readonly string[]; title?: string };
  approvalsVoided: { reason: string };
  /** By time: nobody has brought the stages that are asked to an end. */
  approvalOverdue: { stages: readonly string[]; dueAt: Millis };
};
/** `voter`, `meeting`: of a vote that the chair recorded, whose it is and where it was cast; absent: who did it voted. */
type Cast = {
  stage: string;
  seat: string;
  for?: string;
  planHash: string;
  reason?: string | undefined;
  voter?: string;
  meeting?: string;
};
type StageEnd = { stage: string; overdue?: { planHash: string; reason: string } };
/** What a case keeps: its latest round, and the meetings in which votes on it were cast, of earlier rounds too. */
export type Approving = { approval?: ApprovalRound | undefined; meetings?: readonly string[] | undefined };

/** A policy in force for a case, with those who could take its seats for persons and roles now: active people only. */
export type OfferedPolicy = {
  policy: ApprovalPolicy;
  /** `id@version#hash`. */
  ref: string;
  sitters: Readonly<Record<string, readonly string[]>>;
};
/** Who could take the seats of somebody who goes, in this order; active people only. */
export type Heirs = {
  /** Named by who takes him off. */
  successor?: string | undefined;
  /** Of its policy's deputies, those who are there. */
  deputies: readonly string[];
  /** By seat, who stands above it. */
  superiors: Readonly<Record<string, readonly string[]>>;
};

/** The seats of a round as registers fill them now: active people only. */
export type SeatsNow = {
  /** Of seats for a person or a role. */
  sitters: Readonly<Record<string, readonly string[]>>;
  /** Of all who sit there, those who are at work. */
  present: readonly string[];
  heirs: Heirs;
};

/** A meeting of a board, as who records its minutes needs it. */
export type MeetingFact = {
  id: string;
  /** Half-open. */
  from: Millis;
  until: Millis;
  status: 'planned' | 'held' | 'canceled';
  chair: string;
  /** The chair among them. */
  members: readonly string[];
  /** Who was there; absent: nobody has written it down. */
  attended?: readonly string[];
  /** Of the members whom the decisions name, those at work, with what they hold now. */
  grants: Readonly<Record<string, readonly { role: Role; orgPath: OrgPath }[]>>;
};

export type RoundWord = { [K in keyof RoundEvents]: { type: K; data: RoundEvents[K] } }[keyof RoundEvents];
