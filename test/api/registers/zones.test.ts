/** The register of service zones: who keeps them, what is refused, and which covers a unit. */
import { serviceZoneOf } from '../../../models/registers/dispatch/zone.ts';
import { registerVersionOf } from '../../../models/registers/register-version.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { atOnce, faultsIn, onlyOne } from '../../support/product/registers.ts';

let api: Api;
let admin: Caller;
const zone = (more: object = {}) => ({
  name: '临溪片区',
  organisations: ['/dx/donghu/linxi'],
  teams: ['linxi-desk', 'donghu-l2'],
  depot: '临溪备件柜',
  ...more,
});
const put = (id: string, body: object, seen: number) =>
  admin.put(`/api/zones/${id}`, body).set('If-Match', `"${seen}"`);
const covering = async (path: string, who = 'sup-dx') =>
  await (await api.as(who)).get(`/api/organisations/${encodeURIComponent(path)}/zone`);

beforeAll(async () => {
  api = await startApi({ worker: false });
  admin = await api.as('admin-system');
  await admin.post('/api/zones', { id: 'linxi', ...zone() }).expect(201);
}, 120_000);
afterAll(() => api.stop());

test('the system administrator keeps zones; who works there reads them, and nobody of another branch', async () => {
  for (const other of ['sup-donghu', 'owner', 'auditor', 'req-linxi'])
    expect((await (await api.as(other)).post('/api/zones', { id: 'own', ...zone() })).status).toBe(403);
  for (const [who, status] of [
    ['admin-system', 200],
    ['desk-linxi', 200],
    ['sup-donghu', 200],
    ['auditor', 200],
    ['sup-xiling', 404],
    ['req-linxi', 403],
  ] as const)
    expect([who, (await (await api.as(who)).get('/api/zones/linxi')).status]).toEqual([who, status]);
  expect((await admin.get('/api/zones?q=东湖&org=/dx/donghu').expect(200)).body.items).toMatchObject([
    { id: 'donghu', teams: ['donghu-l2', 'dx-l2'], open: true, version: 1 },
  ]);
});

test('every wrong field is named, and an organisation stands in one open zone only', async () => {
  const bad = await admin.post('/api/zones', {
    id: 'bad',
    ...zone({ organisations: ['/dx/nowhere', '/dx/donghu/linxi'], teams: ['nobody', 'dx-l2', 'dx-l2'] }),
  });
  expect([bad.status, bad.body.errors]).toEqual([
    422,
    [
      { pointer: '/organisations/0', code: 'unknown' },
      { pointer: '/organisations/1', code: 'in-other-zone', params: { zone: 'linxi' } },
      { pointer: '/teams/0', code: 'unknown' },
      { pointer: '/teams/2', code: 'already-named' },
    ],
  ]);
  const shapes = await admin.post('/api/zones', { id: 'bad', name: '', organisations: [], teams: [], depot: 7 });
  expect(faultsIn(shapes)).toEqual([
    '/name too-short',
    '/organisations too-few',
    '/teams too-few',
    '/depot wrong-type',
  ]);
  expect(faultsIn(await admin.post('/api/zones', { id: 'linxi', ...zone() }))).toEqual(['/id not-unique']);
  expect((await put('linxi', zone(), 5)).status).toBe(412);
  const moved = zone({ organisations: ['/dx/donghu/linxi', '/dx/donghu'] });
  expect(faultsIn(await put('linxi', moved, 1))).toEqual(['/organisations/1 in-other-zone']);
});

test('of six who name the same organisation at once one does', async () => {
  let made = 0;
  const race = () => {
    made += 1;
    return admin.post('/api/zones', { id: `race-${made}`, ...zone({ organisations: ['/dx/xiling/yuntai'] }) });
  };
  expect(await atOnce(race)).toEqual(onlyOne(201, 422));
  const kept = await serviceZoneOf(api.product.db).find({ organisations: '/dx/xiling/yuntai' }).lean();
  expect(kept).toHaveLength(1);
});

test('a unit is covered by the nearest zone upward, with the teams that are open, and by none that is closed', async () => {
  expect((await covering('/dx/donghu/linxi/school')).body).toEqual({
    id: 'linxi',
    name: '临溪片区',
    teams: ['linxi-desk', 'donghu-l2'],
    depot: '临溪备件柜',
  });
  expect((await covering('/dx/donghu/andu')).body).toMatchObject({ id: 'donghu', teams: ['donghu-l2', 'dx-l2'] });
  expect((await covering('/dx/xiling')).body).not.toHaveProperty('depot');
  expect((await covering('/dx/school')).body).toMatchObject({ id: 'province' });
  for (const [path, who, status] of [
    ['/dx/nowhere', 'sup-dx', 404],
    ['/dx/donghu', 'sup-xiling', 404],
    ['/dx/donghu', 'req-linxi', 403],
    ['dx', 'sup-dx', 404],
  ] as const)
    expect([path, who, (await covering(path, who)).status]).toEqual([path, who, status]);

  const { db } = api.product;
  await db.collection<{ _id: string }>('teams').updateOne({ _id: 'linxi-desk' }, { $set: { open: false } });
  await api.product.eventually(async () =>
    (await covering('/dx/donghu/linxi')).body.teams.length === 1 ? true : null,
  );
  await put('linxi', zone({ open: false, note: '并入东湖' }), 1).expect(200);
  expect((await covering('/dx/donghu/linxi')).body).toMatchObject({ id: 'donghu' });
  await admin.post('/api/zones', { id: 'linxi-again', ...zone({ teams: ['donghu-l2'] }) }).expect(201);
  expect(faultsIn(await put('linxi', zone(), 2))).toEqual(['/organisations/0 in-other-zone']);
  await put('province', { name: '省本级', organisations: ['/dx'], teams: ['dx-l2'], open: false }, 1).expect(200);
  expect((await covering('/dx/school')).status).toBe(404);
  const versions = await registerVersionOf(db).find({ register: 'zones', id: 'linxi' }).sort({ version: 1 }).lean();
  expect(versions.map(({ version, by, note }) => [version, by, note])).toEqual([
    [1, 'admin-system', undefined],
    [2, 'admin-system', '并入东湖'],
  ]);
});
