/** What can be asked of a change, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  chosenFrom,
  commonCommands,
  formed,
  instant,
  key,
  keyOf,
  line,
  nothing,
  orgPath,
  partId,
  text,
  versionRef,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { gatingCommands } from '../kernel/gating/contract.ts';
import { approvalCommands, minutesCommands, planHash } from '../kernel/approving/contract.ts';
import { CUTOVER_SAYS } from '../cutover/fields.ts';
import { ASSESSMENTS, CHANGE_KINDS, OUTCOMES } from './fields.ts';
import { MOST_ITEMS, MOST_STEPS } from './caps.ts';
import type { Plan } from './plan.ts';

const minutes = (most: number) => z.int().min(0).max(most);
export const steps = z
  .array(
    z.strictObject({
      id: partId(),
      title: line(120),
      instruction: text(2000),
      verify: text(1000).optional().describe('How it is seen that it worked'),
      undo: text(2000).optional().describe('How it is taken back; absent: it cannot be, and `noUndo` says why'),
      noUndo: text(1000).optional(),
      minutes: minutes(1440).min(1),
    }),
  )
  .min(1)
  .max(MOST_STEPS);
const window = z.strictObject({ from: instant(), until: instant() });

export const changeCommands = {
  create: {
    title: { zh: '登记变更', en: 'Raise' },
    intake: true,
    tone: 'primary',
    facts: { unit: 'unit', cases: ['incident', 'followUpOf'], items: 'items', template: 'named' },
    input: z.strictObject({
      kind: z.enum(CHANGE_KINDS),
      unit: orgPath().describe('Whose change it is'),
      application: key(),
      title: line(200).optional().describe('Absent: that of its template'),
      description: text(8000).optional().describe('Why; absent: as its template says'),
      items: z.array(key()).min(1).max(MOST_ITEMS).describe('Configuration items that it alters'),
      template: key().optional().describe('That a standard change is made of'),
      incident: caseNumber().optional().describe('That an emergency is for'),
      difference: text(4000).optional().describe('Of an unauthorised one: what was found'),
      followUpOf: caseNumber().optional(),
    }),
  },
  plan: {
    title: { zh: '编制方案', en: 'Plan' },
    tone: 'primary',
    facts: { person: ['implementer'], items: 'items', template: 'own' },
    input: z.strictObject({
      asNormal: z
        .literal(true)
        .optional()
        .describe('A standard change goes the whole way from now on; what is left out stays as its template says'),
      items: z.array(key()).min(1).max(MOST_ITEMS),
      window: window.optional(),
      outageMinutes: minutes(100_000).optional().describe('How long people cannot work; 0: they can'),
      consequences: text(4000).optional().describe('For those who use what it alters'),
      steps: steps.optional(),
      backOut: text(4000).optional().describe('The back-out plan'),
      backOutMinutes: minutes(100_000).optional(),
      testEvidence: text(4000).optional(),
      implementer: key().optional(),
      customers: z.array(orgPath()).max(MOST_ITEMS).optional().describe('Beside the owners of the items'),
    }),
  },
  submit: {
    title: { zh: '提交', en: 'Submit' },
    tone: 'primary',
    facts: { fresh: ['conflicts', 'approvals', 'template', 'questionnaire'] },
    input: nothing,
  },
  assess: {
    title: { zh: '评估', en: 'Assess' },
    tone: 'primary',
    facts: { fresh: ['approvals'] },
    input: z.strictObject({
      as: z.enum(ASSESSMENTS),
      answers: z.record(keyOf('question'), z.boolean()).describe('To the questions of the risk questionnaire'),
      opinion: text(4000),
    }),
  },
  return: { title: { zh: '退回', en: 'Return' }, tone: 'danger', input: because },
  waiveConflict: {
    title: { zh: '豁免冲突', en: 'Waive a warning' },
    input: z.strictObject({
      conflict: chosenFrom('conflict', formed(/^[a-z-]{1,40}:[^:]{0,64}:[^:]{0,100}$/, 'key')).describe(
        'Its key, as it is listed',
      ),
      reason: text(2000),
    }),
  },
  revise: { title: { zh: '撤回修改', en: 'Revise' }, tone: 'danger', input: because },
  noteFreeze: {
    title: { zh: '登记封网', en: 'Note a freeze' },
    internal: true,
    input: z.strictObject({ freeze: versionRef(), from: instant(), until: instant() }),
  },
  noteFreezeLifted: {
    title: { zh: '登记封网解除', en: 'Note the end of a freeze' },
    internal: true,
    input: z.strictObject({ freeze: versionRef().describe('The version that meets it no more') }),
  },
  noteHeld: {
    title: { zh: '登记等待的事件', en: 'Note an incident that waits for it' },
    internal: true,
    input: z.strictObject({ incident: caseNumber() }),
  },
  noteResumed: {
    title: { zh: '登记不再等待的事件', en: 'Note an incident that waits no more' },
    internal: true,
    input: z.strictObject({ incident: caseNumber() }),
  },
  noteRelease: {
    title: { zh: '登记发布结果', en: 'Note what became of its release' },
    internal: true,
    input: z.strictObject({
      release: caseNumber(),
      outcome: z.enum(['canceled', 'rolled-back']),
      reason: text(2000).optional(),
    }),
  },
  noteCutover: {
    title: { zh: '登记割接进展', en: 'Note how its cutover goes' },
    internal: true,
    facts: { fresh: ['approvals'] },
    input: z.strictObject({
      cutover: caseNumber(),
      outcome: z.enum(CUTOVER_SAYS),
      commander: key().optional().describe('Who leads it, as it starts'),
      reason: text(2000).optional().describe('Why it goes back, or is canceled'),
      checks: text(2000).optional().describe('What its users tried'),
    }),
  },
  recordConsent: {
    title: { zh: '登记客户同意', en: "Record the customer's consent" },
    facts: { fresh: ['conflicts'] },
    input: z.strictObject({
      customer: orgPath(),
      planHash,
      onPhone: line(100).optional().describe('Name of who said so on the phone; for an emergency only'),
    }),
  },
  refuseConsent: {
    title: { zh: '客户不同意', en: 'Refuse consent' },
    tone: 'danger',
    input: z.strictObject({ customer: orgPath(), reason: text(2000) }),
  },
  start: { title: { zh: '开始实施', en: 'Start' }, tone: 'primary', facts: { fresh: ['conflicts'] }, input: nothing },
  completeStep: {
    title: { zh: '完成步骤', en: 'Complete a step' },
    tone: 'primary',
    input: z.strictObject({ evidence: text(4000) }),
  },
  failStep: { title: { zh: '步骤失败', en: 'Fail a step' }, tone: 'danger', input: because },
  extendWindow: {
    title: { zh: '延长窗口', en: 'Extend the window' },
    facts: { fresh: ['conflicts'] },
    input: z.strictObject({ until: instant(), reason: text(2000) }),
  },
  rollBack: {
    title: { zh: '回退', en: 'Roll back' },
    tone: 'danger',
    facts: { fresh: ['approvals'] },
    input: because,
  },
  completeUndo: {
    title: { zh: '完成回退步骤', en: 'Complete an undo' },
    facts: { fresh: ['approvals'] },
    input: z.strictObject({ evidence: text(4000) }),
  },
  finish: {
    title: { zh: '完成实施', en: 'Finish' },
    tone: 'primary',
    facts: { fresh: ['approvals'] },
    input: z.strictObject({ verification: text(4000), itemChanges: text(4000).optional() }),
  },
  review: {
    title: { zh: '评审', en: 'Review' },
    tone: 'primary',
    facts: { cases: ['incidents'] },
    input: z.strictObject({
      outcome: z.enum(OUTCOMES),
      incidents: z.array(caseNumber()).max(50).optional().describe('That it caused'),
      lessons: text(4000),
    }),
  },
  cancel: { title: { zh: '取消', en: 'Cancel' }, tone: 'danger', input: because },
  ...commonCommands,
  ...gatingCommands,
  ...approvalCommands,
  // What ends the round may put it into its window, so that is looked at again.
  approve: { ...approvalCommands.approve, facts: { fresh: ['principals', 'conflicts'] } },
  recordMinutes: {
    ...minutesCommands.recordMinutes,
    facts: { ...minutesCommands.recordMinutes.facts, fresh: ['principals', 'conflicts'] },
  },
  abstain: { ...approvalCommands.abstain, facts: { fresh: ['principals', 'conflicts'] } },
  decideAsSuperior: { ...approvalCommands.decideAsSuperior, facts: { fresh: ['conflicts'] } },
  reseat: {
    ...approvalCommands.reseat,
    facts: { ...approvalCommands.reseat.facts, fresh: [...approvalCommands.reseat.facts.fresh, 'conflicts'] },
  },
  relieve: {
    ...approvalCommands.relieve,
    facts: { ...approvalCommands.relieve.facts, fresh: ['heirs', 'conflicts'] },
  },
} satisfies CommandTable;
type Given = CommandOf<typeof changeCommands>;
/** What only the product itself may add to an intake: the release that the change is for, who is to complete it, and what is planned. */
export type ForRelease = { release: string; reporter: string | undefined; plan: Plan };
/** The failover of which a change is the record. */
type OfFailover = { failover: string };
/** Whoever raises one names its service; a failover may be about items of no single one. */
type Service = { application: string | undefined };
type Raised = Extract<Given, { type: 'create' }>['data'];
export type CreateChange = Omit<Raised, 'application'> & Partial<Service & ForRelease & OfFailover>;
export type ChangeCommand = Exclude<Given, { type: 'create' }> | { type: 'create'; data: CreateChange };
