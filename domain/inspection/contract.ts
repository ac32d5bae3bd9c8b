/** What can be asked of an inspection, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  commonCommands,
  day,
  fileId,
  fileRefs,
  impact,
  instant,
  key,
  line,
  namedPart,
  nothing,
  orgPath,
  shownHash,
  text,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { type OwnLine, WAYS } from './plan.ts';
import { CLASSES, SAYS } from './statuses.ts';

const recordHash = shownHash().describe('Of the record as it was shown');
const persons = z.array(z.strictObject({ person: key() }));
const said = {
  says: z.enum(SAYS).optional().describe('Absent: as its value says, of a line that asks for one'),
  value: z
    .union([z.number().min(-1e12).max(1e12), text(2000)])
    .optional()
    .describe('A number in the unit of the line, the id of a choice, or words'),
  note: text(2000).optional().describe('Needed of what does not apply'),
};
const recorded = z.strictObject({
  line: namedPart(),
  ...said,
  basedOn: z
    .int()
    .min(0)
    .optional()
    .describe('The `rev` of the line that the inspector saw: another value since is kept beside'),
  observedAt: instant().optional().describe('When he saw it; what counts is when it came in'),
  photos: z.array(fileId()).min(1).max(10).optional().describe('Of this line: ids that stand in `files`'),
});
const serviceHurt = z.strictObject({
  application: key().describe('What does not work for them'),
  impact,
  urgency: impact,
  item: key().optional().describe('One of those that are inspected'),
});
/** Photos of one command. */
const MOST_PHOTOS = 50;

export const inspectionCommands = {
  create: {
    title: { zh: '发起巡检', en: 'Open' },
    intake: true,
    facts: {
      unit: 'unit',
      people: 'inspectors',
      items: 'items',
      cases: ['followUpOf'],
      checklist: 'checklist',
      skills: 'skills',
    },
    input: z.strictObject({
      unit: orgPath().describe('Whose devices are inspected'),
      title: line(200),
      description: text(8000).optional().describe('Of one that no plan has: why'),
      way: z.enum(WAYS),
      checklist: key(),
      items: z.array(key()).max(200),
      visitUntil: instant().describe('By when the visit has begun, or it is missed'),
      inspectors: persons.max(10).optional(),
      skills: z.array(key()).max(5).optional().describe('Each held by somebody of those who inspect'),
      unannounced: z.literal(true).optional().describe('The unit is not told beforehand'),
      followUpOf: caseNumber().optional(),
    }),
  },
  appoint: {
    title: { zh: '派工', en: 'Appoint' },
    tone: 'primary',
    facts: { people: 'inspectors', fresh: ['skilled'] },
    input: z.strictObject({
      inspectors: persons.min(1).max(10).describe('The first one first'),
      from: instant(),
      until: instant().describe('Half-open; it begins within its slot'),
      contact: line(200).optional().describe('Whom to meet, and how to reach him'),
      vehicle: line(50).optional().describe('By its plate: booked for the visit, refused while another case has it'),
      note: text(2000).optional(),
    }),
  },
  replaceInspectors: {
    title: { zh: '更换巡检人', en: 'Replace its inspectors' },
    facts: { people: 'inspectors', fresh: ['skilled'] },
    input: z.strictObject({ inspectors: persons.min(1).max(10), reason: text(2000) }),
  },
  begin: {
    title: { zh: '开始巡检', en: 'Begin' },
    tone: 'primary',
    facts: { fresh: ['skilled'] },
    input: z.strictObject({ place: text(500).describe('Where, by which session, or whom he speaks to') }),
  },
  recordItems: {
    title: { zh: '登记检查项', en: 'Record lines' },
    tone: 'primary',
    facts: { files: ['files'], fresh: ['readings'] },
    input: z.strictObject({
      lines: z.array(recorded).min(1).max(50),
      files: fileRefs(MOST_PHOTOS).optional(),
    }),
  },
  chooseValue: {
    title: { zh: '确定取值', en: 'Choose its value' },
    input: z.strictObject({ ...said, reason: text(2000) }),
  },
  raiseFinding: {
    title: { zh: '登记隐患', en: 'Raise a finding' },
    input: z.strictObject({
      line: namedPart().describe('The line at which it was found'),
      class: z.enum(CLASSES).describe('Of a serious one supervisor and customer hear at once'),
      what: text(4000),
      serviceHurt: serviceHurt.optional().describe('Users suffer from it: an incident is opened at once'),
    }),
  },
  fixFinding: {
    title: { zh: '当场处理', en: 'Fix on the spot' },
    input: z.strictObject({ before: text(2000), after: text(2000) }),
  },
  withdrawFinding: { title: { zh: '撤回隐患', en: 'Withdraw a finding' }, input: because },
  complete: {
    title: { zh: '完成巡检', en: 'Complete' },
    tone: 'primary',
    input: z.strictObject({ summary: text(4000) }),
  },
  proposeRemedy: {
    title: { zh: '提出处理办法', en: 'Propose a remedy' },
    tone: 'primary',
    input: z.strictObject({ remedy: text(4000), due: instant() }),
  },
  agreeRemedy: { title: { zh: '同意处理办法', en: 'Agree' }, tone: 'primary', input: nothing },
  disputeRemedy: { title: { zh: '不同意', en: 'Dispute' }, input: because },
  reopenFinding: { title: { zh: '重新协商', en: 'Open a finding again' }, input: because },
  correctItem: {
    title: { zh: '更正检查项', en: 'Correct a line' },
    input: z.strictObject({ ...said, reason: text(2000) }),
  },
  presentRecord: { title: { zh: '提交签字', en: 'Present for signature' }, tone: 'primary', input: nothing },
  sign: { title: { zh: '签字', en: 'Sign' }, tone: 'primary', input: z.strictObject({ recordHash }) },
  withdrawSignature: { title: { zh: '撤回签字', en: 'Withdraw the signature' }, input: because },
  refuseSignature: { title: { zh: '拒签', en: 'Refuse to sign' }, tone: 'danger', input: because },
  cancel: {
    title: { zh: '取消巡检', en: 'Cancel' },
    tone: 'danger',
    input: z.strictObject({
      reason: text(2000),
      agreedWith: line(200).describe('Who of the customer agreed'),
      newDay: day().optional().describe('For when it was agreed instead'),
    }),
  },
  ...commonCommands,
} satisfies CommandTable;

type Given = CommandOf<typeof inspectionCommands>;
/** What only the product itself may add to an intake: the slot of a plan that it opens, who keeps that plan, and its own lines. */
type FromPlan = { plan: string; slot: string; reporter?: string; lines?: readonly OwnLine[] };
export type CreateInspection = Extract<Given, { type: 'create' }>['data'] & Partial<FromPlan>;
export type InspectionCommand = Exclude<Given, { type: 'create' }> | { type: 'create'; data: CreateInspection };
