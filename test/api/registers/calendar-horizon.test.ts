import { createHorizon } from '../../../activities/horizon.ts';
import { createHorizons } from '../../../models/registers/horizon.ts';
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { type Notice, noticeOf } from '../../../models/notices/notice.ts';
import { ensureSchedules, jobs } from '../../../worker/schedules.ts';
import { type Api, type Caller, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
let owner: Caller;
beforeEach(async () => {
  api = await startApi();
  owner = await api.as('owner');
}, 120_000);
afterEach(() => api.stop());

const HOUR = 3_600_000;
const year = new Date().getUTCFullYear();
const weeksLeft = Math.ceil((Date.UTC(year + 1, 0) - Date.now()) / (7 * 24 * HOUR));
const office = [
  [540, 720],
  [780, 1080],
];
type Source = Record<string, unknown>;
type Item = { calendar: string } & Source;

async function publish(path: string, source: Source): Promise<void> {
  const { headers } = await owner.put(`/api/${path}/draft`, source).set('If-Match', '"0"').expect(200);
  await owner.post(`/api/${path}/publish`, { note: '试' }).set('If-Match', String(headers['etag'])).expect(201);
}
/** The contract's hours, known until the end of `last`. */
const calendarUntil = (last: number, more: Source = {}) =>
  publish('calendars/cn-5x8', {
    name: '工作日',
    zone: 'Asia/Shanghai',
    week: [office, office, office, office, office, [], []],
    dates: {},
    years: [year - 1, last],
    ...more,
  });
/** Incidents are promised within `hours` of business time: 40 are a week. */
async function promise(hours: number): Promise<void> {
  const { process, name, organisations, calendars, clocks, terms } = (await owner.get('/api/policies/incident')).body;
  const resolution = { ...clocks.resolution, targets: [{ ms: hours * HOUR, calendar: 'service' }], ladder: [] };
  await publish('policies/incident', {
    process,
    name,
    organisations,
    calendars,
    clocks: { ...clocks, resolution },
    terms,
  });
}
const horizonOf = async (calendar: string): Promise<Item | undefined> =>
  ((await owner.get('/api/calendars/horizon').expect(200)).body.items as Item[]).find(
    (one) => one.calendar === calendar,
  );
const resolutionOf = async (number: string) => (await api.product.stored(number)).readings['resolution'];
const told: object[] = [];
const watch = () =>
  createHorizon({ ...api.product, dispatch: async (notices) => void told.push(...notices) }).watchHorizon();
const noticesTo = (to: string) =>
  noticeOf(api.product.db)
    .find({ to, subject: /^calendars/ })
    .sort({ at: 1, _id: 1 })
    .lean<Notice[]>();
const templates = async (to: string) => (await noticesTo(to)).map(({ template, subject }) => `${subject} ${template}`);

test('a deadline beyond the dates is provisional, and re-computed when the year arrives', async () => {
  await calendarUntil(year);
  await promise(weeksLeft * 40 + 400); // ten weeks into the next year, whatever the day is
  const number = await openIncident(api);
  const before = await resolutionOf(number);
  expect(before).toMatchObject({ state: 'running', provisional: true });
  expect(await horizonOf('cn-5x8')).toMatchObject({ version: 2, open: 1, provisional: 1, behind: 0 });
  expect(await watch()).toMatchObject({ told: 1 });

  const days = [
    { date: `${year + 1}-01-01`, name: '元旦', isOffDay: true },
    { date: `${year + 1}-03-01`, name: '放假', isOffDay: true },
    { date: `${year + 1}-03-02`, name: '放假', isOffDay: true },
    { date: `${year + 1}-03-03`, name: '放假', isOffDay: true },
  ];
  const list = { format: 'json', days, years: [year + 1, year + 1] };
  await owner.post('/api/calendars/cn-5x8/import', list).set('If-Match', '"0"').expect(200);
  await owner.post('/api/calendars/cn-5x8/publish', { note: '国务院通知' }).set('If-Match', '"2"').expect(201);
  expect(await resolutionOf(number)).toEqual(before); // a version that is published moves nobody
  expect(await horizonOf('cn-5x8')).toMatchObject({
    version: 3,
    provisional: 0,
    behind: 1,
    lastDay: `${year + 1}-12-31`,
  });
  expect(await watch()).toMatchObject({ told: 1 });
  expect(await templates('owner')).toEqual([
    'calendars/cn-5x8@2 calendar-provisional',
    'calendars/cn-5x8@3 calendar-behind',
  ]);

  const supervisor = await api.as('sup-donghu');
  const [shown] = (await supervisor.post('/api/retargets/preview', { numbers: [number] })).body.results;
  const change = shown.clocks.find(({ clock }: { clock: string }) => clock === 'resolution');
  expect(change).toMatchObject({ before: { provisional: true }, after: { provisional: false } });
  expect(Date.parse(change.after.dueAt)).toBeGreaterThan(Number(before?.dueAt)); // the days off that nobody knew

  const { policyVersion, calendars } = shown;
  const body = {
    command: 'retarget',
    numbers: [number],
    data: { policyVersion, calendars, reason: '次年节假日已公布' },
  };
  const { results } = (await supervisor.send('/api/commands', body)).body;
  expect(results).toMatchObject([{ status: 200 }]);
  expect(await resolutionOf(number)).toMatchObject({ provisional: false, dueAt: Date.parse(change.after.dueAt) });
  expect(await horizonOf('cn-5x8')).toMatchObject({ open: 1, provisional: 0, behind: 0 });
});

test('cases are counted once a minute however many ask, and anew when a calendar is published', async () => {
  const horizonsAt = createHorizons(api.product.db, 60_000);
  const now = Date.now();
  const countAt = async (at: number) => {
    const { horizons, countedAt } = await horizonsAt(at);
    const found = horizons.find(({ calendar }) => calendar === 'cn-5x8');
    return [found?.version, found?.open, countedAt - now];
  };
  expect(await countAt(now)).toEqual([1, 0, 0]);
  await openIncident(api);
  expect(await countAt(now + 59_999)).toEqual([1, 0, 0]);
  const two = await Promise.all([horizonsAt(now + 60_000), horizonsAt(now + 60_001)]);
  expect(two[0].horizons).toBe(two[1].horizons);
  const [version, open, counted] = await countAt(now + 60_002);
  expect([version, open]).toEqual([1, 1]);
  expect([60_000, 60_001]).toContain(counted); // whichever of the two came first
  await calendarUntil(year);
  expect(await countAt(now + 60_003)).toEqual([2, 1, 60_003]);
  const { countedAt, serverNow } = (await owner.get('/api/calendars/horizon')).body;
  expect(countedAt).toBe(serverNow);
});

test('the owner of a calendar is told once per version and reason, by every way, however often one looks', async () => {
  await calendarUntil(year - 1, { owner: 'sup-donghu' }); // long over
  await Promise.all([watch(), watch()]);
  expect(await watch()).toMatchObject({ told: 0 });
  expect(await templates('sup-donghu')).toEqual(['calendars/cn-5x8@2 calendar-ended']);
  expect(told).toContainEqual(expect.objectContaining({ to: 'sup-donghu', template: 'calendar-ended' }));
  const { items } = (await (await api.as('sup-donghu')).get('/api/notices')).body;
  expect(items[0]).toMatchObject({
    subject: 'calendars/cn-5x8@2',
    text: { zh: expect.stringContaining(`${year - 1}-12-31`), en: expect.stringContaining('工作日') },
  });
  await calendarUntil(year - 1, { owner: 'sup-donghu' });
  await watch();
  expect(await templates('sup-donghu')).toHaveLength(2); // another version, another word
});

test('where nobody owns a calendar, or he has left, the process owners hear of it', async () => {
  await calendarUntil(year - 1);
  await publish('calendars/desk-hours', {
    name: '服务台',
    zone: 'Asia/Shanghai',
    week: [office, [], [], [], [], [], []],
    years: [year - 1, year - 1],
    owner: 'eng-donghu-1',
  });
  await api.product.db
    .collection<{ _id: string }>('people')
    .updateOne({ _id: 'eng-donghu-1' }, { $set: { active: false } });
  api.product.directory.drop();
  await watch();
  expect(await templates('eng-donghu-1')).toEqual([]);
  const subjects = (await noticeOf(api.product.db).find({ template: 'calendar-ended' }).lean<Notice[]>()).map(
    ({ subject }) => subject,
  );
  expect(new Set(subjects)).toEqual(new Set(['calendars/cn-5x8@2', 'calendars/desk-hours@1']));
  expect(await templates('owner')).toContain('calendars/cn-5x8@2 calendar-ended');
});

test('the list shows all calendars with an end, the nearest first; the shipped desk that works every day has none near', async () => {
  const { body } = await owner.get('/api/calendars/horizon').expect(200);
  expect(body.items.map(({ calendar }: Item) => calendar)).toEqual(['cn-5x8', 'cn-7x12']);
  expect(body.items[1]).toMatchObject({ lastDay: '2035-12-31', open: 0 });
  const { coveredUntil, daysLeft } = body.items[0];
  expect(daysLeft).toBe(Math.max(0, Math.ceil((Date.parse(coveredUntil) - Date.parse(body.serverNow)) / 86_400_000)));
  expect((await (await api.as('eng-donghu-1')).get('/api/calendars/horizon')).status).toBe(403);
  await watch(); // of a new installation: one word to the process owner, about the one calendar that needs a list
  const near = Date.parse(coveredUntil) - Date.now() <= 60 * 24 * HOUR;
  expect((await noticesTo('owner')).map(({ subject }) => subject)).toEqual(near ? ['calendars/cn-5x8@1'] : []);
  expect(await noticeOf(api.product.db).countDocuments({ subject: /^calendars/ })).toBe(near ? 1 : 0);
  const { text } = await api.get('/metrics');
  expect(text).toContain(`changming_calendar_days_left{calendar="cn-5x8"} ${daysLeft}`);
  const taken = await owner
    .put('/api/calendars/horizon/draft', {
      name: 'x',
      zone: 'UTC',
      week: [office, office, [], [], [], [], []],
      years: [2026, 2026],
    })
    .set('If-Match', '"0"');
  expect(taken.body.problems).toEqual([{ pointer: '', code: 'reserved' }]);
});

test('the schedule looks as soon as it is made, and sends what it tells', async () => {
  await calendarUntil(year - 1, { owner: 'sup-donghu' });
  await ensureSchedules(api.product.temporal, api.product.taskQueue, api.product.env.zone);
  const handle = api.product.temporal.schedule.getHandle(`${api.product.taskQueue}:horizon`);
  expect((await handle.describe()).policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 86_400_000 });
  await api.product.eventually(async () =>
    noticeOf(api.product.db).exists({ to: 'sup-donghu', template: 'calendar-ended' }),
  );
  await api.product.eventually(async () => deliveryOf(api.product.db).exists({ to: 'sup-donghu', channel: 'mail' }));
  for (const { id } of jobs) await api.product.temporal.schedule.getHandle(`${api.product.taskQueue}:${id}`).delete();
});
