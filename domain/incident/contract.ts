/** What can be asked of an incident, and with which data. */
import { z } from 'zod';
import { report } from '../call/contract.ts';
import {
  because,
  caseNumber,
  commonCommands,
  impact,
  instant,
  intake,
  key,
  keyOf,
  line,
  nothing,
  rating,
  text,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable, Millis } from '../kernel/process.ts';
import { CHANGE_OVER, HOLD_REASONS, VISIT_OUTCOMES } from './fields.ts';

const holdReason = z.enum(HOLD_REASONS);
const knowledge = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('used'), article: keyOf('article') }),
  z.strictObject({
    kind: z.literal('propose'),
    symptom: text(2000),
    solution: text(4000),
    firstOfKind: z.boolean(),
    instructive: z.boolean(),
    general: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('none'), reason: text(500) }),
]);

export const incidentCommands = {
  create: {
    title: { zh: '登记事件', en: 'Open' },
    ...intake,
    facts: { ...intake.facts, queue: 'queue', priority: true, filesFrom: 'call' },
    input: z.strictObject({
      ...report,
      impact,
      urgency: impact,
      category: key().optional(),
      item: key().optional(),
      queue: key().optional(),
    }),
  },
  triage: {
    title: { zh: '分诊', en: 'Triage' },
    tone: 'primary',
    facts: { queue: 'queue', priority: true },
    input: z.strictObject({ queue: key(), category: key(), impact, urgency: impact }),
  },
  claim: { title: { zh: '认领', en: 'Claim' }, tone: 'primary', input: nothing },
  dispatch: {
    title: { zh: '派单', en: 'Dispatch' },
    facts: { person: ['person'] },
    input: z.strictObject({ person: key() }),
  },
  decline: { title: { zh: '退单', en: 'Decline' }, input: because },
  start: { title: { zh: '开始处理', en: 'Start' }, tone: 'primary', input: nothing },
  release: { title: { zh: '释放', en: 'Release' }, input: because },
  transfer: {
    title: { zh: '转单', en: 'Transfer' },
    facts: { queue: 'queue' },
    input: z.strictObject({ queue: key(), reason: text(2000) }),
  },
  escalate: {
    title: { zh: '升级', en: 'Escalate' },
    input: z.strictObject({ diagnosis: text(4000), tried: text(4000), ask: text(2000) }),
  },
  handBack: {
    title: { zh: '退回', en: 'Hand back' },
    input: z.strictObject({ reason: z.enum(['info-missing', 'wrong-queue', 'below-can-solve']), text: text(2000) }),
  },
  hold: {
    title: { zh: '挂起', en: 'Hold' },
    facts: { cases: ['change'] },
    input: z.strictObject({
      reason: holdReason,
      note: text(2000),
      until: instant().optional(),
      change: caseNumber().optional().describe('That it waits for, where that is the reason: its end resumes it'),
    }),
  },
  noteChange: {
    title: { zh: '登记所待变更的结果', en: 'Note what became of its change' },
    internal: true,
    input: z.strictObject({ change: caseNumber(), outcome: z.enum(CHANGE_OVER), reason: text(600).optional() }),
  },
  resume: { title: { zh: '恢复', en: 'Resume' }, input: nothing },
  supplyInfo: { title: { zh: '补充信息', en: 'Supply information' }, input: z.strictObject({ text: text(4000) }) },
  noteContact: {
    title: { zh: '登记新联系方式', en: 'Note a new contact' },
    internal: true,
    input: z.strictObject({ call: caseNumber(), contact: line(200) }),
  },
  requestOnsite: {
    title: { zh: '请求上门', en: 'Ask for a visit' },
    input: z.strictObject({ site: line(300), contact: line(200), remoteHelp: text(2000) }),
  },
  withdrawOnsite: { title: { zh: '撤回上门', en: 'Withdraw the visit' }, input: because },
  noteArrival: {
    title: { zh: '记录到场', en: 'Note the arrival' },
    input: z.strictObject({ workOrder: caseNumber().optional() }),
  },
  noteVisit: {
    title: { zh: '记录上门结果', en: 'Note the visit' },
    internal: true,
    input: z.strictObject({
      result: text(8000),
      workOrder: caseNumber().optional(),
      outcome: z.enum(VISIT_OUTCOMES).optional().describe('Canceled: nobody came'),
    }),
  },
  addReporter: {
    title: { zh: '添加报障人', en: 'Add a reporter' },
    internal: true,
    input: z.strictObject({ call: caseNumber().optional(), reporter: key().optional(), caller: line(100).optional() }),
  },
  reprioritise: {
    title: { zh: '调整优先级', en: 'Reprioritise' },
    facts: { priority: true },
    input: z.strictObject({ impact, urgency: impact, reason: text(2000) }),
  },
  resolve: {
    title: { zh: '解决', en: 'Resolve' },
    tone: 'primary',
    facts: { fresh: ['repeats'] },
    input: z.strictObject({
      solution: text(8000),
      causeCode: key(),
      category: key(),
      item: key().optional(),
      knowledge,
      confirmedOnPhone: line(100).optional().describe('Name of the reporter who confirmed on the phone'),
    }),
  },
  confirm: {
    title: { zh: '确认', en: 'Confirm' },
    tone: 'primary',
    input: z.strictObject({ rating: rating.optional() }),
  },
  noteConfirmed: {
    title: { zh: '登记报障人确认', en: 'Note what a reporter confirmed at his call' },
    internal: true,
    input: z.strictObject({ call: caseNumber(), rating: rating.optional() }),
  },
  reopen: { title: { zh: '重开', en: 'Reopen' }, input: because },
  fileReport: {
    title: { zh: '提交分析报告', en: 'File the report' },
    tone: 'primary',
    input: z.strictObject({
      cause: text(4000),
      evidence: text(4000),
      handling: text(4000),
      repeated: z.boolean().optional(),
      prevention: text(4000),
    }),
  },
  returnReport: { title: { zh: '退回报告', en: 'Return the report' }, input: because },
  close: { title: { zh: '关闭', en: 'Close' }, tone: 'primary', input: nothing },
  cancel: { title: { zh: '撤单', en: 'Cancel' }, tone: 'danger', input: because },
  convert: {
    title: { zh: '转服务请求', en: 'Convert to a request' },
    input: z.strictObject({ catalogueItem: keyOf('catalogue-item') }),
  },
  merge: {
    title: { zh: '合并', en: 'Merge' },
    facts: { cases: ['target'] },
    input: z.strictObject({ target: caseNumber() }),
  },
  removeReporter: {
    title: { zh: '移除报障人', en: 'Remove a reporter' },
    internal: true,
    input: z.strictObject({ call: caseNumber() }),
  },
  attachParent: {
    title: { zh: '归并', en: 'Attach to a parent' },
    facts: { cases: ['parent'] },
    input: z.strictObject({ parent: caseNumber() }),
  },
  detachParent: { title: { zh: '解除归并', en: 'Detach from the parent' }, input: nothing },
  addChild: {
    title: { zh: '登记子单', en: 'Add a child' },
    internal: true,
    input: z.strictObject({ child: caseNumber(), requester: key().optional() }),
  },
  removeChild: {
    title: { zh: '移除子单', en: 'Remove a child' },
    internal: true,
    input: z.strictObject({ child: caseNumber() }),
  },
  followParent: {
    title: { zh: '随主单变化', en: 'Follow the parent' },
    internal: true,
    input: z.discriminatedUnion('event', [
      z.strictObject({
        event: z.literal('resolved'),
        parent: caseNumber(),
        solution: text(8000),
        causeCode: key(),
        category: key(),
        reportOwed: z.boolean().optional().describe('The parent owes the report on all of them'),
      }),
      z.strictObject({ event: z.literal('closed'), parent: caseNumber() }),
      z.strictObject({ event: z.literal('reopened'), parent: caseNumber(), reason: text(2000) }),
    ]),
  },
  proposeMajor: { title: { zh: '提请重大', en: 'Propose as major' }, input: z.strictObject({ grounds: text(2000) }) },
  declareMajor: {
    title: { zh: '宣布重大', en: 'Declare major' },
    tone: 'danger',
    facts: { person: ['commander'] },
    input: z.strictObject({ grounds: text(2000), commander: key() }),
  },
  declineMajor: { title: { zh: '不列重大', en: 'Decline as major' }, input: z.strictObject({ grounds: text(2000) }) },
  postUpdate: { title: { zh: '发布进展', en: 'Post an update' }, input: z.strictObject({ text: text(4000) }) },
  ...commonCommands,
} satisfies CommandTable;

type Given = CommandOf<typeof incidentCommands>;
/** What only the product itself may add to an intake: the call it comes from, and since when its reporter waits. */
export type FromCall = { call: string; receivedAt: Millis; tried?: string; diagnosis?: string };
export type CreateIncident = Extract<Given, { type: 'create' }>['data'] & Partial<FromCall>;
export type IncidentCommand = Exclude<Given, { type: 'create' }> | { type: 'create'; data: CreateIncident };
