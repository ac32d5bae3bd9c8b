import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import { storeFreeze, storePlanned } from '../../support/planned.ts';
import { type Api, startApi } from '../../support/product/api.ts';
import { faultsIn } from '../../support/product/registers.ts';

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

const at = (words: string) => Date.parse(`${words}+08:00`);
const get = async (query: string, by = 'eng-dx-1') => (await api.as(by)).get(`/api/change-calendar?${query}`);

describe('the calendar of change', () => {
  const iso = (words: string) => new Date(at(words)).toISOString();
  const night = { from: at('2026-10-01T01:00'), until: at('2026-10-01T03:00') };
  const weekend = {
    zone: 'Asia/Shanghai',
    every: 'week',
    interval: 1,
    weekdays: [5],
    firstDay: '2026-10-02',
    fromMinute: 1080,
    untilMinute: 4800,
    offsets: [[0, 480]],
  } as const;
  beforeAll(async () => {
    const { db } = api.product;
    await storePlanned(db, 'CHG-900001', { items: ['db-payment'], window: night, implementer: 'eng-dx-1' });
    await storePlanned(db, 'CHG-900002', { items: ['db-payment'], window: { ...night, until: night.until + MINUTE } });
    await storePlanned(db, 'CHG-900003', { items: ['srv-app-3'], orgPath: '/dx/xiling', window: night });
    await storePlanned(db, 'CHG-900004', { status: 'canceled', items: ['db-payment'], window: night });
    await storeFreeze(db, 'year-end@1', [{ from: 0, until: 1 }]);
    await storeFreeze(db, 'xiling@1', [{ from: at('2026-10-01T00:00'), until: at('2026-10-02T00:00') }], {
      organisations: ['/dx/xiling'],
    });
    await storeFreeze(db, 'weekend@1', [weekend], { services: ['payment'] });
    await storeFreeze(db, 'congress@1', [{ from: at('2026-10-08T00:00'), until: at('2026-10-09T00:00') }], {
      kind: 'event-support',
      items: ['srv-app-3'],
    });
  });
  type Shown = { kind: string; id?: string; from: string; until: string };
  const told = (entries: Shown[]) => entries.map(({ kind, id, from }) => [kind, id, from].filter(Boolean).join(' '));

  test('shows the week from Monday in the zone of the asker, what lies on each day, and of what he does not read that it is taken', async () => {
    const { status, body } = await get(`view=week&from=${iso('2026-10-01T12:00')}`);
    expect([status, body.zone, body.from, body.until]).toEqual([
      200,
      'Asia/Shanghai',
      iso('2026-09-28T00:00'),
      iso('2026-10-05T00:00'),
    ]);
    const three = Array.from({ length: 3 }, () => `change ${iso('2026-10-01T01:00')}`);
    expect(told(body.entries)).toEqual([
      `freeze xiling@1 ${iso('2026-10-01T00:00')}`,
      ...three,
      `freeze weekend@1 ${iso('2026-10-02T18:00')}`,
    ]);
    expect(body.days.map(({ date, entries }: { date: string; entries: number[] }) => [date, entries])).toEqual([
      ['2026-09-28', []],
      ['2026-09-29', []],
      ['2026-09-30', []],
      ['2026-10-01', [0, 1, 2, 3]],
      ['2026-10-02', [4]],
      ['2026-10-03', [4]],
      ['2026-10-04', [4]],
    ]);
    expect(body.cutAt).toBeNull();
    // Of an item of above, who does not read the changes on it sees that it is taken, the two as one.
    const elsewhere = (await get(`view=week&from=${iso('2026-10-01T12:00')}&item=db-payment`, 'sup-xiling')).body;
    const taken = elsewhere.entries.filter(({ kind }: Shown) => kind === 'taken');
    expect(taken).toMatchObject([{ until: new Date(night.until + MINUTE).toISOString() }]);
    expect(JSON.stringify(elsewhere)).not.toContain('CHG-');
  });

  test('of one item shows its maintenance windows and what speaks of it; of one organisation what lies there', async () => {
    const time = `from=${iso('2026-10-01T00:00')}&until=${iso('2026-10-03T00:00')}`;
    const item = (await get(`view=list&${time}&item=db-payment`)).body;
    expect(told(item.entries)).toEqual([
      `maintenance ${iso('2026-10-01T00:00')}`,
      `change ${iso('2026-10-01T01:00')}`,
      `change ${iso('2026-10-01T01:00')}`,
      `maintenance ${iso('2026-10-02T00:00')}`,
      `freeze weekend@1 ${iso('2026-10-02T18:00')}`,
    ]);
    expect(item).not.toHaveProperty('days');
    const xiling = (await get(`view=month&${time}&org=${encodeURIComponent('/dx/xiling')}`)).body;
    expect(told(xiling.entries).slice(0, 2)).toEqual([
      `freeze xiling@1 ${iso('2026-10-01T00:00')}`,
      `change ${iso('2026-10-01T01:00')}`,
    ]);
    expect(xiling.days).toHaveLength(2);
    const october = (await get(`from=${iso('2026-10-15T00:00')}&item=srv-app-3`)).body;
    expect([october.view, october.from, october.until]).toEqual([
      'month',
      iso('2026-10-01T00:00'),
      iso('2026-11-01T00:00'),
    ]);
    expect(told(october.entries).filter((one) => one.startsWith('event'))).toEqual([
      `event-support congress@1 ${iso('2026-10-08T00:00')}`,
    ]);
  });

  test('refuses a time that is none or too long, and what is out of sight as what is not there', async () => {
    const from = `from=${iso('2026-10-01T00:00')}`;
    const faults = async (query: string, by?: string) => {
      const { status, body } = await get(query, by);
      return [status, ...faultsIn({ body })];
    };
    expect(await faults(`${from}&until=${iso('2026-10-01T00:00')}`)).toEqual([422, '/until not-after-from']);
    expect(await faults(`${from}&until=${iso('2027-10-01T00:00')}`)).toEqual([422, '/until too-large']);
    expect(await faults(`until=${iso('2026-10-01T00:00')}`)).toEqual([422, '/from required']);
    expect(await faults(`${from}&view=year`)).toEqual([422, '/view not-allowed-value']);
    expect(await faults(`${from}&item=ghost`)).toEqual([422, '/item unknown']);
    expect(await faults(`${from}&org=/dx/xiling`, 'eng-donghu-1')).toEqual([422, '/org unknown']);
    expect((await get(from, 'req-linxi')).status).toBe(403);
  });

  const wish = {
    unit: '/dx/donghu',
    application: 'payment',
    items: ['db-payment'],
    window: { from: '2026-10-01T02:00:00+08:00', until: '2026-10-01T02:30:00+08:00' },
    implementer: 'eng-dx-1',
  };
  const ask = async (more: object = {}, by = 'sup-dx') =>
    (await api.as(by)).post('/api/changes/conflicts', { ...wish, ...more });

  test('answers what would stand against a change that nobody registered, without a word of what the asker does not read', async () => {
    const { status, body } = await ask({ unit: '/dx/xiling' }, 'sup-xiling');
    expect([status, body.blocks]).toEqual([200, true]);
    const taken = {
      severity: 'block',
      waivable: false,
      code: 'taken',
      words: { zh: '该时段已被占用', en: 'That time is taken' },
    };
    expect(body.conflicts).toMatchObject([
      { kind: 'freeze', with: 'xiling@1' },
      { kind: 'overlap', item: 'db-payment', from: iso('2026-10-01T02:00'), until: iso('2026-10-01T02:30'), ...taken },
      { kind: 'overlap', item: 'db-payment', ...taken },
      { kind: 'implementer', ...taken },
    ]);
    expect(JSON.stringify(body)).not.toContain('CHG-');
    const frozen = await ask({
      type: 'emergency',
      window: { from: '2026-10-02T17:59:59.999+08:00', until: '2026-10-02T18:00:00.001+08:00' },
    });
    expect([frozen.body.blocks, frozen.body.conflicts]).toMatchObject([
      true, // outside the maintenance window; the freeze alone would yield
      [
        { kind: 'freeze', waivable: true, with: 'weekend@1', code: 'frozen', from: iso('2026-10-02T18:00') },
        { kind: 'outside-window', code: 'outside-maintenance', params: { item: 'db-payment' } },
      ],
    ]);
    const free = await ask({ window: { from: '2026-10-01T03:01:00+08:00', until: '2026-10-01T03:30:00+08:00' } });
    expect(free.body).toMatchObject({ conflicts: [], blocks: false });
  });

  test('R050 names each bad field of such a question; a window of no length is one', async () => {
    const at0 = '2026-10-01T02:00:00+08:00';
    const formless = await ask({
      items: ['db-payment', 'db-payment'],
      window: { from: at0, until: '2026-09-30T18:00:00Z' },
      type: 'big',
    });
    expect([formless.status, faultsIn(formless)]).toEqual([
      422,
      expect.arrayContaining(['/items named-twice', '/window/until not-after-from', '/type not-allowed-value']),
    ]);
    const unknown = await ask({ items: ['ghost', 'srv-old'], implementer: 'nobody', number: 'CHG-900009' });
    expect([unknown.status, faultsIn(unknown)]).toEqual([
      422,
      ['/number unknown', '/items/0 unknown', '/items/1 retired', '/implementer unknown'],
    ]);
    expect(faultsIn(await ask({ unit: '/dx/xiling' }, 'sup-donghu'))).toEqual(['/unit unknown']);
    expect((await ask({}, 'req-linxi')).status).toBe(403);
  });
});
