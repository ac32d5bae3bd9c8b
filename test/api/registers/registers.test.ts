import { type Api, startApi } from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ worker: false });
}, 120_000);
afterAll(() => api.stop());

type Entry = { id: string };
const ids = (body: { items: Entry[] }) => body.items.map(({ id }) => id);

test.each([
  ['organisations', '%2Fdx%2Fdonghu%2Flinxi', '/dx/donghu/linxi'],
  ['people', 'eng-donghu-1', 'eng-donghu-1'],
  ['teams', 'donghu-l2', 'donghu-l2'],
  ['applications', 'payment', 'payment'],
  ['calendars', 'cn-5x8', 'cn-5x8@1'],
  ['calendars', 'cn-5x8@1', 'cn-5x8@1'],
  ['policies', 'incident', 'incident@1'],
  ['matrices', 'priority', 'priority@1'],
  ['categories', 'software-function', 'software-function'],
  ['cause-codes', undefined, undefined],
])('%s are listed page by page, and %s is found', async (register, id, found) => {
  const owner = await api.as('owner');
  const walked: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const { status, body } = await owner.get(`/api/${register}?limit=7${after}`);
    expect(status).toBe(200);
    walked.push(...ids(body));
    next = body.next;
  }
  expect(walked.length).toBeGreaterThan(0);
  expect(walked).toEqual([...new Set(walked)].toSorted());
  const wanted = id ?? walked[0] ?? '';
  expect((await owner.get(`/api/${register}/${wanted}`)).body.id).toBe(found ?? wanted);
  expect((await owner.get(`/api/${register}/unknown-one`)).status).toBe(404);
});

test('a register with versions lists the newest of each, and all versions of one', async () => {
  const { db } = api.product;
  const calendars = db.collection<{ _id: string; version: number }>('calendars');
  const one = await calendars.findOne({ _id: 'cn-5x8@1' });
  if (!one) throw new Error('no calendar');
  await calendars.insertOne({ ...one, _id: 'cn-5x8@2', version: 2 });
  const owner = await api.as('owner');
  expect(ids((await owner.get('/api/calendars')).body)).toEqual(['always@1', 'cn-5x8@2', 'cn-7x12@1']);
  expect((await owner.get('/api/calendars/cn-5x8')).body.version).toBe(2);
  expect(ids((await owner.get('/api/calendars/cn-5x8/versions')).body)).toEqual(['cn-5x8@2', 'cn-5x8@1']);
  expect((await owner.get('/api/calendars/unknown/versions')).status).toBe(404);
});

test('organisations, teams and people are listed below an organisation', async () => {
  const owner = await api.as('owner');
  const below = ids((await owner.get('/api/organisations?limit=100&org=/dx/donghu/linxi')).body);
  expect(below).toEqual(expect.arrayContaining(['/dx/donghu/linxi', '/dx/donghu/linxi/school']));
  expect(below.every((one) => one.startsWith('/dx/donghu/linxi'))).toBe(true);
  expect(ids((await owner.get('/api/teams?org=/dx/donghu')).body)).toEqual([
    'andu-desk',
    'donghu-desk',
    'donghu-l2',
    'linxi-desk',
  ]);
  expect((await owner.get('/api/applications?org=/dx')).status).toBe(422);
});

test('grants are shown to administrators and to the person himself, secrets to nobody', async () => {
  const [engineer, security] = [await api.as('eng-donghu-1'), await api.as('admin-security')];
  expect((await engineer.get('/api/people/sup-donghu')).body).not.toHaveProperty('grants');
  expect((await engineer.get('/api/people/eng-donghu-1')).body).toHaveProperty('grants');
  const shown = (await security.get('/api/people/sup-donghu')).body;
  expect(shown).toMatchObject({ roles: ['supervisor'], grants: [{ role: 'supervisor', orgPath: '/dx/donghu' }] });
  for (const caller of [engineer, security])
    expect((await caller.get('/api/people?limit=100')).text).not.toMatch(/argon2|password|phone|email/);
});
