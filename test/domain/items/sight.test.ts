import { itemsSeenBy, worksAt } from '../../../domain/items/sight.ts';
import type { OrgPath, Role } from '../../../domain/kernel/process.ts';

const who = (role: Role, orgPath: OrgPath, teams: readonly string[] = []) => ({
  id: 'somebody',
  teams,
  grants: [{ role, orgPath }],
});
const item = (orgPath: OrgPath, more: { maintainers?: string[]; teams?: string[] } = {}) => ({
  orgPath,
  maintainers: [],
  teams: [],
  ...more,
});

test.each<[string, OrgPath, boolean]>([
  ['of his organisation', '/dx/donghu', true],
  ['below it', '/dx/donghu/linxi', true],
  ['above it', '/dx', true],
  ['of another branch', '/dx/xiling', false],
  ['of one whose name begins alike', '/dx/donghu-east', false],
])('staff see an item %s', (_, place, isSeen) => {
  expect(itemsSeenBy(who('engineer', '/dx/donghu'))(item(place))).toBe(isSeen);
});

test('what somebody maintains himself, or his team, he sees wherever it is', () => {
  const sees = itemsSeenBy(who('engineer', '/dx/donghu', ['donghu-l2']));
  expect(sees(item('/dx/xiling', { maintainers: ['somebody'] }))).toBe(true);
  expect(sees(item('/dx/xiling', { teams: ['donghu-l2'] }))).toBe(true);
  expect(sees(item('/dx/xiling', { maintainers: ['another'], teams: ['xiling-l2'] }))).toBe(false);
});

test('a reporter works nowhere, and sees none', () => {
  const reporter = who('requester', '/dx/donghu', ['donghu-l2']);
  expect(worksAt(reporter)).toEqual([]);
  expect(itemsSeenBy(reporter)(item('/dx/donghu', { maintainers: ['somebody'] }))).toBe(false);
});
