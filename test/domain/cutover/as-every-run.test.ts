/** That a cutover is run as every plan is: each command of a run, given to one. */
import { cuttingOver } from '../../support/cutover/cutovers.ts';
import { byAction, byHand, commander } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, quality, requester, system } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'No space' };
const gate = { node: 'gate', id: 'g', kind: 'check', role: 'quality-lead' } as const;

test('cutover.takeStep, cutover.confirmStep, cutover.confirmService, cutover.refuseService, cutover.report', () => {
  const one = cuttingOver(byHand('a'));
  expect(one.give(li, 'takeStep', {}, 'a')).toEqual(['stepTaken']);
  expect(one.refused(zhao, 'confirmStep', log, 'a')).toBe('step-taken');
  expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded', 'stepsEnded']);
  expect(one.refused(li, 'confirmService', { checks: 'x' })).toBe('separation-of-duties');
  expect(one.give(requester, 'refuseService', { checks: 'Paid', reason: 'Error' })).toEqual([
    'serviceRefused',
    'halted',
  ]);
  one.give(commander, 'resume', why);
  expect(one.give(requester, 'confirmService', { checks: 'Paid' })).toEqual(['serviceConfirmed']);
  expect(one.give(commander, 'report', { good: 'All', bad: 'None', actions: [] })).toEqual(['reported', 'closed']);
});

test('cutover.failStep, cutover.retryStep, cutover.pause, cutover.resume, cutover.rollBack', () => {
  const one = cuttingOver(byHand('a'), byHand('b'));
  expect(one.give(li, 'failStep', why, 'a')).toEqual(['stepFailed', 'halted']);
  expect(one.give(commander, 'retryStep', why, 'a')).toEqual(['stepStarted', 'resumed']);
  expect(one.give(commander, 'pause', why)).toEqual(['halted']);
  expect(one.give(commander, 'resume', why)).toEqual(['resumed']);
  one.give(li, 'confirmStep', log, 'a');
  expect(one.give(commander, 'rollBack', why)).toEqual(['rollbackStarted', 'stepWithdrawn', 'undoStarted']);
  expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepUndone', 'rolledBack']);
});

test('cutover.witnessStep, cutover.refuseWitness, cutover.skipStep, cutover.decideStep', () => {
  const one = cuttingOver(
    byHand('a', { witness: true }),
    byHand('b', { skippable: true }),
    byHand('c', { kind: 'decision', undo: undefined as never }),
  );
  expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['witnessAsked']);
  expect(one.give(zhao, 'refuseWitness', why, 'a')).toEqual(['witnessRefused']);
  one.give(li, 'confirmStep', log, 'a');
  expect(one.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepEnded', 'stepStarted']);
  expect(one.give(commander, 'skipStep', why, 'b')).toEqual(['witnessAsked']);
  expect(one.give(zhao, 'witnessStep', {}, 'b')).toEqual(['stepEnded', 'stepStarted']);
  expect(one.give(commander, 'decideStep', why, 'c')).toEqual(['stepEnded', 'stepsEnded']);
});

test('cutover.passGate, cutover.refuseGate: by who performs nothing', () => {
  const one = cuttingOver(byHand('a'), gate, byHand('b'));
  expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded', 'gateOpened']);
  expect(one.give(quality, 'refuseGate', { class: 'major', findings: 'No label' }, 'g')).toEqual(['gateRefused']);
  expect(one.refused(li, 'passGate', log, 'g')).toBe('not-permitted');
  one.give(system, 'noteRectified', { rectification: 'REC-000001', outcome: 'withdrawn' });
  expect(one.give(quality, 'passGate', log, 'g')).toEqual(['gatePassed', 'stepStarted']);
});

test('cutover.retryUndo, cutover.markUndone, cutover.skipUndo', () => {
  const one = cuttingOver(byHand('a'), byHand('b'), byHand('c'));
  one.give(li, 'confirmStep', log, 'a');
  one.give(li, 'confirmStep', log, 'b');
  one.give(commander, 'rollBack', why);
  expect(one.give(li, 'failStep', why, 'b')).toEqual(['undoFailed', 'halted']);
  expect(one.give(commander, 'retryUndo', why, 'b')).toEqual(['undoStarted', 'resumed']);
  one.give(li, 'failStep', why, 'b');
  expect(one.give(commander, 'markUndone', log, 'b')).toEqual(['witnessAsked']);
  expect(one.give(zhao, 'witnessStep', {}, 'b')).toEqual(['stepUndone', 'resumed', 'undoStarted']);
  one.give(li, 'failStep', why, 'a');
  expect(one.give(commander, 'skipUndo', why, 'a')).toEqual(['witnessAsked']);
  expect(one.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepKept', 'resumed', 'rolledBack']);
});

test('cutover.reportStep: what is unknown is for a person, what comes late is kept', () => {
  const one = cuttingOver(byAction('a'), byHand('b'));
  expect(one.report('a', 'unknown')).toEqual(['stepUnknown', 'halted']);
  one.give(li, 'confirmStep', log, 'a');
  const late = { attempt: 1, what: 'do', outcome: 'done' };
  expect(one.give(system, 'reportStep', late, 'a')).toEqual(['lateReport']);
});

test('cutover.takeCommand: who commands performs nothing, and was not a performer', () => {
  const one = cuttingOver(byHand('a', { role: 'supervisor' }));
  expect(one.refused(commander, 'confirmStep', log, 'a')).toBe('separation-of-duties');
  one.give(people.head, 'takeStep', {}, 'a');
  expect(one.refused(people.head, 'takeCommand', why)).toBe('separation-of-duties');
});
