/** Organisations, teams, people and words, edited; people who leave. */
import { caseIds, refoldCase } from '../../../client/record/refold.ts';
import { personOf } from '../../../models/registers/person.ts';
import {
  type Api,
  type Caller,
  openCall,
  openIncident,
  report,
  signIn,
  startApi,
  weight,
} from '../../support/product/api.ts';
import { atOnce, onlyOne, standing } from '../../support/product/registers.ts';

let api: Api;
let guard: Caller;
let system: Caller;
beforeAll(async () => {
  api = await startApi();
  guard = await api.as('admin-security');
  system = await api.as('admin-system');
}, 120_000);
afterAll(() => api.stop());

type Body = Record<string, unknown>;
const pointers = ({ body }: { body: { errors?: { pointer: string; code: string }[] } }) =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
const put = (by: Caller, path: string, body: Body, seen: number) =>
  by.put(`/api/${path}`, body).set('If-Match', `"${seen}"`);
const send = (by: Caller, path: string, body: Body, seen: number) =>
  by.post(`/api/${path}`, body).set('If-Match', `"${seen}"`);
const engineer = (more: Body = {}): Body => ({
  name: '周工',
  unit: '/dx/donghu',
  grants: [{ role: 'engineer', orgPath: '/dx/donghu' }],
  teams: ['donghu-l2'],
  ...more,
});
const team = (more: Body = {}): Body => ({
  name: '东湖市数据组',
  orgPath: '/dx/donghu',
  tier: 'L2',
  standard: false,
  applications: ['decision'],
  calendar: 'cn-5x8',
  ...more,
});

const library = (more: Body = {}): Body => ({ name: '临溪县图书馆', kind: 'budget-unit', tiers: [], ...more });

test('entries are made, changed and read back with who, when and why; the second editor gets both texts', async () => {
  const made = await system.post('/api/teams', { id: 'donghu-data', ...team(), note: '新成立' });
  expect([made.status, made.body.version, made.headers['etag']]).toEqual([201, 1, '"1"']);
  const renamed = await put(system, 'teams/donghu-data', team({ name: '东湖市数据服务组' }), 1);
  expect([renamed.status, renamed.body.name, renamed.body.version]).toEqual([200, '东湖市数据服务组', 2]);
  const late = await put(system, 'teams/donghu-data', team({ name: '另一个名字' }), 1);
  expect([late.status, late.body.code]).toEqual([412, 'register-changed']);
  expect(late.body.params).toMatchObject({
    theirs: { name: '东湖市数据服务组', version: 2 },
    yours: { name: '另一个名字' },
  });
  const { items } = (await system.get('/api/teams/donghu-data/versions')).body;
  expect(
    items.map(({ version, by, note }: { version: number; by: string; note?: string }) => [version, by, note]),
  ).toEqual([
    [2, 'admin-system', undefined],
    [1, 'admin-system', '新成立'],
  ]);
  expect(pointers(await system.post('/api/teams', { id: 'donghu-data', ...team() }))).toEqual(['/id not-unique']);
  expect(
    await api.product.db.collection('audit').countDocuments({ type: 'registerChanged', by: 'admin-system' }),
  ).toBeGreaterThan(1);
});

test('an edit makes nothing: version 0 is never that of an entry, and who is not there is not found', async () => {
  const [place, somewhere] = [encodeURIComponent('/dx/donghu/linxi'), encodeURIComponent('/dx/donghu/No_Such.Place')];
  for (const [by, there, absent, body] of [
    [guard, 'people/eng-dx-1', 'people/Up.Case_1', engineer()],
    [system, 'teams/donghu-l2', 'teams/No.Such_Team', team()],
    [system, `organisations/${place}`, `organisations/${somewhere}`, library()],
    [system, 'applications/payment', 'applications/No.Such', { title: { zh: '一', en: 'a' } }],
  ] as const) {
    const changed = await put(by, there, body, 0);
    expect([there, changed.status, changed.body.code]).toEqual([there, 412, 'register-changed']);
    expect([absent, (await put(by, absent, body, 0)).status]).toEqual([absent, 404]);
    expect([absent, (await by.get(`/api/${absent}`)).status]).toEqual([absent, 404]);
  }
});

test('what does not fit together is refused, every field of it', async () => {
  const wrong = team({
    orgPath: '/dx/donghu/linxi',
    tier: 'L2',
    applications: ['payment', 'nothing'],
    calendar: 'nowhere',
    lead: 'eng-dx-1',
    standard: true,
  });
  expect(pointers(await system.post('/api/teams', { id: 'odd', ...wrong }))).toEqual([
    '/tier not-staffed',
    '/calendar unknown',
    '/applications/1 unknown',
    '/lead not-a-member',
  ]);
  expect(pointers(await system.post('/api/teams', { id: 'second', ...team({ standard: true }) }))).toEqual([
    '/standard not-unique',
  ]);
  expect(
    pointers(
      await put(system, 'organisations/%2Fdx%2Fdonghu', { name: '东湖市财政局', kind: 'support', tiers: ['L1'] }, 1),
    ),
  ).toEqual(['/tiers team-open', '/tiers team-open']);
  expect(
    pointers(
      await put(
        system,
        'organisations/%2Fdx%2Fdonghu',
        { name: '东湖市财政局', kind: 'support', tiers: ['L1', 'L2'], open: false },
        1,
      ),
    ),
  ).toEqual([
    '/open teams-open',
    '/open organisations-open',
    '/open people-active',
    '/open items-in-use',
    '/open runbooks-in-use',
    '/open plans-open',
  ]);
  expect(
    pointers(
      await system.post('/api/organisations', {
        id: '/dx/nowhere/school',
        name: 'x',
        kind: 'budget-unit',
        tiers: ['L1'],
      }),
    ),
  ).toEqual(['/id parent-unknown', '/tiers not-support']);
  expect(
    pointers(await system.post('/api/categories', { id: 'odd', title: { zh: '一', en: 'a' }, parent: 'nowhere' })),
  ).toEqual(['/parent unknown']);
  const [top, parent] = ['software', 'infrastructure'];
  const software = (await system.get(`/api/categories/${top}`)).body;
  expect(pointers(await put(system, `categories/${top}`, { title: software.title, parent }, 1))).toEqual([
    '/parent has-children',
  ]);
  expect(
    (await system.post('/api/applications', { id: 'archive', title: { zh: '电子档案', en: 'Archive' } })).status,
  ).toBe(201);
  expect((await openIncident(api, { application: 'archive' })).startsWith('INC-')).toBe(true); // offered at once
});

test('a queue with open cases is closed by naming its heir, who gets them and takes its place', async () => {
  const [lies, taken, waits] = [
    await openIncident(api, { queue: 'donghu-data', application: 'decision' }),
    await openIncident(api, { queue: 'donghu-data', application: 'decision' }),
    await openIncident(api, { queue: 'donghu-desk', application: 'decision' }),
  ];
  const both = await guard.post('/api/people', {
    id: 'eng-both',
    ...engineer({ teams: ['donghu-data', 'donghu-l2'] }),
  });
  expect(both.status).toBe(201);
  const supervisor = await api.as('sup-donghu');
  await supervisor.send(`/api/incidents/${taken}/dispatch`, { person: 'eng-both' }).expect(200);
  const refused = await put(system, 'teams/donghu-data', team({ open: false }), 2);
  expect([pointers(refused), refused.body.errors[0].params]).toEqual([
    ['/open cases-open'],
    { lying: [lies, taken], coming: [waits] },
  ]);
  expect((await supervisor.get('/api/teams/donghu-data/holdings')).body).toEqual({
    lying: [lies, taken],
    coming: [waits],
    members: ['eng-both'],
  });

  const close = (heir?: string, seen = 2) =>
    send(system, 'teams/donghu-data/close', { reason: '并组', ...(heir && { heir }) }, seen);
  expect(pointers(await close())).toEqual(['/heir required']);
  for (const heir of ['donghu-data', 'xiling-l2', 'nothing'])
    expect(pointers(await close(heir))).toEqual(['/heir unknown']);
  expect(pointers(await close('donghu-desk'))).toEqual(['/heir wrong-tier']);
  expect((await close('donghu-l2', 1)).status).toBe(412);
  const closed = await close('donghu-l2');
  expect([closed.status, closed.body.open, closed.body.heir, closed.headers['etag']]).toEqual([
    200,
    false,
    'donghu-l2',
    '"3"',
  ]);
  expect((await system.get('/api/teams/donghu-l2')).body).toMatchObject({ applications: ['decision'], version: 2 });
  expect(pointers(await close('donghu-l2', 3))).toEqual([' closed-already']);

  await api.product.eventually(async () => {
    const { lying, coming } = (await supervisor.get('/api/teams/donghu-data/holdings')).body;
    return lying.length + coming.length === 0;
  });
  const placeOf = async (number: string) => {
    const { queue, status, parties } = await api.product.stored(number);
    return [queue, status, parties.assignee];
  };
  expect(await Promise.all([lies, taken, waits].map(placeOf))).toEqual([
    ['donghu-l2', 'queued', undefined],
    ['donghu-l2', 'assigned', 'eng-both'],
    ['donghu-desk', 'queued', undefined],
  ]);
  const why = { diagnosis: '数据异常', tried: '重启', ask: '核对' };
  await (await api.as('desk-donghu')).send(`/api/incidents/${waits}/escalate`, why).expect(200);
  expect((await placeOf(waits))[0]).toBe('donghu-l2');
  const back = await supervisor.send(`/api/incidents/${lies}/transfer`, { queue: 'donghu-data', reason: 'x' });
  expect([back.status, back.body.code]).toEqual([409, 'target-not-open']);
  expect((await put(guard, 'people/eng-both', engineer({ teams: ['donghu-data', 'donghu-l2'] }), 1)).status).toBe(200);
  expect(pointers(await put(guard, 'people/eng-donghu-2', engineer({ teams: ['donghu-data'] }), 1))).toEqual([
    '/teams/0 unknown',
  ]);
});

test('a team that several close at once is closed once, on record too', async () => {
  await system.post('/api/teams', { id: 'donghu-once', ...team() }).expect(201);
  const close = () => send(system, 'teams/donghu-once/close', { reason: '并组' }, 1);
  expect(await atOnce(close)).toEqual(onlyOne(200, 412));
  expect(await standing(api.product.db, 'teamClosed', { 'data.team': 'donghu-once' })).toBe(1);
});

test('an organisation is closed when its people have moved; its open cases go on to their end (F61)', async () => {
  const path = '/dx/donghu/linxi/library';
  const id = encodeURIComponent(path);
  await system.post('/api/organisations', { id: path, ...library() }).expect(201);
  const reader = { name: '馆员', grants: [{ role: 'requester', orgPath: path }], teams: [] };
  await guard.post('/api/people', { id: 'reader', unit: path, ...reader }).expect(201);
  const number = await openIncident(api, { unit: path, reporter: 'reader' });
  const staffed = await put(system, `organisations/${id}`, library({ open: false }), 1);
  expect([pointers(staffed), staffed.body.errors[0].params]).toEqual([['/open people-active'], { left: ['reader'] }]);
  await put(guard, 'people/reader', { unit: '/dx/donghu/linxi/school', ...reader }, 1).expect(200);
  await put(system, `organisations/${id}`, library({ open: false }), 1).expect(200);

  const late = await (await api.as('desk-donghu')).send('/api/incidents', {
    ...report,
    ...weight,
    unit: path,
    queue: 'donghu-l2',
  });
  expect([late.status, late.body.code]).toEqual([409, 'target-not-open']);
  expect(pointers(await system.post('/api/organisations', { id: `${path}/branch`, ...library() }))).toEqual([
    '/id parent-unknown',
  ]);
  expect(pointers(await guard.post('/api/people', { id: 'other', unit: path, ...reader }))).toEqual(['/unit unknown']);
  await (await api.as('eng-donghu-2')).send(`/api/incidents/${number}/start`).expect(200);
  await (await api.as('sup-donghu')).send(`/api/incidents/${number}/cancel`, { reason: '撤销' }).expect(200);
  expect((await api.product.stored(number)).status).toBe('canceled');
  await put(system, `organisations/${id}`, library(), 2).expect(200);
});

test('N22 what open cases name is closed by naming an heir, now or from a day on; they go on', async () => {
  const title = { zh: '测试系统', en: 'Test' };
  for (const id of ['closing-app', 'going-on'])
    await system.post('/api/applications', { id, title: { ...title, zh: id } }).expect(201);
  const number = await openIncident(api, { application: 'closing-app' });
  const holdings = async () => (await system.get('/api/applications/closing-app/holdings')).body;
  expect(await holdings()).toEqual({
    open: [number],
    below: [],
    teams: [],
    people: [],
    items: [],
    runbooks: [],
    templates: [],
  });
  const refused = await put(system, 'applications/closing-app', { title, open: false }, 1);
  expect([pointers(refused), refused.body.errors[0].params]).toEqual([['/open cases-open'], { open: [number] }]);

  const close = (more: object, seen: number, of = 'closing-app') =>
    send(system, `applications/${of}/close`, { reason: '停用', ...more }, seen);
  expect(pointers(await close({}, 1))).toEqual(['/heir required']);
  for (const heir of ['closing-app', 'nothing']) expect(pointers(await close({ heir }, 1))).toEqual(['/heir unknown']);
  const past = new Date(Date.now() - 1000).toISOString();
  expect(pointers(await close({ heir: 'going-on', from: past }, 1))).toEqual(['/from in-past']);
  expect(pointers(await close({ from: null }, 1))).toEqual(['/from not-planned']);
  expect(pointers(await close({ heir: 'going-on', from: '2099-01-01T00:00:00Z' }, 1))).toEqual(['/from too-far']);

  const soon = new Date(Date.now() + 86_400_000).toISOString();
  expect((await close({ heir: 'going-on', from: soon }, 1)).body).toMatchObject({
    open: true,
    closesAt: soon,
    version: 2,
  });
  await openIncident(api, { application: 'closing-app' }); // until then it is offered
  await put(system, 'applications/closing-app', { title, order: 7 }, 2).expect(200); // and another edit takes nothing of it back
  expect((await system.get('/api/applications/closing-app')).body).toMatchObject({ closesAt: soon, heir: 'going-on' });
  expect((await close({ from: null }, 3)).body).not.toHaveProperty('closesAt');
  expect((await close({ heir: 'going-on' }, 4)).body).toMatchObject({ open: false, heir: 'going-on', version: 5 });
  expect(pointers(await close({ heir: 'going-on' }, 5))).toEqual([' closed-already']);
  expect(await standing(api.product.db, 'entryClosed', { 'data.id': 'closing-app' })).toBe(3);

  const late = await (await api.as('desk-donghu')).send('/api/incidents', {
    ...report,
    ...weight,
    queue: 'donghu-l2',
    application: 'closing-app',
  });
  expect(late.body.errors).toEqual([
    { pointer: '/application', code: 'unknown', params: { register: 'application', heir: 'going-on' } },
  ]);
  await (await api.as('eng-donghu-2')).send(`/api/incidents/${number}/start`).expect(200);
  expect((await put(system, 'applications/closing-app', { title }, 5)).body).not.toHaveProperty('heir');
});

const named = (id: string, parent?: string) => ({ id, title: { zh: id, en: id }, ...(parent && { parent }) });

test('N22 a category is closed behind its children, a unit as well; a cause code at once where no case names it', async () => {
  await system.post('/api/categories', named('odd-top')).expect(201);
  await system.post('/api/categories', named('odd-child', 'odd-top')).expect(201);
  await system.post('/api/cause-codes', named('odd-cause')).expect(201);
  const close = (entry: string, more: object = {}) => send(system, `${entry}/close`, { reason: '停用', ...more }, 1);
  const top = await close('categories/odd-top');
  expect([pointers(top), top.body.errors[0].params]).toEqual([[' entries-open'], { left: ['odd-child'] }]);
  expect(pointers(await close('categories/odd-top', { heir: 'odd-child' }))).toContain('/heir unknown');
  expect((await close('categories/odd-child')).status).toBe(200);
  expect((await close('categories/odd-top')).status).toBe(200);
  expect((await close('cause-codes/odd-cause')).body).toMatchObject({ open: false });

  const path = '/dx/donghu/linxi/annex';
  const unit = encodeURIComponent(path);
  await system.post('/api/organisations', { id: path, ...library() }).expect(201);
  const number = await openIncident(api, { unit: path });
  expect((await system.get(`/api/organisations/${unit}/holdings`)).body.open).toEqual([number]);
  expect(pointers(await close(`organisations/${unit}`))).toEqual(['/heir required']);
  expect((await close(`organisations/${unit}`, { heir: '/dx/donghu/linxi/school' })).body.open).toBe(false);
  const late = await (await api.as('desk-donghu')).send('/api/incidents', { ...report, ...weight, unit: path });
  expect(late.body).toMatchObject({ code: 'target-not-open', params: { heir: '/dx/donghu/linxi/school' } });
});

test('S08 of what hangs on an entry only cases within reach are named; the others are counted', async () => {
  const number = await openIncident(api, { queue: 'dx-software', unit: '/dx/donghu/linxi/school' });
  const held = async (person: string, path: string) => (await (await api.as(person)).get(path)).body;
  const queue = '/api/teams/dx-software/holdings';
  expect((await held('sup-dx', queue)).lying).toContain(number);
  expect(await held('sup-xiling', queue)).toMatchObject({ lying: [], coming: [], outside: expect.any(Number) });
  expect((await held('admin-system', queue)).lying).toContain(number);
  const application = '/api/applications/payment/holdings';
  expect((await held('sup-dx', application)).open).toContain(number);
  expect(await held('sup-xiling', application)).toMatchObject({ open: [], outside: expect.any(Number) });
  expect((await held('admin-security', '/api/people/req-linxi/holdings')).reported).toContain(number);
});

test('N19 a caller who gets an account takes over what he called about, by an act on record', async () => {
  const desk = await api.as('desk-linxi');
  const contact = '0571 6060';
  const phoned = async (caller: string): Promise<string> => {
    const { reporter: _, ...own } = report;
    return (await desk.send('/api/calls', { ...own, caller, contact }).expect(201)).body.number;
  };
  const [ended, waiting, another] = [await phoned('孙女士'), await phoned('孙女士'), await phoned('李先生')];
  await desk
    .send(`/api/calls/${ended}/answer`, {
      outcome: 'solved',
      solution: '已处理',
      category: 'software-function',
      confirmedOnPhone: '孙女士',
    })
    .expect(200);
  await desk.send(`/api/calls/${waiting}/requestInfo`, { question: '哪一批？' }).expect(200);
  // Of another unit of that county: his account reaches nothing of it by itself.
  const unit = '/dx/donghu/linxi/court';
  const grants = [{ role: 'requester', orgPath: unit }];
  await guard.post('/api/people', { id: 'sun', name: '孙女士', unit, grants, teams: [] }).expect(201);
  const password = (await guard.post('/api/people/sun/password').expect(201)).body.password;
  const first = await signIn(api.address, 'sun', password);
  await first.put('/api/password', { oldPassword: password, newPassword: 'Own-caller-2027-x' }).expect(204);
  const sun = await signIn(api.address, 'sun', 'Own-caller-2027-x');
  expect((await sun.get(`/api/cases/${ended}`)).status).toBe(404);

  const there = (await guard.get(`/api/people/sun/callers?contact=${encodeURIComponent(contact)}`)).body.items;
  expect(there).toEqual([
    { caller: '孙女士', contact, open: [waiting], ended: [ended] },
    { caller: '李先生', contact, open: [another], ended: [] },
  ]);
  expect(await standing(api.product.db, 'callersRead', { by: 'admin-security', 'data.person': 'sun' })).toBe(1);
  const take = (callers: object[], seen: number) =>
    send(guard, 'people/sun/callers', { callers, reason: '本人核实' }, seen);
  expect(pointers(await take([{ caller: '孙女士', contact: '1' }], 1))).toEqual(['/callers/0 unknown']);
  expect((await take([{ caller: '孙女士', contact }], 7)).status).toBe(412);
  const done = await take([{ caller: '孙女士', contact }], 1);
  expect(done.body).toEqual({ id: 'sun', version: 2, taken: [waiting], failed: [] });
  expect(await standing(api.product.db, 'callersTaken', { 'data.person': 'sun' })).toBe(1);

  expect((await sun.get(`/api/cases/${ended}`)).body).toMatchObject({ caller: '孙女士', contact });
  expect((await sun.get(`/api/cases/${waiting}`)).body).toMatchObject({
    parties: { requester: 'sun' },
    waitsFor: [{ to: { person: 'sun' }, command: 'supplyInfo' }],
  });
  expect((await sun.get(`/api/cases/${another}`)).status).toBe(404);
  expect((await sun.get('/api/calls')).body.items.map((one: { number: string }) => one.number).toSorted()).toEqual(
    [ended, waiting].toSorted(),
  );
  expect((await take([{ caller: '孙女士', contact }], 2)).body).toMatchObject({ version: 3, taken: [] });
  expect((await (await api.as('req-linxi')).get('/api/people/sun')).body).not.toHaveProperty('called');
});

test('rights are the security administrator’s to give, not to himself, and the three administrators stay apart', async () => {
  const made = await guard.post('/api/people', { id: 'zhou', ...engineer() });
  expect([made.status, made.body.active, 'password' in made.body]).toEqual([201, true, false]);
  const two = engineer({
    grants: [
      { role: 'system-administrator', orgPath: '/dx' },
      { role: 'engineer', orgPath: '/dx' },
    ],
  });
  expect(pointers(await put(guard, 'people/zhou', two, 1))).toEqual(['/grants separation-of-duties']);
  const own = {
    name: '安全管理员',
    unit: '/dx',
    grants: [{ role: 'system-administrator', orgPath: '/dx' }],
    teams: [],
  };
  expect(pointers(await put(guard, 'people/admin-security', own, 1))).toEqual([
    '/grants own-grants',
    '/grants last-security-administrator',
  ]);
  expect(
    pointers(
      await put(
        guard,
        'people/zhou',
        engineer({
          unit: '/dx/nowhere',
          teams: ['donghu-l2', 'nobody'],
          email: 'x',
          phone: 'none',
          zone: 'Asia/Nowhere',
          grants: [{ role: 'boss', orgPath: '/dx' }],
          active: false,
        }),
        1,
      ),
    ),
  ).toEqual(
    expect.arrayContaining([
      '/email wrong-format',
      '/phone wrong-format',
      '/zone unknown',
      '/grants/0/role unknown',
      '/active unknown-field',
      '/unit unknown',
      '/teams/1 unknown',
    ]),
  );
  const onRecord = await api.product.db.collection('audit').find({ type: 'refused', by: 'admin-security' }).toArray();
  expect(onRecord.map(({ data }) => [data.command, data.code, data.id])).toContainEqual([
    'people.edit',
    'invalid-data',
    'admin-security', // who tried to give himself a right
  ]);
  for (const person of ['admin-system', 'sup-dx', 'owner', 'auditor'])
    expect((await put(await api.as(person), 'people/zhou', engineer(), 1)).status).toBe(403);
  expect((await put(guard, 'teams/donghu-l2', team(), 1)).status).toBe(403);
});

test('R039 a password set by another ends sessions and API keys, a right that changes the sessions', async () => {
  const first = await signIn(api.address, 'eng-dx-2', api.password);
  const key = (await first.post('/api/api-keys', { password: api.password, name: 'script', days: 1 })).body.key;
  const byKey = () => api.get('/api/me').set('Authorization', `Bearer ${key}`);
  const { password } = (await guard.post('/api/people/eng-dx-2/password')).body;
  expect((await first.get('/api/me')).status).toBe(401);
  expect((await byKey()).status).toBe(401);
  const second = await signIn(api.address, 'eng-dx-2', password);
  expect((await second.get('/api/me')).body.mustChangePassword).toBe(true);
  const blocked = await second.get('/api/work');
  expect([blocked.status, blocked.body.code]).toEqual([403, 'password-change-required']);
  const changed = await second.put('/api/password', { oldPassword: password, newPassword: 'Correct-horse-battery-9' });
  expect(changed.status).toBe(204);
  const third = await signIn(api.address, 'eng-dx-2', 'Correct-horse-battery-9');
  expect((await third.get('/api/work')).status).toBe(200);

  const { version = 1, name, unit, teams } = (await personOf(api.product.db).findById('eng-dx-2').lean()) ?? {};
  await put(
    guard,
    'people/eng-dx-2',
    { name, unit, teams, grants: [{ role: 'desk-agent', orgPath: '/dx' }] },
    version,
  ).expect(200);
  expect((await third.get('/api/work')).status).toBe(401);
  const fourth = await signIn(api.address, 'eng-dx-2', 'Correct-horse-battery-9');
  await send(guard, 'people/eng-dx-2/deactivate', { reason: '调离' }, version + 1).expect(200);
  expect((await fourth.get('/api/me')).status).toBe(401);
  expect((await byKey()).status).toBe(401);
});

test('R043 who leaves hands over all he had; he is nobody’s assignee or addressee any more, and the past keeps his name', async () => {
  const li = await api.as('eng-donghu-1');
  const [assigned, working, held, resolved] = [
    await openIncident(api),
    await openIncident(api),
    await openIncident(api),
    await openIncident(api),
  ];
  const supervisor = await api.as('sup-donghu');
  await supervisor.send(`/api/incidents/${assigned}/dispatch`, { person: 'eng-donghu-1' }).expect(200);
  for (const number of [working, held, resolved]) await li.send(`/api/incidents/${number}/start`).expect(200);
  await li.send(`/api/incidents/${held}/hold`, { reason: 'user', note: '请提供批次号' }).expect(200);
  const solution = {
    solution: '已恢复',
    causeCode: 'release-defect',
    category: 'software-function',
    knowledge: { kind: 'none', reason: '已知' },
  };
  await li.send(`/api/incidents/${resolved}/resolve`, solution).expect(200);
  expect((await guard.get('/api/people/eng-donghu-1/holdings')).body).toMatchObject({
    assigned: [assigned, working, held, resolved],
    leads: ['donghu-l2'],
  });

  const left = await send(guard, 'people/eng-donghu-1/deactivate', { reason: '调离' }, 1);
  expect([left.status, left.body.active]).toEqual([200, false]);
  const status = async (number: string) => (await api.product.stored(number)).status;
  await api.product.eventually(
    async () => (await guard.get('/api/people/eng-donghu-1/holdings')).body.assigned.length === 0,
  );
  expect(await Promise.all([assigned, working, held, resolved].map(status))).toEqual([
    'queued',
    'queued',
    'on-hold',
    'resolved',
  ]);
  expect((await api.product.stored(assigned)).readings['ola-pickup']?.state).toBe('running');

  const reporter = await api.as('req-linxi');
  await reporter.send(`/api/incidents/${held}/supplyInfo`, { text: '批次 7' }).expect(200);
  expect(await status(held)).toBe('queued');
  await reporter.send(`/api/incidents/${resolved}/reopen`, { reason: '又出现' }).expect(200);
  expect(await status(resolved)).toBe('queued');
  const again = await supervisor.send(`/api/incidents/${assigned}/dispatch`, { person: 'eng-donghu-1' });
  expect([again.status, again.body.code]).toEqual([409, 'target-not-open']);
  await reporter.send(`/api/incidents/${working}/urge`, { text: '请尽快' }).expect(200);
  const timeline = (await supervisor.get(`/api/cases/${working}/timeline`)).body.items;
  expect(
    timeline.some(
      ({ type, by }: { type?: string; by?: { id: string } }) =>
        type === 'incident.started' && by?.id === 'eng-donghu-1',
    ),
  ).toBe(true);
  const told = await api.product.eventually(() =>
    api.product.db.collection('notices').findOne({ caseId: working, template: 'incident-urged' }),
  );
  expect(told['to']).not.toBe('eng-donghu-1');
  expect(
    (await api.product.db.collection<{ _id: string; lead?: string }>('teams').findOne({ _id: 'donghu-l2' }))?.lead,
  ).toBeUndefined();
  const gaps = (await supervisor.get('/api/organisations/gaps')).body.items;
  expect(gaps).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        missing: 'lead:donghu-l2',
        team: 'donghu-l2',
        instead: 'team:donghu-l2',
        people: expect.arrayContaining(['eng-donghu-2']),
      }),
    ]),
  );

  const back = await send(guard, 'people/eng-donghu-1/reactivate', { reason: '回来' }, 2);
  expect([back.status, back.body.active]).toEqual([200, true]);
});

test('R012 a role that nobody holds, and a tier without a desk, are seen in administration before they matter', async () => {
  const supervisor = await api.as('sup-donghu');
  const gaps = async (by = supervisor) => (await by.get('/api/organisations/gaps')).body.items;
  const city = { instead: 'supervisor@/dx/donghu', people: ['sup-donghu'] };
  expect(await gaps()).toEqual(
    expect.arrayContaining([
      { orgPath: '/dx/donghu/linxi', missing: 'supervisor@/dx/donghu/linxi', ...city },
      {
        orgPath: '/dx/donghu/andu',
        team: 'andu-desk',
        missing: 'team:andu-desk',
        instead: 'team:donghu-desk',
        people: ['desk-donghu'],
      },
    ]),
  );
  const missing = (await gaps()).map((one: { missing: string }) => one.missing);
  expect(new Set(missing).size).toBe(missing.length); // each once, whatever words mean it
  const rep = { missing: 'customer-representative@/dx/donghu', orgPath: '/dx/donghu' }; // to whom reports are told
  expect(await gaps()).toContainEqual(expect.objectContaining(rep));
  const county = { name: '临溪县财政局', kind: 'support', tiers: ['L1', 'L2'] };
  const widened = await put(system, 'organisations/%2Fdx%2Fdonghu%2Flinxi', county, 1);
  expect(widened.status).toBe(200);
  expect(await gaps()).toContainEqual({
    orgPath: '/dx/donghu/linxi',
    missing: 'desk:L2@/dx/donghu/linxi',
    instead: 'team:donghu-l2',
    people: expect.arrayContaining(['eng-donghu-2']),
  });
  const paths = (await gaps()).map(({ orgPath }: { orgPath: string }) => orgPath);
  expect(paths.filter((path: string) => !path.startsWith('/dx/donghu'))).toEqual([]);

  const setup = await system.get('/api/setup');
  expect(setup.status).toBe(200);
  expect(setup.body.items).toEqual(
    expect.arrayContaining([
      { step: 'administrators', state: 'done', count: 3, missing: [], roles: ['security-administrator'] },
      expect.objectContaining({ step: 'applications', state: 'done' }),
      expect.objectContaining({
        step: 'teams',
        state: 'open',
        missing: expect.arrayContaining(['andu-desk', 'L2@/dx/donghu/linxi']),
      }),
    ]),
  );
  for (const person of ['eng-donghu-2', 'auditor', 'req-linxi', 'admin-audit'])
    expect([person, (await (await api.as(person)).get('/api/setup')).status]).toEqual([person, 403]);

  await send(guard, 'people/sup-donghu/deactivate', { reason: '退休' }, 1).expect(200);
  const owner = await api.as('owner');
  expect(await gaps(owner)).toContainEqual({
    orgPath: '/dx/donghu',
    missing: 'supervisor@/dx/donghu',
    instead: 'supervisor@/dx',
    people: ['sup-dx'],
  });
  await send(guard, 'people/sup-donghu/reactivate', { reason: '返聘' }, 2).expect(200);
  for (const person of ['eng-donghu-2', 'auditor', 'req-linxi'])
    expect([person, (await (await api.as(person)).get('/api/organisations/gaps')).status]).toEqual([person, 403]);
});

test('a successor of the same queue takes over; a call goes on with him', async () => {
  await guard
    .post('/api/people', {
      id: 'desk-linxi-2',
      name: '陈二',
      unit: '/dx/donghu/linxi',
      grants: [{ role: 'desk-agent', orgPath: '/dx/donghu/linxi' }],
      teams: ['linxi-desk'],
    })
    .expect(201);
  const call = await openCall(api);
  await (await api.as('desk-linxi')).send(`/api/calls/${call}/take`).expect(200);
  await send(guard, 'people/desk-linxi/deactivate', { reason: '休产假', successor: 'desk-linxi-2' }, 1).expect(200);
  const stored = await api.product.eventually(async () => {
    const one = await api.product.stored(call);
    return one.parties.assignee === 'desk-linxi-2' ? one : null;
  });
  expect(stored.status).toBe('in-service');
});

test('nobody leaves by his own hand, without an heir for a major incident, or as the last who gives rights', async () => {
  expect(pointers(await send(guard, 'people/admin-security/deactivate', { reason: 'x' }, 1))).toEqual([
    ' oneself',
    ' last-security-administrator',
  ]);
  const number = await openIncident(api);
  await (await api.as('owner'))
    .send(`/api/incidents/${number}/declareMajor`, { grounds: '全市中断', commander: 'sup-xiling' })
    .expect(200);
  expect(pointers(await send(guard, 'people/sup-xiling/deactivate', { reason: 'x' }, 1))).toEqual([
    '/successor required',
  ]);
  expect(
    pointers(await send(guard, 'people/sup-xiling/deactivate', { reason: 'x', successor: 'sup-xiling' }, 1)),
  ).toEqual(['/successor unknown']);
  expect((await send(guard, 'people/nobody/deactivate', { reason: 'x' }, 1)).status).toBe(404);
  expect((await send(guard, 'people/sup-xiling/deactivate', { reason: 'x', successor: 'sup-dx' }, 7)).status).toBe(412);
  expect((await (await api.as('sup-dx')).post('/api/people/sup-xiling/password')).status).toBe(403);
});

test('all that was relieved and requeued above folds to what is stored', async () => {
  const { db } = api.product;
  const types = (await db.collection('commits').distinct('events.type')).map(String);
  const moved = types.filter((type) => /\.(relieved|requeued)$/.test(type));
  expect(moved.toSorted()).toEqual(['call.relieved', 'incident.relieved', 'incident.requeued']);
  for await (const caseId of caseIds(db))
    expect(await refoldCase({ db }, caseId)).toEqual({ outcome: 'equal', caseId, proof: [] });
});
