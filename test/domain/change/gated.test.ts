/** What an open rectification keeps from going forward of a change; it is taken back all the same. */
import { ChangeCase, doer, NIGHT } from '../../support/changes.ts';
import { cleared, keptShut, withdrawn } from '../../support/rectification/keeping-shut.ts';
import { people } from '../../support/sample.ts';

const { system, cityHead } = people;
const log = { evidence: 'Log 7' };
const note = (rectification: string, step?: string) => ({ rectification, ...(step === undefined ? {} : { step }) });

describe('change.noteRectification, change.noteRectified', () => {
  test('as a whole it neither starts nor is finished', () => {
    const one = new ChangeCase().scheduled().to(NIGHT.from);
    const number = keptShut(one.world, { case: one.number });
    expect(one.events().slice(-2)).toEqual(['rectificationNoted', 'linkNoted']);
    expect(one.view).toMatchObject({ rectifications: [{ number }] });
    expect(one.refused(doer, 'start')).toBe('gate-closed');
    cleared(one.world, number);
    expect(one.events().slice(-1)).toEqual(['rectificationOver']);
    expect(one.give(doer, 'start')).toContain('started');
    const other = keptShut(one.world, { case: one.number });
    expect(one.refused(doer, 'completeStep', log, { part: 'stop' })).toBe('gate-closed');
    withdrawn(one.world, other);
    for (const part of ['stop', 'patch']) one.give(doer, 'completeStep', log, { part });
    keptShut(one.world, { case: one.number });
    expect(one.refused(doer, 'finish', { verification: 'Works' })).toBe('gate-closed');
    expect(one.give(cityHead, 'rollBack', { reason: 'Too long' })).toEqual(['rollbackStarted']);
  });

  test('of a step it waits for that step alone, which may fail', () => {
    const one = new ChangeCase().started();
    keptShut(one.world, { case: one.number, step: 'patch' });
    one.give(doer, 'completeStep', log, { part: 'stop' });
    expect(one.refused(doer, 'completeStep', log, { part: 'patch' })).toBe('gate-closed');
    expect(one.give(doer, 'failStep', { reason: 'No space' }, { part: 'patch' })).toEqual(['stepFailed']);
  });

  test('a step that it was planned without since shuts the whole', () => {
    const one = new ChangeCase().scheduled().to(NIGHT.from);
    one.give(system, 'noteRectification', note('REC-000009', 'gone'));
    expect(one.refused(doer, 'start')).toBe('gate-closed');
  });

  test('its cutover does not begin it either', () => {
    const one = new ChangeCase().scheduled();
    one.give(system, 'noteCutover', { cutover: 'CUT-000001', outcome: 'planned' });
    one.give(system, 'noteRectification', note('REC-000009'));
    const started = { cutover: 'CUT-000001', outcome: 'started' };
    expect(one.to(NIGHT.from).refused(system, 'noteCutover', started)).toBe('gate-closed');
  });

  test('nor does it one of which a step is kept shut, since it does all of them; the other steps are done by hand', () => {
    const one = new ChangeCase().scheduled();
    keptShut(one.world, { case: one.number, step: 'patch' });
    const started = { cutover: 'CUT-000001', outcome: 'started' };
    one.give(system, 'noteCutover', { cutover: 'CUT-000001', outcome: 'planned' });
    expect(one.to(NIGHT.from).refused(system, 'noteCutover', started)).toBe('gate-closed');
    const byHand = new ChangeCase().scheduled();
    keptShut(byHand.world, { case: byHand.number, step: 'patch' });
    expect(byHand.to(NIGHT.from).give(doer, 'start')).toContain('started');
    byHand.give(doer, 'completeStep', log, { part: 'stop' });
    expect(byHand.refused(doer, 'completeStep', log, { part: 'patch' })).toBe('gate-closed');
  });

  test('said again it is nothing', () => {
    const one = new ChangeCase();
    expect(one.give(system, 'noteRectification', note('REC-000009'))).toEqual(['rectificationNoted']);
    expect(one.give(system, 'noteRectification', note('REC-000009'))).toEqual([]);
    expect(one.give(system, 'noteRectified', { rectification: 'REC-000009', outcome: 'closed' })).toEqual([
      'rectificationOver',
    ]);
    expect(one.give(system, 'noteRectified', { rectification: 'REC-000009', outcome: 'closed' })).toEqual([]);
  });
});
