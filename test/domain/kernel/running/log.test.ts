/** What happened to each step of a run, line by line, and why it halted. */
import { haltReason, linesOf, type StepLine } from '../../../../domain/kernel/running/log.ts';
import { MORNING, minutes } from '../../../support/given.ts';
import { byAction, byHand, commander, running } from '../../../support/runs.ts';
import { people } from '../../../support/sample.ts';

const { li, quality, system } = people;
const why = { reason: 'Enough' };
const lines = (one: { world: { eventsOf(id: string): Parameters<typeof linesOf>[0] }; number: string }) =>
  Object.fromEntries(linesOf(one.world.eventsOf(one.number)));

test('each step and gate has a line for all that was done to it, in its order, with the words of who did it', () => {
  const gate = { node: 'gate', id: 'x', kind: 'check', role: 'quality-lead' } as const;
  const one = running(byAction('a', { retries: 1, witness: true }), gate, byHand('b'));
  one.report('a', 'failed', { detail: 'exit 1' });
  one.to(MORNING + minutes(1)).report('a', 'done', { output: 'ok' });
  one.give(li, 'witnessStep', { evidence: 'I saw it' }, 'a');
  one.give(quality, 'refuseGate', { class: 'minor', findings: 'A label' }, 'x');
  one.give(quality, 'passGate', { evidence: 'Report 7' }, 'x');
  one.give(system, 'reportStep', { attempt: 1, what: 'do', outcome: 'unknown', detail: 'Too late' }, 'a');
  one.give(commander, 'rollBack', why);
  const [at, later] = [MORNING, MORNING + minutes(1)];
  const of = { by: system.id, at: later };
  expect(lines(one)).toEqual({
    a: [
      { event: 'stepStarted', to: 'running', at, attempt: 1 },
      { event: 'stepFailed', to: 'failed', at, by: system.id, attempt: 1, outcome: 'failed', said: 'exit 1' },
      { event: 'stepStarted', to: 'running', at, attempt: 2 },
      { event: 'witnessAsked', to: 'to-witness', ...of },
      { event: 'stepEnded', to: 'done', at: later, by: li.id, said: 'I saw it' },
      { event: 'lateReport', ...of, attempt: 1, outcome: 'unknown', said: 'Too late' },
      { event: 'undoStarted', to: 'undoing', at: later, attempt: 3 },
    ],
    x: [
      { event: 'gateOpened', to: 'open', at: later },
      { event: 'gateRefused', to: 'open', at: later, by: quality.id, said: 'A label' },
      { event: 'gatePassed', to: 'passed', at: later, by: quality.id, said: 'Report 7' },
    ],
    b: [
      { event: 'stepStarted', to: 'waiting-human', at: later, attempt: 1 },
      { event: 'stepWithdrawn', to: 'pending', at: later },
    ],
  });
});

test('what a decision leaves out has the line of the decision, without its words', () => {
  const choices = [{ id: 'full' }, { id: 'short', skips: ['b', 'c'] }];
  const one = running(
    byHand('d', { kind: 'decision', choices, undo: undefined as never }),
    byHand('b'),
    byHand('c'),
    byHand('z'),
  );
  one.give(commander, 'decideStep', { choice: 'short', reason: 'Night' }, 'd');
  const decided = { event: 'stepEnded', at: MORNING, by: commander.id };
  expect(lines(one)).toEqual({
    d: [
      { event: 'stepStarted', to: 'waiting-human', at: MORNING, attempt: 1 },
      { ...decided, to: 'done', choice: 'short', said: 'Night' },
    ],
    b: [{ ...decided, to: 'skipped' }],
    c: [{ ...decided, to: 'skipped' }],
    z: [{ event: 'stepStarted', to: 'waiting-human', at: MORNING, attempt: 1 }],
  });
});

type Events = Parameters<typeof linesOf>[0];
const event = (type: string, data: object): Events[number] =>
  ({ type: `failover.${type}`, data, at: 7, by: { id: 'mr-li', role: 'engineer' } }) as never;
const halted = { event: 'halted', at: 7, by: 'mr-li' };
test.each<[string, Events[number], StepLine[] | undefined]>([
  ['a step that failed', event('halted', { why: 'step-failed', part: 'a', reason: 'No' }), undefined],
  ['an undo that failed', event('halted', { why: 'undo-failed', part: 'a' }), undefined],
  ['an action that says nothing', event('halted', { why: 'unknown', part: 'a', reason: 'No' }), undefined],
  ['no way back', event('halted', { why: 'no-return', part: 'a', reason: 'No' }), [halted]],
  ['a pause at a step', event('halted', { why: 'paused', part: 'a', reason: 'No' }), [{ ...halted, said: 'No' }]],
  ['a pause of the whole', event('halted', { why: 'paused', reason: 'No' }), undefined],
  [
    'the same word of another event',
    event('waveHeld', { why: 'unknown', part: 'a', reason: 'No' }),
    [{ event: 'waveHeld', at: 7, by: 'mr-li', said: 'No' }],
  ],
  [
    'no way back, of another event',
    event('waveHeld', { why: 'no-return', part: 'a', reason: 'No' }),
    [{ event: 'waveHeld', at: 7, by: 'mr-li', said: 'No' }],
  ],
])('a step says of a halt only what no line before it says: %s', (_what, one, expected) => {
  expect(linesOf([one]).get('a')).toEqual(expected);
});

test('all that was said is in one line; what is no text or number is left out', () => {
  const data = { part: 'a', detail: '4', findings: '3', reason: '2', evidence: '1' };
  const odd = { part: 'a', evidence: 7, reason: null, attempt: '2', outcome: 3, choice: {} };
  expect(linesOf([event('noted', data), event('noted', odd)]).get('a')).toEqual([
    { event: 'noted', at: 7, by: 'mr-li', said: '1; 2; 3; 4' },
    { event: 'noted', at: 7, by: 'mr-li' },
  ]);
});

const failed = (part: string, reason: string, type = 'stepFailed') => event(type, { part, reason });
test.each<[string, Events, string | undefined]>([
  ['its own words go first', [failed('a', 'Disk'), event('halted', { part: 'a', reason: 'Own' })], 'Own'],
  ['of several halts the last', [event('halted', { reason: 'One' }), event('halted', { reason: 'Two' })], 'Two'],
  ['of several failures the last', [failed('a', 'One'), failed('a', 'Two'), event('halted', { part: 'a' })], 'Two'],
  ['an undo', [failed('a', 'One'), failed('a', 'Two', 'undoFailed'), event('halted', { part: 'a' })], 'Two'],
  ['not of another step', [failed('a', 'One'), failed('b', 'Two'), event('halted', { part: 'a' })], 'One'],
  ['not of what comes behind it', [event('halted', { part: 'a' }), failed('a', 'Later')], undefined],
  ['not of what is no failure', [failed('a', 'Taken', 'witnessRefused'), event('halted', { part: 'a' })], undefined],
  ['not of a failure of the whole', [event('stepFailed', { reason: 'x' }), event('halted', { part: 'a' })], undefined],
  ['it names no step', [failed('a', 'Disk'), event('halted', { why: 'back-out' })], undefined],
  ['its reason is no text', [event('halted', { reason: 7 })], undefined],
  ['a name that only ends so', [event('unhalted', { reason: 'x' })], undefined],
])('why it halted: %s', (_what, events, expected) => {
  expect(haltReason(events)).toBe(expected);
});
