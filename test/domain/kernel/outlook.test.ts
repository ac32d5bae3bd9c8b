/** A run for those who look on: what comes next, and how long plan and way back take at most. */
import { aheadIn, countsIn, currentIn, upcomingIn, wayBackIn } from '../../../domain/kernel/running/outlook.ts';
import { budgetOf, undoBudgetOf } from '../../../domain/kernel/steps/lengths.ts';
import type { Running } from '../../../domain/kernel/running/shapes.ts';
import type { OutlineNode, StepStatus } from '../../../domain/kernel/steps/shapes.ts';
import { byAction, byHand, commander, outlineWith, type RunCase, running } from '../../support/runs.ts';
import { ReleaseCase } from '../../support/release/releases.ts';
import { people } from '../../support/sample.ts';

const { li, zhao } = people;
const MIN = 60_000;
const stateOf = (one: RunCase): Running => one.world.kaseOf(one.number).state as Running;
const evidence = { evidence: 'Log 7' };
const together = (atMost: number, ...of: OutlineNode[]): OutlineNode => ({
  node: 'group',
  id: 'g',
  order: 'parallel',
  atMost,
  of,
});
const of = (id: string, minutes: number) =>
  byHand(id, { budgetMs: minutes * MIN, undo: { kind: 'manual', budgetMs: minutes * 2 * MIN } });

test.each<[string, OutlineNode[], number]>([
  ['one after the other: the sum', [of('a', 1), of('b', 2)], 3],
  ['together: the longest', [together(3, of('a', 1), of('b', 5), of('c', 2))], 5],
  ['two at a time: each begins where a place is free first', [together(2, of('a', 4), of('b', 1), of('c', 2))], 4],
  ['a gate takes none', [of('a', 1), { node: 'gate', id: 'x', kind: 'check', role: 'quality-lead' }], 1],
])('%s', (_what, nodes, minutes) => {
  const outline = outlineWith(...nodes);
  expect(budgetOf(outline)).toBe(minutes * MIN);
  expect(undoBudgetOf(outline, () => 'done', 'all')).toBe(minutes * 2 * MIN);
  expect(undoBudgetOf(outline, () => 'pending', 'all')).toBe(0);
});

test('nobody has begun what waits for a person: an abort does not take it back; what somebody has, it does', () => {
  const one = running(byHand('a'), byHand('b'));
  one.give(li, 'confirmStep', evidence, 'a');
  expect(wayBackIn(stateOf(one))).toMatchObject({ undo: ['a'] });
  one.give(li, 'takeStep', {}, 'b');
  expect(wayBackIn(stateOf(one))).toMatchObject({ undo: ['b', 'a'], budgetMs: 20 * MIN });
});

test.each([
  ['by hand', byHand('b')],
  ['by an action whose answer says nothing', byAction('b')],
])('%s: what an abort is said to undo is what it undoes', (_what, second) => {
  const one = running(byHand('a'), second, byHand('c'));
  one.give(li, 'confirmStep', evidence, 'a');
  if (second.kind === 'automatic') one.report('b', 'unknown');
  const said = wayBackIn(stateOf(one))?.undo;
  one.give(commander, 'rollBack', { reason: 'Enough' });
  const undone: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const [now] = currentIn(stateOf(one));
    if (now === undefined) break;
    undone.push(now);
    if (second.kind === 'automatic' && now === 'b') one.report('b', 'done');
    else one.give(li, 'confirmStep', evidence, now);
  }
  expect(undone).toEqual(said);
});

test('what comes next is what begins once all that is current is done', () => {
  const gate = { node: 'gate', id: 'x', kind: 'check', role: 'quality-lead' } as const;
  const one = running(byHand('a'), together(2, byHand('b'), byHand('c')), gate, byHand('d'));
  const both = () => [currentIn(stateOf(one)), upcomingIn(stateOf(one))];
  expect(both()).toEqual([['a'], ['b', 'c']]);
  one.give(li, 'confirmStep', evidence, 'a');
  expect(both()).toEqual([['b', 'c'], ['x']]);
  one.give(li, 'confirmStep', evidence, 'b');
  one.give(li, 'confirmStep', evidence, 'c');
  expect(both()).toEqual([['x'], ['d']]);
  expect(countsIn(stateOf(one))).toMatchObject({ steps: 4, done: 3, pending: 1, underWay: 0 });
});

test('at its end nothing is current and nothing comes next', () => {
  const one = running(byHand('a', { skippable: true }));
  one.give(li, 'failStep', { reason: 'No' }, 'a');
  expect([currentIn(stateOf(one)), upcomingIn(stateOf(one))]).toEqual([['a'], []]);
  one.give(commander, 'rollBack', { reason: 'Enough' });
  one.give(li, 'confirmStep', evidence, 'a');
  expect([currentIn(stateOf(one)), upcomingIn(stateOf(one))]).toEqual([[], []]);
});

test('of a release: sites that go out together, and the gate behind them while it is watched', () => {
  const one = new ReleaseCase().opened(2, 1);
  expect([currentIn(stateOf(one)), upcomingIn(stateOf(one))]).toEqual([
    ['w1-01-a', 'w1-02-a'],
    ['w1-01-b', 'w1-02-b'],
  ]);
  one.doneAt(['w1-01', 'w1-02']);
  expect(currentIn(stateOf(one))).toEqual(['g1']);
  expect(wayBackIn(stateOf(one))?.undo).toEqual(['w1-02-b', 'w1-02-a', 'w1-01-b', 'w1-01-a']);
});

test('ahead of a run: its steps and gates, whom it asks for something by hand, and the way back were all done', () => {
  const outline = outlineWith(
    of('a', 1),
    { node: 'gate', id: 'x', kind: 'check', role: 'quality-lead' },
    together(2, of('b', 5), byHand('c', { undo: undefined as never })),
    byHand('d', { kind: 'decision', role: 'supervisor', undo: undefined as never }),
    byHand('n', { noReturn: true, witness: true, undo: undefined as never }),
  );
  const ahead = aheadIn({ outline });
  expect(ahead?.parts.map(({ id }) => id)).toEqual(['a', 'x', 'b', 'c', 'd', 'n']);
  expect([ahead?.undo, ahead?.undoBudgetMs]).toEqual([['b', 'a'], 12 * MIN]);
  // What is decided is its commander's.
  expect(ahead?.asks).toEqual([
    { role: 'engineer', orgPath: undefined, parts: 4 },
    { role: 'quality-lead', orgPath: undefined, parts: 1 },
  ]);
  expect(aheadIn({})).toBeNull();
  expect(aheadIn(stateOf(running(of('a', 1))))).toBeNull(); // it has begun
});

test('ahead of a release each role is asked at each of its sites', () => {
  const one = new ReleaseCase().planned(2);
  const ahead = aheadIn(stateOf(one));
  expect(ahead?.parts.map(({ id }) => id)).toEqual(['w1-01-a', 'w1-01-b', 'w1-02-a', 'w1-02-b', 'g1']);
  expect(ahead?.asks).toEqual([
    { role: 'engineer', orgPath: '/dx/donghu/linxi', parts: 2 },
    { role: 'engineer', orgPath: '/dx/donghu/andu', parts: 2 },
    { role: 'process-owner', orgPath: undefined, parts: 1 },
  ]);
});

/** A run of these nodes whose parts stand so. */
const standing = (
  nodes: readonly OutlineNode[],
  step: Readonly<Record<string, StepStatus>>,
  more: Partial<Running> = {},
): Running => ({
  outline: outlineWith(...nodes),
  parts: { step: Object.fromEntries(Object.entries(step).map(([id, status]) => [id, { status, rev: 1 }])) },
  ...more,
});
const seen = (state: Running) => ({ current: currentIn(state), upcoming: upcomingIn(state) });
const NONE = undefined as never;

test('on its way back what comes next is what is taken back next, at most five named', () => {
  const one = running(byHand('a'), byHand('b'), byHand('c'));
  for (const id of ['a', 'b', 'c']) one.give(li, 'confirmStep', evidence, id);
  expect(seen(stateOf(one))).toEqual({ current: [], upcoming: [] });
  one.give(commander, 'rollBack', { reason: 'Enough' });
  expect(seen(stateOf(one))).toEqual({ current: ['c'], upcoming: ['b'] });
  one.give(li, 'failStep', { reason: 'No' }, 'c');
  expect(seen(stateOf(one))).toEqual({ current: ['c'], upcoming: ['b'] });
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const done = Object.fromEntries(ids.map((id) => [id, 'done'] as const));
  const many = [together(9, ...ids.map((id) => byHand(id))), byHand('z')];
  expect(seen(standing(many, { ...done, z: 'undoing' }, { back: 'all' }))).toEqual({
    current: ['z'],
    upcoming: ['f', 'e', 'd', 'c', 'b'],
  });
  expect(upcomingIn(standing([byHand('0'), ...many], { 0: 'running' }))).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('at places that have not begun, the steps in them come next', () => {
  const places = ['n', 's'].map((id) => ({ id, orgPath: '/dx' }) as const);
  const sites = {
    node: 'each',
    kind: 'site',
    order: 'parallel',
    atMost: 2,
    places,
    of: [byHand('b'), byHand('c')],
  } as const;
  const wave: OutlineNode = { node: 'group', id: 'w', kind: 'wave', order: 'sequence', of: [sites] };
  expect(seen(standing([byHand('a'), wave], { a: 'waiting-human' }))).toEqual({
    current: ['a'],
    upcoming: ['n-b', 's-b'],
  });
});

test.each<[string, Running, string[]]>([
  ['a step that failed', standing([byHand('a'), byHand('b')], { a: 'failed' }), ['a']],
  [
    'not one that failed outside of what goes back',
    standing(
      [{ node: 'group', id: 'g', order: 'sequence', of: [byHand('a')] }, byHand('b')],
      { a: 'undoing', b: 'failed' },
      { back: { part: 'g' } },
    ),
    ['a'],
  ],
  ['not one that was taken back', standing([byHand('a'), byHand('b')], { a: 'undone' }), []],
  ['without a plan nothing', standing([], { a: 'failed' }, { outline: NONE }), []],
])('current is %s', (_what, state, current) => {
  expect(currentIn(state)).toEqual(current);
});

test('taken back, it is over, though a step of it never began', () => {
  const one = running(together(2, byHand('a'), byHand('b')), byHand('c'));
  one.give(li, 'confirmStep', evidence, 'a');
  one.give(commander, 'rollBack', { reason: 'Enough' });
  one.give(li, 'confirmStep', evidence, 'a');
  expect(one.steps()).toEqual(['a undone', 'b pending']);
  expect(seen(stateOf(one))).toEqual({ current: [], upcoming: [] });
});

test('an abort on its way already, behind a point of no return, or without a plan, cannot be asked for', () => {
  expect(wayBackIn({})).toBeNull();
  const past = running(byHand('a'), byHand('b'), byHand('n', { noReturn: true, undo: NONE }), byHand('z'));
  past.give(li, 'confirmStep', evidence, 'a');
  expect(wayBackIn(stateOf(past))).toStrictEqual({ undo: ['a'], budgetMs: 10 * MIN });
  for (const id of ['b', 'n']) past.give(li, 'confirmStep', evidence, id);
  past.give(zhao, 'witnessStep', {}, 'n');
  expect(wayBackIn(stateOf(past))).toStrictEqual({
    undo: [],
    budgetMs: 0,
    refused: { code: 'past-no-return', params: { steps: ['n'] } },
  });
  const back = running(byHand('a'), byHand('b'), byHand('c'));
  for (const id of ['a', 'b']) back.give(li, 'confirmStep', evidence, id);
  back.give(commander, 'rollBack', { reason: 'Enough' });
  const refused = { code: 'rolling-back-already' };
  expect(wayBackIn(stateOf(back))).toStrictEqual({ undo: ['b', 'a'], budgetMs: 20 * MIN, refused });
  back.give(li, 'confirmStep', evidence, 'b');
  expect(wayBackIn(stateOf(back))).toStrictEqual({ undo: ['a'], budgetMs: 10 * MIN, refused });
});

test('how many steps stand how, and what the whole was given', () => {
  const statuses = [
    ['running', 'waiting-human', 'to-witness', 'undoing'],
    ['done'],
    ['skipped', 'skipped'],
    ['failed', 'undo-failed'],
    ['undone', 'kept', 'undone'],
  ] as const;
  const all = statuses.flat().map((status, n) => [`s${n}`, status] as const);
  const nodes = [...all.map(([id]) => byHand(id)), byHand('z')];
  expect(countsIn(standing(nodes, Object.fromEntries(all)))).toEqual({
    steps: 13,
    pending: 1,
    underWay: 4,
    done: 1,
    skipped: 2,
    failed: 2,
    undone: 3,
    budgetMs: 130 * MIN,
  });
  expect(countsIn({})).toMatchObject({ steps: 0, pending: 0, budgetMs: 0 });
});
