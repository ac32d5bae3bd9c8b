/** The register of duty rosters: who keeps them, what is refused, and who is on duty. */
import { dutyRosterOf } from '../../../models/registers/dispatch/duty-roster.ts';
import { registerVersionOf } from '../../../models/registers/register-version.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { faultsIn } from '../../support/product/registers.ts';

let api: Api;
let head: Caller;
const shift = (duty: string, day: string, people: string[], more: object = {}) => ({
  duty,
  day,
  ...(duty === 'day' ? { fromMinute: 480, untilMinute: 1080 } : { fromMinute: 1080, untilMinute: 1920 }),
  people,
  ...more,
});
const roster = (more: object = {}) => ({
  name: '五月值班',
  team: 'donghu-l2',
  orgPath: '/dx/donghu',
  zone: 'Asia/Shanghai',
  firstDay: '2099-05-01',
  lastDay: '2099-05-02',
  shifts: [
    shift('day', '2099-05-01', ['eng-donghu-1']),
    shift('stand-by', '2099-05-01', ['eng-donghu-2']),
    shift('stand-by', '2099-05-02', ['eng-donghu-1']),
  ],
  ...more,
});
const put = (by: Caller, id: string, body: object, seen: number) =>
  by.put(`/api/duty-rosters/${id}`, body).set('If-Match', `"${seen}"`);
const make = (by: Caller, id: string, more: object = {}) => by.post('/api/duty-rosters', { id, ...roster(more) });
const onDuty = async (by: Caller, at: string) =>
  (await by.get(`/api/teams/donghu-l2/on-duty?at=${encodeURIComponent(at)}`).expect(200)).body;
const gapsOf = async (id: string): Promise<object[]> =>
  (await head.get(`/api/duty-rosters/${id}/gaps`).expect(200)).body.items;

beforeAll(async () => {
  api = await startApi({ worker: false });
  head = await api.as('sup-donghu');
  await make(head, 'may').expect(201);
}, 120_000);
afterAll(() => api.stop());

test('it is kept by who gives out the work of the team, and read by colleagues of the branch', async () => {
  for (const other of ['eng-donghu-1', 'desk-donghu', 'admin-system', 'auditor', 'req-linxi', 'sup-xiling'])
    expect((await make(await api.as(other), 'own')).status).toBe(403);
  expect((await put(await api.as('sup-xiling'), 'may', roster(), 1)).status).toBe(404);
  for (const [who, status] of [
    ['eng-donghu-2', 200],
    ['desk-linxi', 200],
    ['auditor', 200],
    ['sup-xiling', 404],
    ['req-linxi', 403],
    ['admin-system', 403],
  ] as const)
    for (const path of ['duty-rosters/may', 'duty-rosters/may/gaps', 'teams/donghu-l2/on-duty'])
      expect([who, path, (await (await api.as(who)).get(`/api/${path}`)).status]).toEqual([who, path, status]);
  await head.get('/api/duty-rosters/no-such/gaps').expect(404);
});

test('of a team of another branch nothing is told, not even that it has a roster then', async () => {
  const there = { orgPath: '/dx/xiling', shifts: [] };
  const spying = await make(await api.as('sup-xiling'), 'spying', there);
  expect([spying.status, faultsIn(spying)]).toEqual([422, ['/team unknown']]);
  expect(spying.text).not.toContain('may');
  await make(await api.as('sup-xiling'), 'theirs', { ...there, team: 'xiling-l2' }).expect(201);
  const turned = await put(await api.as('sup-xiling'), 'theirs', roster(there), 1);
  expect([turned.status, turned.text.includes('in-other-roster')]).toEqual([422, false]);
});

test('every wrong field is named', async () => {
  const bad = await make(head, 'bad', {
    team: 'xiling-l2',
    zone: 'Asia/Nowhere',
    lastDay: '2099-04-30',
    shifts: [shift('day', '2099-05-01', ['eng-xiling-1'])],
  });
  expect([bad.status, faultsIn(bad)]).toEqual([
    422,
    [
      '/zone unknown',
      '/team unknown',
      '/lastDay out-of-order',
      '/shifts/0/day outside-roster',
      '/shifts/0/people/0 not-a-member',
    ],
  ]);
  const shapes = await make(head, 'bad', {
    firstDay: 'May',
    shifts: [shift('night', '2099-05-01', [], { fromMinute: 1440, untilMinute: 2881, doubled: false })],
  });
  expect(faultsIn(shapes).toSorted()).toEqual([
    '/firstDay wrong-format',
    '/shifts/0/doubled not-allowed-value',
    '/shifts/0/duty not-allowed-value',
    '/shifts/0/fromMinute too-large',
    '/shifts/0/people too-few',
    '/shifts/0/untilMinute too-large',
  ]);
  const twice = [shift('day', '2099-06-01', ['eng-donghu-1']), shift('day', '2099-06-01', ['eng-donghu-1'])];
  const june = { firstDay: '2099-06-01', lastDay: '2099-06-30' };
  expect((await make(head, 'june', { ...june, shifts: twice })).body.errors).toEqual([
    { pointer: '/shifts/1/people/0', code: 'on-duty-already', params: { shift: 0 } },
  ]);
  const meant = twice.map((one) => ({ ...one, doubled: true }));
  await make(head, 'june', { ...june, shifts: meant }).expect(201);
  expect(faultsIn(await put(head, 'june', roster({ ...june, team: 'donghu-desk' }), 1))).toContain('/team immutable');
  expect((await put(head, 'june', roster(june), 9)).status).toBe(412);
  expect(faultsIn(await make(head, 'june', june))).toEqual([
    '/shifts/0/day outside-roster',
    '/shifts/1/day outside-roster',
    '/shifts/2/day outside-roster',
  ]);
});

test('a team has one open roster a day', async () => {
  const next = { firstDay: '2099-05-02', lastDay: '2099-05-03', shifts: [] };
  const refused = await make(head, 'second', next);
  expect(refused.body.errors).toEqual([{ pointer: '/firstDay', code: 'in-other-roster', params: { roster: 'may' } }]);
  await make(head, 'second', { ...next, open: false }).expect(201);
  expect(faultsIn(await put(head, 'second', roster(next), 1))).toEqual(['/firstDay in-other-roster']);
  await put(head, 'second', roster({ ...next, firstDay: '2099-05-03' }), 1).expect(200);
  const desk = { team: 'donghu-desk', shifts: [shift('day', '2099-05-01', ['desk-donghu'])] };
  await make(head, 'desk', desk).expect(201); // another team has its own
});

test('who is on duty is told of any instant, over midnight and beyond the last day, and of those at work alone', async () => {
  const engineer = await api.as('eng-donghu-1');
  expect(await onDuty(engineer, '2099-05-01T08:00:00+08:00')).toEqual({
    day: ['eng-donghu-1'],
    standBy: [],
    at: '2099-05-01T00:00:00.000Z',
  });
  const standBy = async (at: string) => (await onDuty(engineer, at)).standBy;
  expect(await standBy('2099-05-01T17:59:59.999+08:00')).toEqual([]);
  expect(await standBy('2099-05-02T07:59:59.999+08:00')).toEqual(['eng-donghu-2']);
  expect(await standBy('2099-05-03T07:59:59.999+08:00')).toEqual(['eng-donghu-1']);
  expect(await standBy('2099-05-03T08:00:00+08:00')).toEqual([]);
  await engineer.get('/api/teams/donghu-l2/on-duty?at=noon').expect(422);

  expect(await gapsOf('may')).toEqual([
    { from: '2099-04-30T16:00:00.000Z', until: '2099-05-01T00:00:00.000Z' },
    { from: '2099-05-02T00:00:00.000Z', until: '2099-05-02T10:00:00.000Z' },
  ]);
  // The last night of `may` reaches into the first morning of `second`.
  expect((await gapsOf('second'))[0]).toEqual({ from: '2099-05-03T00:00:00.000Z', until: '2099-05-03T16:00:00.000Z' });

  const { db } = api.product;
  await db.collection<{ _id: string }>('people').updateOne({ _id: 'eng-donghu-2' }, { $set: { active: false } });
  await api.product.eventually(async () =>
    (await standBy('2099-05-02T07:59:59.999+08:00')).length === 0 ? true : null,
  );
  await db.collection<{ _id: string }>('people').updateOne({ _id: 'eng-donghu-2' }, { $set: { active: true } });

  const closed = await put(head, 'may', roster({ open: false, note: '重排' }), 1).expect(200);
  expect(closed.body).toMatchObject({ version: 2, open: false });
  expect(await onDuty(engineer, '2099-05-01T08:00:00+08:00')).toMatchObject({ day: [], standBy: [] });
  const versions = await registerVersionOf(db)
    .find({ register: 'duty-rosters', id: 'may' })
    .sort({ version: 1 })
    .lean();
  expect(versions.map(({ version, by, note }) => [version, by, note])).toEqual([
    [1, 'sup-donghu', undefined],
    [2, 'sup-donghu', '重排'],
  ]);
});

test('the sample begins on the day before it is set up, somebody has each night, and it is found by an index', async () => {
  const { db } = api.product;
  const now = new Date(Date.now() + 86_400_000).toISOString();
  const { day, standBy } = await onDuty(head, now);
  expect([...day, ...standBy]).toHaveLength(1);
  expect(await gapsOf('donghu-l2-first')).toHaveLength(1); // the hours before its first shift
  expect(await dutyRosterOf(db).findById('dx-l2-first').lean()).toMatchObject({ team: 'dx-l2', sample: true });
  const plan = await db
    .collection('duty-rosters')
    .find({ team: 'a', open: true, from: { $lt: 1 } })
    .explain();
  expect(JSON.stringify(plan)).toContain('team_1_from_1');
});
