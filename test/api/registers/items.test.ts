import { itemKinds } from '../../../models/migrations/seeds/items.ts';
import { verifyRegisters } from '../../../client/record/verify-registers.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { faultsIn } from '../../support/product/registers.ts';

let api: Api;
let keeper: Caller;
beforeAll(async () => {
  api = await startApi({ worker: false });
  keeper = await api.as('config');
}, 120_000);
afterAll(() => api.stop());

type Row = Record<string, unknown> & { id: string };
const ids = (body: { items: Row[] }) => body.items.map(({ id }) => id);
const server = (id: string, more: object = {}) => ({
  id,
  name: '报表服务器',
  kind: 'server',
  orgPath: '/dx/donghu',
  fields: { model: 'NF5280', address: '10.2.8.9' },
  ...more,
});
const make = (body: object, by = keeper) => by.post('/api/items', body);
const edit = (id: string, body: object, seen: number, by = keeper) =>
  by.put(`/api/items/${id}`, body).set('If-Match', `"${seen}"`);
/** What an edit sends back of what was read. */
const bodyOf = ({ id: _id, version: _version, line: _line, sample: _sample, ...body }: Row) => body;

test('an item is made, edited with If-Match, and its versions say what changed from what to what', async () => {
  const made = await make(server('srv-report', { note: '新购' }));
  expect([made.status, made.headers['etag'], made.body.words, made.body.pieces]).toEqual([
    201,
    '"1"',
    undefined,
    undefined,
  ]);
  const body = { ...bodyOf(made.body), fields: { model: 'NF5280', address: '10.2.8.10' }, note: '换地址' };
  expect((await edit('srv-report', body, 1)).status).toBe(200);
  const late = await edit('srv-report', body, 1);
  expect([late.status, late.body.code, late.body.params.theirs.version]).toEqual([412, 'register-changed', 2]);
  const { items } = (await (await api.as('eng-donghu-1')).get('/api/items/srv-report/versions').expect(200)).body;
  expect(items).toMatchObject([
    {
      version: 2,
      by: 'config',
      note: '换地址',
      changes: [{ pointer: '/fields/address', before: '10.2.8.9', after: '10.2.8.10' }],
    },
    { version: 1, note: '新购', value: { name: '报表服务器' } },
  ]);
  expect(items[1].changes).toBeUndefined();
  const audit = await api.product.db
    .collection('audit')
    .findOne({ type: 'registerChanged', 'data.version': 2, by: 'config' });
  expect(audit?.['data']).toMatchObject({
    register: 'items',
    id: 'srv-report',
    changes: [{ pointer: '/fields/address', before: '10.2.8.9', after: '10.2.8.10' }],
  });
});

test('who may write, and where; every bad field is named', async () => {
  expect((await make(server('x'), await api.as('eng-dx-1'))).status).toBe(403);
  expect((await make(server('x'), await api.as('admin-system'))).status).toBe(403);
  const wrong = await make({
    ...server('srv-report'),
    orgPath: '/dx/moon',
    fields: { address: 'x' },
    relations: [{ type: 'runs-on', to: 'ghost' }],
    colour: 'red',
  });
  expect(faultsIn(wrong).toSorted()).toEqual([
    '/colour unknown-field',
    '/fields/address wrong-format',
    '/fields/model required',
    '/orgPath unknown',
    '/relations/0/to unknown',
  ]);
  expect(faultsIn(await make(server('srv-app-1')))).toEqual(['/id not-unique']);
  expect(faultsIn(await make(server('export')))).toEqual(['/id reserved']);
});

test('staff see the items of their organisations, above and below, and what they maintain; requesters none', async () => {
  const city = await api.as('eng-donghu-1');
  expect(ids((await city.get('/api/items?limit=100')).body)).toEqual(
    expect.arrayContaining(['srv-donghu-1', 'srv-app-1']),
  );
  await make(server('srv-linxi', { orgPath: '/dx/donghu/linxi' }));
  await make(server('srv-xiling', { orgPath: '/dx/xiling' }));
  await make(server('srv-theirs', { orgPath: '/dx/xiling', maintainers: ['eng-donghu-1'] }));
  const seen = ids((await city.get('/api/items?limit=100')).body);
  expect([seen.includes('srv-linxi'), seen.includes('srv-xiling'), seen.includes('srv-theirs')]).toEqual([
    true,
    false,
    true,
  ]);
  expect((await city.get('/api/items/srv-xiling')).status).toBe(404);
  for (const below of ['impact', 'neighbours', 'holdings', 'versions'])
    expect((await city.get(`/api/items/srv-xiling/${below}`)).status).toBe(404);
  expect((await (await api.as('req-linxi')).get('/api/items')).status).toBe(403);
  expect((await (await api.as('req-linxi')).get('/api/items/srv-app-1/versions')).status).toBe(404);
});

test('lists by kind, organisation, service, status, maintainer and words, page by page', async () => {
  const list = async (query: string) => ids((await keeper.get(`/api/items?${query}`).expect(200)).body);
  expect(await list('kind=link,database')).toEqual(['db-budget', 'db-payment', 'link-donghu']);
  expect(await list('org=/dx/donghu&kind=application')).toEqual(['app-donghu']);
  expect(await list('application=budget&status=in-use&kind=server')).toEqual(['srv-app-3']);
  expect(await list('status=retired,planned')).toEqual(['srv-app-4', 'srv-old']);
  expect(await list('maintainer=eng-donghu-1&kind=network-device')).toEqual(['net-donghu']);
  expect(await list('team=dx-experts')).toEqual(['app-budget']);
  expect(await list(`q=${encodeURIComponent('数据库服务器 10.1.8.12')}`)).toEqual(['srv-db-2']);
  expect(await list('q=TONGweb&status=in-use')).toEqual(['mw-payment', 'mw-payment-1', 'mw-payment-2']);
  expect(await list('q=.*')).toEqual([]);
  const walked: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const { body } = await keeper.get(`/api/items?kind=server&limit=3${after}`);
    walked.push(...ids(body));
    next = body.next;
  }
  expect(walked).toEqual((await list('kind=server&limit=100')).toSorted());
  expect((await keeper.get('/api/items?colour=red')).status).toBe(422);
});

test('impact names what a fault reaches with its path; what is out of reach is counted', async () => {
  const { body } = await keeper.get('/api/items/srv-db-1/impact').expect(200);
  expect(body).toMatchObject({
    items: [
      { id: 'db-payment', depth: 1, path: ['db-payment'], type: 'runs-on', way: 'back' },
      { id: 'app-payment', depth: 2, path: ['db-payment', 'app-payment'] },
      { id: 'app-donghu', depth: 3, path: ['db-payment', 'app-payment', 'app-donghu'], orgPath: '/dx/donghu' },
      { id: 'app-execution', depth: 3 },
    ],
    outside: 0,
    kinds: { application: 3, database: 1 },
    services: { execution: 1, payment: 3 },
    deeper: false,
    capped: false,
  });
  const near = (await keeper.get('/api/items/srv-db-1/impact?depth=2')).body;
  expect([near.items.length, near.deeper]).toEqual([2, true]);
  const far = (await (await api.as('sup-xiling')).get('/api/items/srv-db-1/impact')).body;
  expect([ids(far).includes('app-donghu'), far.outside, far.kinds.application]).toEqual([false, 1, 3]);
  expect((await keeper.get('/api/items/srv-db-1/impact?depth=51')).status).toBe(422);
});

test('neighbours are what it names and what names it, and the latter go on', async () => {
  const { items, next } = (await keeper.get('/api/items/mw-payment-1/neighbours').expect(200)).body;
  expect(items.map(({ id, way, type }: Row) => `${String(way)} ${String(type)} ${id}`)).toEqual([
    'out member-of mw-payment',
    'out runs-on srv-app-1',
  ]);
  expect(next).toBeNull();
  const first = (await keeper.get('/api/items/net-core-1/neighbours?limit=2')).body;
  const rest = (await keeper.get(`/api/items/net-core-1/neighbours?limit=99&after=${first.next}`)).body;
  expect(ids(first).length + ids(rest).length).toBeGreaterThanOrEqual(7);
  expect(ids(first).filter((id) => ids(rest).includes(id))).toEqual([]);
});

test('an item on which others stand is not retired without a successor; retired, nothing new names it', async () => {
  const hangs = (await keeper.get('/api/items/db-budget/holdings').expect(200)).body;
  expect(hangs).toEqual({ open: [], neededBy: ['app-budget'], neededOutside: 0 });
  const { body: before } = await keeper.get('/api/items/db-budget');
  const ended = { ...bodyOf(before), status: 'retired' };
  const refused = await edit('db-budget', ended, 1);
  expect(refused.body.errors).toEqual([
    { pointer: '/status', code: 'still-needed', params: { items: ['app-budget'] } },
  ]);
  expect((await edit('db-budget', { ...ended, successor: 'db-payment' }, 1)).status).toBe(200);
  const dependent = {
    name: '报表',
    kind: 'application',
    orgPath: '/dx',
    relations: [{ type: 'depends-on', to: 'db-budget' }],
  };
  expect(faultsIn(await make({ id: 'app-new', ...dependent }))).toEqual(['/relations/0/to retired']);
  expect(ids((await keeper.get('/api/items/srv-app-3/impact')).body)).not.toContain('db-budget');
  const due = { ...bodyOf((await keeper.get('/api/items/srv-app-4')).body), retiresAt: '2026-01-01T00:00:00Z' };
  expect((await edit('srv-app-4', due, 1)).status).toBe(200);
  expect((await keeper.get('/api/items/srv-app-4')).body.status).toBe('retired');
});

const rules = (to: string) => [{ from: ['printer'], to: [to], carries: 'forth' }];
test('a kind and a field are added without code; a field keeps its type, a rule names kinds that are there', async () => {
  const admin = await api.as('admin-system');
  const printer = {
    id: 'printer',
    title: { zh: '打印机', en: 'Printer' },
    fields: [{ key: 'pages', title: { zh: '页数', en: 'Pages' }, type: 'whole', required: true }],
  };
  expect((await admin.post('/api/item-kinds', printer)).status).toBe(201);
  const one = { id: 'prn-1', name: '票据打印机', kind: 'printer', orgPath: '/dx' };
  expect(faultsIn(await make({ ...one, fields: { pages: 1.5 } }))).toEqual(['/fields/pages wrong-type']);
  expect((await make({ ...one, fields: { pages: 12 } })).status).toBe(201);
  const { id: _printer, ...again } = { ...printer, fields: [{ ...printer.fields[0], type: 'text' }] };
  expect(faultsIn(await admin.put('/api/item-kinds/printer', again).set('If-Match', '"1"'))).toEqual([
    '/fields/0/type immutable',
  ]);
  const relation = { id: 'prints-for', title: printer.title, inverse: printer.title };
  expect(faultsIn(await admin.post('/api/item-relations', { ...relation, rules: rules('moon') }))).toEqual([
    '/rules/0/to/0 unknown',
  ]);
  expect((await admin.post('/api/item-relations', { ...relation, rules: rules('application') })).status).toBe(201);
  const linked = {
    ...bodyOf((await keeper.get('/api/items/prn-1')).body),
    relations: [{ type: 'prints-for', to: 'app-budget' }],
  };
  expect((await edit('prn-1', linked, 1)).status).toBe(200);
  expect(ids((await keeper.get('/api/items/prn-1/impact')).body)).toContain('app-budget');
  expect(ids((await keeper.get('/api/item-kinds?limit=100')).body)).toEqual(
    [...itemKinds.map(({ _id }) => _id), 'printer'].toSorted(),
  );
});

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const preview = (body: object, by = keeper) => by.post('/api/items/import/preview', body);
const take = (body: object, by = keeper) => by.post('/api/items/import', body);
const HEAD = '编码,名称,类别,所属机构,应用系统,状态,型号,IP 地址,运行于,连接';
const csv = (...lines: string[]): string => [HEAD, ...lines].join('\r\n');
const places = (faults: Row[]) =>
  faults.map(({ file, line, column, code }) => `${String(file)} ${String(line)}:${String(column)} ${String(code)}`);

test('three bad lines of many: the preview names line and column, nothing is taken unless the good ones are asked for', async () => {
  const good = Array.from(
    { length: 40 },
    (_, n) => `imp-${n},服务器${n},服务器,/dx,payment,在用,NF,10.3.0.${n},,net-core-1`,
  );
  const content = base64(
    csv(
      ...good,
      'bad-1,坏一,robot,/dx,payment,在用,NF,10.3.1.1,,',
      'bad-2,坏二,服务器,/dx,moon,在用,NF,10.3.1,,',
      'imp-3,重复,服务器,/dx,payment,在用,NF,10.3.1.3,,',
      'on-bad,应用,应用系统,/dx,payment,在用,,,bad-2,',
    ),
  );
  const looked = (await preview({ content }).expect(200)).body;
  expect(looked.counts).toEqual({ new: 40, changed: 0, unchanged: 0, faulty: 4 });
  expect(places(looked.faults)).toEqual([
    'items 42:3 unknown',
    'items 43:5 unknown',
    'items 43:8 wrong-format',
    'items 44:1 named-twice',
    'items 45:9 unknown',
  ]);
  const refused = await take({ content });
  expect([refused.status, refused.body.code, refused.body.errors[0]]).toEqual([
    422,
    'invalid-data',
    { pointer: '/content', code: 'unknown', params: { line: 42, column: 3, value: 'robot' } },
  ]);
  expect((await keeper.get('/api/items/imp-0')).status).toBe(404);
  expect((await take({ content, take: 'good', preview: 'other' })).body.code).toBe('preview-stale');
  const done = (await take({ content, take: 'good', preview: looked.preview, note: '初次盘点' }).expect(200)).body;
  expect(done.counts).toEqual({ new: 40, changed: 0, unchanged: 0, faulty: 4 });
  expect((await take({ content, take: 'good' })).body.counts).toEqual({ new: 0, changed: 0, unchanged: 40, faulty: 4 });
  const { items } = (await keeper.get('/api/items/imp-7/versions')).body;
  expect(items).toMatchObject([
    { version: 1, note: '初次盘点', value: { application: 'payment', relations: [{ to: 'net-core-1' }] } },
  ]);
  const record = await api.product.db.collection('audit').findOne({ type: 'itemsImported' });
  expect(record?.['data'].versions).toHaveLength(40);
});

test('a file changes what it has columns for, in GBK too, and says from what to what', async () => {
  // 编码,名称 / imp-1,改名 / imp-2,服务器2
  const gbk = Uint8Array.from([
    0xb1, 0xe0, 0xc2, 0xeb, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x0d, 0x0a, 0x69, 0x6d, 0x70, 0x2d, 0x31, 0x2c, 0xb8, 0xc4,
    0xc3, 0xfb, 0x0d, 0x0a,
  ]);
  const looked = (await preview({ content: base64(gbk) }).expect(200)).body;
  expect([looked.encodings, looked.items]).toEqual([
    { items: 'gb18030' },
    [{ id: 'imp-1', line: 2, what: 'changed', changes: [{ pointer: '/name', before: '服务器1', after: '改名' }] }],
  ]);
  await take({ content: base64(gbk), preview: looked.preview }).expect(200);
  expect((await keeper.get('/api/items/imp-1')).body).toMatchObject({
    name: '改名',
    version: 2,
    fields: { model: 'NF' },
  });
  const broken = (await preview({ content: base64(Uint8Array.from([0x61, 0x0a, 0xff, 0xff])) })).body;
  expect(places(broken.faults)).toEqual(expect.arrayContaining(['items 2:1 unreadable']));
  expect(places((await preview({ content: base64('\n') })).body.faults)).toEqual(['items 1:undefined empty']);
  expect((await preview({})).body.errors).toEqual([{ pointer: '/content', code: 'required' }]);
});

test('a heading that nobody knows, twice or missing, cells without one and bad windows are faults with their place', async () => {
  const faultsOf = async (text: string) => places((await preview({ content: base64(text) }).expect(200)).body.faults);
  expect(await faultsOf('编码,颜色,名称,Name\nimp-1,红,一,二,三')).toEqual([
    'items 1:2 unknown-column',
    'items 1:4 named-twice',
    'items 2:5 no-heading',
  ]);
  expect(await faultsOf('名称\n一')).toEqual(['items 1:undefined column-missing']);
  expect(await faultsOf('编码,维护窗口\nimp-1,每晚\nimp-2,1-7 00:00-05:00\n,1 00:00-05:00')).toEqual([
    'items 2:2 wrong-format',
    'items 3:undefined required',
    'items 4:1 required',
  ]);
  expect(await faultsOf('编码,类别\nimp-1,数据库\nnew-1,服务器')).toEqual(
    expect.arrayContaining(['items 2:2 immutable']),
  );
  const window = base64('编码,维护窗口日历,维护窗口,停用时间\nimp-5,cn-5x8,六 22:00-次日06:00,2099/3/1');
  await take({ content: window }).expect(200);
  expect((await keeper.get('/api/items/imp-5')).body).toMatchObject({
    maintenance: { calendar: 'cn-5x8', week: [[], [], [], [], [], [[1320, 1800]], []] },
    retiresAt: '2099-02-28T16:00:00.000Z',
  });
  expect((await take({ content: window })).body.counts.unchanged).toBe(1);
  await take({ content: base64('编码,恢复时间目标（分钟）\nimp-5,90') }).expect(200);
  expect((await keeper.get('/api/items/imp-5')).body.rtoMinutes).toBe(90);
  expect(await faultsOf('编码,恢复时间目标（分钟）\nimp-5,两小时\nimp-1,0')).toEqual([
    'items 2:2 wrong-type',
    'items 3:2 too-small',
  ]);
  await take({ content: base64('编码,恢复时间目标（分钟）\nimp-5,') }).expect(200);
  expect((await keeper.get('/api/items/imp-5')).body.rtoMinutes).toBeUndefined();
  const relations = base64('item,target\nimp-1,imp-2');
  expect(places((await preview({ relations })).body.faults)).toEqual(['relations 1:undefined column-missing']);
});

test('what hangs on people and organisations names their items; a unit with items in use is not closed', async () => {
  const guard = await api.as('admin-security');
  expect((await guard.get('/api/people/eng-dx-1/holdings')).body.maintains).toEqual([
    'db-payment',
    'srv-db-1',
    'srv-db-2',
  ]);
  const admin = await api.as('admin-system');
  await make(server('srv-court', { orgPath: '/dx/donghu/court' })).expect(201);
  expect((await admin.get('/api/organisations/%2Fdx%2Fdonghu%2Fcourt/holdings')).body.items).toEqual(['srv-court']);
  const close = { reason: '撤并' };
  const refused = await admin.post('/api/organisations/%2Fdx%2Fdonghu%2Fcourt/close', close).set('If-Match', '"1"');
  expect(refused.body.errors).toEqual([{ pointer: '', code: 'items-in-use', params: { left: ['srv-court'] } }]);
  expect((await admin.get('/api/applications/execution/holdings')).body.items).toContain('app-execution');
});

test('relations come in a file of their own; a bad one is left out alone', async () => {
  const relations = base64(
    '配置项,关系,目标配置项\nimp-1,备用于,imp-2\nimp-1,stands-by,moon\nimp-1,运行于,imp-2\nghost,connects,net-core-1\nimp-4,stands-by,imp-5',
  );
  const looked = (await preview({ relations }).expect(200)).body;
  expect(places(looked.faults)).toEqual([
    'relations 3:3 unknown',
    'relations 4:3 kinds-do-not-relate',
    'relations 5:1 unknown',
  ]);
  expect((await take({ relations })).status).toBe(422);
  expect((await take({ relations, take: 'good' })).body.counts).toMatchObject({ changed: 2, faulty: 3 });
  expect((await keeper.get('/api/items/imp-1')).body.relations).toEqual([
    { type: 'connects', to: 'net-core-1' },
    { type: 'stands-by', to: 'imp-2' },
  ]);
  expect((await take({ relations, take: 'good' })).body.counts).toMatchObject({ changed: 0, unchanged: 2 });
});

test('an import is for the own organisations, and for what the asker sees', async () => {
  const admin = await api.as('admin-system');
  expect((await preview({ content: base64('编码') }, admin)).status).toBe(403);
  const grants = [{ role: 'configuration-manager', orgPath: '/dx/donghu' }];
  await api.product.db.collection<{ _id: string }>('people').updateOne({ _id: 'eng-donghu-2' }, { $set: { grants } });
  api.product.directory.drop();
  const city = await api.as('eng-donghu-2');
  const content = base64(
    csv(
      'imp-1,改,服务器,/dx,,,NF,10.1.1.1,,',
      'srv-xiling,改,服务器,/dx/donghu,,,NF,10.1.1.1,,',
      'own-1,新,服务器,/dx/donghu,,,NF,10.1.1.1,,',
    ),
  );
  const looked = (await preview({ content }, city).expect(200)).body;
  expect(places(looked.faults)).toEqual(['items 2:4 not-permitted', 'items 3:1 not-unique']);
  expect(looked.counts).toMatchObject({ new: 1, faulty: 2 });
});

test('an export says no formula, and taken back in both languages it changes nothing', async () => {
  await make(
    server('srv-formula', {
      name: '=1+1',
      maintenance: { calendar: 'cn-5x8' },
      retiresAt: '2099-01-01T00:00:00+08:00',
    }),
  ).expect(201);
  for (const lang of ['zh', 'en']) {
    const file = await keeper.get(`/api/items/export?lang=${lang}`).buffer(true).expect(200);
    expect(file.text).toContain(`srv-formula,'=1+1,`);
    const back = (await preview({ content: base64(file.text) }).expect(200)).body;
    expect([back.faults, back.items.filter(({ what }: Row) => what !== 'unchanged'), back.counts.new]).toEqual([
      [],
      [],
      0,
    ]);
    expect(back.counts.unchanged).toBeGreaterThan(60);
  }
  expect(await api.product.db.collection('audit').countDocuments({ type: 'itemsExported', by: 'config' })).toBe(2);
});

test('all of it verifies; an item edited behind the back of the product does not', async () => {
  const { db } = api.product;
  const found: unknown[] = [];
  await verifyRegisters(db, (finding) => void found.push(finding), { againMs: 1 });
  expect(found.filter((one) => JSON.stringify(one).includes('items'))).toEqual([]);
  await db.collection<{ _id: string }>('items').updateOne({ _id: 'net-core-2' }, { $set: { orgPath: '/dx/xiling' } });
  await verifyRegisters(db, (finding) => void found.push(finding), { againMs: 1 });
  expect(found).toContainEqual({ chain: 'items/net-core-2', seq: 1, code: 'document-differs', pointer: '/orgPath' });
});
