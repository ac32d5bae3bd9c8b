/** What a case keeps of its run, event by event. */
import type { Base } from '../../../../domain/kernel/definition.ts';
import { runFolds, runRelieved } from '../../../../domain/kernel/running/folds.ts';
import type { RunEvents, Running, StepRecord } from '../../../../domain/kernel/running/shapes.ts';
import { outlineWith } from '../../../support/runs.ts';

type State = Base & Running;
const base: State = {
  status: 'executing',
  unit: '/dx',
  title: 'Payment is down',
  description: '',
  openedAt: 0,
  common: { followers: [] } as never,
  outline: outlineWith(),
};
const record: StepRecord = { status: 'waiting-human', rev: 3 };
const asked = { what: 'skip', by: 'head', from: 'failed' } as const;
const withA = (a: Partial<StepRecord>, more: Partial<State> = {}): State => ({
  ...base,
  ...more,
  parts: { step: { a: { ...record, ...a } } },
});
const folds = runFolds<State>('executing');
const after = (name: keyof RunEvents, state: State, data: object): State =>
  (folds[name] as (of: State, event: never) => State)(state, { data, at: 9, by: { id: 'mr-li' } } as never);

type Told = [name: keyof RunEvents, what: string, before: State, data: object, after: State];
const a = { part: 'a' };
const busy = { attempt: 1, until: 7, asked };
const limits = { attempt: 2, until: 8 };
test.each<Told>([
  ['stepStarted', 'its first step sets the time', withA(busy), { ...a, ...limits }, withA(limits, { runAt: 9 })],
  ['stepStarted', 'a later one does not', withA({}, { runAt: 1 }), { ...a, ...limits }, withA(limits, { runAt: 1 })],
  ['stepEnded', 'with what was chosen', withA(busy), { ...a, choice: 'x' }, withA({ attempt: 1, choice: 'x' })],
  ['stepEnded', 'with no choice', withA({ ...busy, choice: 'x' }), a, withA({ attempt: 1, choice: 'x' })],
  ...(
    ['stepFailed', 'stepUnknown', 'stepWithdrawn', 'witnessRefused', 'stepUndone', 'undoFailed', 'stepKept'] as const
  ).map(
    (name): Told => [name, 'no limit, nobody asked', withA({ ...busy, tries: 2 }), a, withA({ attempt: 1, tries: 2 })],
  ),
  ['witnessAsked', 'no limit any more', withA({ attempt: 1, until: 7 }), { ...a, asked }, withA({ attempt: 1, asked })],
  ['undoStarted', 'for the first time', withA({ attempt: 1 }), { ...a, ...limits }, withA({ ...limits, tries: 1 })],
  ['undoStarted', 'once more', withA({ attempt: 1, tries: 1 }), { ...a, ...limits }, withA({ ...limits, tries: 2 })],
  ['undoStarted', 'of a part that it does not know', base, { ...a, ...limits }, base],
  ['undoStarted', 'with gates alone', { ...base, parts: {} }, { ...a, ...limits }, { ...base, parts: {} }],
  ['undoStarted', 'beside others', withA({}), { part: 'b', ...limits }, withA({})],
  [
    'stepTaken',
    'from somebody',
    withA({}),
    { ...a, assignees: ['li'], from: 'zhao' },
    withA({ had: ['zhao'] }, { performers: ['li'] }),
  ],
  [
    'stepTaken',
    'he had it before',
    withA({ had: ['zhao'] }, { performers: ['zhao', 'li'] }),
    { ...a, assignees: ['li'], from: 'zhao' },
    withA({ had: ['zhao'] }, { performers: ['zhao', 'li'] }),
  ],
  ['stepTaken', 'from nobody', withA({}), { ...a, assignees: ['li'] }, withA({}, { performers: ['li'] })],
  [
    'stepTaken',
    'of what it does not know',
    base,
    { ...a, assignees: ['li'], from: 'z' },
    { ...base, performers: ['li'] },
  ],
  ...(['stepEnded', 'stepFailed', 'stepUndone', 'undoFailed'] as const).map(
    (name): Told => [
      name,
      'by whom',
      withA({}, { performers: ['li'] }),
      { ...a, assignees: ['wu', 'li', 'wu'] },
      withA({}, { performers: ['li', 'wu'] }),
    ],
  ),
  ['witnessAsked', 'by whom', withA({}), { ...a, asked, assignees: ['li'] }, withA({ asked }, { performers: ['li'] })],
  ['gatePassed', 'by whom', base, { part: 'x' }, { ...base, inspectors: ['mr-li'] }],
  ['gatePassed', 'once more', { ...base, inspectors: ['mr-li'] }, { part: 'y' }, { ...base, inspectors: ['mr-li'] }],
  [
    'halted',
    'without its words',
    base,
    { why: 'paused', part: 'a', reason: 'Lunch' },
    { ...base, status: 'needs-human', halt: { why: 'paused', part: 'a' } },
  ],
  ['resumed', 'it goes on', { ...base, status: 'needs-human', halt: { why: 'paused' } }, { to: 'going' }, base],
  [
    'resumed',
    'back',
    { ...base, status: 'needs-human', back: 'all', halt: { why: 'paused' } },
    { to: 'rolling-back' },
    { ...base, status: 'rolling-back', back: 'all' },
  ],
  [
    'rollbackStarted',
    'it halts no more',
    { ...base, status: 'needs-human', halt: { why: 'paused' } },
    { scope: { part: 'w1' }, reason: 'x' },
    { ...base, status: 'rolling-back', back: { part: 'w1' } },
  ],
  ['rolledBack', 'it is over', { ...base, back: 'all' }, {}, { ...base, status: 'rolled-back', ranAt: 9 }],
  ['gateRefused', 'of an earlier release: nothing is started', base, { ...a, class: 'major' }, base],
  ['gateRefused', 'it is put right first', base, { ...a, rectify: true }, { ...base, shut: [{ step: 'a' }] }],
  [
    'rectificationNoted',
    'in the place of the one that was asked for',
    { ...base, shut: [{ step: 'a' }] },
    { rectification: 'REC-1', step: 'a' },
    { ...base, shut: [{ rectification: 'REC-1', step: 'a' }] },
  ],
  ['rectificationOver', '', { ...base, shut: [{ rectification: 'REC-1' }] }, { rectification: 'REC-1' }, base],
  ['stepsEnded', 'it is over', base, {}, { ...base, status: 'verifying', ranAt: 9 }],
  ['serviceConfirmed', '', base, {}, { ...base, status: 'succeeded' }],
  [
    'commanderChanged',
    'before anything had begun',
    { ...base, commander: 'old' },
    { commander: 'new', from: 'old' },
    { ...base, commander: 'new', assignee: 'new' },
  ],
  [
    'commanderChanged',
    'once a step had begun',
    withA({}, { commander: 'old', formerCommanders: ['older'] }),
    { commander: 'new', from: 'old' },
    withA({}, { commander: 'new', assignee: 'new', formerCommanders: ['older', 'old'] }),
  ],
  [
    'commanderChanged',
    'once a gate had opened',
    { ...base, parts: { check: { x: { status: 'open', rev: 1 } } } },
    { commander: 'new', from: 'old' },
    {
      ...base,
      parts: { check: { x: { status: 'open', rev: 1 } } },
      commander: 'new',
      assignee: 'new',
      formerCommanders: ['old'],
    },
  ],
  [
    'commanderChanged',
    'after nobody',
    withA({}),
    { commander: 'new' },
    withA({}, { commander: 'new', assignee: 'new' }),
  ],
])('%s: %s', (name, _what, before, data, expected) => {
  expect(after(name, before, data)).toStrictEqual(expected);
});

test.each(['lateReport', 'gateOpened', 'serviceRefused'] as const)('%s keeps nothing', (name) => {
  expect(folds[name]).toBeNull();
});

type Left = [what: string, before: State, data: object, after: State];
test.each<Left>([
  ['he had nothing of it', withA({}, { commander: 'head' }), {}, withA({}, { commander: 'head' })],
  [
    'his heir commands',
    withA({}, { commander: 'wu' }),
    { commander: 'heir' },
    withA({}, { commander: 'heir', formerCommanders: ['wu'] }),
  ],
  ['nobody commands', withA({}, { commander: 'wu' }), {}, withA({}, { formerCommanders: ['wu'] })],
  ['before it began', { ...base, commander: 'wu' }, { commander: 'heir' }, { ...base, commander: 'heir' }],
  [
    'his step goes to his heir',
    withA({}),
    { assigned: { a: ['heir'] } },
    withA({ had: ['wu'] }, { performers: ['heir'] }),
  ],
  ['his step is nobody’s', withA({}), { assigned: { a: [] } }, withA({ had: ['wu'] })],
  ['what is no step', withA({}), { assigned: { x: ['heir'] } }, withA({})],
  ['nothing of it has begun', base, { assigned: { x: ['heir'] } }, base],
  ['with gates alone', { ...base, parts: {} }, { assigned: { x: ['heir'] } }, { ...base, parts: {} }],
])('somebody has left: %s', (_what, before, data, expected) => {
  expect(runRelieved(before, { data: { person: 'wu', ...data } })).toStrictEqual(expected);
});
