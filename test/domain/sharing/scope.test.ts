import type { Actor, OrgPath, Role } from '../../../domain/kernel/process.ts';
import { filled, MOST_FILLED, placesIn } from '../../../domain/sharing/places.ts';
import {
  keeps,
  scopeFaults,
  type ScopeKnown,
  type ScopeSaid,
  type Shared,
  sharedAs,
  uses,
} from '../../../domain/sharing/scope.ts';

const actor = (id: string, grants: readonly [Role, OrgPath][], more: Partial<Actor> = {}): Actor => ({
  id,
  kind: 'person',
  unit: '/dx/donghu',
  teams: [],
  grants: grants.map(([role, orgPath]) => ({ role, orgPath })),
  ...more,
});
const engineer = actor('eng', [['engineer', '/dx/donghu']], { teams: ['donghu-l2'] });
const lead = actor('lead', [['engineer', '/dx/donghu']], { teams: ['donghu-l2', 'other'], leads: ['donghu-l2'] });
const supervisor = actor('sup', [['supervisor', '/dx/donghu']]);
const province = actor('sup-dx', [['supervisor', '/dx']], { unit: '/dx' });
const owner = actor('owner', [['process-owner', '/dx']], { unit: '/dx' });
const xiling = actor('sup-x', [['supervisor', '/dx/xiling']], { unit: '/dx/xiling' });
const requester = actor('req', [['requester', '/dx/donghu/linxi']], { unit: '/dx/donghu/linxi' });

const mine: Shared = { scope: 'me', owner: 'eng' };
const team: Shared = { scope: 'team', team: 'donghu-l2', orgPath: '/dx/donghu' };
const city: Shared = { scope: 'organisation', organisation: '/dx/donghu', orgPath: '/dx/donghu' };
const whole: Shared = { scope: 'organisation', organisation: '/dx', orgPath: '/dx' };

test.each([
  ['own', mine, ['eng'], ['eng']],
  ['of the team', team, ['eng', 'lead'], ['lead', 'sup', 'sup-dx']],
  ['of the city', city, ['eng', 'lead', 'sup'], ['sup', 'sup-dx', 'owner']],
  ['of the province', whole, ['eng', 'lead', 'sup', 'sup-dx', 'owner', 'sup-x'], ['sup-dx', 'owner']],
])('one that is %s is used and kept by those whose it is', (_name, shared, users, keepers) => {
  const all = [engineer, lead, supervisor, province, owner, xiling, requester];
  expect(all.filter((one) => uses(one, shared)).map(({ id }) => id)).toEqual(users);
  expect(all.filter((one) => keeps(one, shared)).map(({ id }) => id)).toEqual(keepers);
});

const known: ScopeKnown = { team: { orgPath: '/dx/donghu', open: true }, organisation: { open: true } };
const faults = (said: ScopeSaid, by = lead, more: { former?: Shared; known?: ScopeKnown } = {}) =>
  scopeFaults(by, said, { former: more.former ?? null, known: more.known ?? known }).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

test('a scope names what it is of, and nothing else', () => {
  expect(faults({ scope: 'me' })).toEqual([]);
  expect(faults({ scope: 'me', team: 'donghu-l2', organisation: '/dx' })).toEqual([
    '/team not-of-scope',
    '/organisation not-of-scope',
  ]);
  expect(faults({ scope: 'team' })).toEqual(['/team required']);
  expect(faults({ scope: 'organisation', team: 'donghu-l2' })).toEqual([
    '/team not-of-scope',
    '/organisation required',
  ]);
  expect(faults({ scope: 'team', team: 'donghu-l2' })).toEqual([]);
});

test('what is unknown, of another branch or closed is refused alike; what is kept as it was is not', () => {
  expect(faults({ scope: 'team', team: 'x' }, lead, { known: { ...known, team: null } })).toEqual(['/team unknown']);
  expect(faults({ scope: 'team', team: 'donghu-l2' }, xiling)).toEqual(['/team unknown']);
  expect(faults({ scope: 'organisation', organisation: '/dx/donghu' }, xiling)).toEqual(['/organisation unknown']);
  const closed: ScopeKnown = { team: { orgPath: '/dx/donghu', open: false }, organisation: { open: false } };
  expect(faults({ scope: 'team', team: 'donghu-l2' }, lead, { known: closed })).toEqual(['/team unknown']);
  expect(faults({ scope: 'team', team: 'donghu-l2' }, lead, { known: closed, former: team })).toEqual([]);
  expect(sharedAs(xiling, { scope: 'team', team: 'donghu-l2' }, known)).toBeNull();
  expect(sharedAs(lead, { scope: 'me' }, known)).toEqual({ scope: 'me', owner: 'lead' });
});

test('places are filled once, and a value is no text with places', () => {
  const values = new Map([
    ['title', '{number} $& $1'],
    ['number', 'INC-000001'],
    ['long', '🔥'.repeat(2_000)],
  ]);
  expect(placesIn('{title} {title} {a-b} {} {number}')).toEqual(['title', 'number']);
  expect(filled('{title}: {number} {nobody} {a-b}', values)).toBe('{number} $& $1: INC-000001 – {a-b}');
  const long = filled('{long}'.repeat(500), values);
  expect([
    long.length <= MOST_FILLED,
    long.length > MOST_FILLED - 3,
    long.endsWith('…'),
    !/\p{Cs}/u.test(long),
  ]).toEqual(Array(4).fill(true));
});
