/** Two states of a case beside each other, as the audit shows them. */
import { leavesBetween } from '../../../web/src/audit/checking/leaves.ts';

const differing = (before: object, after: object): string[] =>
  leavesBetween({ ...before }, { ...after }).flatMap(({ path, differs }) => (differs ? [path.join('/')] : []));

test('what changed is found at its own place, what only says where a state stands is left out', () => {
  const before = { version: 1, updatedAt: 'a', status: 'queued', parties: { requester: 'req' }, files: ['x'] };
  const after = {
    version: 2,
    updatedAt: 'b',
    status: 'assigned',
    parties: { requester: 'req', assignee: 'li' },
    files: ['x'],
  };
  expect(differing(before, after)).toEqual(['status', 'parties/assignee']);
  expect(leavesBetween(before, after)).toContainEqual({
    path: ['parties', 'assignee'],
    before: undefined,
    after: 'li',
    differs: true,
  });
});

test('a list that grew, and a field that went, differ; equal states do not', () => {
  expect(differing({ files: ['x'], hold: { reason: 'user' } }, { files: ['x', 'y'] })).toEqual([
    'files',
    'hold/reason',
  ]);
  expect(differing({ a: { b: [1] } }, { a: { b: [1] } })).toEqual([]);
});
