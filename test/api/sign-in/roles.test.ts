/** Roles and routes (G20, a sample). */
import type { Grant } from '../../../domain/kernel/process.ts';
import { holders } from '../../../domain/permissions.ts';
import { type Api, openIncident, report, startApi, weight } from '../../support/product/api.ts';
import { orAll } from '../../support/product/sample/whole.ts';

let api: Api;
let incident: string;
beforeAll(async () => {
  api = await startApi();
  incident = await openIncident(api);
}, 120_000);
afterAll(() => api.stop());

/** What a route cannot do without. */
const NEEDED: Readonly<Record<string, string>> = {
  '/api/suggest': '?process=call&title=x&application=a&unit=/dx',
  '/api/people/:id/callers': '?contact=x',
  '/api/skills/:id/people': '?people=x',
  '/api/figures/meters': '?line=x&unit=/dx',
  '/api/indicators/names': '?process=call',
  '/api/worklog': '?from=2026-11-01&to=2026-11-30',
  '/api/worklog/export': '?from=2026-11-01&to=2026-11-30',
  '/api/worklog/totals': '?from=2026-11-01&to=2026-11-30&by=person',
  '/api/callers': '?q=138',
  '/api/names': '?of=person:owner',
  '/api/wall': '?organisation=/dx/donghu',
  '/api/callers/around': '?unit=/dx/donghu/court&application=payment',
};

/** Whoever reads the case may ask; whether he works on it, the case itself says. */
const OF_THE_CASE = new Set(['presence.get']);

/** As the table of its process has it; what is of no process nobody of field work holds. */
const holds = (permission: string, grants: readonly Grant[]): boolean => {
  const by = [...holders.values()].flatMap((of) => of[permission]?.roles ?? []);
  return grants.some(({ role }) => by.includes(role));
};

/** Every third of those whom the table treats alike, others at the next route; one at least, wherever there is one. */
const thirdOf = <T>(alike: readonly T[], route: number): readonly T[] =>
  orAll(alike, (_, at) => (at + route) % Math.min(3, alike.length) === 0);

const persons = [
  'req-linxi',
  'desk-donghu',
  'eng-donghu-1',
  'sup-donghu',
  'owner',
  'auditor',
  'admin-system',
  'admin-security',
  'admin-audit',
  'expert-3',
];
const FIELD = ['project-manager', 'maintenance-lead', 'safety-lead', 'records-keeper', 'spare-keeper'] as const;

/** Nobody of the sample has a role of field work: here one has all of them, and no other. */
beforeAll(async () => {
  const grants = FIELD.map((role) => ({ role, orgPath: '/dx' }));
  const guard = await api.as('admin-security');
  const { name, unit } = (await guard.get('/api/people/expert-3')).body;
  await guard.put('/api/people/expert-3', { name, unit, teams: [], grants }).set('If-Match', '"1"').expect(200);
});

test('roles of field work read items and, to plan by them, incidents; they register nothing, and have screens of work alone', async () => {
  const keeper = await api.as('expert-3');
  const { navigation, grants } = (await keeper.get('/api/me').expect(200)).body;
  expect([grants.length, grants[4].title]).toEqual([5, { zh: '备件管理员', en: 'Spare keeper' }]);
  expect(navigation).toEqual(expect.arrayContaining(['queue', 'approvals']));
  expect(navigation).not.toEqual(expect.arrayContaining(['board', 'admin', 'audit']));
  await keeper.get('/api/items').expect(200);
  expect((await keeper.get(`/api/cases/${incident}`).expect(200)).body.allowed).toEqual([]);
  const refused = [
    await keeper.get('/api/calls'),
    await keeper.send('/api/incidents', { ...report, ...weight, queue: 'donghu-l2' }),
    await keeper.get('/api/change-calendar?from=2026-03-01&to=2026-03-08'),
    await keeper.post('/api/items', {}),
  ];
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [403, 'not-permitted']));
});

test('nobody comes in without a session or key where the table asks for one', async () => {
  let seen = 0;
  for (const { method, path, access, operationId } of api.app.routes) {
    if (access.rule === 'anyone' || access.rule === 'monitor') continue;
    const asked = path.replace(':number', incident).replace(':id', 'x');
    const caller = method === 'get' ? api.get(asked) : api.post(asked);
    if (method !== 'get' && method !== 'post') continue;
    const { status, body } = await caller;
    expect([operationId, status, body.code]).toEqual([operationId, 401, 'not-signed-in']);
    seen += 1;
  }
  expect(seen).toBeGreaterThan(60);
});

const grantsOf = async () =>
  await Promise.all(persons.map(async (person) => ({ person, grants: (await api.product.actor(person)).grants })));

test('reading follows the table: each route, whom it lets in and whom it refuses, as declared', async () => {
  let seen = 0;
  const everybody = await grantsOf();
  for (const [route, { method, path, access, operationId }] of api.app.routes.entries()) {
    if (method !== 'get' || access.rule === 'anyone' || access.rule === 'monitor' || path === '/api/live') continue;
    const isRefused = ({ person, grants }: (typeof everybody)[number]): boolean =>
      (access.rule === 'role' && !grants.some(({ role }) => access.roles.includes(role))) ||
      (access.rule === 'permission' &&
        (person.startsWith('admin-') || (person === 'expert-3' && !holds(access.permission, grants))));
    const asking = [isRefused, (one: (typeof everybody)[number]) => !isRefused(one)].flatMap((alike) =>
      thirdOf(everybody.filter(alike), route),
    );
    for (const one of asking) {
      const { person } = one;
      const refused = isRefused(one);
      const caller = await api.as(person);
      const asked = path.replace(':number', incident).replace(':id', person);
      const { status } = await caller.get(`${asked}${NEEDED[path] ?? ''}`);
      const right = refused ? [403] : OF_THE_CASE.has(operationId) ? [200, 403, 404] : [200, 404];
      expect([operationId, person, right.includes(status)]).toEqual([operationId, person, true]);
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(200);
}, 90_000);

test('what changes registers, accounts and settings is refused to every role that the table does not name', async () => {
  let seen = 0;
  const everybody = await grantsOf();
  for (const [route, { method, path, access, operationId }] of api.app.routes.entries()) {
    if (method === 'get' || access.rule !== 'role') continue;
    const unnamed = everybody.filter(({ grants }) => !grants.some(({ role }) => access.roles.includes(role)));
    for (const { person } of thirdOf(unnamed, route)) {
      const caller = await api.as(person);
      const asked = path.replace(':number', incident).replace(':id', 'x');
      const { status, body } = await (method === 'delete' ? caller.delete(asked) : caller[method](asked, {}));
      expect([operationId, person, status, body.code]).toEqual([operationId, person, 403, 'not-permitted']);
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(200);
});
