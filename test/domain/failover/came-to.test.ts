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
    said('witnessAsked', { part: 'a', asked: { what: 'undone' } }),
    undone('a'),
    said('resumed', { to: 'rolling-back' }),
  ];
  expect(runEventsOf(looked)).toEqual({ '': ['rollbackStarted', 'stepUndone a'] });
  const asked = said('witnessAsked', { part: 'a', asked: { what: 'undone' } });
  expect(runEventsOf([back, asked, undone('a')])).toEqual({
    '': ['rollbackStarted', 'witnessAsked a', 'stepUndone a'],
  });
});

test('two actions that got lost side by side come to the same, whoever is looked at first', () => {
  const looked = [
    said('stepUnknown', { part: 'a' }),
    said('halted', { why: 'unknown', part: 'a' }),
    said('stepUnknown', { part: 'b' }),
    said('stepEnded', { part: 'a' }),
    said('stepEnded', { part: 'b' }),
    said('resumed', { to: 'going' }),
  ];
  expect(runEventsOf(looked)).toEqual({ '': ['stepEnded a', 'stepEnded b'] });
});

test('a halt that nothing lost stands behind is a difference', () => {
  const paused = [begun('a'), said('halted', { why: 'paused' }), said('resumed', { to: 'going' })];
  expect(runEventsOf(paused)).toEqual({ '': ['stepStarted a', 'halted', 'resumed'] });
  const failed = [
    said('undoFailed', { part: 'a', outcome: 'failed' }),
    said('halted', { why: 'undo-failed', part: 'a' }),
  ];
  expect(runEventsOf(failed)).toEqual({ '': ['undoFailed a', 'halted a'] });
});

const way = [begun('a'), begun('b'), begun('c'), back, said('stepWithdrawn', { part: 'c', to: 'pending' })];
const over = said('rolledBack');
test.each([
  ['all of it, the last first', [undone('b'), undone('a'), over], 0],
  ['one undone twice', [undone('b'), undone('b'), undone('a'), over], 1],
  ['in the order in which they began', [undone('a'), undone('b'), over], 1],
  ['one left out', [undone('b'), over], 1],
  ['one left, while it is on its way', [undone('b')], 0],
  ['one left as it is by two', [undone('b'), said('stepKept', { part: 'a' }), over], 0],
  ['the wrong one first, while it is on its way', [undone('a')], 1],
  ['one that nobody had begun', [undone('c'), undone('b'), undone('a'), over], 1],
])('of a way back: %s', (_what, undos, wrong) => {
  expect(wrongUndos([...way, ...undos])).toHaveLength(wrong);
});

/** Of a release, whose places go out and back side by side, one wave after the other. */
const placed = ['w1-01-a', 'w1-02-a', 'w1-02-b', 'w1-01-b', 'w2-01-a'];
const whole = [...placed.map(begun), back];
const ofWave = (wave: string) => said('rollbackStarted', { scope: { part: wave } });
test.each([
  ['side by side', [...whole, ...['w2-01-a', 'w1-02-b', 'w1-01-b', 'w1-01-a', 'w1-02-a'].map(undone), over], 0],
  ['an earlier wave first', [...whole, undone('w1-01-b')], 1],
  ['an earlier step first', [...whole, undone('w2-01-a'), undone('w1-01-a')], 1],
  [
    'one wave alone',
    [...placed.map(begun), ofWave('w2'), undone('w2-01-a'), said('waveRolledBack', { part: 'w2' })],
    0,
  ],
  ['one wave, and not all of it', [...placed.map(begun), ofWave('w2'), said('waveRolledBack', { part: 'w2' })], 1],
  [
    'one wave that went out again',
    [begun('w1-01-a'), ofWave('w1'), undone('w1-01-a'), begun('w1-01-a'), back, undone('w1-01-a'), over],
    0,
  ],
])('of a way back of a release: %s', (_what, events, wrong) => {
  expect(wrongUndos(events)).toHaveLength(wrong);
});

const verified = (...parts: string[]) =>
  runEventsOf(parts.map((part) => ({ type: 'release.siteVerified', data: { part } })));
test('what happens at places side by side is compared place by place', () => {
  expect(verified('w1-01', 'w1-02', 'g1')).toEqual(verified('g1', 'w1-02', 'w1-01'));
  expect(verified('w1-01', 'w1-02')).not.toEqual(verified('w1-01'));
});
