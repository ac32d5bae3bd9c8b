/** The registers of inspection plans and checklists: who keeps and reads them, what is refused, and which slots follow. */
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import {
  calendarSource,
  contractSource,
  faultsIn,
  publishDraft,
  publishSource,
  saveDraft,
} from '../../support/product/registers.ts';

let api: Api;
let owner: Caller;
let manager: Caller;
/** In a year for which no calendar of the product knows holidays. */
const plan = (more: object = {}) => ({
  title: '西岭机房巡检',
  orgPath: '/dx/xiling',
  way: 'on-site',
  items: [],
  checklist: 'machine-room',
  firstDay: '2026-01-31',
  zone: 'Asia/Shanghai',
  calendar: 'cn-5x8',
  windowDays: 10,
  inspectors: ['eng-dx-1'],
  ...more,
});
const put = (id: string, body: object, seen: number) =>
  manager.put(`/api/inspection-plans/${id}`, body).set('If-Match', `"${seen}"`);
const slotsOf = async (id: string, query = '?from=2026-01-01T00:00:00Z&until=2027-06-01T00:00:00Z', who = manager) =>
  await who.get(`/api/inspection-plans/${id}/slots${query}`);
const firstOfMoved = async () => (await slotsOf('moved')).body.items[0];
const checklist = (more: object = {}) => ({
  title: { zh: '西岭巡检表', en: 'Of Xiling' },
  orgPath: '/dx/xiling',
  ways: ['on-site'],
  groups: [{ id: 'dust', title: { zh: '除尘', en: 'Dust' } }],
  lines: [{ id: 'filters', group: 'dust', title: { zh: '滤网', en: 'Filters' }, answer: { type: 'state' } }],
  ...more,
});

/** Nobody of the sample plans inspections: here one of the experts does, for the whole province. */
beforeAll(async () => {
  api = await startApi({ worker: false });
  owner = await api.as('owner');
  const guard = await api.as('admin-security');
  const { name, unit } = (await guard.get('/api/people/expert-3')).body;
  const grants = [{ role: 'project-manager', orgPath: '/dx' }];
  await guard.put('/api/people/expert-3', { name, unit, teams: [], grants }).set('If-Match', '"1"').expect(200);
  manager = await api.as('expert-3');
  await manager.post('/api/inspection-plans', { id: 'xiling', ...plan() }).expect(201);
}, 120_000);
afterAll(() => api.stop());

test('the project manager keeps plans; staff near reads them, and nobody of another branch', async () => {
  for (const other of ['sup-xiling', 'eng-dx-1', 'admin-system', 'auditor', 'req-linxi'])
    expect((await (await api.as(other)).post('/api/inspection-plans', { id: 'own', ...plan() })).status).toBe(403);
  for (const [who, status] of [
    ['expert-3', 200],
    ['sup-xiling', 200],
    ['rep-xiling', 200],
    ['eng-dx-1', 200],
    ['auditor', 200],
    ['sup-donghu', 404],
    ['req-linxi', 403],
    ['admin-system', 403],
  ] as const) {
    const caller = await api.as(who);
    const paths = ['/api/inspection-plans/xiling', '/api/inspection-plans/xiling/slots'];
    const got = await Promise.all(paths.map(async (path) => (await caller.get(path)).status));
    expect([who, ...got]).toEqual([who, status, status]);
  }
  const { body } = await (await api.as('sup-donghu')).get('/api/inspection-plans').expect(200);
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['core-room', 'donghu-remote', 'linxi-phone']);
});

test('every wrong field of a plan is named, as the schema or the registers find it', async () => {
  const shapes = await manager.post('/api/inspection-plans', {
    id: 'bad',
    ...plan({
      title: '',
      way: 'by-air',
      everyMonths: 2,
      firstDay: 'soon',
      zone: 'Asia/Nowhere',
      windowDays: 0,
      since: 1,
    }),
  });
  expect(faultsIn(shapes)).toEqual([
    '/title too-short',
    '/way not-allowed-value',
    '/everyMonths not-allowed-value',
    '/firstDay wrong-format',
    '/zone unknown',
    '/windowDays too-small',
    '/since unknown-field',
  ]);
  const unknown = await manager.post('/api/inspection-plans', {
    id: 'bad',
    ...plan({
      orgPath: '/dx/donghu',
      contract: 'nothing',
      items: ['net-core-1', 'net-donghu', 'srv-old'],
      checklist: 'phone-visit',
      calendar: 'never',
      inspectors: ['eng-donghu-1', 'sup-dx', 'nobody'],
      lastDay: '2026-01-30',
    }),
  });
  expect([unknown.status, faultsIn(unknown)]).toEqual([
    422,
    [
      '/contract unknown',
      '/items/0 unknown',
      '/items/2 unknown',
      '/checklist not-for-this-way',
      '/lastDay out-of-order',
      '/calendar unknown',
      '/inspectors/1 not-engineer-there',
      '/inspectors/2 not-engineer-there',
    ],
  ]);
  expect(faultsIn(await manager.post('/api/inspection-plans', { id: 'xiling', ...plan() }))).toEqual([
    '/id not-unique',
  ]);
  expect((await put('xiling', plan(), 5)).status).toBe(412);
});

test('slots come with their windows, and say which rest on days that the calendar does not know', async () => {
  const { body } = await slotsOf('xiling');
  expect(body).toMatchObject({ everyMonths: 3, coveredUntil: '2026-12-31T16:00:00.000Z' });
  expect(body).not.toHaveProperty('lastDay');
  expect(
    body.items.map((one: { slot: string; day: string; provisional?: true }) => [one.slot, one.day, one.provisional]),
  ).toEqual([
    ['2026-Q1', '2026-02-02', undefined], // from a Saturday
    ['2026-Q2', '2026-04-30', undefined],
    ['2026-Q3', '2026-07-31', undefined],
    ['2026-Q4', '2026-11-02', undefined],
    ['2027-Q1', '2027-02-01', true],
    ['2027-Q2', '2027-04-30', true],
  ]);
  expect(body.items[0]).toMatchObject({
    key: 'xiling/2026-Q1',
    planned: '2026-01-31',
    from: '2026-02-01T16:00:00.000Z',
    until: '2026-02-11T16:00:00.000Z',
  });
  expect((await slotsOf('xiling', '?from=2026-12-01T00:00:00Z&until=2026-01-01T00:00:00Z')).body.items).toEqual([]);
  expect((await slotsOf('xiling', '?from=2026-01-01T00:00:00Z&until=2090-01-01T00:00:00Z')).body.items).toHaveLength(
    20,
  );
  expect(faultsIn(await slotsOf('xiling', '?from=tomorrow'))).toEqual(['/from wrong-format']);
  expect((await slotsOf('nothing')).status).toBe(404);
});

test('an edit of the calendar moves a slot, which keeps its name', async () => {
  await publishSource(owner, 'calendars/of-xiling', calendarSource({ dates: {}, names: {} }));
  await manager
    .post('/api/inspection-plans', { id: 'moved', ...plan({ calendar: 'of-xiling', firstDay: '2026-04-30' }) })
    .expect(201);
  expect(await firstOfMoved()).toMatchObject({ key: 'moved/2026-Q2', day: '2026-04-30' });
  const closed = { '2026-04-30': 'closed', '2026-05-01': 'closed' };
  await publishSource(owner, 'calendars/of-xiling', calendarSource({ dates: closed, names: {} }));
  await api.product.eventually(async () => ((await firstOfMoved()).day === '2026-05-04' ? true : null));
  expect(await firstOfMoved()).toMatchObject({
    key: 'moved/2026-Q2',
    planned: '2026-04-30',
    from: '2026-05-03T16:00:00.000Z',
  });
});

test('the contract says how often and until when, and covers the organisation', async () => {
  const wrong = contractSource({ inspections: { 'on-site': 2, 'by-air': 1 } });
  expect(faultsIn(await saveDraft(owner, 'contracts/xiling-care', wrong))).toEqual([
    '/inspections/on-site not-allowed-value',
    '/inspections/by-air unknown-field',
  ]);
  const source = contractSource({ inspections: { 'on-site': 6 }, lastDay: '2026-12-31' });
  await publishSource(owner, 'contracts/xiling-care', source);
  expect((await owner.get('/api/contracts/xiling-care').expect(200)).body.source.inspections).toEqual({ 'on-site': 6 });
  await put('xiling', plan({ contract: 'xiling-care', everyMonths: 1 }), 1).expect(200);
  await api.product.eventually(async () => ((await slotsOf('xiling')).body.everyMonths === 6 ? true : null));
  const { body } = await slotsOf('xiling');
  expect([body.lastDay, body.items.map(({ slot }: { slot: string }) => slot)]).toEqual([
    '2026-12-31',
    ['2026-H1', '2026-H2'],
  ]);
  const elsewhere = plan({ orgPath: '/dx/donghu', contract: 'xiling-care' });
  expect(faultsIn(await manager.post('/api/inspection-plans', { id: 'bad', ...elsewhere }))).toEqual([
    '/contract not-covered',
  ]);
  // Of a contract of other branches nobody learns that there is one.
  const guard = await api.as('admin-security');
  const { name, unit } = (await guard.get('/api/people/expert-2')).body;
  const grants = [{ role: 'project-manager', orgPath: '/dx/donghu' }];
  const near = { name, unit: '/dx/donghu', teams: [], grants };
  await guard
    .put('/api/people/expert-2', { ...near, unit })
    .set('If-Match', '"1"')
    .expect(200);
  await guard.put('/api/people/expert-2', near).set('If-Match', '"2"').expect(200);
  const there = { id: 'bad', ...elsewhere, inspectors: [] };
  const asked = await (await api.as('expert-2')).post('/api/inspection-plans', there);
  expect(faultsIn(asked)).toEqual(['/contract unknown']);
});

test('a plan begins on the day on which it is made or opened again, whatever is sent', async () => {
  const before = new Date().toISOString();
  const made = await manager.post('/api/inspection-plans', { id: 'begun', ...plan() }).expect(201);
  expect(made.body.since >= before).toBe(true);
  const edited = await put('begun', plan({ title: '改名' }), 1).expect(200);
  expect(edited.body.since).toBe(made.body.since);
  const closed = await put('begun', plan({ open: false }), 2).expect(200);
  expect([closed.body.since, (await slotsOf('begun')).body.items]).toEqual([made.body.since, []]);
  const opened = await put('begun', plan(), 3).expect(200);
  expect(opened.body.since > made.body.since).toBe(true);
});

test('an inspector who leaves and an organisation that closes are told which plans name them', async () => {
  const guard = await api.as('admin-security');
  expect((await guard.get('/api/people/eng-dx-1/holdings').expect(200)).body.inspects).toContain('xiling-quarterly');
  const admin = await api.as('admin-system');
  await manager.post('/api/inspection-plans', { id: 'court', ...plan({ orgPath: '/dx/xiling/court' }) }).expect(201);
  const { body } = await admin.get(`/api/organisations/${encodeURIComponent('/dx/xiling/court')}`);
  const { name, kind, tiers } = body;
  const close = () =>
    admin
      .put(`/api/organisations/${encodeURIComponent('/dx/xiling/court')}`, { name, kind, tiers, open: false })
      .set('If-Match', '"1"');
  const refused = await close();
  expect(refused.body.errors).toEqual([{ pointer: '/open', code: 'plans-open', params: { left: ['court'] } }]);
  await put('court', plan({ orgPath: '/dx/xiling/court', open: false }), 1).expect(200);
  await close().expect(200);
});

test('checklists are drafted by the project manager and published by the process owner', async () => {
  const bad = await saveDraft(manager, 'checklists/xiling', {
    ...checklist({
      ways: [],
      lines: [{ id: 'A B', group: 'dust', title: { zh: '滤网' }, answer: { type: 'number', unit: '' }, weight: 0 }],
    }),
  });
  expect(faultsIn(bad)).toEqual([
    '/ways too-few',
    '/lines/0/id wrong-format',
    '/lines/0/title/en required',
    '/lines/0/answer/unit too-short',
    '/lines/0/weight too-small',
  ]);
  const many = Array.from({ length: 201 }, (_, i) => ({ ...checklist().lines[0], id: `l-${i}` }));
  expect(faultsIn(await saveDraft(manager, 'checklists/xiling', checklist({ lines: many })))).toEqual([
    '/lines too-many',
  ]);
  const saved = await saveDraft(
    manager,
    'checklists/xiling',
    checklist({ groups: [{ id: 'other', title: { zh: '其他', en: 'Other' } }] }),
  ).expect(200);
  expect(faultsIn(saved)).toEqual(['/groups/0 unused', '/lines/0/group unknown']);
  expect((await publishDraft(owner, 'checklists/xiling', 1)).status).toBe(422);
  await saveDraft(manager, 'checklists/xiling', checklist({ lines: many.slice(0, 200) }), 1).expect(200);
  expect((await publishDraft(manager, 'checklists/xiling', 2)).status).toBe(403);
  expect((await saveDraft(await api.as('eng-dx-1'), 'checklists/own', checklist())).status).toBe(403);
  await publishDraft(owner, 'checklists/xiling', 2).expect(201);
  const one = (await manager.get('/api/checklists/xiling').expect(200)).body;
  expect([one.id, one.lines, one.source.lines.length, one.source.lines[199]]).toMatchObject([
    'xiling@1',
    200,
    200,
    { id: 'l-199', weight: 1 },
  ]);
  expect((await (await api.as('sup-donghu')).get('/api/checklists/xiling')).status).toBe(404);
});

test('a checklist by which an open plan inspects is neither withdrawn nor made for other ways alone', async () => {
  await publishSource(owner, 'checklists/used', checklist());
  await manager.post('/api/inspection-plans', { id: 'using', ...plan({ checklist: 'used' }) }).expect(201);
  const left = [{ pointer: '/ways', code: 'plans-open', params: { left: ['using'] } }];
  const remote = await saveDraft(owner, 'checklists/used', checklist({ ways: ['remote'] })).expect(200);
  expect(remote.body.problems).toEqual(left);
  const { source } = (await owner.get('/api/checklists/used')).body;
  const withdrawn = await saveDraft(owner, 'checklists/used', { ...source, withdrawn: true, reason: '换新表' }, 2);
  expect(faultsIn(withdrawn)).toEqual(['/withdrawn plans-open']);
  await put('using', plan({ checklist: 'used', open: false }), 1).expect(200);
  await publishDraft(owner, 'checklists/used', withdrawn.body.revision).expect(201);
  expect(faultsIn(await put('using', plan({ checklist: 'used' }), 2))).toEqual(['/checklist unknown']);
});
