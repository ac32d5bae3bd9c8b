/**
 * Approval 审批 and double signature 双签: stages × seats × votes. Shapes only, written on paper for inspection and release
 * (docs/adrs/0012-release-and-inspection-on-paper.md); rules in processes.md 1 and kernel.md 8.
 */
import type { Millis, OrgPath, Role } from './process.ts';

/** Whom a seat is for. `party`: of this case, so that who inspected signs, and not anybody of his role. */
type SeatHolder<P extends string> = { person: string } | { role: Role; orgPath?: OrgPath } | { party: P };
type Seat<P extends string> = {
  /** Also the id of its part. */
  id: string;
  of: SeatHolder<P>;
  /** Breaks ties in a quorum, and must vote. */
  chair?: true;
  /** Its rejection decides alone. */
  required?: true;
};
/** `any`: the first decision counts; `all` 会签: one rejection ends it; `quorum`: 2/3 vote with the chair, majority wins. */
type Stage<P extends string> = {
  key: string;
  rule: 'any' | 'all' | 'quorum';
  seats: readonly Seat<P>[];
  /** Parties that no seat of it may be, neither by delegation nor in a second role. */
  not?: readonly P[];
};
/** Pinned by reference when the round opens; stages in order. */
export type ApprovalPolicy<P extends string = never> = {
  id: string;
  version: number;
  stages: readonly Stage<P>[];
  /** A vote may be taken back until its stage ends; left out: it stands. */
  withdrawable?: true;
};
/** One person, one vote a stage; `for`: whom he stands in for, who has voted with it too. */
type Vote = { seat: string; by: string; for?: string; says: 'approve' | 'reject' | 'abstain'; at: Millis };
/**
 * One round over one thing shown. An edit of what was shown voids it and opens the next; votes on another hash are refused
 * (`stale-plan`, `hash-differs`). Words and reasons stand in events. Only the present round stands in state.
 */
export type ApprovalRound = {
  round: number;
  policy: `${string}@${number}`;
  /** SHA-256, hex, of what was shown. */
  shown: string;
  /** Index into the stages of the policy. */
  stage: number;
  /** Of the present stage. */
  votes: readonly Vote[];
  /** Who sits where, once somebody differs from what the policy says: replaced, added 加签, or delegated to. */
  holders: Readonly<Record<string, string>>;
};
/** What the votes of a round amount to, and whom it waits for. */
export type ApprovalStanding = {
  state: 'open' | 'passed' | 'refused';
  /** Seats whose vote is wanted now; empty once the result can no longer change. */
  ask: readonly string[];
};
