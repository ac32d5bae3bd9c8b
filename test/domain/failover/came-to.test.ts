/** What a killed run is held against, and what is found wrong with a way back: the checks of `npm run kill`, tried on runs that are wrong. */
import { looksIn, runEventsOf, wrongUndos } from '../../../bench/killed/came-to.ts';

const said = (type: string, data: object = {}) => ({ type: `failover.${type}` as const, data });
const begun = (part: string) => said('stepStarted', { part, undo: { kind: 'manual' } });
const undone = (part: string) => said('stepUndone', { part });
const back = said('rollbackStarted', { scope: 'all' });

test('an action that got lost comes to the same once somebody has looked', () => {
  const quiet = [begun('a'), said('stepEnded', { part: 'a' }), begun('b')];
  const looked = [
    begun('a'),
    said('caseStarted'),
    said('stepUnknown', { part: 'a' }),
    said('halted', { why: 'unknown', part: 'a' }),
    said('lateReport', { part: 'a' }),
    said('stepEnded', { part: 'a' }),
    said('resumed', { to: 'going' }),
    begun('b'),
  ];
  expect(runEventsOf(looked)).toEqual(runEventsOf(quiet));
  expect([looksIn(quiet), looksIn(looked)]).toEqual([0, 1]);
});

test('an undo that got lost comes to the same once somebody has looked', () => {
  const looked = [
    back,
    said('undoFailed', { part: 'a', outcome: 'unknown' }),
    said('halted', { why: 'undo-failed', part: 'a' }),
    undone('a'),
    said('resumed', { to: 'rolling-back' }),
  ];
  expect(runEventsOf(looked)).toEqual(['rollbackStarted', 'stepUndone a']);
});

test('a halt that nothing lost stands behind is a difference', () => {
  const paused = [begun('a'), said('halted', { why: 'paused' }), said('resumed', { to: 'going' })];
  expect(runEventsOf(paused)).toEqual(['stepStarted a', 'halted', 'resumed']);
  const failed = [
    said('undoFailed', { part: 'a', outcome: 'failed' }),
    said('halted', { why: 'undo-failed', part: 'a' }),
  ];
  expect(runEventsOf(failed)).toEqual(['undoFailed a', 'halted a']);
});

const way = [begun('a'), begun('b'), begun('c'), back, said('stepWithdrawn', { part: 'c' })];
test.each([
  ['all of it, the last first', [undone('b'), undone('a')], true, 0],
  ['one undone twice', [undone('b'), undone('b'), undone('a')], true, 1],
  ['in the order in which they began', [undone('a'), undone('b')], true, 1],
  ['one left out', [undone('b')], true, 1],
  ['one left, while it is on its way', [undone('b')], false, 0],
  ['the wrong one first, while it is on its way', [undone('a')], false, 1],
  ['one that nobody had begun', [undone('c'), undone('b'), undone('a')], true, 1],
])('of a way back: %s', (_what, undos, isOver, wrong) => {
  expect(wrongUndos([...way, ...undos], isOver)).toHaveLength(wrong);
});
