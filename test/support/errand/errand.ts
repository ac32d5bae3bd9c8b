/**
 * A process with parts that the product does not have, so that the kernel's machinery is tried before a process needs it: an
 * errand of steps that can be undone, with seats for people who sign that it was done.
 */
import { z } from 'zod';
import type { ClockDefinition, Field } from '../../../domain/kernel/clocks/clocks.ts';
import { nothingCommon } from '../../../domain/kernel/common/common.ts';
import { openUnit } from '../../../domain/kernel/common/intake.ts';
import { because, commonCommands, key, line, nothing, orgPath, partId, text } from '../../../domain/kernel/contract.ts';
import { defineProcess } from '../../../domain/kernel/define-process.ts';
import type { Base, Definition, PartNext, RuleCtx } from '../../../domain/kernel/definition.ts';
import { commonFields, list, object, optional, text as textField } from '../../../domain/kernel/own-fields.ts';
import type { PartRecord, PartTouch } from '../../../domain/kernel/part.ts';
import { only, rowsOf } from '../../../domain/kernel/people/who.ts';
import type { CommandOf, CommandTable, PinRefs } from '../../../domain/kernel/process.ts';
import { pinRefsOf } from '../../../domain/kernel/record/pins.ts';

const step = z.strictObject({
  id: partId(),
  role: z.enum(['engineer', 'desk-agent']),
  orgPath: orgPath().optional(),
});
const steps = z.array(step).min(1).max(700);

export const errandCommands = {
  ...commonCommands,
  create: {
    title: { zh: '登记', en: 'Open' },
    intake: true,
    facts: { unit: 'unit' },
    input: z.strictObject({
      unit: orgPath(),
      title: line(200),
      implementer: key(),
      steps,
      client: orgPath().optional(),
    }),
  },
  replan: { title: { zh: '改计划', en: 'Replan' }, input: z.strictObject({ steps }) },
  begin: { title: { zh: '开始', en: 'Begin' }, input: nothing },
  takeStep: { title: { zh: '领步骤', en: 'Take a step' }, input: nothing },
  completeStep: { title: { zh: '完成步骤', en: 'Complete a step' }, input: z.strictObject({ evidence: text(200) }) },
  failStep: { title: { zh: '步骤失败', en: 'Fail a step' }, input: because },
  askSkip: { title: { zh: '申请跳过', en: 'Ask to skip' }, input: because },
  witness: { title: { zh: '见证', en: 'Witness' }, input: nothing },
  invite: { title: { zh: '请签', en: 'Invite to sign' }, input: z.strictObject({ person: key() }) },
  sign: { title: { zh: '签字', en: 'Sign' }, input: nothing },
  rollBack: { title: { zh: '回退', en: 'Roll back' }, input: because },
  undoStep: { title: { zh: '撤销步骤', en: 'Undo a step' }, input: nothing },
  extend: {
    title: { zh: '改窗口', en: 'Move the window' },
    input: z.strictObject({ until: z.int().nullable() }),
  },
  note: { title: { zh: '记事', en: 'Note' }, input: z.strictObject({ words: text(200) }) },
  cancel: { title: { zh: '取消', en: 'Cancel' }, input: because },
} satisfies CommandTable;
export type ErrandCommand = CommandOf<typeof errandCommands>;

export type ErrandStatus = 'planned' | 'running' | 'backing' | 'done' | 'undone' | 'canceled';
export type ErrandParts = {
  step: 'pending' | 'done' | 'failed' | 'to-witness' | 'undone';
  seat: 'open' | 'signed';
};
type Step = z.output<typeof step>;
type Asked = { asked?: { by: string } };
export type Errand = Omit<Base, 'status' | 'parts'> & {
  status: ErrandStatus;
  implementer: string;
  steps: readonly Step[];
  /** For whom it is done. */
  client?: Errand['unit'] | undefined;
  notes: number;
  /** End of the window. */
  windowUntil?: number | null;
  parts?: {
    step?: Readonly<Record<string, PartRecord<ErrandParts['step'], Asked>>>;
    seat?: Readonly<Record<string, PartRecord<ErrandParts['seat']>>>;
  };
};
type Events = {
  created: Pick<Errand, 'unit' | 'title' | 'implementer' | 'steps' | 'client'> & { pinned: PinRefs };
  replanned: { steps: readonly Step[] } & PartTouch;
  begun: object;
  stepTaken: PartTouch;
  stepCompleted: { evidence: string } & PartTouch;
  stepFailed: { reason: string } & PartTouch;
  skipAsked: { reason: string } & PartTouch;
  witnessed: PartTouch;
  invited: PartTouch;
  signed: PartTouch;
  finished: { facts: object };
  rollbackStarted: { reason: string };
  stepUndone: PartTouch;
  undone: { facts: object };
  noted: { words: string } & PartTouch;
  stepGivenUp: PartTouch;
  extended: { until: number | null };
  expired: { facts: object; dueAt?: number };
  canceled: { reason: string; facts: object };
};
type Rules = Definition<Errand, ErrandCommand, Events, 'implementer', ErrandParts>;
type Ctx = RuleCtx<Errand, Events>;

const row = rowsOf<ErrandStatus | 'none', ErrandCommand['type'], 'implementer', ErrandParts>();
const implementer = { by: ['engineer'], as: 'implementer' } as const;
const byRole = { by: ['engineer', 'desk-agent'], as: 'part-role' } as const;
const whoHasIt = { by: ['engineer', 'desk-agent'], as: 'part-assignee' } as const;

const lifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'planned', only('engineer', 'system')),
  row('replan', 'planned', '=', implementer),
  row('begin', 'planned', 'running', implementer),
  { ...row('takeStep', 'running', '=', byRole), part: { kind: 'step', from: ['pending', 'failed'], to: '=' } },
  {
    ...row('completeStep', 'running', '=', whoHasIt),
    part: { kind: 'step', from: ['pending', 'failed'], to: ['done'] },
  },
  { ...row('failStep', 'running', '=', whoHasIt), part: { kind: 'step', from: ['pending'], to: ['failed'] } },
  { ...row('askSkip', 'running', '=', whoHasIt), part: { kind: 'step', from: ['failed'], to: ['to-witness'] } },
  {
    ...row('witness', 'running', '=', only('engineer', 'quality-lead')),
    not: ['part-asker', 'implementer'],
    part: { kind: 'step', from: ['to-witness'], to: ['done'] },
  },
  { ...row('invite', 'running', '=', implementer), part: { kind: 'seat', from: 'none', to: ['open'] } },
  {
    ...row('sign', 'running', ['running', 'done'], whoHasIt),
    not: ['implementer'],
    part: { kind: 'seat', from: ['open'], to: ['signed'] },
  },
  row('rollBack', 'running', 'backing', implementer),
  {
    ...row('undoStep', 'backing', ['backing', 'undone'], implementer),
    part: { kind: 'step', from: ['done', 'failed'], to: ['undone'] },
  },
  // About the whole, or about one step of it.
  row('note', ['running', 'backing'], '=', implementer, { by: ['supervisor'], at: 'client' }),
  {
    ...row('note', ['running', 'backing'], '=', implementer),
    part: { kind: 'step', from: ['pending', 'done', 'failed', 'to-witness', 'undone'], to: '=' },
  },
  row('extend', ['planned', 'running'], '=', implementer),
  {
    command: 'giveUpStep',
    from: ['running'],
    to: '=',
    who: [{ by: ['time'] }],
    part: { kind: 'step', from: ['failed', 'to-witness'], to: ['undone'] },
  },
  { command: 'expire', from: ['planned'], to: ['canceled'], who: [{ by: ['time'] }] },
  row('cancel', 'planned', 'canceled', implementer),
];

const MINUTE = 60_000;
const errandClocks = {
  window: {
    key: 'window',
    kind: 'nag',
    calendar: 'always',
    targets: [{ when: { noted: [true] }, ms: 7 * 24 * 60 * MINUTE }, { until: 'windowUntil' }],
    start: [{ enters: { status: ['running'] } }],
    stop: [{ leaves: { status: ['running'] } }],
    ladder: [
      { id: 'b30', beforeMs: 30 * MINUTE, to: ['assignee'], channel: ['inbox'] },
      { id: 'end', afterMs: 0, to: ['supervisor'], channel: ['inbox'] },
    ],
  },
  'start-by': {
    key: 'start-by',
    kind: 'timer',
    calendar: 'service',
    targets: [{ until: 'windowUntil' }],
    start: [{ on: ['created'] }],
    stop: [{ leaves: { status: ['planned'] } }],
  },
  // Of each step that somebody has taken.
  step: {
    key: 'step',
    per: 'step',
    kind: 'ola',
    calendar: 'always',
    targets: [{ when: { role: ['desk-agent'] }, ms: 20 * MINUTE }, { ms: 60 * MINUTE }],
    start: [{ on: ['stepTaken'], if: { status: ['pending'] } }],
    stop: [{ leaves: { status: ['pending'] } }],
    ladder: [
      { id: 'p50', percent: 50, to: ['assignee'], channel: ['inbox'] },
      { id: 'p100', percent: 100, to: ['supervisor'], channel: ['inbox'], quiet: 'hold' },
    ],
    quietHours: [[20 * 60, 24 * 60]],
  },
  'failed-wait': {
    key: 'failed-wait',
    per: 'step',
    kind: 'timer',
    calendar: 'always',
    targets: [{ ms: 120 * MINUTE }],
    start: [{ enters: { status: ['failed'] } }],
    stop: [{ leaves: { status: ['failed', 'to-witness'] } }],
  },
  sign: {
    key: 'sign',
    per: 'seat',
    kind: 'sla',
    calendar: 'always',
    targets: [{ until: 'signBy' }],
    start: [{ enters: { status: ['open'] } }],
    stop: [{ leaves: { status: ['open'] } }],
  },
} as const satisfies Record<
  string,
  ClockDefinition<Field | 'noted' | 'role', 'windowUntil' | 'signBy', keyof ErrandParts>
>;

const idOf = ({ part }: Pick<Ctx, 'part'>): string => part?.id ?? '';
const touching = ({ part }: Ctx): PartTouch => (part ? { part: part.id } : {});
const isOver = ({ parts = {} }: Errand, kind: 'step', status: string): boolean =>
  Object.values(parts[kind] ?? {}).every((one) => one.status === status);

const rules: Rules['rules'] = {
  replan: ({ steps: next }, { steps: before }) => {
    const dropped = before.map(({ id }) => id).filter((id) => !next.some((one) => one.id === id));
    return [{ type: 'replanned', data: { steps: next, dropped } }];
  },
  begin: 'begun',
  takeStep: (_data, _state, ctx) => [{ type: 'stepTaken', data: { ...touching(ctx), assignees: [ctx.actor.id] } }],
  completeStep: 'stepCompleted',
  failStep: 'stepFailed',
  askSkip: 'skipAsked',
  witness: 'witnessed',
  invite: ({ person }, _state, ctx) => [
    { type: 'invited', data: { part: idOf(ctx), to: 'open', assignees: [person] } },
  ],
  sign: (_data, state, ctx) => {
    const signed = { type: 'signed', data: { part: idOf(ctx), to: 'signed' } } as const;
    const seats = Object.values(ctx.after([signed]).state.parts?.seat ?? {});
    const isDone = state.steps.every(({ id }) => state.parts?.step?.[id]?.status === 'done');
    return isDone && seats.every(({ status }) => status === 'signed') ? ctx.ending([signed], 'finished') : [signed];
  },
  rollBack: 'rollbackStarted',
  undoStep: (_data, _state, ctx) => {
    const undone = { type: 'stepUndone', data: { part: idOf(ctx), to: 'undone' } } as const;
    return isOver(ctx.after([undone]).state, 'step', 'undone') ? ctx.ending([undone], 'undone') : [undone];
  },
  note: 'noted',
  extend: 'extended',
  cancel: ({ reason }, _state, ctx) => ctx.ending([], (facts) => ({ type: 'canceled', data: { reason, facts } })),
};

/** Under another key it can take the place of a process that is registered. */
export const errandAs = (name: string) => defineProcess({ ...definition, key: name });
const definition = {
  key: 'errand',
  lifecycle,
  parties: { implementer: (state) => [state.implementer] },
  organisations: { client: (state) => state.client },
  passedOn: ['implementer'],
  parts: {
    kinds: {
      step: {
        origin: 'plan',
        initial: ['pending'],
        most: 600,
        inHand: ['pending', 'failed'],
        fields: { asked: optional(object({ by: textField })) },
      },
      seat: { origin: 'command', initial: ['open'], most: 3, inHand: ['open'], within: true },
    },
    planned: ({ steps: planned }) => planned.map((one) => ({ ...one, kind: 'step' as const })),
  },
  work: { at: ['running', 'backing'], idle: 'planned' },
  create: (data, _state, ctx) => [
    { type: 'created', data: { ...data, unit: openUnit(ctx), pinned: pinRefsOf(ctx.pins) } },
  ],
  opened: ({ unit, title, implementer: by, steps: planned, client }, at) => ({
    status: 'planned',
    reporter: by,
    unit,
    title,
    description: title,
    openedAt: at,
    implementer: by,
    steps: planned,
    ...(client === undefined ? {} : { client }),
    notes: 0,
    common: nothingCommon,
  }),
  rules,
  folds: {
    replanned: (state, { data }) => ({ ...state, steps: data.steps }),
    begun: (state) => ({ ...state, status: 'running' }),
    stepTaken: null,
    stepCompleted: null,
    stepFailed: null,
    skipAsked: (state, { data: { part = '' }, by }) => withStep(state, part, { asked: { by: by.id } }),
    witnessed: (state, { data: { part = '' } }) => withStep(state, part, { asked: undefined }),
    invited: null,
    signed: null,
    finished: null,
    rollbackStarted: (state) => ({ ...state, status: 'backing' }),
    stepUndone: null,
    undone: null,
    noted: (state) => ({ ...state, notes: state.notes + 1 }),
    extended: (state, { data: { until } }) => ({ ...state, windowUntil: until }),
    expired: null,
    stepGivenUp: null,
    canceled: null,
  },
  also: {
    relieved: (state, { data: { places, heir } }) =>
      places.includes('implementer') && heir !== undefined ? { ...state, implementer: heir } : state,
  },
  ends: { finished: 'done', undone: 'undone', expired: 'canceled', canceled: 'canceled' },
  onDue: {
    'start-by': { at: 'planned', move: 'expired' },
    'failed-wait': {
      at: ['failed', 'to-witness'],
      move: (_state, { part }, { due }) => [
        ...due,
        { type: 'stepGivenUp', data: { part: part?.id ?? '', to: 'undone' } },
      ],
    },
  },
  blockers: ({ status, steps: planned }, { part }) => {
    const before = planned[planned.findIndex(({ id }) => id === part?.id) - 1];
    return status === 'running' && before?.id === 'gate' ? { completeStep: { code: 'gate-closed' } } : {};
  },
  tells: { begun: ['reporters'] },
  next: {
    planned: [[{ role: 'engineer', orgPath: '/dx' }, 'begin']],
    running: untilSigned,
    backing: [['reporters', 'undoStep']],
    done: null,
    undone: null,
    canceled: null,
  },
  fields: {
    implementer: textField,
    steps: list({ id: textField, role: textField, orgPath: optional(textField) }),
    ...commonFields({}),
  },
  clocks: {
    shipped: errandClocks,
    context: ({ notes }) => ({ noted: notes > 0 }),
    watches: { noted: [true, false] },
    instants: { windowUntil: ({ windowUntil }) => windowUntil },
    parts: { seat: { instants: { signBy: (_part, { windowUntil }) => windowUntil } } },
  },
  words: {
    noun: ['差事', 'Errand'],
    statuses: {
      planned: ['已计划', 'planned'],
      running: ['进行中', 'running'],
      backing: ['回退中', 'going back'],
      done: ['已完成', 'done'],
      undone: ['已回退', 'undone'],
      canceled: ['已取消', 'canceled'],
    },
    parts: {
      step: {
        title: ['步骤', 'Step'],
        statuses: {
          pending: ['待执行', 'pending'],
          done: ['完成', 'done'],
          failed: ['失败', 'failed'],
          'to-witness': ['待见证', 'to be witnessed'],
          undone: ['已撤销', 'undone'],
        },
      },
      seat: { title: ['签字', 'Seat'], statuses: { open: ['待签', 'open'], signed: ['已签', 'signed'] } },
    },
    told: { begun: ['已开始', 'has begun'] },
    clocks: { window: ['变更窗口', 'window'], 'start-by': ['开始时限', 'start'], step: ['步骤', 'step'] },
    ladder: {},
    said: {},
    values: {},
  },
  open: { begun: [], stepCompleted: ['part', 'to'] },
  shape: 1,
} satisfies Rules;
export const errand = errandAs('errand');

/** Steps wait for who has them, else for their role where they are; seats for whom they are. */
function untilSigned(state: Errand): readonly PartNext[] {
  const { step: records = {}, seat: seats = {} } = state.parts ?? {};
  const ofSteps = state.steps.flatMap(({ id, role, orgPath: where = state.unit }): PartNext[] => {
    const { status = 'pending', assignees: [person] = [] } = records[id] ?? {};
    if (status !== 'pending' && status !== 'failed') return [];
    const to = person === undefined ? { role, orgPath: where } : { person };
    return [{ to, command: person === undefined ? 'takeStep' : 'completeStep', part: id, clock: 'step' }];
  });
  const ofSeats = Object.entries(seats).flatMap(([part, { status, assignees }]): PartNext[] => {
    const person = assignees?.[0];
    return status === 'open' && person !== undefined ? [{ to: { person }, command: 'sign', part }] : [];
  });
  return [...ofSteps, ...ofSeats];
}

function withStep(state: Errand, id: string, own: { asked?: { by: string } | undefined }): Errand {
  const record = state.parts?.step?.[id];
  if (!record) return state;
  const { asked: _former, ...rest } = record;
  const { asked } = own;
  const after = { ...rest, ...(asked ? { asked } : {}) };
  return { ...state, parts: { ...state.parts, step: { ...state.parts?.step, [id]: after } } };
}
