/** Rows, clock and words that a process which has its cases approved takes over. */
import type { RoundEvents } from '../approval/shapes.ts';
import type { ClockDefinition, Field } from '../clocks/clocks.ts';
import { stepAt } from '../clocks/shipped.ts';
import { only, rowsOf, STAFF, system } from '../people/who.ts';
import type { TwoWords } from '../people/words.ts';
import type { Party, Transition, Who } from '../process.ts';
import { HOUR } from '../time/durations.ts';
import type { ApprovalCommand } from './contract.ts';
import type { ApprovalParty } from './parties.ts';
import { APPROVAL_CLOCK } from './clock.ts';

type Rows<St extends string> = {
  /** Where a round is asked. */
  at: St;
  /** Where its end leads: passed, refused. */
  to: readonly St[];
  /** Who decides when the time to vote is over, and adds signers; absent: process owner, and the top of the supervisors. */
  superiors?: readonly Who[];
};
/** Whoever takes part in cases anywhere and has a say in this one. */
export const APPROVER: Who<Party | ApprovalParty> = { by: STAFF, as: 'approver' };
const SUPERIORS: readonly Who[] = [only('process-owner'), { by: ['supervisor'], as: 'top-supervisor' }];

/** The rows of its commands, and that of a departure which may end the round. */
export function approvalRows<St extends string>({
  at,
  to,
  superiors = SUPERIORS,
}: Rows<St>): readonly Transition<St, ApprovalCommand['type'] | 'relieve', Party | ApprovalParty>[] {
  const row = rowsOf<St, ApprovalCommand['type'] | 'relieve', ApprovalParty>();
  const ends: readonly St[] = [at, ...to];
  return [
    row('approve', at, ends, APPROVER),
    row('reject', at, ends, APPROVER),
    row('abstain', at, ends, APPROVER),
    row('withdrawVote', at, '=', APPROVER),
    row('delegate', at, '=', APPROVER),
    row('revokeDelegation', at, '=', APPROVER),
    row('addSigner', at, '=', APPROVER, ...superiors),
    row('nameApprover', at, '=', only('process-owner')),
    row('reseat', at, ends, only('process-owner', 'system')),
    row('noteMandates', at, '=', system),
    row('decideAsSuperior', at, ends, ...superiors),
    row('relieve', at, ends, system),
  ];
}

/** 8 h of `calendar` a stage: at half of it those who are asked are reminded, at its end the superior may decide. */
export const approvalClock = (calendar: string): ClockDefinition<Field | 'approving', never, never> => ({
  key: APPROVAL_CLOCK,
  kind: 'ola',
  calendar,
  targets: [{ ms: 8 * HOUR }],
  start: [{ enters: { approving: [true] } }],
  stop: [{ leaves: { approving: [true] } }],
  restart: [{ enters: { approving: [true] } }],
  ladder: [stepAt(50, 'approvers'), stepAt(100, 'approvers', 'process-owner')],
});

/** What notices about its events say; behind `<noun> <number>: <title>`. */
export const approvalTold = {
  approvalAsked: ['待您审批', 'waits for your approval'],
  stageAsked: ['上一级已通过，待您审批', 'has passed the stage before yours and waits for your approval'],
  rejected: ['有审批人驳回', 'an approver has rejected it'],
  delegated: ['的审批已委托给您', 'its approval has been delegated to you'],
  delegationEnded: ['的审批委托已收回', 'its approval is no longer delegated to you'],
  delegationBegun: ['的审批委托已生效，请办理', 'its approval is delegated to you from now on'],
  delegationOver: ['的审批委托已结束，请本人审批', 'your delegation of its approval is over'],
  signerAdded: ['请您加签', 'you were added as a signer'],
  approverReplaced: [
    '原审批人已离岗或不再担任该角色，请接手',
    'its approver has left, or holds that role no more: please take over or name another',
  ],
  minutesRecorded: [
    '您在会上的表决已由主席登记，请核对',
    'the chair has recorded your vote of the meeting, please check it',
  ],
  approvalsVoided: ['不再按原内容审批，此前的表决作废', 'is not to be approved as it was, votes so far are void'],
  approvalOverdue: ['逾期未审批，可由上级决定', 'was not approved in time, its superior may decide'],
} as const satisfies Partial<Record<keyof RoundEvents, TwoWords>>;
/** Fields whose words those notices bring. */
export const approvalSaid = {
  rejected: ['reason'],
  delegated: ['reason', 'since', 'until'],
  signerAdded: ['reason'],
  approverReplaced: ['reason'],
  minutesRecorded: ['meeting'],
  approvalsVoided: ['reason'],
} as const satisfies Partial<Record<keyof RoundEvents, readonly string[]>>;
/** Names of its clocks. */
export const approvalClockWords = { [APPROVAL_CLOCK]: ['审批', 'approval'] } as const satisfies Record<
  string,
  TwoWords
>;
/** For a definition's `handing`: what brings the case to somebody who has not read it yet. */
export const approvalHanding = [
  'approvalAsked',
  'stageAsked',
  'delegated',
  'delegationBegun',
  'signerAdded',
  'approverReplaced',
] as const satisfies readonly (keyof RoundEvents)[];
