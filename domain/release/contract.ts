/** What can be asked of a release, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  commonCommands,
  formed,
  instant,
  key,
  keyOf,
  line,
  nothing,
  orgPath,
  text,
} from '../kernel/contract.ts';
import { STAFF } from '../kernel/people/who.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { drillable, runCommands } from '../kernel/running/contract.ts';
import { MOST_ITEMS, MOST_SITE_STEPS, MOST_SITES, MOST_WAVES } from './caps.ts';
import { CHANGE_SAYS, CLOSED_AS } from './fields.ts';

const sha256 = formed(/^[0-9a-f]{64}$/, 'hash').describe('SHA-256 of the artefact, lower-case hex');
const window = z.strictObject({ from: instant(), until: instant() });
const minutes = z.int().min(1).max(10_080);
const undo = z.strictObject({
  kind: z.enum(['manual', 'automatic']),
  instruction: text(2000),
  action: keyOf('action').optional().describe('Of an automatic one'),
  minutes,
});
/** As it is carried out at each site; what of it is judged stands in kernel/steps/shapes.ts. */
const siteStep = z.strictObject({
  id: formed(/^[a-z0-9-]{1,20}$/, 'part-id'),
  kind: z.enum(['manual', 'automatic']),
  role: z.enum(STAFF).describe('Who does it, or looks when its action gave no answer'),
  title: line(120),
  instruction: text(2000),
  verify: text(1000).optional().describe('How it is seen that it worked'),
  action: keyOf('action').optional().describe('Of an automatic one'),
  undo: undo.optional(),
  minutes,
  retries: z.int().min(0).max(5),
  onFailure: z.enum(['undo', 'needs-human']),
  witness: z.literal(true).optional(),
  skippable: z.literal(true).optional(),
  noReturn: z.literal(true).optional(),
  checked: z.literal(true).optional().describe('A quality gate stands before it'),
});

export const releaseCommands = {
  create: {
    title: { zh: '发起发布', en: 'Raise' },
    intake: true,
    tone: 'primary',
    facts: { unit: 'unit', person: ['commander'], items: 'items', cases: ['changes', 'followUpOf'] },
    input: z.strictObject({
      unit: orgPath().describe('Whose release it is; its sites lie at it or below'),
      application: key(),
      appVersion: line(40).describe('Of the application, that it brings'),
      title: line(200),
      description: text(8000).optional(),
      items: z.array(key()).min(1).max(MOST_ITEMS).describe('Configuration items that it renews'),
      changes: z.array(caseNumber()).max(50).optional().describe('That it brings; a drill brings none'),
      commander: key().optional().describe('Who leads it, and performs nothing; absent: who raises it'),
      followUpOf: caseNumber().optional(),
      ...drillable,
    }),
  },
  planWaves: {
    title: { zh: '编排批次', en: 'Plan the waves' },
    tone: 'primary',
    facts: { runbook: 'runbook', fresh: ['runbook', 'actions'], organisations: 'waves' },
    input: z.strictObject({
      runbook: key().optional().describe('Whose steps are carried out at each site'),
      steps: z.array(siteStep).min(1).max(MOST_SITE_STEPS).optional().describe('Or these'),
      waves: z
        .array(
          z.strictObject({
            title: line(80).optional(),
            window,
            organisations: z.array(orgPath()).min(1).max(MOST_SITES),
          }),
        )
        .min(1)
        .max(MOST_WAVES)
        .describe('One after the other, a gate behind each'),
    }),
  },
  startBuild: {
    title: { zh: '开始构建', en: 'Start the build' },
    tone: 'primary',
    input: z.strictObject({ scope: text(4000) }),
  },
  recordBuild: {
    title: { zh: '登记构建', en: 'Record the build' },
    tone: 'primary',
    input: z.strictObject({ artefact: line(300).describe('Where it lies'), sha256, notes: text(8000) }),
  },
  recordTest: {
    title: { zh: '登记测试', en: 'Record a test' },
    tone: 'primary',
    input: z.strictObject({ result: z.enum(['passed', 'failed']), sha256, evidence: text(4000) }),
  },
  acceptTest: {
    title: { zh: '验收', en: 'Accept' },
    tone: 'primary',
    input: z.strictObject({ sha256, signature: line(100).describe('Name of who accepts it for the customer') }),
  },
  settleChange: {
    title: { zh: '登记变更结果', en: 'Note what its change came to' },
    internal: true,
    input: z.strictObject({ change: caseNumber(), outcome: z.enum(CHANGE_SAYS), reason: text(600).optional() }),
  },
  openWave: {
    title: { zh: '开始本批', en: 'Open a wave' },
    tone: 'primary',
    facts: { fresh: ['siteConflicts', 'actions'] },
    input: nothing,
  },
  approveGate: {
    title: { zh: '放行', en: 'Approve a gate' },
    tone: 'primary',
    facts: { fresh: ['incidentsOn'] },
    input: z.strictObject({ sha256: sha256.describe('As it was read back at the sites of the wave') }),
  },
  holdGate: { title: { zh: '扣留', en: 'Hold a gate' }, tone: 'danger', input: because },
  extendWindow: {
    title: { zh: '延长窗口', en: 'Extend the window' },
    input: z.strictObject({ until: instant(), reason: text(2000) }),
  },
  retryWave: {
    title: { zh: '本批重来', en: 'Go again' },
    tone: 'primary',
    input: z.strictObject({ reason: text(2000), window: window.optional().describe('Absent: the one it has') }),
  },
  leaveOut: { title: { zh: '不发', en: 'Leave out' }, tone: 'danger', input: because },
  close: {
    title: { zh: '关闭', en: 'Close' },
    tone: 'primary',
    input: z.strictObject({ outcome: z.enum(CLOSED_AS), review: text(4000) }),
  },
  cancel: { title: { zh: '取消', en: 'Cancel' }, tone: 'danger', input: because },
  ...commonCommands,
  ...runCommands,
  // Of a site that a conflict stopped: what stands in its way is looked at again.
  retryStep: { ...runCommands.retryStep, facts: { fresh: ['siteConflicts'] } },
} satisfies CommandTable;
export type ReleaseCommand = CommandOf<typeof releaseCommands>;
