/** What can be asked of a rectification, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  commonCommands,
  fileRefs,
  instant,
  key,
  line,
  MOST_FILES_AT_ONCE,
  namedPart,
  orgPath,
  text,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { CLASSES, KINDS } from './fields.ts';

const evidence = text(4000);
/** Photos and papers that show it. */
const files = fileRefs(MOST_FILES_AT_ONCE).optional();
const taking = { facts: { files: ['files'] } } as const;
const due = instant().describe('By when it is put right: an instant that lies ahead');

export const rectificationCommands = {
  create: {
    title: { zh: '下发整改', en: 'Issue' },
    intake: true,
    tone: 'primary',
    facts: {
      unit: 'unit',
      person: ['responsible'],
      cases: ['source', 'blocks/case', 'followUpOf'],
      found: { case: 'source', part: 'sourcePart' },
      partOf: { case: 'blocks/case', part: 'blocks/step' },
    },
    input: z.strictObject({
      kind: z.enum(KINDS),
      class: z.enum(CLASSES).describe('What is minor is put right at once, without a case'),
      unit: orgPath().describe('Where it is to be put right'),
      application: key().optional(),
      title: line(200),
      finding: text(8000).describe('What was found, and against which rule'),
      evidence: evidence.optional(),
      responsible: key().describe('Who answers for putting it right'),
      due,
      source: caseNumber().optional().describe('The case in which it was found'),
      blocks: z
        .strictObject({
          case: caseNumber().describe('An open change, cutover, failover, release or work order'),
          step: namedPart().optional().describe('Of its parts the one that stays shut; absent: the case as a whole'),
        })
        .optional()
        .describe('What may not begin before it is closed or withdrawn'),
      followUpOf: caseNumber().optional(),
    }),
  },
  reportAccident: {
    title: { zh: '上报事故', en: 'Report an accident' },
    intake: true,
    tone: 'danger',
    facts: { unit: 'unit', cases: ['source'] },
    input: z.strictObject({
      unit: orgPath().describe('Where it happened, or whose work it was'),
      application: key().optional(),
      title: line(200),
      site: line(300).describe('The place, so that one finds it'),
      harm: text(8000).describe('What happened, and who or what came to harm'),
      happenedAt: instant().optional(),
      source: caseNumber().optional().describe('The case at whose work it happened'),
    }),
  },
  assign: {
    title: { zh: '指定责任人', en: 'Name who is responsible' },
    tone: 'primary',
    facts: { person: ['person'] },
    input: z.strictObject({
      person: key(),
      due: due.optional().describe('Where none was named yet; afterwards it is extended'),
      reason: text(2000).optional(),
    }),
  },
  takeUp: {
    title: { zh: '接收整改', en: 'Take up' },
    tone: 'primary',
    facts: { person: ['person'] },
    input: z.strictObject({
      rootCause: text(4000),
      measures: text(4000),
      person: key().optional().describe('Who carries it out; absent: who is responsible does'),
    }),
  },
  contest: {
    title: { zh: '提出异议', en: 'Contest' },
    input: z.strictObject({ grounds: text(4000) }),
  },
  uphold: { title: { zh: '维持整改', en: 'Uphold' }, input: because },
  withdraw: { title: { zh: '撤销整改', en: 'Withdraw' }, tone: 'danger', input: because },
  submit: {
    title: { zh: '提交复查', en: 'Submit' },
    tone: 'primary',
    facts: { files: ['filesBefore', 'filesAfter'] },
    input: z.strictObject({
      before: evidence.describe('As it was'),
      after: evidence.describe('As it is now, and how one sees it'),
      filesBefore: files.describe('That show it as it was; of an accident a photo, here or of its scene'),
      filesAfter: files.describe('That show it as it is now; of an accident a photo'),
    }),
  },
  clear: {
    title: { zh: '复查通过', en: 'Clear' },
    tone: 'primary',
    ...taking,
    input: z.strictObject({ result: text(4000), evidence, files }),
  },
  refuseRemedy: {
    title: { zh: '复查不通过', en: 'Refuse the remedy' },
    tone: 'danger',
    ...taking,
    input: z.strictObject({ result: text(4000), evidence: evidence.optional(), files }),
  },
  extend: {
    title: { zh: '延期', en: 'Extend' },
    input: z.strictObject({ due, reason: text(2000) }),
  },
  reportUp: {
    title: { zh: '逐级上报', en: 'Report upward' },
    tone: 'danger',
    input: z.strictObject({ to: text(500).describe('Which authorities and superiors, and how'), summary: text(4000) }),
  },
  protectScene: {
    title: { zh: '保护现场', en: 'Protect the scene' },
    tone: 'primary',
    ...taking,
    input: z.strictObject({ evidence, files }),
  },
  recordInvestigation: {
    title: { zh: '登记调查结论', en: 'Record the investigation' },
    tone: 'primary',
    ...taking,
    input: z.strictObject({
      rootCause: text(8000),
      liable: text(2000).describe('Who answers for it, or that nobody does'),
      measures: text(8000).describe('What keeps it from happening again'),
      files,
    }),
  },
  ...commonCommands,
} satisfies CommandTable;
type Given = CommandOf<typeof rectificationCommands>;
type Issued = Extract<Given, { type: 'create' }>['data'];
/**
 * What the product starts one with: it says who found it, if a person did; who is responsible may be named later, and the policy names a due instant.
 * `sourcePart`: the finding of its source whose words and photos it repeats.
 */
export type StartRectification = Omit<Issued, 'responsible' | 'due'> &
  Partial<Pick<Issued, 'responsible' | 'due'>> & { issuer?: string; sourcePart?: string };
export type RectificationCommand = Exclude<Given, { type: 'create' }> | { type: 'create'; data: StartRectification };
