/** The roles, and what those of field work may not do before a process of theirs says so. */
import { answersForWork, isHands, takesPart } from '../../../../domain/kernel/people/who.ts';
import { mayRead } from '../../../../domain/may-read.ts';
import type { Actor, OrgPath } from '../../../../domain/kernel/process.ts';
import { holders } from '../../../../domain/permissions.ts';
import { isRole, type Role, roles } from '../../../../domain/roles.ts';

const FIELD = ['project-manager', 'maintenance-lead', 'safety-lead', 'records-keeper', 'spare-keeper'] as const;
/** Who issues rectifications reads what one may keep shut, and commands none of it. */
const ISSUING: readonly string[] = ['project-manager', 'safety-lead'];
const KEPT_SHUT: readonly string[] = ['change', 'cutover', 'failover', 'release'];
/** Whoever plans inspections reads the incidents behind what is proposed to him. */
const isPlanned = (role: Role, process: string): boolean => role === 'project-manager' && process === 'incident';
/** Processes without field work; those that have it give these roles rights in rows of their own. */
const OLDER = ['call', 'incident', 'change', 'cutover', 'failover', 'release'] as const;
const orgLine = ['/dx/donghu', '/dx'] as const satisfies readonly OrgPath[];

test('each role has a title and a duty in both languages, and a title of its own', () => {
  const rows = Object.values(roles);
  const texts = rows.flatMap(({ title, duty }) => [title.zh, title.en, duty.zh, duty.en]);
  expect(texts.filter((text) => text.trim() === '')).toEqual([]);
  for (const locale of ['zh', 'en'] as const)
    expect(new Set(rows.map(({ title }) => title[locale])).size).toBe(rows.length);
});

describe.each(FIELD)('%s', (role: Role) => {
  const actor: Actor = { id: 'wen', kind: 'person', unit: '/dx', teams: ['dx-l2'], grants: [{ role, orgPath: '/dx' }] };

  test('is a role of business, which may be held beside others', () => {
    expect([isRole(role), roles[role].kind]).toEqual([true, 'business']);
  });

  test('takes no part in cases, works on none and answers for nobody', () => {
    expect([takesPart(actor.grants), isHands(role), answersForWork(actor.grants)]).toEqual([false, false, false]);
  });

  test.each(OLDER)(
    'commands no %s and reads it only to keep it shut or to plan by it, not even in a queue that he serves',
    (process) => {
      const isRead = (ISSUING.includes(role) && KEPT_SHUT.includes(process)) || isPlanned(role, process);
      const held = Object.entries(holders.get(process) ?? {});
      expect(held.length).toBeGreaterThan(20);
      expect(held.filter(([, { roles: by }]) => by.includes(role)).map(([permission]) => permission)).toEqual(
        isRead ? [`${process}.read`] : [],
      );
      const seen = { process, orgLine, parties: { unit: orgLine[0] }, queue: 'dx-l2' };
      expect(mayRead(actor, seen)).toBe(isRead);
    },
  );
});
