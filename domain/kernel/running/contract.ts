/** What can be asked of a case whose plan is run, and with which data: beside its own commands in the contract of its process. */
import { z } from 'zod';
import { because, instant, keyOf, nothing, text } from '../contract.ts';
import { gatingCommands } from '../gating/contract.ts';
import type { CommandOf, CommandTable } from '../process.ts';

const evidence = text(2000).describe('How one saw it; what is read later');
const observedAt = instant()
  .optional()
  .describe('When, by the device of who saw it: kept as evidence, the time that counts is when it comes in');

const attempt = z
  .int()
  .min(1)
  .optional()
  .describe('Of the step, as one saw it: of a step that was begun anew meanwhile it is refused `stale-attempt`');
const basedOn = z
  .int()
  .min(0)
  .optional()
  .describe(
    'The `rev` of the step or gate as one saw it: where something became of it since, it is refused `stale-attempt`',
  );

/** Beside what the intake of a process takes whose cases run a plan. */
export const drillable = {
  drill: z
    .literal(true)
    .optional()
    .describe('A drill 演练: real people in real time, notices marked, actions answered by the plan’s script'),
};

export const runCommands = {
  takeStep: { title: { zh: '接手步骤', en: 'Take a step' }, tone: 'primary', input: nothing },
  confirmStep: {
    title: { zh: '确认完成', en: 'Confirm a step' },
    tone: 'primary',
    input: z.strictObject({ evidence, observedAt, attempt }),
  },
  failStep: {
    title: { zh: '登记失败', en: 'Say that a step failed' },
    tone: 'danger',
    input: because.extend({ attempt }),
  },
  witnessStep: {
    title: { zh: '见证', en: 'Witness a step' },
    tone: 'primary',
    input: z.strictObject({ evidence: evidence.optional(), observedAt, basedOn }),
  },
  refuseWitness: {
    title: { zh: '拒绝见证', en: 'Refuse to witness' },
    tone: 'danger',
    input: because.extend({ basedOn }),
  },
  decideStep: {
    title: { zh: '决定', en: 'Decide' },
    tone: 'primary',
    input: z.strictObject({
      choice: keyOf('choice').optional().describe('One of its choices; absent where it has none'),
      reason: text(2000),
    }),
  },
  skipStep: { title: { zh: '跳过步骤', en: 'Skip a step' }, tone: 'danger', input: because },
  passGate: {
    title: { zh: '质检通过', en: 'Pass a gate' },
    tone: 'primary',
    input: z.strictObject({ evidence, basedOn }),
  },
  refuseGate: {
    title: { zh: '质检不通过', en: 'Refuse a gate' },
    tone: 'danger',
    input: z.strictObject({
      class: z
        .enum(['minor', 'major'])
        .describe(
          'Minor: put right at once and checked again. Major: a rectification is started, and the gate stays shut until it is over',
        ),
      findings: text(4000),
      basedOn,
    }),
  },
  pause: { title: { zh: '暂停', en: 'Pause' }, tone: 'danger', input: because },
  resume: { title: { zh: '继续', en: 'Resume' }, tone: 'primary', input: because },
  retryStep: { title: { zh: '重试步骤', en: 'Try a step again' }, tone: 'primary', input: because },
  rollBack: { title: { zh: '回退', en: 'Roll back' }, tone: 'danger', input: because },
  retryUndo: { title: { zh: '重试撤销', en: 'Try an undo again' }, input: because },
  markUndone: {
    title: { zh: '登记已撤销', en: 'Mark as undone' },
    input: z.strictObject({ evidence }),
  },
  skipUndo: { title: { zh: '保留不撤', en: 'Leave as it is' }, tone: 'danger', input: because },
  takeCommand: { title: { zh: '接任指挥', en: 'Take command' }, input: because },
  confirmService: {
    title: { zh: '确认恢复', en: 'Confirm the service' },
    tone: 'primary',
    input: z.strictObject({ checks: text(4000).describe('What was tried, and what came of it') }),
  },
  refuseService: {
    title: { zh: '业务验证不通过', en: 'Refuse the service' },
    tone: 'danger',
    input: z.strictObject({ checks: text(4000), reason: text(2000) }),
  },
  ...gatingCommands,
  reportStep: {
    title: { zh: '登记动作结果', en: 'Report an action' },
    internal: true,
    input: z.strictObject({
      attempt: z.int().min(1),
      what: z.enum(['do', 'undo']),
      outcome: z.enum(['done', 'failed', 'no-answer', 'unknown']),
      output: z.string().max(4000).optional(),
      detail: z.string().max(300).optional(),
    }),
  },
} satisfies CommandTable;
export type RunCommand = CommandOf<typeof runCommands>;
