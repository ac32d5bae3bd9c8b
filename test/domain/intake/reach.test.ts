/** S08: which cases are named to whoever looks at what hangs on an entry of a register. */
import { holdingReach, keepsAll } from '../../../api/cases/holding-reach.ts';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Actor, OrgPath, Role } from '../../../domain/kernel/process.ts';

const holder = (role: Role, orgPath: OrgPath): Actor => ({
  id: 'x',
  kind: 'person',
  unit: orgPath,
  teams: [],
  grants: [{ role, orgPath }],
});
const names = (actor: Actor, unit: OrgPath): boolean => {
  const reach = holdingReach(actor);
  const parts = Array.isArray(reach)
    ? reach.map((one: { reach: { covers: (seen: object) => boolean } }) => one.reach)
    : [];
  return parts.length > 0 && parts.every(({ covers }) => covers({ orgLine: orgLineOf(unit), parties: { unit } }));
};

test('those that he reads, and of who keeps people or registers those of his organisations', () => {
  for (const role of ['supervisor', 'system-administrator', 'security-administrator'] as const)
    expect([
      role,
      names(holder(role, '/dx/donghu'), '/dx/donghu/linxi'),
      names(holder(role, '/dx/donghu'), '/dx/xiling'),
    ]).toEqual([role, true, false]);
  expect(names(holder('audit-administrator', '/dx'), '/dx')).toBe(false);
});

test('only who keeps registers or people at the top is told of a case that is not stored yet', () => {
  expect(keepsAll(holder('system-administrator', '/dx'))).toBe(true);
  expect(keepsAll(holder('system-administrator', '/dx/donghu'))).toBe(false);
  expect(keepsAll(holder('process-owner', '/dx'))).toBe(false);
});
