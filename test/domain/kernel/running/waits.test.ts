/** Whom a run waits for and tells, what stands in the way of each, and how it reads. */
import type { Base } from '../../../../domain/kernel/definition.ts';
import type { Part } from '../../../../domain/kernel/part.ts';
import type { RunEvents, Running, StepRecord } from '../../../../domain/kernel/running/shapes.ts';
import {
  commanderOf,
  forPart,
  haltWaits,
  partWaits,
  runBlockers,
  runShown,
  runTells,
  runWaits,
  verifyWaits,
} from '../../../../domain/kernel/running/waits.ts';
import type { OutlineNode, StepStatus } from '../../../../domain/kernel/steps/shapes.ts';
import { byAction, byHand, outlineWith } from '../../../support/runs.ts';
import { people } from '../../../support/sample.ts';

type State = Base & Running;
const NONE = undefined as never;
const [unit, far] = ['/dx/donghu/linxi/school', '/dx/xiling'] as const;
const { li } = people;
const gate = (id: string): OutlineNode => ({ node: 'gate', id, kind: 'check', role: 'quality-lead' });
const nodes: readonly OutlineNode[] = [
  byHand('a', { skippable: true }),
  byAction('b', { retries: 1 }),
  byAction('c', { undo: { kind: 'manual', budgetMs: 1 } }),
  byHand('d', { kind: 'decision', undo: { kind: 'manual', budgetMs: 1 } }),
  gate('x'),
  gate('y'),
  {
    node: 'each',
    kind: 'site',
    order: 'sequence',
    places: [{ id: 's', orgPath: far }],
    of: [byHand('e', { role: 'desk-agent' }), gate('z')],
  },
];
type Stands = Readonly<Record<string, StepStatus | Partial<StepRecord>>>;
const stateWith = (step: Stands = {}, more: Partial<State> = {}): State => ({
  status: 'executing',
  unit,
  title: 'Payment is down',
  description: '',
  openedAt: 0,
  common: { followers: [] } as never,
  commander: 'head',
  reporter: 'ms-wu',
  outline: outlineWith(...nodes),
  ...more,
  parts: {
    step: Object.fromEntries(
      Object.entries(step).map(([id, one]) => [
        id,
        { status: 'done', rev: 1, ...(typeof one === 'string' ? { status: one } : one) } as const,
      ]),
    ),
    ...more.parts,
  },
});
const [head, owner, supervisor] = [
  { person: 'head' },
  { role: 'process-owner', orgPath: unit },
  { role: 'supervisor', orgPath: unit },
] as const;
const engineer = { role: 'engineer', orgPath: unit } as const;
const quality = { role: 'quality-lead', orgPath: unit } as const;
const desk = { role: 'desk-agent', orgPath: far } as const;
const open = { check: { x: { status: 'open', rev: 1 }, y: { status: 'refused', rev: 1 } } } as const;

test('who leads it is asked, or its process owner; a part is of who has it, else of its role where it stands', () => {
  expect([commanderOf(stateWith()), commanderOf(stateWith({}, { commander: undefined as never }))]).toEqual([
    head,
    owner,
  ]);
  const state = stateWith({ a: { assignees: ['mr-li'] } });
  expect(['a', 'b', 's-e', 'x', 's-z', 's', 'nothing'].map((id) => forPart(state, id))).toEqual([
    { person: 'mr-li' },
    engineer,
    desk,
    quality,
    { ...quality, orgPath: far },
    head,
    head,
  ]);
});

test('it waits for steps, then for undos by hand, for witnesses, whoever has the step, and for gates', () => {
  const state = stateWith(
    {
      's-e': { status: 'to-witness', assignees: ['mr-li'] },
      c: 'undoing',
      b: 'undoing',
      d: 'waiting-human',
      a: { status: 'waiting-human', assignees: ['mr-li'] },
    },
    { parts: { check: { ...open.check, 's-z': { status: 'passed', rev: 1 } } } },
  );
  const waits = [
    { to: head, command: 'decideStep', part: 'd', clock: 'step' },
    { to: { person: 'mr-li' }, command: 'confirmStep', part: 'a', clock: 'step' },
    { to: engineer, command: 'confirmStep', part: 'c', clock: 'step' },
    { to: desk, command: 'witnessStep', part: 's-e' },
    { to: quality, command: 'passGate', part: 'x' },
    { to: quality, command: 'passGate', part: 'y' },
  ];
  expect(partWaits(state)).toEqual(waits);
  expect(runWaits(state)).toEqual(waits);
  expect(haltWaits({ ...state, halt: { why: 'paused' } })).toEqual([...waits, [head, 'resume']]);
});

test('while actions run, or before anything has begun, its commander is the one who watches', () => {
  expect(runWaits(stateWith({ b: 'running' }))).toEqual([[head, 'rollBack']]);
  expect(runWaits(stateWith({}, { parts: NONE }))).toEqual([[head, 'rollBack']]);
});

test('halted, he says of each that failed how it goes on; on the way back only of undos', () => {
  expect(haltWaits(stateWith({ a: 'failed' }))).toEqual([{ to: head, command: 'retryStep', part: 'a' }]);
  const back = stateWith({ a: 'undo-failed', d: 'failed', b: 'undo-failed' }, { back: 'all', outline: both });
  expect(haltWaits(back)).toEqual([
    { to: head, command: 'retryUndo', part: 'a' },
    { to: head, command: 'retryUndo', part: 'b' },
  ]);
});
const both = outlineWith(
  { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byHand('a'), byHand('b')] },
  byHand('d', { undo: NONE }),
);

test.each<[string, Partial<State>, object]>([
  ['who raised it', {}, { person: 'ms-wu' }],
  ['of her who has left', { reporterGone: true }, { role: 'customer-representative', orgPath: unit }],
  ['of a caller', { reporter: undefined }, { role: 'customer-representative', orgPath: unit }],
  ['of who performed', { performers: ['ms-wu'] }, { role: 'customer-representative', orgPath: unit }],
  ['of who commanded', { formerCommanders: ['ms-wu'] }, { role: 'customer-representative', orgPath: unit }],
])('the service is tried by %s, or by who speaks for its customer', (_what, more, to) => {
  expect(verifyWaits(stateWith({}, more))).toEqual([[to, 'confirmService']]);
  expect(tells.stepsEnded?.(stateWith({}, more), of({}))).toEqual([
    'reporter' in more ? undefined : { person: 'ms-wu' },
    to,
    head,
  ]);
});

// ── what stands in the way
const partOf = (id: string, status: string, assignees: readonly string[] = []): Part => ({
  id,
  kind: 'step',
  status,
  assignees,
  rev: 1,
});
const blockers = (state: State, part?: Part) => runBlockers(state, { actor: li, ...(part ? { part } : {}) });
const code = (name: string) => ({ code: name });
const [takenByHim, takenByZhao] = [li.id, 'zhao'].map((by) => ({ code: 'step-taken', params: { by } }));
const acting = (part: string) => ({ code: 'action-under-way', params: { part } });
const [fixed, undecided] = [code('not-skippable'), { decideStep: code('no-decision') }];
const wanted = code('decision-wanted');
const commanders = { takeStep: wanted, confirmStep: wanted, failStep: wanted };
const onWayBack = { skipStep: code('rolling-back-already'), retryStep: code('rolling-back-already') };
test.each<[string, Part, object]>([
  ['nobody has it', partOf('a', 'waiting-human'), undecided],
  ['he has it himself', partOf('a', 'waiting-human', [li.id]), { ...undecided, takeStep: takenByHim }],
  [
    'somebody else has it',
    partOf('a', 'waiting-human', ['zhao']),
    { ...undecided, confirmStep: takenByZhao, failStep: takenByZhao },
  ],
  ['it is not to be left out', partOf('b', 'running'), { ...undecided, skipStep: fixed }],
  [
    'an action takes it back',
    partOf('b', 'undoing'),
    { ...undecided, skipStep: fixed, takeStep: acting('b'), confirmStep: acting('b'), failStep: acting('b') },
  ],
  ['a person takes back what an action did', partOf('c', 'undoing'), { ...undecided, skipStep: fixed }],
  ['it is its commander’s', partOf('d', 'waiting-human'), { skipStep: fixed, ...commanders }],
  ['a decision is taken back', partOf('d', 'undoing'), { skipStep: fixed }],
])('at a step, where %s', (_what, part, expected) => {
  expect(blockers(stateWith(), part)).toEqual(expected);
  expect(blockers(stateWith({}, { back: 'all' }), part)).toEqual({ ...expected, ...onWayBack });
});

test('of the whole only the way back is barred: while it is on it, and behind a point of no return', () => {
  const noReturn = outlineWith(byHand('n', { noReturn: true, undo: NONE }));
  const past = { code: 'past-no-return', params: { steps: ['n'] } };
  expect(blockers(stateWith())).toEqual({});
  expect(blockers(stateWith({}, { back: 'all' }))).toEqual({ rollBack: code('rolling-back-already') });
  expect(blockers(stateWith({ n: 'done' }, { outline: noReturn }))).toEqual({ rollBack: past });
  expect(blockers(stateWith({}, { outline: noReturn }))).toEqual({});
  expect(blockers(stateWith({ n: 'done' }, { outline: noReturn }), { ...partOf('x', 'open'), kind: 'check' })).toEqual(
    {},
  );
  expect(blockers(stateWith({}, { outline: NONE, back: 'all' }))).toEqual({});
});

// ── whom it tells
const tells = runTells<State>();
const of = (data: object): never => ({ data }) as never;
const everybody = [head, supervisor, { person: 'p1' }, { person: 'p2' }];
const performers = ['p1', 'p2'];
const stuck = stateWith({ a: { status: 'undo-failed', tries: 3 } }, { back: 'all' });
type Telling = [name: keyof RunEvents, what: string, state: State, data: object, told: readonly object[]];
test.each<Telling>([
  ['stepStarted', 'by hand', stateWith(), { part: 's-e' }, [desk]],
  ['stepStarted', 'a decision', stateWith(), { part: 'd' }, [head]],
  ['stepStarted', 'an action: nobody', stateWith(), { part: 'b' }, []],
  ['stepUnknown', 'the halt tells its commander', stateWith(), { part: 'b' }, [engineer]],
  ['stepUnknown', 'halted already', stateWith({}, { halt: { why: 'paused' } }), { part: 'b' }, [head, engineer]],
  ['stepUnknown', 'on the way back', stateWith({}, { back: 'all' }), { part: 'b' }, [head, engineer]],
  ['stepFailed', 'for the last time: the halt tells', stateWith({ b: { attempt: 2 } }), { part: 'b' }, []],
  ['stepFailed', 'to be tried again', stateWith({ b: { attempt: 1 } }), { part: 'b' }, [head]],
  [
    'stepFailed',
    'while it is halted',
    stateWith({ b: { attempt: 2 } }, { halt: { why: 'paused' } }),
    { part: 'b' },
    [head],
  ],
  ['stepFailed', 'on the way back', stateWith({ b: { attempt: 2 } }, { back: 'all' }), { part: 'b' }, [head]],
  ['witnessAsked', 'whoever has it', stateWith({ 's-e': { assignees: ['mr-li'] } }), { part: 's-e' }, [desk]],
  ['witnessAsked', 'of what stands nowhere', stateWith(), { part: 's' }, [supervisor]],
  ['witnessRefused', '', stateWith({ a: { assignees: ['mr-li'] } }), { part: 'a' }, [head, { person: 'mr-li' }]],
  ['gateOpened', '', stateWith(), { part: 'x' }, [quality]],
  ['gateRefused', '', stateWith(), { part: 'x' }, [head]],
  ['halted', 'paused', stateWith(), { why: 'paused' }, [head]],
  ['halted', 'told with the refusal', stateWith(), { why: 'service-refused' }, []],
  ['serviceRefused', '', stateWith(), {}, [head]],
  ['serviceConfirmed', '', stateWith(), {}, [head, supervisor]],
  ['rollbackStarted', '', stateWith({}, { performers }), { scope: 'all' }, everybody],
  ['rolledBack', '', stateWith({}, { performers }), {}, [...everybody, { person: 'ms-wu' }]],
  [
    'commanderChanged',
    'who led it, and those who work',
    stateWith({}, { performers }),
    { from: 'old' },
    [{ person: 'old' }, { person: 'p1' }, { person: 'p2' }],
  ],
  ['undoStarted', 'by hand', stateWith(), { part: 'a' }, [engineer]],
  ['undoStarted', 'by an action: nobody', stateWith(), { part: 'b' }, []],
  ['undoFailed', 'the halt that follows tells', stuck, { part: 'a', outcome: 'failed' }, []],
  ['undoFailed', 'it is halted already', { ...stuck, halt: { why: 'paused' } }, { part: 'a' }, [head]],
  [
    'undoFailed',
    'an action tries again',
    stateWith({ a: { status: 'undo-failed', tries: 1 } }, { back: 'all' }),
    { part: 'a', outcome: 'failed' },
    [head],
  ],
  [
    'undoFailed',
    'others go back still',
    stateWith({ a: 'undo-failed', b: 'undoing' }, { back: 'all' }),
    { part: 'a' },
    [head],
  ],
])('%s tells: %s', (name, _what, state, data, told) => {
  expect((tells[name] as (of: State, event: never) => unknown)(state, of(data))).toEqual(told);
});

// ── how it reads
test.each<[string, State, object | undefined]>([
  ['without a plan nothing', stateWith({}, { outline: NONE }), undefined],
  ['before it has begun', stateWith({}, { parts: NONE }), { steps: 5, done: 0, undone: 0 }],
  [
    'under way, halted',
    stateWith({ a: 'done', b: 'skipped', c: 'failed' }, { runAt: 5, halt: { why: 'step-failed', part: 'c' } }),
    { steps: 5, done: 2, undone: 0, halt: { why: 'step-failed', part: 'c' }, startedAt: 5 },
  ],
  [
    'going back as a whole',
    stateWith({ a: 'undone', b: 'kept', c: 'done' }, { runAt: 5, back: 'all' }),
    { steps: 5, done: 1, undone: 2, back: 'all', startedAt: 5 },
  ],
  ['in part', stateWith({}, { back: { part: 's' } }), { steps: 5, done: 0, undone: 0, back: 's' }],
  ['over', stateWith({}, { runAt: 5, ranAt: 9 }), { steps: 5, done: 0, undone: 0, startedAt: 5, endedAt: 9 }],
])('how it stands: %s', (_what, state, run) => {
  expect(runShown.run(state)).toStrictEqual(run);
});
