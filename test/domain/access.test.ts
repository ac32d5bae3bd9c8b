/** Who reads and commands what: the decision on a case and the filter of a list come from the same clauses. */
import fc from 'fast-check';
import { catalogue } from '../../domain/catalogue.ts';
import { type Holders, isWithin, orgLineOf, reachOf, type Seen } from '../../domain/kernel/people/access.ts';
import { holdersOf } from '../../domain/kernel/lifecycle.ts';
import type { Actor, OrgPath, Role } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { roles } from '../../domain/roles.ts';

const holders: Holders = {
  ...holdersOf(catalogue.incident, processes.incident),
  ...holdersOf(catalogue.call, processes.call),
};

const paths: readonly OrgPath[] = [
  '/dx',
  '/dx/donghu',
  '/dx/donghu/linxi',
  '/dx/donghu/linxi/school',
  '/dx/xiling',
  '/d',
];
const teams = ['linxi-desk', 'donghu-l2', 'dx-software'];
const ids = ['req-linxi', 'eng-donghu-1', 'sup-dx'];
const numbers = ['CAL-000001', 'CAL-000002'];
const isRole = (word: string): word is Role => Object.hasOwn(roles, word);
const anActor: fc.Arbitrary<Actor> = fc.record({
  id: fc.constantFrom(...ids),
  kind: fc.constant('person' as const),
  unit: fc.constantFrom(...paths),
  teams: fc.subarray(teams),
  called: fc.subarray(numbers),
  grants: fc.array(
    fc.record({ role: fc.constantFrom(...Object.keys(roles).filter(isRole)), orgPath: fc.constantFrom(...paths) }),
    { maxLength: 3 },
  ),
});
const aCase: fc.Arbitrary<Seen> = fc
  .record({
    unit: fc.constantFrom(...paths),
    requester: fc.option(fc.constantFrom(...ids), { nil: undefined }),
    _id: fc.constantFrom(...numbers, 'CAL-000003'),
    reporters: fc.subarray(ids),
    queue: fc.option(fc.constantFrom(...teams), { nil: undefined }),
  })
  .map(({ unit, requester, _id, reporters, queue }) => ({
    _id,
    orgLine: orgLineOf(unit),
    parties: { ...(requester && { requester }), unit, ...(reporters.length === 0 ? {} : { reporters }) },
    ...(queue === undefined ? {} : { queue }),
  }));

/** What MongoDB finds by such a filter, in memory. */
function finds(filter: ReturnType<typeof reachOf>['filter'], one: Seen): boolean {
  if (!('$or' in filter)) return false;
  return filter.$or.some((clause) => {
    if ('orgLine' in clause) return one.orgLine.some((path) => clause.orgLine.$in.includes(path));
    if ('_id' in clause) return one._id !== undefined && clause._id.$in.includes(one._id);
    if ('queue' in clause) return one.queue !== undefined && clause.queue.$in.includes(one.queue);
    if ('parties.requester' in clause) return one.parties.requester === clause['parties.requester'];
    if ('parties.reporters' in clause) return one.parties.reporters?.includes(clause['parties.reporters']) === true;
    if ('parties.involved' in clause) return one.parties.involved?.includes(clause['parties.involved']) === true;
    return one.parties.unit === clause['parties.unit'];
  });
}

test('what covers a case is what finds it, for every actor, permission and case', () => {
  let granted = 0;
  fc.assert(
    fc.property(
      anActor,
      aCase,
      fc.constantFrom(...Object.keys(holders), 'incident.unheardOf'),
      (actor, one, permission) => {
        const reach = reachOf(actor, permission, holders);
        if (reach.covers(one)) granted += 1;
        expect(finds(reach.filter, one)).toBe(reach.covers(one));
      },
    ),
    { numRuns: 3000 },
  );
  expect(granted).toBeGreaterThan(100);
});

test('nobody without a role under a permission reaches anything, and an empty filter never means all', () => {
  const nobody: Actor = { id: 'nobody', kind: 'person', unit: '/dx', teams, grants: [] };
  expect(reachOf(nobody, 'incident.read', holders).filter).toEqual({ _id: { $in: [] } });
  const admin: Actor = { ...nobody, grants: [{ role: 'system-administrator', orgPath: '/dx' }] };
  for (const permission of Object.keys(holders))
    expect(reachOf(admin, permission, holders).filter).toEqual({ _id: { $in: [] } });
});

test('a grant reaches its organisation and all below, and not one of a similar name', () => {
  const auditor: Actor = {
    id: 'auditor',
    kind: 'person',
    unit: '/d',
    teams: [],
    grants: [{ role: 'auditor', orgPath: '/d' }],
  };
  const reach = reachOf(auditor, 'incident.read', holders);
  const covered = (unit: OrgPath): boolean =>
    reach.covers({ orgLine: orgLineOf(unit), parties: { requester: 'x', unit } });
  expect([covered('/d'), covered('/d/x'), covered('/dx')]).toEqual([true, true, false]);
  expect([isWithin('/dx/donghu', '/dx'), isWithin('/dxx', '/dx')]).toEqual([true, false]);
});

test('a requester reads his own cases and those of his unit, and commands his own only', () => {
  const requester: Actor = {
    id: 'req-linxi',
    kind: 'person',
    unit: '/dx/donghu/linxi/school',
    teams: ['donghu-l2'],
    grants: [{ role: 'requester', orgPath: '/dx' }],
  };
  const unit = requester.unit;
  const theirs: Seen = { orgLine: orgLineOf(unit), parties: { requester: 'colleague', unit }, queue: 'donghu-l2' };
  expect(reachOf(requester, 'incident.read', holders).covers(theirs)).toBe(true);
  expect(reachOf(requester, 'incident.amend', holders).covers(theirs)).toBe(false);
  const joined: Seen = {
    orgLine: orgLineOf('/dx/xiling'),
    parties: { requester: 'x', unit: '/dx/xiling', reporters: ['y', requester.id] },
  };
  expect(reachOf(requester, 'incident.read', holders).covers(joined)).toBe(true);
  const elsewhere: Seen = {
    ...theirs,
    parties: { requester: 'x', unit: '/dx/donghu' },
    orgLine: orgLineOf('/dx/donghu'),
  };
  expect(reachOf(requester, 'incident.read', holders).covers(elsewhere)).toBe(false); // in the queue, but no role there
});
