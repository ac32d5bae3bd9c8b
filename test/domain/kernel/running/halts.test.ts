/** Of a failure: why it halts or goes back is on record with its reason, and nobody is told of it twice. */
import { FAILURES } from '../../../../domain/kernel/running/following.ts';
import { haltReason } from '../../../../domain/kernel/running/log.ts';
import type { Audience } from '../../../../domain/kernel/process.ts';
import { MORNING, minutes } from '../../../support/given.ts';
import { byAction, byHand, commander, type RunCase, running } from '../../../support/runs.ts';
import { people } from '../../../support/sample.ts';

const { li, zhao, requester } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'It does not answer' };
const twice = { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byHand('a'), byHand('b')] } as const;

const last = (one: RunCase, name: string): object | undefined =>
  one.world.eventsOf(one.number).findLast(({ type }) => type === `failover.${name}`)?.data;
const isHis = (to: Audience): boolean => 'person' in to && to.person === commander.id;
/** Of which events its commander is told, since so many effects. */
const told = (one: RunCase, since: number): string[] =>
  one.world.done
    .slice(since)
    .flatMap(({ event, effect }) =>
      effect.kind === 'notify' && isHis(effect.to) ? [event.replace(/^\w+\./, '')] : [],
    );

type Failing = [what: string, given: () => RunCase, fails: (one: RunCase) => unknown, hears: string[]];
const table: Failing[] = [
  ['a step by hand that halts it', () => running(byHand('a')), (one) => one.give(li, 'failStep', why, 'a'), ['halted']],
  [
    'a step whose failure takes all back',
    () => running(byHand('0'), byHand('a', { onFailure: 'undo' })),
    (one) => [one.give(li, 'confirmStep', log, '0'), one.give(zhao, 'failStep', why, 'a')],
    ['rollbackStarted'],
  ],
  [
    'one that is tried again by itself: nothing else says so',
    () => running(byHand('a', { retries: 1 })),
    (one) => one.give(li, 'failStep', why, 'a'),
    ['stepFailed'],
  ],
  [
    'an action whose answer says nothing',
    () => running(byAction('a')),
    (one) => one.report('a', 'unknown', { detail: why.reason }),
    ['halted'],
  ],
  ['an action whose limit passes', () => running(byAction('a')), (one) => one.to(MORNING + minutes(10)), ['halted']],
  [
    'a step that fails while it stands for another',
    () => running(twice),
    (one) => [one.give(li, 'failStep', why, 'a'), one.give(zhao, 'failStep', why, 'b')],
    ['halted', 'stepFailed'],
  ],
  [
    'a step that fails on the way back',
    () => running(byAction('a')),
    (one) => [one.give(commander, 'rollBack', why), one.report('a', 'failed', { detail: 'exit-1' })],
    ['stepFailed'],
  ],
  [
    'an undo that was tried three times',
    () => running(byAction('a'), byHand('b')),
    (one) => [
      one.report('a', 'done'),
      one.give(commander, 'rollBack', why),
      ...[1, 2, 3].map(() => one.report('a', 'failed', { detail: why.reason })),
    ],
    ['undoFailed', 'undoFailed', 'halted'],
  ],
  [
    'an undo beside one that is not decided yet: it halts later',
    () => running(twice, byHand('z')),
    (one) => [
      one.give(li, 'confirmStep', log, 'a'),
      one.give(zhao, 'confirmStep', log, 'b'),
      one.give(commander, 'rollBack', why),
      one.give(li, 'failStep', why, 'a'),
      one.give(zhao, 'confirmStep', log, 'b'),
    ],
    ['undoFailed', 'halted'],
  ],
  [
    'a service that its users refuse',
    () => running(byHand('a')),
    (one) => [one.give(li, 'confirmStep', log, 'a'), one.give(requester, 'refuseService', { checks: 'Paid', ...why })],
    ['stepsEnded', 'serviceRefused'],
  ],
];
test.each(table)('its commander hears once of %s', (_what, given, fails, hears) => {
  const one = given();
  const since = one.world.done.length;
  fails(one);
  expect(told(one, since)).toEqual(hears);
});

test.each<[string, RunCase, (one: RunCase) => unknown, object]>([
  [
    'a step by hand',
    running(byHand('a')),
    (one) => one.give(li, 'failStep', why, 'a'),
    { why: 'step-failed', part: 'a', ...why },
  ],
  [
    'an action, by its detail',
    running(byAction('a')),
    (one) => one.report('a', 'failed', { detail: 'http-500' }),
    { why: 'step-failed', part: 'a', reason: 'http-500' },
  ],
  [
    'an action without a word',
    running(byAction('a')),
    (one) => one.to(MORNING + minutes(10)),
    { why: 'step-failed', part: 'a', reason: 'no answer in time' },
  ],
  [
    'an action that says nothing',
    running(byAction('a')),
    (one) => one.report('a', 'unknown', { detail: 'answer-unclear' }),
    { why: 'unknown', part: 'a', reason: 'answer-unclear' },
  ],
])('a halt gives the reason of %s', (_what, one, fails, halted) => {
  fails(one);
  expect(last(one, 'halted')).toEqual(halted);
});

test('behind a point of no return too, and when its users refuse it', () => {
  const gone = running(
    byHand('n', { noReturn: true, undo: undefined as never }),
    byHand('c', { undo: undefined as never, onFailure: 'undo' }),
  );
  gone.give(li, 'confirmStep', log, 'n');
  gone.give(zhao, 'witnessStep', {}, 'n');
  gone.give(li, 'failStep', why, 'c');
  expect(last(gone, 'halted')).toEqual({ why: 'no-return', part: 'c', ...why });
  const refused = running(byHand('a'));
  refused.give(li, 'confirmStep', log, 'a');
  refused.give(requester, 'refuseService', { checks: 'Paid', ...why });
  expect(last(refused, 'halted')).toEqual({ why: 'service-refused', ...why });
});

test('the way back names the step that led to it, and its reason', () => {
  const one = running(byHand('0'), byHand('a', { onFailure: 'undo' }));
  one.give(li, 'confirmStep', log, '0');
  one.give(li, 'failStep', why, 'a');
  expect(last(one, 'rollbackStarted')).toEqual({ scope: 'all', because: 'a', ...why });
  const asked = running(byHand('a'));
  asked.give(commander, 'rollBack', { reason: 'Enough' });
  expect(last(asked, 'rollbackStarted')).toEqual({ scope: 'all', reason: 'Enough' });
});

test('a halt that comes later is told with the reason of the failure before it', () => {
  const one = running(twice, byHand('z'));
  one.give(li, 'confirmStep', log, 'a');
  one.give(zhao, 'confirmStep', log, 'b');
  one.give(commander, 'rollBack', { reason: 'Enough' });
  one.give(li, 'failStep', why, 'a');
  one.give(zhao, 'confirmStep', log, 'b');
  expect(last(one, 'halted')).toEqual({ why: 'undo-failed', part: 'a' });
  expect(haltReason(one.world.eventsOf(one.number))).toBe(why.reason);
});

test('a pause is told in the words of who paused it, and what never halted in none', () => {
  const one = running(byHand('a'));
  expect(haltReason(one.world.eventsOf(one.number))).toBeUndefined();
  one.give(commander, 'pause', { reason: 'The vendor is late' });
  expect(haltReason(one.world.eventsOf(one.number))).toBe('The vendor is late');
  expect(FAILURES).toEqual(['stepFailed', 'stepUnknown', 'undoFailed']);
});
