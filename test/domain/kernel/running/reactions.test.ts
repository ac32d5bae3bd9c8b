/** What follows from the events of a run outside the case. */
import type { Base } from '../../../../domain/kernel/definition.ts';
import { runFollows } from '../../../../domain/kernel/running/reactions.ts';
import type { Running } from '../../../../domain/kernel/running/shapes.ts';
import { byAction, byHand, outlineWith } from '../../../support/runs.ts';

const follows = runFollows<Base & Running>();
const state = { outline: outlineWith(byAction('a'), byHand('b'), byHand('c', { undo: undefined as never })) } as never;
const [byTime, bySomebody] = ['t:12', 'k:12'];
const after = (name: keyof typeof follows, data: object, key = bySomebody) =>
  follows[name]({ data: { attempt: 2, limitMs: 9, ...data }, key } as never, state);
const run = { kind: 'run', part: 'a', attempt: 2 };

test.each([
  ['stepStarted', 'do', 'do-a'],
  ['undoStarted', 'undo', 'undo-a'],
] as const)('%s: its action begins; without one nothing does', (name, what, action) => {
  const data = { part: 'a', action };
  expect(after(name, data)).toEqual([{ ...run, action, what, limitMs: 9, scripted: 'done' }]);
  expect(after(name, { ...data, scripted: 'failed' })).toEqual([
    { ...run, action, what, limitMs: 9, scripted: 'failed' },
  ]);
  expect(after(name, { part: 'a' })).toEqual([]);
});

test.each([
  ['stepFailed', 'do', 'do-a'],
  ['undoFailed', 'undo', 'undo-a'],
] as const)('%s: an action that time gave up is told to end, one that answered is not', (name, what, action) => {
  expect(after(name, { part: 'a' }, byTime)).toEqual([
    { ...run, action, what, limitMs: 0, scripted: 'no-answer', stop: true },
  ]);
  expect(after(name, { part: 'a' })).toEqual([]);
  for (const part of ['b', 'c']) expect(after(name, { part }, byTime)).toEqual([]);
});
