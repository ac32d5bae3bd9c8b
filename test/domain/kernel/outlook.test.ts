/** A run for those who look on: what comes next, and how long plan and way back take at most. */
import { aheadIn, countsIn, currentIn, upcomingIn, wayBackIn } from '../../../domain/kernel/running/outlook.ts';
import { budgetOf, undoBudgetOf } from '../../../domain/kernel/steps/lengths.ts';
import type { Running } from '../../../domain/kernel/running/shapes.ts';
import type { OutlineNode } from '../../../domain/kernel/steps/shapes.ts';
import { byAction, byHand, commander, outlineWith, type RunCase, running } from '../../support/runs.ts';
import { ReleaseCase } from '../../support/release/releases.ts';
import { people } from '../../support/sample.ts';

const { li } = people;
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
