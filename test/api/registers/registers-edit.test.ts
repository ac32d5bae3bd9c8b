import type { Broken } from '../../../client/record/verify.ts';
import { verifyRegisters } from '../../../client/record/verify-registers.ts';
import { contractOf } from '../../../models/registers/contract.ts';
import { calendarOf } from '../../../models/registers/calendar.ts';
import { type Api, type Caller, openIncident, report, startApi, weight } from '../../support/product/api.ts';
import { storePlanned } from '../../support/planned.ts';
import {
  calendarSource,
  contractSource,
  faultsIn,
  publishDraft,
  saveDraft,
  type Source,
} from '../../support/product/registers.ts';

let api: Api;
let owner: Caller;
beforeAll(async () => {
  api = await startApi();
  owner = await api.as('owner');
}, 120_000);
afterAll(() => api.stop());

const save = (path: string, source: Source, seen: number, by = owner) => saveDraft(by, path, source, seen);
const publish = (path: string, seen: number, by = owner) => publishDraft(by, path, seen);
const row = (word: string) => ({ 1: word, 2: word, 3: word });
const policyText = async (): Promise<Source> => {
  const { process, name, organisations, calendars, clocks, terms } = (await owner.get('/api/policies/incident')).body;
  return { process, name, organisations, calendars, clocks, terms };
};
/** The incident policy with another resolution for one service. */
async function policyWith(ms: number): Promise<Source> {
  const source = await policyText();
  const clocks = source['clocks'] as Record<string, { targets: object[] }>;
  const { resolution } = clocks;
  const targets = [{ when: { service: ['assets'] }, ms, calendar: 'always' }, ...(resolution?.targets ?? [])];
  return { ...source, clocks: { ...clocks, resolution: { ...resolution, targets } } };
}

test('a calendar is drafted, looked at and published; its versions say who, when and why', async () => {
  const path = 'calendars/desk-hours';
  const begun = await save(path, calendarSource(), 0);
  expect([begun.status, begun.headers['etag'], begun.body]).toMatchObject([200, '"1"', { base: 0, problems: [] }]);
  expect((await owner.get(`/api/${path}`)).status).toBe(404); // nobody runs on a draft
  const edited = await save(path, calendarSource({ name: '服务台工作日' }), 1);
  expect(edited.body).toMatchObject({ revision: 2, editedBy: 'owner' });
  const preview = await owner.post(`/api/${path}/draft/preview`);
  expect(preview.body).toMatchObject({ problems: [], affected: { open: 0, numbers: [] } });
  const done = await publish(path, 2);
  expect([done.status, done.body]).toMatchObject([201, { id: 'desk-hours@1', version: 1 }]);
  expect((await owner.get(`/api/${path}/draft`)).status).toBe(404);
  const { items } = (await owner.get(`/api/${path}/versions`)).body;
  expect(items).toMatchObject([{ version: 1, publishedBy: 'owner', note: '按新合同调整' }]);
  const types = await api.product.db.collection('audit').distinct('type', { by: 'owner' });
  expect(types).toEqual(expect.arrayContaining(['draftSaved', 'registerPublished']));
});

test('two editors: the second gets 412 with both texts, and nothing of either is lost', async () => {
  const path = 'calendars/two-editors';
  await save(path, calendarSource({ name: '甲' }), 0);
  const second = await save(path, calendarSource({ name: '乙' }), 0);
  expect([second.status, second.body.code]).toEqual([412, 'register-changed']);
  expect(second.body.params).toMatchObject({
    theirs: { revision: 1, editedBy: 'owner', source: { name: '甲' } },
    yours: { name: '乙' },
  });
  expect(second.body.params.theirs.editedAt).toBe((await owner.get(`/api/${path}/draft`)).body.editedAt);
  expect((await save(path, calendarSource({ name: '乙' }), 1)).body.revision).toBe(2);
  expect((await publish(path, 1)).status).toBe(412);
  const both = await Promise.all([publish(path, 2), publish(path, 2)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 412]);
  expect(await calendarOf(api.product.db).countDocuments({ calendar: 'two-editors' })).toBe(1);
});

test('R004 a calendar without open time is not published; cases on the version before go on', async () => {
  const number = await openIncident(api);
  const before = (await api.product.stored(number)).readings['resolution']?.dueAt;
  const empty = calendarSource({ week: [[], [], [], [], [], [], []], dates: {}, names: {} });
  expect(faultsIn(await save('calendars/cn-5x8', empty, 0))).toEqual(['/week never-open']);
  const refused = await publish('calendars/cn-5x8', 1);
  expect([refused.status, refused.body.code, faultsIn(refused)]).toEqual([422, 'invalid-data', ['/week never-open']]);
  expect((await owner.get('/api/calendars/cn-5x8')).body.version).toBe(1);

  const engineer = await api.as('eng-donghu-1');
  for (const [command, data] of [
    ['start', {}],
    ['hold', { reason: 'problem', note: '等问题处理' }],
    ['resume', {}],
  ] as const)
    expect((await engineer.send(`/api/incidents/${number}/${command}`, data)).status).toBe(200);
  expect((await api.product.stored(number)).readings['resolution']?.dueAt).toBe(before);

  const calendars = api.product.db.collection<{ _id: string; snapshot: object }>('calendars');
  const one = await calendars.findOne({ _id: 'cn-5x8@1' });
  await calendars.insertOne({
    ...one,
    _id: 'cn-5x8@2',
    version: 2,
    snapshot: { ...one?.snapshot, week: [[], [], [], [], [], [], []], dates: {} },
  } as never);
  api.product.directory.drop();
  const desk = await api.as('desk-donghu');
  const answer = await desk.send('/api/incidents', {
    channel: 'phone',
    reporter: 'req-linxi',
    unit: '/dx/donghu/linxi/school',
    application: 'payment',
    title: '打不开',
    description: '凭证打不开',
    contact: '1',
    impact: '2',
    urgency: '2',
  });
  expect([answer.status, answer.body.code, JSON.stringify(answer.body)]).toEqual([
    409,
    'calendar-unusable',
    expect.not.stringContaining('snapshot'),
  ]);
  await calendars.deleteOne({ _id: 'cn-5x8@2' });
  api.product.directory.drop();
  await owner.delete('/api/calendars/cn-5x8/draft').set('If-Match', '"1"').expect(204);
});

test('a preview says which text it looked at, and that one alone is published by it', async () => {
  const path = 'calendars/looked-at';
  await save(path, calendarSource(), 0);
  const looked = (await owner.post(`/api/${path}/draft/preview`)).headers['etag'];
  expect(looked).toBe('"1"');
  await save(path, calendarSource({ name: '另一份' }), 1).expect(200);
  const publishLooked = (etag: unknown) =>
    owner.post(`/api/${path}/publish`, { note: '已核对' }).set('If-Match', String(etag));
  await publishLooked(looked).expect(412);
  await publishLooked((await owner.post(`/api/${path}/draft/preview`)).headers['etag']).expect(201);
});

test('a policy names a target for a service; new cases get it, open ones keep theirs until they are re-targeted', async () => {
  const old = await openIncident(api, { application: 'assets' });
  const dueBefore = (await api.product.stored(old)).readings['resolution'];
  await save('policies/incident', await policyWith(3 * 3_600_000), 0);
  const preview = (await owner.post('/api/policies/incident/draft/preview')).body;
  expect(preview.changes.map(({ pointer }: { pointer: string }) => pointer)).toContain(
    '/clocks/resolution/targets/0/when/service',
  );
  expect(preview.affected.numbers).toContain(old);
  expect((await publish('policies/incident', 1)).body.id).toBe('incident@2');

  const fresh = await openIncident(api, { application: 'assets' });
  const other = await openIncident(api, { application: 'budget' });
  const { readings } = await api.product.stored(fresh);
  const { pins } = await api.product.body(fresh);
  expect([pins.sla, readings['resolution']?.targetMs]).toEqual(['incident@2', 3 * 3_600_000]);
  expect((await api.product.stored(other)).readings['resolution']?.targetMs).toBe(16 * 3_600_000);
  expect((await api.product.stored(old)).readings['resolution']).toEqual(dueBefore);
});

test('a policy with faults is refused with every one of them', async () => {
  const source = await policyText();
  const { confirm: _, ...clocks } = source['clocks'] as Record<string, object>;
  const response = { ...clocks['response'], stop: [{ on: ['answered-by-pigeon'] }], targets: [{ ms: 0 }] };
  const broken = {
    ...source,
    clocks: { ...clocks, response },
    calendars: { service: 'nowhere', vendor: 'cn-5x8' },
    organisations: ['/nowhere'],
  };
  expect((await save('policies/broken', broken, 0)).status).toBe(200);
  const refused = await publish('policies/broken', 1);
  expect(refused.status).toBe(422);
  expect(faultsIn(refused)).toEqual([
    '/clocks/confirm clock-required',
    '/clocks/response/targets/0/ms not-a-length',
    '/clocks/response/stop/0/on/0 unknown-event',
    '/organisations/0 unknown',
    '/calendars/service unknown',
  ]);
  expect((await owner.get('/api/policies/broken')).status).toBe(404);
});

test('a contract chooses policy and hours for its services, as long as it is in force', async () => {
  await save('contracts/xiling-assets', contractSource(), 0);
  expect((await publish('contracts/xiling-assets', 1)).body).toMatchObject({ id: 'xiling-assets@1' });
  const desk = await api.as('desk-province');
  const opened = (application: string) =>
    desk.send('/api/incidents', {
      channel: 'phone',
      reporter: 'req-school',
      unit: '/dx/xiling/yuntai/school',
      application,
      title: '打不开',
      description: '凭证打不开',
      contact: '1',
      impact: '2',
      urgency: '2',
      queue: 'xiling-l2',
    });
  const covered = await api.product.body((await opened('assets')).body.number);
  expect(covered.pins).toMatchObject({ contract: 'xiling-assets@1', calendars: { service: 'cn-7x12@1' } });
  const outside = await api.product.body((await opened('office')).body.number);
  expect(outside.pins.contract).toBeUndefined();
  const sample = await api.product.body((await opened('payment')).body.number);
  expect(sample.pins.contract).toBe('dx-treasury@1');

  await save('contracts/xiling-again', contractSource(), 0);
  expect(faultsIn(await publish('contracts/xiling-again', 1))).toEqual(['/organisations overlaps']);
  const wrong = contractSource({ lastDay: '2025-12-31', applications: ['nowhere'], policies: { incident: 'call' } });
  await save('contracts/xiling-again', wrong, 1);
  expect(faultsIn(await publish('contracts/xiling-again', 2))).toEqual([
    '/lastDay out-of-order',
    '/policies/incident unknown',
    '/applications/0 unknown',
  ]);
  await save('contracts/xiling-again', contractSource({ firstDay: '2026-02-30' }), 2);
  expect(faultsIn(await publish('contracts/xiling-again', 3))).toEqual(['/firstDay unknown-date']);
  expect(await contractOf(api.product.db).countDocuments({ contract: 'xiling-again' })).toBe(0);
});

test('the matrix decides on the priority of cases to come', async () => {
  await save('matrices/priority', { priorities: { 1: row('P1'), 2: row('P2'), 3: row('P4') } }, 0);
  await publish('matrices/priority', 1);
  expect((await api.product.stored(await openIncident(api))).priority).toBe('P2');
  expect(faultsIn(await save('matrices/priority', { priorities: { 1: row('P1'), 2: row('P9') } }, 0))).toEqual([
    '/priorities/2/1 not-allowed-value',
    '/priorities/2/2 not-allowed-value',
    '/priorities/2/3 not-allowed-value',
    '/priorities/3 required',
  ]);
});

test('only process owners edit, and what holds for all is decided at the top', async () => {
  for (const person of ['sup-dx', 'eng-donghu-1', 'admin-system', 'req-linxi'])
    expect((await save('calendars/cn-5x8', calendarSource(), 0, await api.as(person))).status).toBe(403);
  await api.product.db
    .collection<{ _id: string }>('people')
    .updateOne({ _id: 'sup-xiling' }, { $set: { grants: [{ role: 'process-owner', orgPath: '/dx/xiling' }] } });
  api.product.directory.drop();
  const local = await api.as('sup-xiling');
  expect((await save('calendars/cn-5x8', calendarSource(), 0, local)).status).toBe(403);
  const source = { ...(await policyText()), organisations: ['/dx/xiling'] };
  expect((await save('policies/xiling', source, 0, local)).status).toBe(200);
  expect(
    (await save('policies/xiling', { ...source, organisations: ['/dx/xiling', '/dx/donghu'] }, 1, local)).status,
  ).toBe(403);
  expect((await save('policies/incident', source, 0, local)).status).toBe(403); // it holds for all today
});

test('hurried and malicious edits change nothing', async () => {
  expect((await owner.put('/api/calendars/cn-5x8/draft', calendarSource())).status).toBe(428);
  expect((await publish('calendars/cn-5x8', 1)).status).toBe(404);
  expect((await save('calendars/..%2Fpeople', calendarSource(), 0)).status).toBe(404);
  expect(faultsIn(await save('calendars/x1', calendarSource({ zone: 'Mars/Base', _id: 'x', version: 9 }), 0))).toEqual([
    '/_id unknown-field',
    '/version unknown-field',
  ]);
  expect(faultsIn(await save('calendars/x1', calendarSource({ zone: 'Mars/Base' }), 0))).toEqual(['/zone unknown']);
  const poison = JSON.parse('{"2026-01-01":"closed","__proto__":{"like":1}}');
  const poisoned = await save('calendars/x2', calendarSource({ dates: poison, names: {} }), 0);
  expect(poisoned.status).toBe(422);
  expect(await api.product.db.collection('drafts').countDocuments({ id: 'x2' })).toBe(0);
});

const holdings = async (by: Caller) => (await by.get('/api/items/srv-app-2/holdings')).body;
test('an item that is retired meanwhile stays with its case, and no new one takes it', async () => {
  const number = await openIncident(api, { item: 'srv-app-2' });
  const keeper = await api.as('config');
  const {
    id: _id,
    version: _version,
    line: _line,
    sample: _sample,
    ...item
  } = (await keeper.get('/api/items/srv-app-2')).body;
  expect(await holdings(await api.as('sup-dx'))).toMatchObject({ open: [number], neededBy: ['mw-payment-2'] });
  expect(await holdings(keeper)).toMatchObject({ open: [], outside: 1 }); // who keeps items reads no cases
  const ended = { ...item, status: 'retired', successor: 'srv-app-1' };
  expect((await keeper.put('/api/items/srv-app-2', ended).set('If-Match', '"1"')).status).toBe(200);
  const desk = await api.as('desk-donghu');
  const late = await desk.send('/api/incidents', { ...report, ...weight, queue: 'donghu-l2', item: 'srv-app-2' });
  expect(late.body.errors).toEqual([
    { pointer: '/item', code: 'retired', params: { register: 'item', heir: 'srv-app-1' } },
  ]);
  const amended = async (fields: object) => {
    const { version } = (await desk.get(`/api/incidents/${number}`)).body;
    return await desk.send(`/api/incidents/${number}/amend`, { fields }).set('If-Match', `"${version}"`);
  };
  expect((await amended({ item: 'srv-old' })).body.errors).toMatchObject([
    { pointer: '/fields/item', code: 'retired' },
  ]);
  expect((await amended({ title: '凭证仍打不开', item: 'srv-app-2' })).body).toMatchObject({
    item: 'srv-app-2',
    title: '凭证仍打不开',
  });
});
describe('freezes', () => {
  const path = 'freezes/national-day';
  const holiday = { from: '2100-10-01T00:00:00+08:00', until: '2100-10-08T00:00:00+08:00' };
  const weekend = {
    zone: 'Asia/Shanghai',
    every: 'week',
    interval: 1,
    weekdays: [5],
    firstDay: '2099-01-02',
    fromMinute: 1080,
    untilMinute: 4800,
  };
  const source = (more: Source = {}): Source => ({
    name: '国庆封网',
    reason: '国庆期间保障支付',
    kind: 'freeze',
    organisations: ['/dx/donghu'],
    services: [],
    items: [],
    spans: [holiday],
    ...more,
  });
  const window = { from: Date.parse('2100-10-03T20:00+08:00'), until: Date.parse('2100-10-03T22:00+08:00') };

  test('R051 are announced, changed and lifted as versions; who publishes sees which changes it meets, and they are told', async () => {
    await storePlanned(api.product.db, 'CHG-900001', { items: ['srv-donghu-1'], window });
    await storePlanned(api.product.db, 'CHG-900002', { items: ['srv-db-1'], window });
    const saved = await save(path, source(), 0);
    expect([saved.status, saved.body.problems]).toEqual([200, []]);
    const preview = await owner.post(`/api/${path}/draft/preview`);
    const met = { number: 'CHG-900001', from: '2100-10-03T12:00:00.000Z', until: '2100-10-03T14:00:00.000Z' };
    const meets = { changes: [met], outside: 0, capped: false };
    expect([preview.status, preview.body.meets]).toEqual([200, meets]);
    const first = await publish(path, 1);
    expect([first.status, first.body]).toMatchObject([201, { id: 'national-day@1', version: 1, meets }]);

    const utc = [{ from: '2100-09-30T16:00:00.000Z', until: '2100-10-07T16:00:00.000Z' }];
    const kept = source({ spans: utc });
    expect((await owner.get(`/api/${path}`)).body).toMatchObject({ ...kept, version: 1, source: kept });
    await save(path, source({ spans: [holiday, weekend] }), 0);
    expect((await publish(path, 2)).body).toMatchObject({ id: 'national-day@2', endsAt: null });
    expect((await owner.get(`/api/${path}`)).body.source.spans).toEqual([...utc, weekend]);
    await save(path, source({ lifted: true }), 0);
    const lifted = await publish(path, 3);
    expect(lifted.body).toMatchObject({ id: 'national-day@3', lifted: true, meets: { ...meets, changes: [] } });
    const { items } = (await owner.get(`/api/${path}/versions`)).body;
    expect(items).toMatchObject([{ version: 3 }, { version: 2 }, { version: 1 }]);
    const engineer = await api.as('eng-donghu-1');
    expect((await engineer.get('/api/freezes')).body.items).toMatchObject([{ id: 'national-day@3', name: '国庆封网' }]);
    expect(await verifiedRegisters()).toEqual([]);
  });

  test('R050 are refused with each bad field: no length, no such zone, place, service or item, over before they are published', async () => {
    const bad = source({
      organisations: ['/dx/nowhere'],
      services: ['nothing'],
      items: ['ghost'],
      spans: [
        { from: '2100-10-01T00:00:00+08:00', until: '2100-09-30T16:00:00Z' },
        { ...weekend, zone: 'Mars/Olympus', firstDay: '2099-01-03' },
      ],
    });
    expect(faultsIn(await save('freezes/bad', bad, 0))).toEqual([
      '/spans/0/until not-after-from',
      '/spans/1/firstDay none-of-its-days',
      '/spans/1/zone unknown',
      '/organisations/0 unknown',
      '/services/0 unknown',
      '/items/0 unknown',
    ]);
    expect((await publish('freezes/bad', 1)).status).toBe(422);
    const past = { from: '2020-10-01T00:00:00+08:00', until: '2020-10-08T00:00:00+08:00' };
    expect(faultsIn(await save('freezes/bad', source({ spans: [past] }), 1))).toEqual(['/spans in-the-past']);
    expect(faultsIn(await save('freezes/bad', source({ lifted: true }), 2))).toEqual(['/lifted not-announced']);
    const formless = await save('freezes/bad', source({ spans: [], organisations: ['dx'], kind: 'ban' }), 3);
    expect([formless.status, faultsIn(formless)]).toEqual([
      422,
      ['/kind not-allowed-value', '/organisations/0 wrong-format', '/spans too-few'],
    ]);
    expect((await owner.post('/api/freezes/bad/draft/preview')).body).not.toHaveProperty('meets');
  });
});

const verifiedRegisters = async (): Promise<unknown[]> => {
  const broken: Broken[] = [];
  await verifyRegisters(api.product.db, (one) => broken.push(one), { againMs: 0 });
  return broken.filter((one) => JSON.stringify(one).includes('freezes/'));
};
