/** What can be asked of a case that is approved, and with which data: beside its own commands in the contract of its process. */
import { z } from 'zod';
import { commonCommands, instant, key, keyOf, nothing, shownHash, text } from '../contract.ts';
import type { CommandOf, CommandTable } from '../process.ts';

/** SHA-256 of what was read. */
export const planHash = shownHash().describe('Hash of what was read; another one is refused stale-plan');
const where = {
  planHash,
  stage: keyOf('stage').optional().describe('Where somebody has a say in several; absent: the first of them'),
  for: keyOf('person').optional().describe('Whom he stands in for, where he could vote for several'),
};

export const approvalCommands = {
  approve: {
    title: { zh: '批准', en: 'Approve' },
    tone: 'primary',
    facts: { fresh: ['principals'] },
    input: z.strictObject({ ...where, reason: text(2000).optional() }),
  },
  reject: {
    title: { zh: '驳回', en: 'Reject' },
    tone: 'danger',
    facts: { fresh: ['principals'] },
    input: z.strictObject({ ...where, reason: text(2000) }),
  },
  abstain: {
    title: { zh: '弃权', en: 'Abstain' },
    facts: { fresh: ['principals'] },
    input: z.strictObject({ ...where, reason: text(2000).optional() }),
  },
  withdrawVote: {
    title: { zh: '撤回表决', en: 'Take back a vote' },
    input: z.strictObject({ stage: keyOf('stage').optional(), reason: text(2000).optional() }),
  },
  delegate: {
    title: { zh: '委托', en: 'Delegate' },
    facts: { person: ['to'] },
    input: z.strictObject({
      to: key(),
      from: instant().optional().describe('Absent: from now on'),
      until: instant(),
      reason: text(2000),
    }),
  },
  revokeDelegation: { title: { zh: '收回委托', en: 'Take back a delegation' }, input: nothing },
  addSigner: {
    title: { zh: '加签', en: 'Add a signer' },
    facts: { person: ['person'] },
    input: z.strictObject({
      person: key(),
      stage: keyOf('stage').optional().describe('Absent: where he sits himself, else the first that is open'),
      reason: text(2000),
    }),
  },
  nameApprover: {
    title: { zh: '指定审批人', en: 'Name an approver' },
    facts: { person: ['person'] },
    input: z.strictObject({
      seat: keyOf('seat').describe('One that nobody can take'),
      person: key(),
      reason: text(2000),
    }),
  },
  reseat: {
    title: { zh: '核对审批席位', en: 'Ask registers who sits there' },
    facts: { fresh: ['seats', 'mandates'] },
    input: nothing,
  },
  noteMandates: {
    title: { zh: '核对长期委托', en: 'Ask for standing delegations' },
    internal: true,
    facts: { fresh: ['mandates'] },
    input: nothing,
  },
  decideAsSuperior: {
    title: { zh: '上级决定', en: 'Decide as the superior' },
    input: z.strictObject({ says: z.enum(['approve', 'reject']), planHash, reason: text(2000) }),
  },
  // Its seats go to who is there, so registers are asked.
  relieve: {
    ...commonCommands.relieve,
    facts: { ...commonCommands.relieve.facts, fresh: ['heirs'] },
  },
} satisfies CommandTable;
type Given = CommandOf<typeof approvalCommands>;
/** Its commands; `relieve` is every process's own. */
export type ApprovalCommand = Exclude<Given, { type: 'relieve' }>;

/** Of a process whose boards meet, beside them: votes of a meeting, recorded by its chair. */
export const minutesCommands = {
  recordMinutes: {
    title: { zh: '登记会议表决', en: 'Record minutes' },
    facts: { meeting: 'meeting', fresh: ['principals'] },
    input: z.strictObject({
      meeting: key().describe('One that he chaired, and that has begun'),
      planHash,
      stage: keyOf('stage').optional().describe('Absent: the first that is asked and whose chair he is'),
      decisions: z
        .array(
          z.strictObject({
            seat: keyOf('seat'),
            person: keyOf('person').describe('Who decided: a member of the meeting who has that seat'),
            decision: z.enum(['approve', 'reject', 'abstain']),
            reason: text(2000).optional().describe('Of a rejection always'),
          }),
        )
        .min(1)
        .max(30)
        .describe('All of them are recorded, or none'),
    }),
  },
} satisfies CommandTable;
export type MinutesCommand = CommandOf<typeof minutesCommands>;
