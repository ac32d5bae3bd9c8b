/** What a case carries is bounded, whoever adds to it. */
import { MOST_CHILDREN, MOST_REPORTERS } from '../../../domain/incident/caps.ts';
import { companyRules } from '../../../domain/incident/rules-company.ts';
import type { Incident } from '../../../domain/incident/state.ts';
import { nothingCommon } from '../../../domain/kernel/common/common.ts';
import { commonBlockers, MOST_FOLLOWERS } from '../../../domain/kernel/common/commands/rules.ts';
import type { Actor } from '../../../domain/kernel/process.ts';

const numbered = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const child = (n: number) => ({ caseId: `INC-${100_000 + n}`, requester: 'li' });
const reporter = (n: number) => ({ call: `CAL-${100_000 + n}`, reporter: 'li' });
const having = (parts: Partial<Incident>) => parts as Incident;

test('an incident takes 500 children and no more; one that is there is no child more', () => {
  const one = { child: 'INC-900000', requester: 'li' };
  expect(companyRules.addChild(one, having({ children: numbered(MOST_CHILDREN - 1, child) }))).toHaveLength(1);
  const full = having({ children: numbered(MOST_CHILDREN, child) });
  expect(() => companyRules.addChild(one, full)).toThrow(expect.objectContaining({ code: 'too-many-children' }));
  expect(companyRules.addChild({ ...one, child: 'INC-100000' }, full)).toEqual([]);
});

test('an incident takes 500 further reporters and no more; a call that is there is no reporter more', () => {
  const one = { call: 'CAL-900000', reporter: 'li' };
  expect(companyRules.addReporter(one, having({ reporters: numbered(MOST_REPORTERS - 1, reporter) }))).toHaveLength(1);
  const full = having({ reporters: numbered(MOST_REPORTERS, reporter) });
  expect(() => companyRules.addReporter(one, full)).toThrow(expect.objectContaining({ code: 'too-many-reporters' }));
  expect(companyRules.addReporter({ ...one, call: 'CAL-100000' }, full)).toEqual([]);
});

test('a case has 200 followers and no more; who follows already is told so', () => {
  const actor: Actor = { id: 'li', kind: 'person', unit: '/dx', teams: [], grants: [] };
  const blockedBy = (followers: readonly string[]) =>
    commonBlockers({ ...nothingCommon, followers }, { actor, now: 0 }).follow?.code;
  expect(blockedBy(numbered(MOST_FOLLOWERS - 1, String))).toBeUndefined();
  expect(blockedBy(numbered(MOST_FOLLOWERS, String))).toBe('too-many-followers');
  expect(blockedBy(['li', ...numbered(MOST_FOLLOWERS, String)])).toBe('already-following');
});
