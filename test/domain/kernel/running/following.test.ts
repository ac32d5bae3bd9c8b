/** What follows in a run by itself: what begins, how, what stops it, and what the way back does not wait for. */
import {
  attemptOf,
  following,
  isStep,
  isStuckOnWayBack,
  isTriedAgain,
  isUndoneAgain,
  leftBehind,
  rollBack,
  ruleOf,
  type RunCtx,
  type RunState,
  type RunUse,
  standingIn,
  started,
  undoing,
} from '../../../../domain/kernel/running/following.ts';
import type { RunWord, StepRecord } from '../../../../domain/kernel/running/shapes.ts';
import type { OutlineNode } from '../../../../domain/kernel/steps/shapes.ts';
import { MORNING, minutes } from '../../../support/given.ts';
import { byAction, byHand, outlineWith } from '../../../support/runs.ts';
import { people } from '../../../support/sample.ts';

type Stands = Readonly<Record<string, Partial<StepRecord>>>;
const stateWith = (nodes: readonly OutlineNode[], step: Stands = {}, more: Partial<RunState> = {}): RunState => ({
  status: 'executing',
  outline: outlineWith(...nodes),
  parts: {
    step: Object.fromEntries(
      Object.entries(step).map(([id, one]) => [id, { status: 'waiting-human', rev: 1, ...one } as const]),
    ),
  },
  ...more,
});
type Use = RunUse<RunState, never, RunCtx<RunState>>;
const use: Use = { going: 'executing', over: () => [] };
/** Whatever happens, the run stands after it, so that one sees what followed first. */
const first = (own: Partial<Use>, state: RunState): readonly RunWord[] =>
  following({ ...use, ...own }, [], {
    now: MORNING,
    actor: people.li,
    after: (words) => ({ state: words.length === 0 ? state : { ...state, status: 'needs-human' } }),
  });
const now = { now: MORNING };
const NONE = undefined as never;
const gate = { node: 'gate', id: 'x', kind: 'check', role: 'quality-lead' } as const;
const withdrawn = (part: string, to: string) => ({ type: 'stepWithdrawn', data: { part, to } });

test('where its process says why, nothing more begins; that is asked only where something would', () => {
  const asked: RunState[] = [];
  const stops = (state: RunState) => {
    asked.push(state);
    return { why: 'back-out' } as const;
  };
  const due = stateWith([byHand('a')]);
  expect(first({ stops }, due)).toEqual([{ type: 'halted', data: { why: 'back-out' } }]);
  expect(first({ stops }, stateWith([byHand('a'), byHand('b')], { a: {} }))).toEqual([]);
  expect(asked).toEqual([due]);
  expect(first({ stops: () => NONE }, due)).toEqual([started(due, 'a', now)]);
});

test('a gate opens; what has a kind of its own is begun by its process, and is a fault where it has no way to', () => {
  const place = { node: 'each', kind: 'site', order: 'sequence', places: [{ id: 's', orgPath: '/dx' }] } as const;
  const sited = stateWith([{ ...place, of: [byHand('a')] }]);
  expect(first({}, stateWith([gate]))).toEqual([{ type: 'gateOpened', data: { part: 'x', to: 'open' } }]);
  const paused: RunWord = { type: 'halted', data: { why: 'paused', part: 's' } };
  const begins = jest.fn(() => [paused as never]);
  expect(first({ begins }, sited)).toEqual([paused]);
  expect(begins).toHaveBeenCalledWith({ id: 's', kind: 'site', orgPath: '/dx' }, sited, expect.anything());
  expect(() => first({}, sited)).toThrow('s');
});

test.each<[string, RunState, object | undefined]>([
  ['it fails: it halts', stateWith([byHand('a')], { a: { status: 'failed' } }), { why: 'step-failed', part: 'a' }],
  [
    'its undo fails: it halts there',
    stateWith([byHand('a')], { a: { status: 'undo-failed' } }, { status: 'rolling-back', back: 'all' }),
    { why: 'undo-failed', part: 'a' },
  ],
  ['it stands already', stateWith([byHand('a')], { a: { status: 'failed' } }, { status: 'needs-human' }), undefined],
])('a step: %s', (_what, state, data) => {
  expect(first({}, state)).toEqual(data ? [{ type: 'halted', data }] : []);
});

test('a step begins with its limit and what takes it back; an action with its name, and how it is answered each time', () => {
  const undo = { kind: 'manual', budgetMs: minutes(10) };
  const limits = { until: MORNING + minutes(10), limitMs: minutes(10) };
  const hand = { part: 'a', to: 'waiting-human', attempt: 1, ...limits };
  expect(started(stateWith([byHand('a')]), 'a', now)).toStrictEqual({ type: 'stepStarted', data: { ...hand, undo } });
  expect(started(stateWith([byHand('a', { undo: NONE })]), 'a', now).data).toStrictEqual(hand);
  const acts = byAction('a', { undo: NONE, scripted: ['failed', 'unknown'] });
  const tries = [0, 1, 2].map((attempt) => started(stateWith([acts], { a: { attempt } }), 'a', now).data);
  expect(tries).toStrictEqual(
    (['failed', 'unknown', 'unknown'] as const).map((scripted, n) => ({
      ...hand,
      to: 'running',
      attempt: n + 1,
      action: 'do-a',
      scripted,
    })),
  );
  expect(started(stateWith([byAction('a')]), 'a', now).data).toMatchObject({ action: 'do-a', scripted: 'done' });
});

test('an undo begins with its own limit, and is answered by how often it was tried', () => {
  const undo = { kind: 'automatic', action: 'undo-a', budgetMs: minutes(4), scripted: ['failed', 'done'] } as const;
  const begun = { part: 'a', to: 'undoing', until: MORNING + minutes(4), limitMs: minutes(4) };
  const after = (step: Partial<StepRecord>) => undoing(stateWith([byAction('a', { undo })], { a: step }), 'a', now);
  const acts = { ...begun, action: 'undo-a' };
  expect(after({ attempt: 5 })).toStrictEqual({
    type: 'undoStarted',
    data: { ...acts, attempt: 6, scripted: 'failed' },
  });
  expect(after({ attempt: 6, tries: 1 }).data).toStrictEqual({ ...acts, attempt: 7, scripted: 'done' });
  const byOne = byHand('a', { undo: { kind: 'manual', budgetMs: minutes(4) } });
  expect(undoing(stateWith([byOne]), 'a', now).data).toStrictEqual({ ...begun, attempt: 1 });
  expect(() => undoing(stateWith([byHand('a', { undo: NONE })]), 'a', now)).toThrow('a');
});

test.each([
  [0, 0, false],
  [1, 0, true],
  [1, 1, false],
  [2, 1, true],
])('begun %i times, of one that is tried %i times more: for the last time is %s', (attempt, retries, isLast) => {
  const state = stateWith([byHand('a', { retries })], { a: { attempt } });
  expect([attemptOf(state, 'a'), isTriedAgain(state, 'a')]).toEqual([attempt, !isLast]);
  expect(isTriedAgain({ ...state, shut: [{ rectification: 'REC-000001', step: 'a' }] }, 'a')).toBe(false);
});

test.each([
  ['failed', undefined, true],
  ['failed', 2, true],
  ['no-answer', 2, true],
  ['failed', 3, false],
  ['unknown', 1, false],
  [undefined, 1, false],
] as const)('an undo that came to %s after %s tries is tried again by itself: %s', (outcome, tries, is) => {
  const a = tries === undefined ? {} : { tries };
  expect(isUndoneAgain(stateWith([byAction('a')], { a }), 'a', outcome)).toBe(is);
});

test.each<[string, Stands, boolean]>([
  ['an undo has failed and nothing else goes back', { a: { status: 'undo-failed' }, b: { status: 'undone' } }, true],
  ['another is going back', { a: { status: 'undo-failed' }, b: { status: 'undoing' } }, false],
  ['another is to go back', { a: { status: 'undo-failed' }, b: { status: 'done' } }, false],
  ['nothing has failed', { a: { status: 'undone' } }, false],
])('stuck on its way back: %s', (_what, step, is) => {
  const group: OutlineNode = { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byHand('a'), byHand('b')] };
  expect(isStuckOnWayBack(stateWith([group], step, { back: 'all' }))).toBe(is);
});

const skip = (from: StepRecord['status']) =>
  ({ status: 'to-witness', asked: { what: 'skip', by: 'head', from } }) as const;
const unclear = {
  type: 'stepFailed',
  data: { part: 'a', to: 'failed', attempt: 2, reason: 'nobody could say', outcome: 'unknown' },
};
const has = { assignees: ['mr-li'] };
const decision = byHand('a', { kind: 'decision' });
test.each<[string, OutlineNode, Partial<StepRecord>, object[]]>([
  ['a step that nobody has is withdrawn', byHand('a'), {}, [withdrawn('a', 'pending')]],
  ['nobody has it any more: too', byHand('a'), { assignees: [] }, [withdrawn('a', 'pending')]],
  ['somebody has it: it is waited for', byHand('a'), has, []],
  ['a decision is withdrawn, whoever had it', decision, has, [withdrawn('a', 'pending')]],
  ['what an action left open, and nobody took, counts as failed', byAction('a'), { attempt: 2 }, [unclear]],
  ['somebody looks at it: he is waited for', byAction('a'), { attempt: 2, ...has }, []],
  ['it was to be left out, and had not begun', byHand('a'), skip('pending'), [withdrawn('a', 'pending')]],
  ['it had failed', byHand('a'), skip('failed'), [withdrawn('a', 'failed')]],
  ['nobody had it', byHand('a'), skip('waiting-human'), [withdrawn('a', 'pending')]],
  [
    'somebody had it: he is waited for again',
    byHand('a'),
    { ...skip('waiting-human'), ...has },
    [withdrawn('a', 'waiting-human')],
  ],
  ['an action had left it open', byAction('a'), { attempt: 2, ...skip('waiting-human') }, [unclear]],
  [
    'it was to be confirmed: that is waited for',
    byHand('a'),
    { status: 'to-witness', asked: { what: 'done', by: 'mr-li', from: 'waiting-human' } },
    [],
  ],
  ['an action is at it', byAction('a'), { status: 'running' }, []],
  ['it is done', byHand('a'), { status: 'done' }, []],
])('the way back begins: %s', (_what, node, step, words) => {
  expect(leftBehind(stateWith([node], { a: step }))).toEqual(words);
});

test('before anything has begun the way back leaves nothing behind', () => {
  expect(leftBehind(stateWith([byHand('a')], {}, { parts: undefined }))).toEqual([]);
});

test('with a scope the parts go back that its process names', () => {
  const back = { scope: { part: 's' }, reason: 'Enough' } as const;
  const went = (goesBack?: Use['goesBack']) =>
    rollBack({ ...use, ...(goesBack ? { goesBack } : {}) }, stateWith([byHand('a')]), back, {
      now: MORNING,
      actor: people.li,
      after: (words) => ({ state: stateWith([byHand('a')], {}, { status: words.length > 0 ? 'over' : 'executing' }) }),
    });
  const turned = (data: object) => [{ type: 'rollbackStarted', data: { ...back, ...data } }];
  expect(went((scope) => (scope === 'all' ? {} : { [scope.part]: 'rolling-back' }))).toStrictEqual(
    turned({ also: { s: 'rolling-back' } }),
  );
  expect(went(() => ({}))).toStrictEqual(turned({}));
  expect(went()).toStrictEqual(turned({}));
});

test('a part is known by its id, whatever its kind; a gate is no step', () => {
  const state = stateWith([byHand('a'), gate], { a: { status: 'done' } });
  const check = { x: { status: 'open', rev: 2 } } as const;
  const standing = standingIn({ parts: { ...state.parts, check } });
  expect(['a', 'x', 'toString', 'none'].map(standing)).toEqual(['done', 'open', undefined, undefined]);
  expect(standingIn({})('a')).toBeUndefined();
  expect(standingIn({ parts: { check, step: NONE } })('x')).toBe('open');
  expect(['a', 'x', 'none'].map((id) => isStep(state, id))).toEqual([true, false, false]);
  expect(ruleOf(state, 'a')).toEqual(byHand('a'));
  for (const id of ['x', 'none']) expect(() => ruleOf(state, id)).toThrow(id);
});
