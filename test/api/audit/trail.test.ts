import request from 'supertest';
import { hashOf } from '../../../models/store/chain.ts';
import { auditOf, openAuditTrail } from '../../../models/access/audit.ts';
import { administratorsAsked, trailAsked, trailPage } from '../../../models/access/audit-trail.ts';
import { readCsv } from '../../../platform/spreadsheet.ts';
import { type Api, type Caller, openIncident, startApi } from '../../support/product/api.ts';

type Item = Record<string, unknown> & {
  id: string;
  type: string;
  by: string;
  at: number;
  data: Record<string, unknown>;
};

const LONG_AGO = Date.UTC(2020, 0, 1);
/** That a file may have, fewer than in the product. */
const FILE_ROWS = 1_000;
let api: Api;
let admin: Caller;
let number: string;
beforeAll(async () => {
  api = await startApi({ mostRows: FILE_ROWS });
  admin = await api.as('admin-audit');
  number = await openIncident(api);
  for (let tries = 0; tries < 3; tries += 1)
    await request(api.address)
      .post('/api/session')
      .set('User-Agent', 'x'.repeat(5_000))
      .send({ name: 'ghost', password: 'wrong' });
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/close`);
  await old();
}, 120_000);
afterAll(() => api.stop());

/** Records as releases before this one left them, and some that come at one moment. */
async function old(): Promise<void> {
  const trail = openAuditTrail(api.product.db, 'of-old');
  const data = { address: '10.9.8.7', agent: '=HYPERLINK("x")' };
  for (let n = 0; n < 12; n += 1) await trail.record({ type: 'signedIn', by: '=cmd', at: LONG_AGO, data });
}

const asked = async (query = '', caller = admin): Promise<Item[]> => {
  const { status, body } = await caller.get(`/api/audit/records?limit=100${query}`);
  expect(status).toBe(200);
  return body.items;
};
const typesIn = (items: readonly Item[]): string[] => [...new Set(items.map(({ type }) => type))].toSorted();
const lastOf = async (type: string, by: string) =>
  (await auditOf(api.product.db).find({ type, by }).sort({ at: -1, seq: -1 }).limit(1).lean())[0];

test('N30 S06 the audit administrator and the auditor read refusals and sign-ins, each with its words', async () => {
  for (const person of ['admin-audit', 'auditor']) {
    const items = await asked('', await api.as(person));
    expect(typesIn(items)).toEqual(expect.arrayContaining(['refused', 'signInRefused', 'signedIn']));
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted((a, b) => b - a));
  }
  const [refused] = await asked('&type=refused&by=eng-donghu-1');
  expect(refused).toMatchObject({
    number,
    title: { zh: '请求被拒绝', en: 'Refused' },
    data: { command: 'incident.close' },
    address: expect.stringMatching(/127\.0\.0\.1$/),
  });
});

test('the types are told with their words, to whoever may ask for records by them', async () => {
  const { items } = (await (await api.as('auditor')).get('/api/audit/types')).body;
  expect(items).toContainEqual({ type: 'refused', title: { zh: '请求被拒绝', en: 'Refused' } });
  expect((await (await api.as('eng-donghu-1')).get('/api/audit/types')).status).toBe(403);
});

test('a record leaves as it was hashed, but for two names and its words', async () => {
  for (const item of await asked('&type=refused,signedIn')) {
    const { id: _id, number: caseId, title: _title, hash, mac: _mac, keyId: _keyId, ...rest } = item;
    expect(hashOf({ ...rest, _id, ...(caseId === undefined ? {} : { caseId }) })).toBe(hash);
  }
});

test('type, person, address, case and time each narrow the list, and together', async () => {
  expect(typesIn(await asked('&type=signedIn,refused'))).toEqual(['refused', 'signedIn']);
  expect((await asked('&by=ghost')).map(({ type, by }) => `${type} ${by}`)).toEqual(
    Array(3).fill('signInRefused ghost'),
  );
  expect((await asked(`&number=${number}`)).map(({ type }) => type)).toEqual(['refused']);
  const here = await asked('&address=::ffff:127.0.0.1&type=signInRefused');
  expect((here.length > 0 ? here : await asked('&address=127.0.0.1&type=signInRefused')).map(({ by }) => by)).toEqual(
    Array(3).fill('ghost'),
  );
  expect(await asked('&address=10.9.8.7')).toHaveLength(12); // from before the address had a field of its own
  expect(await asked('&until=2020-01-02T00:00:00Z')).toHaveLength(12);
  expect(await asked('&from=2020-01-02T00:00:00Z&by=%3Dcmd')).toEqual([]);
  expect(await asked('&by=ghost&type=signedIn')).toEqual([]);
});

test('the browser is cut at the door, and its request has an address of its own on record', async () => {
  for (const { data, address } of await asked('&by=ghost')) {
    expect(String(data['agent'])).toHaveLength(200);
    expect(address).toMatch(/127\.0\.0\.1$/);
    expect(data).not.toHaveProperty('address');
  }
});

test('pages meet without a gap or a double, through records of one moment too', async () => {
  const walked: string[] = [];
  for (let after = ''; ; ) {
    const { body } = await admin.get(`/api/audit/records?limit=5&address=10.9.8.7${after}`);
    walked.push(...body.items.map(({ id }: Item) => id));
    if (body.next === null) break;
    after = `&after=${encodeURIComponent(body.next)}`;
  }
  expect(walked).toEqual(Array.from({ length: 12 }, (_, n) => `of-old:${13 - n}`));
  const { body } = await admin.get('/api/audit/records?limit=5&address=10.9.8.7');
  const elsewhere = await admin.get(`/api/audit/records?limit=5&after=${encodeURIComponent(body.next)}`);
  expect(elsewhere.body.errors).toEqual([{ pointer: '/after', code: 'not-allowed-value' }]);
  const another = await (await api.as('auditor')).get(`/api/audit/records?limit=5&address=10.9.8.7&after=${body.next}`);
  expect(another.status).toBe(422);
});

test('unknown words are refused', async () => {
  for (const bad of [
    'colour=red',
    'type=nothing',
    'from=yesterday',
    'number=x',
    'address=%00',
    'limit=0',
    'by[$ne]=x',
    'after=x',
  ])
    expect([bad, (await admin.get(`/api/audit/records?${bad}`)).status]).toEqual([bad, 422]);
});

const ROUTES = ['records', 'records/export', 'administrators'];

test('the look is on record with its filter', async () => {
  await asked('&by=ghost&type=signInRefused,signedIn');
  const look = await lastOf('trailRead', 'admin-audit');
  expect(look).toMatchObject({ administrator: 'audit-administrator', address: expect.stringMatching(/127\.0\.0\.1$/) });
  expect(look?.data).toEqual({
    list: 'records',
    filter: { by: 'ghost', type: ['signInRefused', 'signedIn'] },
    limit: 100,
  });
  await admin.get('/api/audit/administrators?by=operator');
  expect((await lastOf('trailRead', 'admin-audit'))?.data).toMatchObject({
    list: 'administrators',
    filter: { by: 'operator' },
  });
});

test('nobody else reads it, and each try is on record', async () => {
  for (const person of ['req-linxi', 'eng-donghu-1', 'sup-dx', 'owner', 'admin-system', 'admin-security']) {
    const caller = await api.as(person);
    for (const path of ROUTES)
      expect([person, path, (await caller.get(`/api/audit/${path}`)).status]).toEqual([person, path, 403]);
    const tried = await asked(`&by=${person}&type=refused`);
    const commands = tried.filter(({ data }) => data['code'] === 'not-permitted').map(({ data }) => data['command']);
    expect(commands).toEqual(['audit.administrators', 'audit.export', 'audit.records']);
  }
  for (const path of ROUTES) expect((await api.get(`/api/audit/${path}`)).status).toBe(401);
});

test('who reads records of one branch only does not read those of all', async () => {
  await api.product.db
    .collection<{ _id: string }>('people')
    .updateOne({ _id: 'expert-3' }, { $set: { grants: [{ role: 'auditor', orgPath: '/dx/donghu' }], teams: [] } });
  await api.product.eventually(async () => (await api.product.actor('expert-3')).grants[0]?.role === 'auditor');
  const caller = await api.as('expert-3');
  for (const path of ROUTES)
    expect([path, (await caller.get(`/api/audit/${path}`)).body.code]).toEqual([path, 'not-permitted']);
});

async function rowsOf(text: string): Promise<string[][]> {
  const rows: string[][] = [];
  async function* whole() {
    yield text;
  }
  for await (const { cells } of readCsv(whole())) rows.push(cells);
  return rows;
}

test('the export is the list as CSV, safe against formulas, with its zone, and on record before it begins', async () => {
  const answer = await admin.get('/api/audit/records/export?lang=en&address=10.9.8.7').buffer(true);
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(Buffer.from(answer.text).subarray(0, 3).toString('hex')).toBe('efbbbf');
  const [head = [], ...rows] = await rowsOf(answer.text);
  expect(head.slice(0, 4)).toEqual(['Time (Asia/Shanghai)', 'Type', 'Title', 'By']);
  expect(rows).toHaveLength(12);
  expect(rows[0]?.slice(0, 4)).toEqual(['2020-01-01 08:00:00', 'signedIn', 'Signed in', "'=cmd"]);
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
  const exported = await lastOf('trailExported', 'admin-audit');
  expect(exported?.data).toMatchObject({ format: 'csv', filter: { address: '10.9.8.7' }, count: 12 });
  const own = await rowsOf((await admin.get('/api/audit/records/export?address=10.9.8.7').buffer(true)).text);
  expect(own[0]?.slice(0, 3)).toEqual(['时间 (Asia/Shanghai)', '类型', '说明']);
});

test('the export as JSON is one array of what the list shows', async () => {
  const answer = await admin.get('/api/audit/records/export?format=json&by=ghost').buffer(true);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['content-disposition']).toContain('.json');
  expect(answer.body).toEqual(await asked('&by=ghost'));
  expect(answer.text.split('\n')).toHaveLength(3 + 3);
  const nothing = await admin.get('/api/audit/records/export?format=json&by=nobody-at-all').buffer(true);
  expect(nothing.body).toEqual([]);
  const whole = await admin.get('/api/audit/records/export?format=json').buffer(true);
  const count = (await lastOf('trailExported', 'admin-audit'))?.data;
  expect(whole.body).toHaveLength(Number(new Map(Object.entries(count ?? {})).get('count')));
});

test('more records than a file may have are refused', async () => {
  const bare = Array.from({ length: FILE_ROWS + 1 }, (_, i) => ({
    _id: `many:${i}`,
    node: 'many',
    seq: i,
    type: 'refused',
    by: 'many',
    at: 1,
    data: {},
  }));
  await api.product.db.collection('audit').insertMany(bare as never[], { ordered: false });
  const { status, body } = await admin.get('/api/audit/records/export?by=many');
  expect([status, body.code, body.params]).toEqual([422, 'too-many-rows', { maximum: FILE_ROWS }]);
  await api.product.db.collection('audit').deleteMany({ node: 'many' });
}, 60_000);

test('each filter is served by an index, in order, without looking at what it does not show', async () => {
  const { db } = api.product;
  const many = Array.from({ length: 2_000 }, (_, i) => ({
    _id: `busy:${i}`,
    node: 'busy',
    seq: i,
    type: ['signedIn', 'registerChanged', 'refused', 'keyMade'][i % 4],
    by: `person-${i % 50}`,
    at: LONG_AGO + i,
    data: i % 2 === 0 ? { address: `10.0.0.${i % 100}` } : {},
    ...(i % 2 === 1 ? { address: `10.0.0.${i % 100}`, administrator: 'system-administrator' } : {}),
    caseId: `INC-9${String(i % 100).padStart(5, '0')}`,
  }));
  await db.collection('audit').insertMany(many as never[]);
  const place = { at: LONG_AGO + 1_500, node: 'busy', seq: 1_500 };
  const filters = {
    all: trailAsked({}),
    time: trailAsked({ from: LONG_AGO, until: LONG_AGO + 1_000 }),
    types: trailAsked({ type: ['signedIn', 'refused'] }),
    person: trailAsked({ by: 'person-7' }),
    case: trailAsked({ caseId: 'INC-900007' }),
    address: trailAsked({ address: '10.0.0.7' }),
    administrators: administratorsAsked({}),
  };
  for (const [name, one] of Object.entries(filters)) {
    for (const after of [undefined, place]) {
      const page = await trailPage(db, one, { after, limit: 10 });
      expect([name, page.length]).toEqual([name, 10]);
      const { executionStats, queryPlanner } = await explained(one, after);
      expect([name, JSON.stringify(queryPlanner.winningPlan).includes('"SORT"')]).toEqual([name, false]);
      expect([name, executionStats.totalDocsExamined <= 30]).toEqual([name, true]);
    }
  }
  await db.collection('audit').deleteMany({ node: 'busy' });
});

type Explained = { executionStats: { totalDocsExamined: number }; queryPlanner: { winningPlan: object } };
async function explained(
  one: Parameters<typeof trailPage>[1],
  after: Parameters<typeof trailPage>[2]['after'],
): Promise<Explained> {
  const { db } = api.product.db;
  if (!db) throw new Error('not connected');
  const mark = new Date();
  await db.command({ profile: 2 });
  await trailPage(api.product.db, one, { after, limit: 10 });
  await db.command({ profile: 0 });
  const ran = await db
    .collection('system.profile')
    .findOne({ op: 'query', ns: `${db.databaseName}.audit`, ts: { $gte: mark } }, { sort: { ts: -1 } });
  const { find, filter, sort, limit } = ran?.['command'] ?? {};
  return (await db.command({ explain: { find, filter, sort, limit }, verbosity: 'executionStats' })) as Explained;
}
