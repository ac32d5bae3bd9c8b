/** How a change is carried out, taken back, finished and reviewed; and its clocks. */
import { blocks, ChangeCase, doer, NIGHT, raiser, step } from '../../support/changes.ts';
import { hours } from '../../support/given.ts';
import { queuedIncident } from '../../support/factories.ts';
import { people } from '../../support/sample.ts';

const { cityHead, chen, quality } = people;
const minutes = (n: number) => n * 60_000;
const log = { evidence: 'Log 7' };
const review = (outcome: string) => ({ outcome, lessons: 'None' });

describe('change.start', () => {
  test('in its window, by who carries it out; its items are his from then on', () => {
    const change = new ChangeCase().scheduled();
    expect(change.refused(doer, 'start')).toBe('outside-window');
    change.to(NIGHT.from);
    expect(change.refused(raiser, 'start')).toBe('not-permitted');
    expect(change.refused(doer, 'start', {}, { facts: { conflicts: [blocks] } })).toBe('conflict');
    expect(change.give(doer, 'start')).toEqual(['conflictsChecked', 'started']);
    expect(change.view['status']).toBe('implementing');
    expect(change.waits()).toEqual([`${doer.id}: completeStep`]);
  });

  test('refused: when its window is over', () => {
    expect(new ChangeCase().scheduled().to(NIGHT.until).refused(doer, 'start')).toBe('outside-window');
  });
});

describe('change.completeStep, change.failStep, change.finish', () => {
  test('step by step with evidence, then finished', () => {
    const change = new ChangeCase().started();
    expect(change.refused(doer, 'finish', { verification: 'Works' })).toBe('open-steps');
    expect(change.refused(doer, 'completeStep', log, { part: 'patch' })).toBe('step-out-of-order');
    expect(change.refused(doer, 'completeStep', log, { part: 'paint' })).toBe('unknown-part');
    expect(change.refused(doer, 'completeStep', log)).toMatch(/^invalid-data/);
    expect(change.give(doer, 'completeStep', log, { part: 'stop' })).toEqual(['stepCompleted']);
    expect(change.refused(doer, 'completeStep', log, { part: 'stop' })).toBe('wrong-status');
    expect(change.refused(chen, 'completeStep', log, { part: 'patch' })).toBe('not-permitted');
    expect(change.give(doer, 'failStep', { reason: 'No space' }, { part: 'patch' })).toEqual(['stepFailed']);
    expect(change.give(doer, 'completeStep', log, { part: 'patch' })).toEqual(['stepCompleted']); // tried again
    change.give(doer, 'completeStep', log, { part: 'start' });
    expect(change.view['steps']).toEqual({ all: 3, done: 3 });
    expect(change.waits()).toEqual([`${doer.id}: finish`]);
    expect(change.give(doer, 'finish', { verification: 'Works' })).toEqual(['finished']);
    expect(change.waits()).toEqual(['supervisor: review']);
  });
});

describe('change.rollBack, change.completeUndo', () => {
  test('what was done is taken back, the last first; a step that failed, too', () => {
    const change = new ChangeCase().started();
    change.give(doer, 'completeStep', log, { part: 'stop' });
    change.give(doer, 'failStep', { reason: 'No space' }, { part: 'patch' });
    expect(change.give(cityHead, 'rollBack', { reason: 'It takes too long' })).toEqual(['rollbackStarted']);
    expect(change.refused(doer, 'completeUndo', log, { part: 'stop' })).toBe('undo-out-of-order');
    expect(change.refused(doer, 'completeUndo', log, { part: 'start' })).toBe('wrong-status'); // never begun
    expect(change.give(doer, 'completeUndo', log, { part: 'patch' })).toEqual(['undoCompleted']);
    expect(change.give(doer, 'completeUndo', log, { part: 'stop' })).toEqual(['undoCompleted', 'rolledBack']);
    expect(change.view['status']).toBe('reviewing');
  });

  test('with nothing to take back it is over at once; what cannot be taken back is passed by', () => {
    expect(new ChangeCase().started().give(doer, 'rollBack', { reason: 'Rain' })).toEqual([
      'rollbackStarted',
      'rolledBack',
    ]);
    const change = new ChangeCase().submitted({
      steps: [step('burn', { undo: undefined, noUndo: 'Ashes' }), step('sweep')],
    });
    change.assessed();
    for (const who of [people.head, people.chen, people.wang, people.quality])
      change.give(who, 'approve', { planHash: change.hash });
    change.to(NIGHT.from).give(doer, 'start');
    for (const part of ['burn', 'sweep']) change.give(doer, 'completeStep', log, { part });
    change.give(doer, 'rollBack', { reason: 'Too much' });
    expect(change.give(doer, 'completeUndo', log, { part: 'sweep' })).toEqual(['undoCompleted', 'rolledBack']);
  });
});

describe('change.extendWindow', () => {
  test('by a superior who does not carry it out, later than planned and not beyond a day, where nothing stands against it', () => {
    const change = new ChangeCase().started();
    const until = NIGHT.until + hours(1);
    expect(change.refused(doer, 'extendWindow', { until, reason: 'x' })).toBe('not-permitted');
    expect(change.refused(cityHead, 'extendWindow', { until: NIGHT.until, reason: 'x' })).toBe(
      'invalid-data /until not-after-window',
    );
    expect(change.refused(cityHead, 'extendWindow', { until: NIGHT.until + hours(25), reason: 'x' })).toBe(
      'invalid-data /until too-far',
    );
    expect(change.refused(cityHead, 'extendWindow', { until, reason: 'x' }, { facts: { conflicts: [blocks] } })).toBe(
      'conflict',
    );
    expect(change.give(cityHead, 'extendWindow', { until, reason: 'Slow disks' })).toEqual([
      'conflictsChecked',
      'windowExtended',
    ]);
    expect(change.view['windowUntil']).toBe(until);
    expect(change.view.readings['window']?.dueAt).toBe(until);
  });
});

describe('change.review', () => {
  test('by another than who carried it out, and it says what became of it', () => {
    const change = new ChangeCase().started().done();
    change.give(doer, 'finish', { verification: 'Works' });
    expect(change.refused(doer, 'review', review('successful'))).toBe('not-permitted');
    expect(change.refused(quality, 'review', review('rolled-back'))).toBe('invalid-data /outcome not-rolled-back');
    expect(change.refused(quality, 'review', review('noted'))).toBe('invalid-data /outcome of-records-only');
    expect(change.give(quality, 'review', review('with-issues'))).toEqual(['reviewed', 'closed']);
    expect(change.view).toMatchObject({ status: 'closed', outcome: 'with-issues' });
    const back = new ChangeCase().started();
    back.give(doer, 'rollBack', { reason: 'Rain' });
    expect(back.refused(cityHead, 'review', review('successful'))).toBe('invalid-data /outcome was-rolled-back');
    expect(back.give(cityHead, 'review', review('rolled-back'))).toEqual(['reviewed', 'closed']);
  });
});

const dueOf = (change: ChangeCase, clock: string) => change.view.readings[clock]?.dueAt;

describe('clocks', () => {
  test('the latest start leaves time for every step and the way back', () => {
    const change = new ChangeCase().scheduled();
    expect(dueOf(change, 'start-by')).toBe(NIGHT.until - minutes(3 * 20 + 60));
    change.to(NIGHT.until - minutes(120));
    expect(change.events().filter((one) => one === 'clockWarned').length).toBeGreaterThan(0);
    expect(change.view['status']).toBe('scheduled'); // nobody is rolled back by a clock
  });

  test('the window may end in the middle of a step: it is a breach, and who works goes on, goes back, or has it extended', () => {
    const change = new ChangeCase().started();
    change.give(doer, 'completeStep', log, { part: 'stop' });
    change.to(NIGHT.until + minutes(10));
    expect(change.events()).toContain('clockBreached');
    expect(change.view.readings['window']).toMatchObject({ state: 'breached' });
    expect(change.waits()).toEqual([`${doer.id}: completeStep`]);
    expect(change.give(doer, 'completeStep', log, { part: 'patch' })).toEqual(['stepCompleted']);
    expect(change.give(cityHead, 'rollBack', { reason: 'Too late' })).toEqual(['rollbackStarted']);
    for (const part of ['patch', 'stop']) change.give(doer, 'completeUndo', log, { part });
    expect(change.view).toMatchObject({ status: 'reviewing', beyondWindow: true });
  });

  test('the way back has its own latest instant, and the window ends with the work', () => {
    const change = new ChangeCase().started();
    expect([dueOf(change, 'back-out-by'), dueOf(change, 'window')]).toEqual([NIGHT.until - minutes(60), NIGHT.until]);
    change.done().give(doer, 'finish', { verification: 'Works' });
    expect(change.view.readings['window']).toMatchObject({ state: 'met' });
    expect(change.view.readings['review']).toMatchObject({ state: 'running' });
  });

  test('each stage has its own time to vote, and silence is no approval', () => {
    const change = new ChangeCase().submitted().assessed();
    expect(change.view.readings['assess']).toMatchObject({ state: 'met' });
    change.to(NIGHT.from);
    expect(change.events()).toContain('approvalOverdue');
    expect(change.view['status']).toBe('authorizing');
  });
});

describe('what figures read off it', () => {
  test('its lead time begins with the first submission, whatever was revised since, and ends with the work', () => {
    const change = new ChangeCase().submitted();
    const first = change.view['submittedAt'] as unknown as number;
    change.to(first + hours(2)).give(raiser, 'revise', { reason: 'Other steps' });
    change.submitted().assessed().approved().to(NIGHT.from).give(doer, 'start');
    expect(change.view).toMatchObject({ submittedAt: first, startedAt: NIGHT.from });
    expect(change.view).not.toHaveProperty('leadMs');
    change.done().to(NIGHT.until - 1);
    change.give(doer, 'finish', { verification: 'Works' });
    const finishedAt = NIGHT.until - 1;
    expect(change.view).toMatchObject({ finishedAt, beyondWindow: false, leadMs: finishedAt - first });
    const { caseId } = queuedIncident({}, { stage: change.world });
    change.give(quality, 'review', { ...review('with-issues'), incidents: [caseId] });
    expect(change.view).toMatchObject({ outcome: 'with-issues', causedIncidents: true });
  });

  test('the very end of its window is beyond it, as it was extended; the end of the way back counts like that of the work', () => {
    const change = new ChangeCase().started();
    change.give(doer, 'completeStep', log, { part: 'stop' });
    change.give(cityHead, 'rollBack', { reason: 'It takes too long' });
    expect(change.view).not.toHaveProperty('beyondWindow');
    change.to(NIGHT.until).give(doer, 'completeUndo', log, { part: 'stop' });
    expect(change.view).toMatchObject({ finishedAt: NIGHT.until, beyondWindow: true });
    change.give(quality, 'review', review('rolled-back'));
    expect(change.view).toMatchObject({ causedIncidents: false });
    const extended = new ChangeCase().started().done();
    extended.give(cityHead, 'extendWindow', { until: NIGHT.until + hours(1), reason: 'Slow disks' });
    extended.to(NIGHT.until).give(doer, 'finish', { verification: 'Works' });
    expect(extended.view).toMatchObject({ beyondWindow: false });
  });
});
