/** Who reads and commands what: the decision on a case and the filter of a list come from the same clauses. */
import fc from 'fast-check';
import { catalogue } from '../../domain/catalogue.ts';
import {
  type Holders,
  isNear,
  isWithin,
  mayName,
  type Nameable,
  orgLineOf,
  reachOf,
  type Seen,
  withinBoth,
} from '../../domain/kernel/people/access.ts';
import { holdersOf } from '../../domain/kernel/lifecycle.ts';
import type { Actor, OrgPath, Role } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { roles } from '../../domain/roles.ts';

const holders: Holders = {
  ...holdersOf(catalogue.incident, processes.incident),
  ...holdersOf(catalogue.call, processes.call),
  ...holdersOf(catalogue.inspection, processes.inspection),
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
    involved: fc.subarray(ids),
    queue: fc.option(fc.constantFrom(...teams), { nil: undefined }),
    concealed: fc.boolean(),
  })
  .map(({ unit, requester, _id, reporters, involved, queue, concealed }) => ({
    ...(concealed ? { concealed } : {}),
    _id,
    orgLine: orgLineOf(unit),
    parties: {
      ...(requester && { requester }),
      unit,
      ...(reporters.length === 0 ? {} : { reporters }),
      ...(involved.length === 0 ? {} : { involved }),
    },
    ...(queue === undefined ? {} : { queue }),
  }));

/** What MongoDB finds by such a filter, in memory. */
function finds(filter: ReturnType<typeof reachOf>['filter'], one: Seen): boolean {
  if ('$and' in filter) return filter.$and.every((part) => finds(part, one));
  if (!('$or' in filter)) return false;
  return filter.$or.some((clause) => {
    if ('concealed' in clause && one.concealed) return false;
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

test('what is concealed from a role its grants do not reach, whatever it may', () => {
  const one: Seen = { orgLine: ['/dx/a', '/dx'], parties: { unit: '/dx/a', involved: ['named'] }, concealed: true };
  const reaches = (...grants: Actor['grants']) =>
    ['me', 'named'].map((id) =>
      reachOf({ ...at('requester', '/dx/a'), id, grants }, 'inspection.read', holders).covers(one),
    );
  expect(reaches({ role: 'customer-representative', orgPath: '/dx' })).toEqual([false, true]);
  expect(reaches({ role: 'supervisor', orgPath: '/dx' })).toEqual([true, true]);
  const customer = reachOf(at('customer-representative', '/dx/a'), 'inspection.read', holders);
  expect(customer.covers({ orgLine: ['/dx/a', '/dx'], parties: { unit: '/dx/a' } })).toBe(true);
});

test('of two reaches what lies within both is what both cover, and what both filters find', () => {
  const seen = { both: 0, one: 0 };
  fc.assert(
    fc.property(anActor, anActor, aCase, fc.subarray([...paths], { maxLength: 1 }), (actor, other, one, also) => {
      const reaches = [
        reachOf(actor, 'incident.read', holders, also),
        reachOf(other, 'incident.read', holders),
      ] as const;
      const covered = reaches.filter((reach) => reach.covers(one)).length;
      const within = withinBoth(...reaches);
      expect([within.covers(one), finds(within.filter, one)]).toEqual([covered === 2, covered === 2]);
      for (const reach of reaches) expect(finds(reach.filter, one)).toBe(reach.covers(one));
      if (covered > 0) seen[covered === 2 ? 'both' : 'one'] += 1;
    }),
    { numRuns: 400 },
  );
  expect(Math.min(seen.both, seen.one)).toBeGreaterThan(20);
});

const at = (role: Role, orgPath: OrgPath, more: Partial<Actor> = {}): Actor => ({
  id: 'me',
  kind: 'person',
  unit: '/dx/xiling',
  teams: ['l2'],
  grants: [{ role, orgPath }],
  ...more,
});

describe('which cases somebody reaches', () => {
  const read: Holders = {
    'x.read': { roles: ['requester', 'supervisor'], unit: true, involved: true },
    'x.amend': { roles: ['requester', 'supervisor'] },
  };
  const elsewhere: Seen = { orgLine: ['/dy'], parties: { requester: 'x', unit: '/dy' } };
  const involving: Seen = { ...elsewhere, parties: { ...elsewhere.parties, involved: ['me'] } };
  const reports: Seen = { ...elsewhere, parties: { unit: '/dy', reporters: ['me'] } };
  const ofUnit: Seen = { ...elsewhere, parties: { requester: 'x', unit: '/dx/xiling' } };
  const cases = {
    elsewhere,
    involving,
    ofUnit,
    reports,
    called: { ...elsewhere, _id: 'CAL-1' },
    asked: { ...elsewhere, parties: { unit: '/dy', requester: 'me' } },
    below: { ...elsewhere, orgLine: ['/dx/a/b', '/dx/a', '/dx'] },
    queued: { ...elsewhere, queue: 'l2' },
  } satisfies Record<string, Seen>;
  const reached = (actor: Actor, permission: string, also: readonly OrgPath[] = []) => {
    const reach = reachOf(actor, permission, read, also);
    const names = Object.entries(cases).filter(([, one]) => reach.covers(one));
    expect(Object.entries(cases).filter(([, one]) => finds(reach.filter, one))).toEqual(names);
    return names.map(([name]) => name);
  };
  const caller = { called: ['CAL-1'] };

  test.each<[string, Actor, string, readonly OrgPath[], string[]]>([
    [
      'a requester to read',
      at('requester', '/dx/a', caller),
      'x.read',
      [],
      ['involving', 'ofUnit', 'reports', 'called', 'asked'],
    ],
    ['a requester to act', at('requester', '/dx/a', caller), 'x.amend', [], ['reports', 'called', 'asked']],
    ['staff to read', at('supervisor', '/dx/a', caller), 'x.read', [], ['involving', 'below', 'queued']],
    ['staff to act', at('supervisor', '/dx/a'), 'x.amend', [], ['below', 'queued']],
    ['staff of another branch', at('supervisor', '/dx/b'), 'x.amend', [], ['queued']],
    [
      'and beside it what is open to him',
      at('supervisor', '/dx/b'),
      'x.amend',
      ['/dy'],
      Object.keys(cases).filter((name) => name !== 'below'),
    ],
    ['without a role, what is open to him', at('auditor', '/dx'), 'x.read', ['/dx/a'], ['below']],
    ['without a role, nothing', at('auditor', '/dx', caller), 'x.read', [], []],
    ['under a permission that nobody holds, nothing', at('supervisor', '/dx'), 'x.none', [], []],
  ])('%s', (_who, actor, permission, also, names) => {
    expect(reached(actor, permission, also)).toEqual(names);
  });

  test('the filter names each way to a case, and only those that are open to him', () => {
    expect(reachOf(at('requester', '/dx/a', caller), 'x.read', read).filter).toEqual({
      $or: [
        { 'parties.involved': 'me' },
        { 'parties.requester': 'me' },
        { 'parties.reporters': 'me' },
        { _id: { $in: ['CAL-1'] } },
        { 'parties.unit': '/dx/xiling' },
      ],
    });
    expect(reachOf(at('supervisor', '/dx/a'), 'x.amend', read, ['/dy']).filter).toEqual({
      $or: [{ orgLine: { $in: ['/dx/a'] } }, { orgLine: { $in: ['/dy'] } }, { queue: { $in: ['l2'] } }],
    });
    expect(reachOf(at('requester', '/dx/a', { called: [] }), 'x.amend', read).filter).toEqual({
      $or: [{ 'parties.requester': 'me' }, { 'parties.reporters': 'me' }],
    });
    expect(reachOf(at('supervisor', '/dx/a', { teams: [] }), 'x.amend', read).filter).toEqual({
      $or: [{ orgLine: { $in: ['/dx/a'] } }],
    });
  });
});

const grant = (role: Role, orgPath: OrgPath) => ({ role, orgPath });
const one = (more: Partial<Nameable>): Nameable => ({ id: 'one', unit: '/dz', teams: [], grants: [], ...more });

describe('whom somebody may name', () => {
  const me: Actor = {
    id: 'me',
    kind: 'person',
    unit: '/dx/donghu',
    teams: ['l2'],
    grants: [grant('supervisor', '/dx/donghu'), grant('requester', '/dy')],
  };
  const staffAt = (...places: OrgPath[]) => one({ grants: places.map((place) => grant('supervisor', place)) });

  test.each<[string, Nameable, boolean]>([
    ['himself', one({ id: 'me' }), true],
    ['a colleague of his unit', one({ unit: '/dx/donghu' }), true],
    ['somebody of a unit that he serves', one({ unit: '/dx/donghu/linxi' }), true],
    ['nobody of a unit above that he does not serve', one({ unit: '/dx' }), false],
    ['nobody of a unit where he only asks', one({ unit: '/dy/a' }), false],
    ['nobody of a unit of a similar name', one({ unit: '/dx/donghu2' }), false],
    ['staff of his branch', staffAt('/dx/donghu/linxi'), true],
    ['staff above it', staffAt('/dx'), true],
    ['staff where he asks himself', staffAt('/dy'), true],
    ['staff of another branch as well', staffAt('/dx/xiling', '/dx/donghu'), true],
    ['no staff of another branch alone', staffAt('/dx/xiling'), false],
    ['no requester of his branch who works elsewhere', one({ grants: [grant('requester', '/dx/donghu')] }), false],
    ['a member of a team of his', one({ teams: ['other', 'l2'] }), true],
    ['no member of other teams', one({ teams: ['other'] }), false],
    ['nobody else', one({}), false],
  ])('%s', (_whom, person, may) => {
    expect(mayName(me, person)).toBe(may);
  });

  test('the product may name anybody; who only asks names his own unit and its staff, and no strangers below', () => {
    expect(mayName({ ...me, kind: 'system', grants: [] }, one({}))).toBe(true);
    const asker: Actor = { ...me, teams: [], grants: [grant('requester', '/dx/donghu')] };
    expect(
      [one({ unit: '/dx/donghu' }), staffAt('/dx/donghu/linxi'), one({ unit: '/dx/donghu/linxi' })].map((person) =>
        mayName(asker, person),
      ),
    ).toEqual([true, true, false]);
  });

  test('near are the branches of his unit and of what he holds, down and up, not those beside them', () => {
    const places: OrgPath[] = ['/dx', '/dx/donghu', '/dx/donghu/linxi', '/dx/xiling', '/dy', '/dy/a', '/dz'];
    expect(places.filter((place) => isNear(me, place))).toEqual([
      '/dx',
      '/dx/donghu',
      '/dx/donghu/linxi',
      '/dy',
      '/dy/a',
    ]);
    expect(places.filter((place) => isNear({ ...me, grants: [grant('auditor', '/dz')] }, place))).toEqual([
      '/dx',
      '/dx/donghu',
      '/dx/donghu/linxi',
      '/dz',
    ]);
    expect(orgLineOf('/dx/donghu/linxi')).toEqual(['/dx/donghu/linxi', '/dx/donghu', '/dx']);
  });
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
