/** Registers of skills and qualifications: who keeps them, who reads what of them, what is refused, and who is able. */
import { auditOf } from '../../../models/access/audit.ts';
import { type Qualification, qualificationOf } from '../../../models/registers/dispatch/qualification.ts';
import { registerVersionOf } from '../../../models/registers/register-version.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { faultsIn } from '../../support/product/registers.ts';

let api: Api;
let admin: Caller;
let head: Caller;
const title = { zh: '光纤熔接', en: 'Fibre splicing' };
const from = '2026-01-01T00:00:00.000+08:00';
const until = '2099-06-01T00:00:00.000+08:00';
const splicing = (more: object = {}) => ({
  person: 'eng-donghu-1',
  skill: 'splicing',
  orgPath: '/dx/donghu',
  number: 'S-0042',
  validFrom: from,
  validUntil: until,
  ...more,
});

beforeAll(async () => {
  api = await startApi({ worker: false });
  [admin, head] = await Promise.all([api.as('admin-system'), api.as('sup-donghu')]);
  await admin.post('/api/skills', { id: 'splicing', title, expires: true }).expect(201);
  await head.post('/api/qualifications', splicing({ id: 'li-splicing' })).expect(201);
}, 120_000);
afterAll(() => api.stop());

const put = (by: Caller, path: string, body: object, seen: number) =>
  by.put(`/api/${path}`, body).set('If-Match', `"${seen}"`);

test('skills are reference data: the system administrator keeps them, whoever is signed in reads them', async () => {
  for (const who of [head, await api.as('owner')])
    await who.post('/api/skills', { id: 'own', title, expires: false }).expect(403);
  const requester = await api.as('req-linxi');
  expect((await requester.get('/api/skills/splicing').expect(200)).body).toEqual({
    id: 'splicing',
    version: 1,
    title,
    order: 0,
    expires: true,
    open: true,
  });
  expect((await requester.get('/api/skills?q=光纤').expect(200)).body.items).toMatchObject([{ id: 'splicing' }]);
  const bad = await admin.post('/api/skills', { id: '-', title: { zh: '' }, expires: 'yes', more: 1 });
  expect(faultsIn(bad)).toEqual([
    '/title/zh too-short',
    '/title/en required',
    '/expires wrong-type',
    '/id wrong-format',
    '/more unknown-field',
  ]);
  expect(faultsIn(await admin.post('/api/skills', { id: 'splicing', title, expires: true }))).toEqual([
    '/id not-unique',
  ]);
});

test('a skill does not begin to expire while somebody has it for good', async () => {
  await admin.post('/api/skills', { id: 'cabling', title, expires: false }).expect(201);
  const { validUntil: _until, ...endless } = splicing({ id: 'li-cabling', skill: 'cabling' });
  await head.post('/api/qualifications', endless).expect(201);
  const refused = await put(admin, 'skills/cabling', { title, expires: true }, 1);
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [{ pointer: '/expires', code: 'qualifications-endless', params: { left: ['li-cabling'] } }],
  ]);
  const ended = splicing({ skill: 'cabling' });
  await put(head, 'qualifications/li-cabling', ended, 1).expect(200);
  await put(admin, 'skills/cabling', { title, expires: true }, 1).expect(200);
  await put(admin, 'skills/cabling', { title, expires: true, open: false }, 2).expect(200);
  expect(faultsIn(await head.post('/api/qualifications', { ...ended, id: 'more' }))).toEqual(['/skill unknown']);
});

test('who answers for a unit keeps what its people are able to do, and nobody else', async () => {
  for (const other of ['eng-donghu-1', 'desk-donghu', 'admin-system', 'auditor', 'req-linxi'])
    expect((await (await api.as(other)).post('/api/qualifications', splicing({ id: 'own' }))).status).toBe(403);
  const elsewhere = await api.as('sup-xiling');
  await elsewhere.post('/api/qualifications', splicing({ id: 'own' })).expect(403);
  await put(elsewhere, 'qualifications/li-splicing', splicing(), 1).expect(404);
  await head.post('/api/qualifications', splicing({ id: 'own', orgPath: '/dx' })).expect(403);
});

test('every wrong field of a qualification is named', async () => {
  const bad = await head.post('/api/qualifications', {
    ...splicing({ id: 'bad', person: 'nobody', skill: 'no-such', validUntil: from }),
    orgPath: '/dx/donghu/nowhere',
  });
  expect([bad.status, faultsIn(bad)]).toEqual([
    422,
    ['/person unknown', '/skill unknown', '/orgPath unknown', '/validUntil not-after-from'],
  ]);
  const { validUntil: _until, ...endless } = splicing({ id: 'bad', person: 'req-donghu', orgPath: '/dx/donghu/linxi' });
  expect(faultsIn(await head.post('/api/qualifications', endless))).toEqual([
    '/orgPath other-unit',
    '/validUntil required',
  ]);
  const edited = splicing({ person: 'eng-donghu-2', skill: 'network' });
  expect(faultsIn(await put(head, 'qualifications/li-splicing', edited, 1))).toEqual([
    '/person immutable',
    '/skill immutable',
  ]);
  expect((await put(head, 'qualifications/li-splicing', splicing(), 7)).status).toBe(412);
  expect(faultsIn(await head.post('/api/qualifications', splicing({ id: 'li-splicing' })))).toEqual(['/id not-unique']);
});

test('the number of a certificate is told to those who keep them and to whose it is; the rest to colleagues of the branch', async () => {
  const shown = async (who: string) => (await (await api.as(who)).get('/api/qualifications/li-splicing')).body;
  for (const who of ['sup-donghu', 'owner', 'auditor', 'eng-donghu-1'])
    expect(await shown(who)).toMatchObject({ number: 'S-0042' });
  expect(await shown('eng-donghu-2')).toEqual({
    id: 'li-splicing',
    version: 1,
    person: 'eng-donghu-1',
    skill: 'splicing',
    orgPath: '/dx/donghu',
    validFrom: new Date(from).toISOString(),
    validUntil: new Date(until).toISOString(),
    open: true,
  });
  expect((await (await api.as('eng-donghu-2')).get('/api/qualifications?limit=100')).text).not.toContain('S-0042');
  // Who keeps those of a city keeps none of the province, though he sees them.
  const ofProvince = { person: 'expert-1', skill: 'splicing', orgPath: '/dx', number: 'S-0099' };
  await (await api.as('owner')).post('/api/qualifications', splicing({ id: 'wu-splicing', ...ofProvince })).expect(201);
  const seen = await head.get('/api/qualifications/wu-splicing').expect(200);
  expect(seen.text).not.toContain('S-0099');
  const versions = '/api/qualifications/li-splicing/versions';
  expect((await head.get(versions).expect(200)).text).toContain('S-0042');
  expect((await (await api.as('admin-audit')).get(versions).expect(200)).text).not.toContain('S-0042');
  for (const who of ['sup-xiling', 'desk-linxi'])
    expect((await (await api.as(who)).get('/api/qualifications/li-splicing')).status).toBe(
      who === 'sup-xiling' ? 404 : 200,
    );
  for (const who of ['req-linxi', 'rep-xiling', 'admin-system'])
    await (await api.as(who)).get('/api/qualifications').expect(403);
  const below = (await head.get('/api/qualifications?limit=100&org=/dx/donghu').expect(200)).body.items;
  expect(new Set(below.map(({ orgPath }: { orgPath: string }) => orgPath))).toEqual(new Set(['/dx/donghu']));
});

const ask = async (who: Caller, people: string, at?: string) => {
  const instant = at === undefined ? '' : `&at=${encodeURIComponent(at)}`;
  return (await who.get(`/api/skills/splicing/people?people=${people}${instant}`).expect(200)).body;
};
test('who of some people is able at an instant is answered in their order, and of nobody out of reach', async () => {
  await head.post('/api/qualifications', splicing({ id: 'zhao', person: 'eng-donghu-2' })).expect(201);
  const all = 'eng-donghu-2,nobody,eng-donghu-1,eng-dx-1,eng-donghu-1';
  expect((await ask(head, all)).people).toEqual(['eng-donghu-2', 'eng-donghu-1']);
  expect((await ask(head, all, until)).people).toEqual([]);
  expect(await ask(head, all, '2099-05-31T23:59:59.999+08:00')).toEqual({
    people: ['eng-donghu-2', 'eng-donghu-1'],
    at: '2099-05-31T15:59:59.999Z',
  });
  expect((await ask(await api.as('sup-xiling'), all)).people).toEqual([]);
  await head.get('/api/skills/no-such/people?people=eng-donghu-1').expect(404);
  await head.get('/api/skills/splicing/people').expect(422);
  await (await api.as('req-linxi')).get('/api/skills/splicing/people?people=eng-donghu-1').expect(403);

  const before = Date.now();
  await put(head, 'qualifications/zhao', splicing({ person: 'eng-donghu-2', open: false, note: '吊销' }), 1).expect(
    200,
  );
  expect((await ask(head, all)).people).toEqual(['eng-donghu-1']);
  expect((await ask(head, all, '2026-02-01T00:00:00Z')).people).toEqual(['eng-donghu-2', 'eng-donghu-1']);
  const { withdrawnAt } = (await head.get('/api/qualifications/zhao')).body;
  expect(Date.parse(withdrawnAt)).toBeGreaterThanOrEqual(before);
  const edited = await put(head, 'qualifications/zhao', splicing({ person: 'eng-donghu-2', open: false }), 2);
  expect(edited.body.withdrawnAt).toBe(withdrawnAt); // another edit does not withdraw it anew
  const back = await put(head, 'qualifications/zhao', splicing({ person: 'eng-donghu-2' }), 3).expect(200);
  expect(back.body).not.toHaveProperty('withdrawnAt');

  const { db } = api.product;
  const versions = await registerVersionOf(db).find({ register: 'qualifications', id: 'zhao' }).lean();
  expect(versions.map(({ version, by, note }) => [version, by, note])).toContainEqual([2, 'sup-donghu', '吊销']);
  const kept = await auditOf(db).find({ type: 'registerChanged', 'data.id': 'zhao' }).lean();
  expect(kept).toHaveLength(4);
  expect(await qualificationOf(db).findById('zhao').lean<Qualification>()).toMatchObject({
    validUntil: Date.parse(until),
  });
});

test('what the sample has is found by an index', async () => {
  const { db } = api.product;
  const sample = { person: 'eng-donghu-1', skill: 'network' };
  expect(await qualificationOf(db).findById('eng-donghu-1.network').lean()).toMatchObject(sample);
  const plan = await db
    .collection('qualifications')
    .find({ skill: 'network', person: { $in: ['a', 'b'] } })
    .explain();
  expect(JSON.stringify(plan)).toContain('skill_1_person_1');
});
