/** What an open rectification keeps shut of a cutover, or of the change that it carries out. */
import { armed, change, cuttingOver, everybody, offered, WINDOW } from '../../support/cutover/cutovers.ts';
import { hours } from '../../support/given.ts';
import { cleared, keptShut } from '../../support/rectification/keeping-shut.ts';
import { byHand, commander } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li } = people;

test('cutover.noteRectification, cutover.noteRectified: it does not start, and does once it is closed', () => {
  const one = armed(byHand('a')).to(WINDOW.from + hours(1));
  const number = keptShut(one.world, { case: one.number });
  expect(one.events().slice(-2)).toEqual(['rectificationNoted', 'linkNoted']);
  expect(one.refused(commander, 'start', everybody)).toBe('gate-closed');
  cleared(one.world, number);
  expect(one.events().slice(-1)).toEqual(['rectificationOver']);
  expect(one.give(commander, 'start', everybody)).toEqual(['started', 'stepStarted']);
});

test('nor does it start while its change is kept shut, which could not go along', () => {
  const one = armed(byHand('a')).to(WINDOW.from + hours(1));
  one.facts = { ...offered(byHand('a')), change: { ...change, shutBy: 'REC-000007' } };
  expect(one.refused(commander, 'start', everybody)).toBe('gate-closed');
});

test('behind its back-out time what is kept shut does not begin, and it goes back', () => {
  const one = cuttingOver(byHand('a'), byHand('b'));
  keptShut(one.world, { case: one.number, step: 'b' });
  one.give(li, 'confirmStep', { evidence: 'Log 7' }, 'a');
  expect(one.view.status).toBe('executing');
  one.to(WINDOW.until);
  expect(one.view.status).toBe('rolling-back');
});
