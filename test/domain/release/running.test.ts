/** The steps of a site are those of any run (test/domain/failover/running.test.ts): what of them is said at a site. */
import { byAction } from '../../support/runs.ts';
import { install, ReleaseCase, statusOf, steps } from '../../support/release/releases.ts';
import { people } from '../../support/sample.ts';

const { owner, li, zhao, chen, head, quality } = people;
const why = { reason: 'No space' };
const log = { evidence: 'Log 7' };

test('planned and let in, each event is said of its site', () => {
  const one = new ReleaseCase().opened(1).doneAt(['w1-01']);
  expect(one.events().slice(1, 2)).toEqual(['planned']);
  expect(one.events().at(-1)).toBe('soakStarted');
});

test('taken, confirmed by one and witnessed by another', () => {
  const one = new ReleaseCase(steps(install('a', { witness: true }))).opened(1);
  expect(one.give(li, 'takeStep', {}, 'w1-01-a')).toEqual(['stepTaken']);
  expect(one.refused(zhao, 'confirmStep', log, 'w1-01-a')).toBe('step-taken');
  expect(one.done('w1-01-a', li)).toEqual(['witnessAsked']);
  expect(one.refused(li, 'witnessStep', {}, 'w1-01-a')).toBe('separation-of-duties');
  expect(one.give(zhao, 'refuseWitness', why, 'w1-01-a')).toEqual(['witnessRefused']);
  one.done('w1-01-a', li);
  expect(one.give(zhao, 'witnessStep', {}, 'w1-01-a')).toEqual(['stepEnded', 'siteVerified', 'soakStarted']);
});

test('its commander performs nothing, and who performs passes no quality gate', () => {
  const gate = { node: 'gate', id: 'q', kind: 'check', role: 'engineer' } as const;
  const one = new ReleaseCase(steps(install('a', { role: 'process-owner' }), install('b'), gate)).opened(1);
  expect(one.refused(owner, 'confirmStep', log, 'w1-01-a')).toBe('separation-of-duties');
  const other = { ...owner, id: 'owner-2' };
  one.done('w1-01-a', other);
  one.done('w1-01-b', chen);
  expect(one.refused(chen, 'passGate', log, 'w1-01-q')).toBe('separation-of-duties');
  expect(one.give(li, 'passGate', log, 'w1-01-q')).toEqual(['gatePassed', 'siteVerified', 'soakStarted']);
});

test('an action whose answer says nothing halts it; what it says later changes nothing', () => {
  const one = new ReleaseCase(steps(byAction('a', { onFailure: 'undo' }))).opened(1);
  expect(one.report('w1-01-a', 'unknown')).toEqual(['stepUnknown', 'halted']);
  one.done('w1-01-a');
  one.give(owner, 'resume', why);
  expect(one.part('w1').status).toBe('gating');
  expect(one.report('w1-01-a', 'failed')).toEqual(['lateReport']);
});

test('an undo of an action is tried three times, then a person is asked', () => {
  const one = new ReleaseCase(steps(byAction('a', { onFailure: 'undo' }))).opened(1);
  one.report('w1-01-a', 'failed');
  for (let n = 1; n <= 2; n += 1) expect(one.report('w1-01-a', 'failed')).toEqual(['undoFailed', 'undoStarted']);
  expect(one.report('w1-01-a', 'failed')).toEqual(['undoFailed', 'halted']);
  expect(statusOf(one)).toBe('needs-human');
  expect(one.give(head, 'takeCommand', { reason: 'He sleeps' })).toEqual(['commanderChanged']);
  expect(one.waits()).toEqual([`${head.id}: retryUndo w1-01-a`]);
  expect(one.refused(quality, 'retryUndo', why, 'w1-01-a')).toBe('not-permitted');
});
