/** What can be asked of an appraisal, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  chosenFrom,
  commonCommands,
  fileRefs,
  formed,
  key,
  line,
  MOST_FILES_AT_ONCE,
  namedPart,
  nothing,
  orgPath,
  partId,
  shownHash,
  text,
  versionRef,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { drillable } from '../kernel/running/contract.ts';
import { LARGEST } from './calculus/decimals.ts';
import { PERIOD } from './calculus/period.ts';
import { MOST_CLAUSES, MOST_ITEMS } from './calculus/scheme.ts';
import { DECISIONS, SCRIPTED } from './statuses.ts';

const hash = () => formed(/^[0-9a-f]{64}$/, 'hash');
const count = z.int().min(0);
const attempt = z.int().min(1);
const files = fileRefs(MOST_FILES_AT_ONCE).optional();
const taking = { facts: { files: ['files'] } } as const;
const points = chosenFrom('points', z.int().min(0).max(10_000)).describe('In hundredths of a point: 1750 is 17.50');
const decision = z.enum(DECISIONS);
const disputed = z.array(caseNumber()).min(1).max(50).optional();
const judged = {
  decision,
  reason: text(4000),
  points: points.optional().describe('Of one that is adjusted: what it scores instead'),
  relief: chosenFrom('cents', z.int().min(1).max(1_000_000_000_000))
    .optional()
    .describe('Of one that is adjusted: cents that are taken off what is owed for it'),
  excluded: disputed.describe(
    'Of one that is adjusted: which of the disputed cases count against the subject no more; of all others it is said that they do. The figure stays as it was frozen',
  ),
  files,
};

export const appraisalCommands = {
  create: {
    title: { zh: '发起考核', en: 'Open' },
    intake: true,
    facts: { unit: 'unit', scheme: { scheme: 'scheme', period: 'period' } },
    input: z.strictObject({
      unit: orgPath().describe('Whose service is judged, as the scheme says it'),
      scheme: key(),
      period: chosenFrom('period', formed(PERIOD, 'period')).describe(
        '`2026-11`, `2026-Q4` or `2026`, by the clock on the wall there; it is over',
      ),
      title: line(200).optional().describe('Absent: made of the scheme and the period'),
      ...drillable,
      scripted: z.enum(SCRIPTED).optional().describe('Of a drill: what its figures say; absent: every target is met'),
    }),
  },
  freeze: {
    title: { zh: '冻结取数', en: 'Freeze the figures' },
    internal: true,
    input: z.strictObject({
      attempt,
      figures: z
        .array(
          z.strictObject({ item: partId(), value: z.number().min(-LARGEST).max(LARGEST).nullable(), cases: count }),
        )
        .max(MOST_ITEMS),
      breaches: z
        .record(z.string().max(32), count)
        .refine((all) => Object.keys(all).length <= MOST_CLAUSES, 'too-many'),
      list: z.strictObject({ hash: hash(), rows: count }),
      indicators: z.array(versionRef()).max(400).describe('Each that its figures rest on'),
    }),
  },
  noteStuck: {
    title: { zh: '登记取数受阻', en: 'Note that it cannot go on' },
    internal: true,
    input: z.strictObject({ attempt, code: z.string().max(60) }),
  },
  recollect: { title: { zh: '重新取数', en: 'Collect again' }, input: because },
  take: { title: { zh: '承办', en: 'Take it on' }, input: nothing },
  score: {
    title: { zh: '评分', en: 'Score' },
    tone: 'primary',
    facts: { files: ['files'], fresh: ['standsInFor'] },
    input: z.strictObject({ points, reason: text(4000), evidence: text(4000).optional(), files }),
  },
  publish: {
    title: { zh: '公示', en: 'Publish' },
    tone: 'primary',
    facts: { fresh: ['standsInFor'] },
    input: nothing,
  },
  dispute: {
    title: { zh: '申诉', en: 'Dispute' },
    facts: { files: ['files'], cases: ['cases'], listed: 'cases' },
    input: z.strictObject({
      cases: disputed.describe(
        'Which of its cases it is about, each once; of an item with a figure, cases of its frozen list',
      ),
      grounds: text(4000),
      evidence: text(4000).optional(),
      files,
    }),
  },
  answerDispute: {
    title: { zh: '答复申诉', en: 'Answer a dispute' },
    tone: 'primary',
    facts: { files: ['files'], fresh: ['standsInFor'] },
    input: z.strictObject(judged),
  },
  appeal: {
    title: { zh: '复议', en: 'Appeal' },
    ...taking,
    input: z.strictObject({ grounds: text(4000), files }),
  },
  decideAppeal: {
    title: { zh: '复议裁定', en: 'Decide an appeal' },
    tone: 'primary',
    facts: { files: ['files'], fresh: ['standsInFor'] },
    input: z.strictObject(judged),
  },
  accept: { title: { zh: '认可结果', en: 'Accept' }, tone: 'primary', input: nothing },
  sign: {
    title: { zh: '签字确认', en: 'Sign' },
    tone: 'primary',
    facts: { fresh: ['standsInFor'] },
    input: z.strictObject({ statementHash: shownHash().describe('Of the statement as it was shown') }),
  },
  void: { title: { zh: '作废', en: 'Void' }, tone: 'danger', input: because },
  proposeCriteria: {
    title: { zh: '提出下期方案', en: 'Propose the next scheme' },
    facts: { fresh: ['standsInFor'] },
    input: z.strictObject({
      lines: z
        .array(
          z.strictObject({
            item: namedPart(),
            target: z.number().min(0).max(LARGEST).optional(),
            weight: z.int().min(0).max(100).optional(),
            reason: text(500),
          }),
        )
        .min(1)
        .max(MOST_ITEMS)
        .optional()
        .describe('Absent: as its figures suggest'),
    }),
  },
  ...commonCommands,
} satisfies CommandTable;

export type AppraisalCommand = CommandOf<typeof appraisalCommands>;
