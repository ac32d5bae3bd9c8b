import { actionIdOf, actionOf, caseOfWorkflow } from '../../../domain/kernel/ids.ts';

test('an attempt has one id, of which nobody takes another’s: an undo is not the step of that name', () => {
  const one = { caseId: 'REL-000001', part: 's1-undo', what: 'do', attempt: 1 } as const;
  const other = { ...one, part: 's1', what: 'undo' } as const;
  expect(actionIdOf(one)).toBe('action:REL-000001/s1-undo/1');
  expect(actionIdOf(other)).toBe('action:REL-000001/s1/undo-1');
  for (const attempt of [one, other]) expect(actionOf(actionIdOf(attempt))).toEqual(attempt);
});

test.each([
  '',
  'action:',
  'action:REL-1/s1/1',
  'action:REL-000001/s1/0',
  'action:REL-000001/S1/1',
  'action:REL-000001/s1/1/2',
])('%j is the id of no action, and none is that of a case', (id) => {
  expect(actionOf(id)).toBeNull();
  expect(caseOfWorkflow('action:REL-000001/s1/1')).toBeNull();
});
