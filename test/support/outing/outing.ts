/**
 * The smallest process whose steps are carried out outside, so that the engine's part of it is tried before a process of the
 * product has any: `runStep` decides the effect, `reportStep` is what comes back.
 */
import { z } from 'zod';
import { nothingCommon } from '../../../domain/kernel/common/common.ts';
import { openUnit } from '../../../domain/kernel/common/intake.ts';
import { because, commonCommands, key, line, nothing, orgPath } from '../../../domain/kernel/contract.ts';
import { defineProcess } from '../../../domain/kernel/define-process.ts';
import type { Base, Definition } from '../../../domain/kernel/definition.ts';
import { commonFields } from '../../../domain/kernel/own-fields.ts';
import type { PartRecord, PartTouch } from '../../../domain/kernel/part.ts';
import { only, rowsOf } from '../../../domain/kernel/people/who.ts';
import type { CommandOf, CommandTable, Effect, PinRefs } from '../../../domain/kernel/process.ts';
import { pinRefsOf } from '../../../domain/kernel/record/pins.ts';

const outcome = z.enum(['done', 'failed', 'no-answer', 'unknown']);
const attempt = z.strictObject({
  action: key(),
  attempt: z.int().min(1).default(1),
  what: z.enum(['do', 'undo']).default('do'),
  limitMs: z.int().min(1).default(60_000),
  scripted: outcome.default('done'),
  input: z.record(z.string(), z.unknown()).optional(),
});
const report = z.strictObject({
  attempt: z.int().min(1),
  what: z.enum(['do', 'undo']),
  outcome,
  output: z.string().max(4_000).optional(),
  detail: z.string().max(300).optional(),
});

export const outingCommands = {
  ...commonCommands,
  create: {
    title: { zh: '登记', en: 'Open' },
    intake: true,
    facts: { unit: 'unit' },
    input: z.strictObject({ unit: orgPath(), title: line(200) }),
  },
  runStep: { title: { zh: '执行', en: 'Run a step' }, input: attempt },
  stopStep: { title: { zh: '停止', en: 'Stop a step' }, input: attempt },
  reportStep: { title: { zh: '登记结果', en: 'Report a step' }, internal: true, input: report },
  finish: { title: { zh: '结束', en: 'Finish' }, input: nothing },
  cancel: { title: { zh: '取消', en: 'Cancel' }, input: because },
} satisfies CommandTable;
type OutingCommand = CommandOf<typeof outingCommands>;

type Status = 'open' | 'done' | 'canceled';
type Parts = { step: 'pending' | 'running' | 'over' };
type Outing = Omit<Base, 'status' | 'parts'> & {
  status: Status;
  parts?: { step?: Readonly<Record<string, PartRecord<Parts['step']>>> };
};
export type Attempt = z.output<typeof attempt>;
export type StepReport = z.output<typeof report>;
type Events = {
  created: Pick<Outing, 'unit' | 'title'> & { pinned: PinRefs };
  stepStarted: Attempt & PartTouch;
  stepStopped: Attempt & PartTouch;
  stepReported: StepReport & PartTouch;
  finished: { facts: object };
  canceled: { reason: string; facts: object };
};
type Rules = Definition<Outing, OutingCommand, Events, never, Parts>;

const row = rowsOf<Status | 'none', OutingCommand['type'], never, Parts>();
const engineer = only('engineer');
const STEPS = ['s1', 's2', 's3', 's4'];

const effectOf = (data: Attempt & PartTouch, more: { stop?: true }): Effect => {
  const { action, attempt: n, what, limitMs, scripted, input, part = '' } = data;
  return { kind: 'run', action, part, attempt: n, what, limitMs, scripted, ...(input ? { input } : {}), ...more };
};

const definition = {
  key: 'outing',
  lifecycle: [
    row('create', 'none', 'open', engineer),
    { ...row('runStep', 'open', '=', engineer), part: { kind: 'step', from: ['pending', 'over'], to: ['running'] } },
    { ...row('stopStep', 'open', '=', engineer), part: { kind: 'step', from: ['running'], to: '=' } },
    { ...row('reportStep', 'open', '=', only('system')), part: { kind: 'step', from: ['running'], to: ['over'] } },
    row('finish', 'open', 'done', engineer),
    row('cancel', 'open', 'canceled', engineer),
  ],
  parts: {
    kinds: { step: { origin: 'plan', initial: ['pending'], most: 10 } },
    planned: () => STEPS.map((id) => ({ id, kind: 'step' as const })),
  },
  work: { at: ['open'], idle: 'open' },
  create: (data, _state, ctx) => [
    { type: 'created', data: { ...data, unit: openUnit(ctx), pinned: pinRefsOf(ctx.pins) } },
  ],
  opened: ({ unit, title }, at) => ({
    status: 'open',
    reporter: 'eng-donghu-1',
    unit,
    title,
    description: title,
    openedAt: at,
    common: nothingCommon,
  }),
  rules: {
    runStep: 'stepStarted',
    stopStep: 'stepStopped',
    reportStep: 'stepReported',
    finish: (_data, _state, ctx) => ctx.ending([], 'finished'),
    cancel: ({ reason }, _state, ctx) => ctx.ending([], (facts) => ({ type: 'canceled', data: { reason, facts } })),
  },
  folds: {
    stepStarted: null,
    stepStopped: null,
    stepReported: null,
    finished: null,
    canceled: null,
  },
  ends: { finished: 'done', canceled: 'canceled' },
  tells: {},
  follows: {
    stepStarted: ({ data }) => [effectOf(data, {})],
    stepStopped: ({ data }) => [effectOf(data, { stop: true })],
  },
  next: { open: [['reporters', 'finish']], done: null, canceled: null },
  fields: { ...commonFields({}) },
  clocks: { shipped: {} },
  words: {
    noun: ['外出', 'Outing'],
    statuses: { open: ['进行中', 'open'], done: ['已完成', 'done'], canceled: ['已取消', 'canceled'] },
    parts: {
      step: {
        title: ['步骤', 'Step'],
        statuses: { pending: ['待执行', 'pending'], running: ['执行中', 'running'], over: ['已有结果', 'over'] },
      },
    },
    told: {},
    clocks: {},
    ladder: {},
    said: {},
    values: {},
  },
  open: {},
  shape: 1,
} satisfies Rules;

/** Under another key it takes the place of a process that is registered. */
export const outingAs = (name: string) => defineProcess({ ...definition, key: name });
