/** Figures for dashboards: of whom somebody may see them, each with the way to its cases; and the monthly report to customers. */
import { Readable } from 'node:stream';
import { createServiceReports } from '../../../activities/jobs/service-reports.ts';
import { createReportKeeper } from '../../../client/service-reports/keeper.ts';
import { monthAt, monthSpan } from '../../../domain/archive/month.ts';
import { checkFormula } from '../../../domain/figures/language/checker.ts';
import type { Formula } from '../../../domain/figures/language/shapes.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { tallyOf } from '../../../models/figures/tally.ts';
import { figureRowsIn, putRow } from '../../../models/figures/row.ts';
import { beginFile, serviceReportsIn } from '../../../models/figures/service-report.ts';
import { newBytesId, writeBytes } from '../../../models/files/bytes.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { addVersions } from '../../../models/registers/add-missing.ts';
import { createPress } from '../../../platform/documents/press.ts';
import { type Api, startApi } from '../../support/product/api.ts';
import { deskOf, incidentReport } from '../../support/product/desk.ts';

jest.setTimeout(180_000);
let api: Api;
/** Of donghu: canceled while the first engineer had it; canceled from the queue; at work. */
let [had, queued, open] = ['', '', ''];
const OWN = {
  'test-canceled': ['share', 'share(closed incident where status = "canceled", closed incident)'],
  'test-open': ['number', 'count(open incident)'],
  'test-opened': ['number', 'count(opened incident)'],
  'test-visits': ['number', 'count(closed inspection)'],
  'test-calls': ['number', 'count(closed call)'],
  'test-shy': ['number', 'count(opened incident)'],
  'test-person': ['number', 'count(opened incident where person = "eng-donghu-1")'],
} as const;

beforeAll(async () => {
  api = await startApi();
  const { db } = api.product;
  const versions = Object.entries(OWN).map(([key, [unit, formula]]) => ({
    _id: `${key}@1`,
    indicator: key,
    version: 1,
    name: { zh: key, en: key },
    description: { zh: key, en: key },
    organisations: key === 'test-shy' ? (['/dx/donghu'] as const) : [],
    formula,
    parsed: parsedOf(formula),
    unit,
    ...(unit === 'share' ? ({ better: 'lower', target: { is: 'at-most', value: 0.5 } } as const) : {}),
    scopes: key === 'test-shy' ? (['organisation'] as const) : (['organisation', 'team', 'person', 'service'] as const),
    publishedAt: 0,
    publishedBy: 'system',
  }));
  await addVersions(db, 'indicators', versions);
  const desk = deskOf(api.product);
  const opened = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
  [had, queued, open] = [await opened(), await opened(), await opened()];
  for (const caseId of [had, open]) await desk.give('eng-donghu-1', caseId, 'claim', {});
  for (const caseId of [had, queued]) await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
});
afterAll(() => api.stop());

const parsedOf = (formula: string): Formula => {
  const { formula: parsed } = checkFormula(formula, { indicators: () => null });
  if (!parsed) throw new Error(formula);
  return parsed;
};
const board = async (person: string, query: string, status = 200) =>
  (await (await api.as(person)).get(`/api/figures/board?${query}`).expect(status)).body;
type Shown = {
  indicator: string;
  value: number | null;
  met: boolean | null;
  parts: { cases: number; query: string }[];
  trend: { period: string; value: number | null }[];
};
const figuresIn = ({ figures }: { figures: Shown[] }) =>
  Object.fromEntries(figures.map(({ indicator, value }) => [indicator, value]));
const all = 'indicators=test-canceled,test-open,test-opened&organisation=/dx/donghu';
const numbersIn = ({ items }: { items: { number: string }[] }) => items.map(({ number }) => number).toSorted();

const apart = async (by: string, person = 'sup-donghu') => {
  const { apart: found } = await board(person, `indicators=test-canceled,test-opened&organisation=/dx/donghu&by=${by}`);
  return Object.fromEntries(
    found.groups.map(({ value, figures }: { value: string; figures: Shown[] }) => [
      value,
      figures.map((one) => one.value),
    ]),
  );
};
const ofPerson = (person: string) => `indicators=test-opened&organisation=/dx/donghu&person=${person}`;
const refused = async (query: string, person = 'owner') =>
  (await board(person, query, 422)).errors.map(({ pointer, code }: { pointer: string; code: string }) => [
    pointer,
    code,
  ]);
const callsIn = async (query: string) =>
  (await board('sup-donghu', `indicators=test-calls&organisation=/dx/donghu&${query}`)).figures[0];

test('a board gives each figure with target, trend, and the way to exactly its cases', async () => {
  const found = await board('sup-donghu', `${all}&trend=3`);
  expect(figuresIn(found)).toEqual({ 'test-canceled@1': 1, 'test-open@1': 1, 'test-opened@1': 3 });
  expect(found).toMatchObject({
    organisation: '/dx/donghu',
    zone: 'Asia/Shanghai',
    calendar: expect.stringMatching(/^cn-5x8@\d+$/),
  });
  const [canceled, opens] = found.figures as [Shown, Shown];
  expect(canceled).toMatchObject({ met: false, target: { is: 'at-most', value: 0.5 } });
  expect(canceled.trend.map(({ value }) => value)).toEqual([null, null, 1]);
  expect(canceled.parts.map(({ cases }) => cases)).toEqual([2, 2]);
  const sup = await api.as('sup-donghu');
  for (const { query } of canceled.parts) {
    const { body } = await sup.get(query).expect(200);
    expect(body).toMatchObject({ total: 2, outOfReach: 0, next: null });
    expect(numbersIn(body)).toEqual([had, queued].toSorted());
  }
  expect(numbersIn((await sup.get(opens.parts[0]?.query ?? '')).body)).toEqual([open]);
  const one = (await sup.get(`${canceled.parts[0]?.query ?? ''}&limit=1`).expect(200)).body;
  const rest = (
    await sup.get(`${canceled.parts[0]?.query ?? ''}&limit=1&after=${encodeURIComponent(one.next)}`).expect(200)
  ).body;
  expect([...numbersIn(one), ...numbersIn(rest)].toSorted()).toEqual([had, queued].toSorted());
  await sup.get(`${canceled.parts[1]?.query ?? ''}&after=${encodeURIComponent(one.next)}`).expect(422);
  // What was read again is the same, from what is kept.
  expect(await tallyOf(api.product.db).countDocuments({ stale: false })).toBeGreaterThan(0);
  expect(figuresIn(await board('sup-donghu', all))).toEqual(figuresIn(found));
});

test('nothing is sent again while nothing but time has changed', async () => {
  const sup = await api.as('sup-donghu');
  const path = '/api/figures/board?indicators=test-canceled&organisation=/dx/donghu&period=year';
  const first = await sup.get(path).expect(200);
  const again = await sup.get(path).set('If-None-Match', String(first.headers['etag']));
  expect([again.status, again.text]).toEqual([304, '']);
});

test('boards that are shipped show what there is of them', async () => {
  for (const key of ['service', 'change', 'field', 'appraisal']) {
    const found = await board('owner', `board=${key}&organisation=/dx&period=quarter&trend=2&fiscal=4`);
    expect(found.figures.length).toBeGreaterThan(3);
    expect(found.outOfReach).toEqual([]);
  }
});

test('figures are told apart by place, team, service and person', async () => {
  expect(await apart('organisation')).toEqual({ '/dx/donghu/linxi': [1, 3] });
  expect(await apart('team')).toEqual({ 'donghu-l2': [1, 3] });
  expect(await apart('service')).toEqual({ payment: [1, 3] });
  expect(await apart('person')).toEqual({ 'eng-donghu-1': [1, 2] });
});

test('persons are for who leads them, and for themselves', async () => {
  expect(figuresIn(await board('eng-donghu-1', ofPerson('eng-donghu-1')))).toEqual({ 'test-opened@1': 2 });
  expect(figuresIn(await board('sup-dx', ofPerson('eng-donghu-1')))).toEqual({ 'test-opened@1': 2 });
  expect((await board('eng-donghu-2', ofPerson('eng-donghu-1'), 403)).code).toBe('not-permitted');
  expect((await board('desk-donghu', 'organisation=/dx/donghu&by=person', 403)).code).toBe('not-permitted');
  const drill = '/api/figures/indicators/test-opened/cases?organisation=/dx/donghu&person=eng-donghu-1';
  await (await api.as('eng-donghu-2')).get(drill).expect(403);
  await (await api.as('eng-donghu-1')).get(drill).expect(200);
});

test('a figure that names a person is for those who may see persons', async () => {
  const named = 'indicators=test-person&organisation=/dx/donghu';
  expect(figuresIn(await board('sup-donghu', named))).toEqual({ 'test-person@1': 2 });
  const body = await board('eng-donghu-2', named);
  expect([figuresIn(body), body.outOfReach]).toEqual([{}, ['test-person@1']]);
  const engineer = await api.as('eng-donghu-2');
  await engineer.get('/api/figures/indicators/test-person/cases?organisation=/dx/donghu').expect(403);
});

test('an indicator is shown, and its cases listed, only of what it is asked for', async () => {
  const owner = await api.as('owner');
  const drill = (key: string, of: string) =>
    owner.get(`/api/figures/indicators/${key}/cases?organisation=/dx/donghu${of}`);
  await drill('test-shy', '').expect(200);
  await drill('test-shy', '&team=donghu-l2').expect(404);
  await owner.get('/api/figures/indicators/test-shy/cases?organisation=/dx').expect(404);
  expect(figuresIn(await board('owner', 'indicators=test-shy&organisation=/dx'))).toEqual({});
});

test('nobody sees figures of another branch, nor does who only reports', async () => {
  for (const person of ['sup-xiling', 'rep-xiling', 'req-linxi', 'desk-linxi']) await board(person, all, 403);
  await (await api.as('sup-xiling'))
    .get('/api/figures/indicators/test-opened/cases?organisation=/dx/donghu')
    .expect(403);
  await board('sup-donghu', 'organisation=/dx', 403);
  await board('req-linxi', '', 403);
  await board('admin-system', '', 403);
  expect((await board('sup-xiling', 'indicators=test-opened')).organisation).toBe('/dx/xiling');
});

test('what is asked wrongly is refused by its field, and no time is too long or too far', async () => {
  expect(await refused('period=2026-02-30')).toEqual([['/period', 'not-allowed-value']]);
  expect(await refused('period=2100')).toEqual([['/period', 'too-large']]);
  expect(await refused('period=2001')).toEqual([['/period', 'too-small']]);
  expect(await refused('organisation=/dx/nowhere')).toEqual([['/organisation', 'unknown']]);
  expect(await refused('trend=25')).toEqual([['/trend', 'too-large']]);
  expect(await refused('fiscal=13')).toEqual([['/fiscal', 'too-large']]);
  expect(await refused('indicators=no-such-one')).toEqual([['/indicators', 'unknown']]);
  expect(await refused('indicators=test-open&board=service')).toEqual([['/indicators', 'not-allowed-value']]);
  expect(await refused('team=donghu-l2&person=eng-donghu-1')).toEqual([['/person', 'not-allowed-value']]);
  const { db } = api.product;
  const kept = await tallyOf(db).countDocuments();
  for (const one of ['team', 'application', 'person'])
    expect(await refused(`${one}=no-such-one&indicators=test-opened`)).toEqual([[`/${one}`, 'unknown']]);
  // Of another branch: as unknown as one that is not there.
  for (const [one, foreign] of [
    ['team', 'xiling-l2'],
    ['person', 'sup-xiling'],
  ])
    expect(await refused(`organisation=/dx/donghu&${one}=${foreign}&indicators=test-opened`, 'sup-donghu')).toEqual([
      [`/${one}`, 'unknown'],
    ]);
  expect(await tallyOf(db).countDocuments()).toBe(kept);
  expect(await refused('team=donghu-l2&by=team')).toEqual([['/by', 'not-allowed-value']]);
  const owner = await api.as('owner');
  await owner.get('/api/figures/indicators/no-such-one/cases').expect(404);
  await owner.get('/api/figures/indicators/test-open/cases?version=9').expect(404);
  await owner.get('/api/figures/indicators/test-open/cases?part=3').expect(422);
});

test('what is concealed from somebody is in none of his figures, nor counted', async () => {
  const { db } = api.product;
  const like = await figureRowsIn(db).findOne({ _id: had });
  if (!like) throw new Error('no row');
  const orgPath: OrgPath = '/dx/xiling';
  const place = { orgPath, line: [orgPath, '/dx'] as const, unit: orgPath, process: 'inspection' };
  for (const [n, concealed] of [
    [1, true],
    [2, false],
  ] as const)
    await putRow(db, { ...like, ...place, _id: `INS-99000${n}`, ...(concealed ? { concealed: true } : {}) });
  const visits = 'indicators=test-visits&organisation=/dx/xiling';
  expect(figuresIn(await board('sup-xiling', visits))).toEqual({ 'test-visits@1': 2 });
  expect(figuresIn(await board('rep-xiling', visits))).toEqual({ 'test-visits@1': 1 });
  // Both rows are of no case: counted, and nobody may read them.
  const drill = async (person: string) =>
    (await (await api.as(person)).get('/api/figures/indicators/test-visits/cases?organisation=/dx/xiling').expect(200))
      .body;
  expect(await drill('sup-xiling')).toMatchObject({ items: [], outOfReach: 2, total: 2 });
  expect(await drill('rep-xiling')).toMatchObject({ items: [], outOfReach: 1, total: 1 });
});

test('R063 the last and the first night of a month are of one month each, whoever looks from wherever', async () => {
  const { db } = api.product;
  const like = await figureRowsIn(db).findOne({ _id: had });
  if (!like) throw new Error('no row');
  const nights = { 'CAL-990001': '2026-03-31T23:30:00+08:00', 'CAL-990002': '2026-04-01T00:10:00+08:00' };
  for (const [_id, at] of Object.entries(nights))
    await putRow(db, { ...like, _id, process: 'call', openedAt: Date.parse(at) - 60_000, closedAt: Date.parse(at) });
  expect(
    (await callsIn('period=2026-04&trend=2')).trend.map(({ period, value }: { period: string; value: number }) => [
      period,
      value,
    ]),
  ).toEqual([
    ['2026-03', 1],
    ['2026-04', 1],
  ]);
  expect((await callsIn('period=2026&trend=2&fiscal=4')).trend.map(({ value }: { value: number }) => value)).toEqual([
    1, 1,
  ]);
  expect((await callsIn('period=2026-03-31&trend=1')).value).toBe(1);
  expect((await callsIn('period=2026-W14&trend=1')).value).toBe(2);
});

describe('the monthly report to a customer', () => {
  const ORG: OrgPath = '/dx/donghu';
  const press = createPress();
  afterAll(() => press.close());
  const job = (print: typeof press.print = (document, format) => press.print(document, format)) => {
    const { db, directory } = api.product;
    const documents = { print } as unknown as NonNullable<Parameters<typeof createServiceReports>[0]['documents']>;
    return createServiceReports({
      db,
      directory,
      documents,
      serviceReports: createReportKeeper({ db, directory }),
      dispatch: async () => undefined,
    });
  };
  let [month, due] = ['', 0];

  beforeAll(async () => {
    const { db, directory } = api.product;
    const contract = await db.collection('contracts').findOne({ contract: 'dx-treasury' });
    const { _id, ...rest } = contract ?? {};
    await db.collection('contracts').deleteMany({});
    await db.collection<{ _id: string }>('contracts').insertOne({
      ...rest,
      _id: 'donghu@1',
      contract: 'donghu',
      version: 1,
      organisations: [ORG],
      inForceFrom: 0,
      inForceUntil: 4e12,
    } as never);
    const offsets = await createReportKeeper({ db, directory }).offsetsOf(ORG);
    month = monthAt(offsets, Date.now());
    due = monthSpan(offsets, month).until + 7 * 3_600_000;
    await casesIn(db).findOne({});
    await api.product.eventually(async () => (await directory.contracts()).some((one) => one.contract === 'donghu'));
  });

  test('is counted once, printed of what was kept, and told to project managers; months missed are made up', async () => {
    const { db } = api.product;
    const broken = job(async () => Promise.reject(new Error('the press was killed')));
    expect(await broken.makeServiceReports(due)).toMatchObject({ looked: 1, made: 1, told: 0, failed: 1 });
    const made = await serviceReportsIn(db).findOne({ month });
    // It is there and being printed; one that nobody made is not.
    const manager = await api.as('pm-dx');
    const waiting = await manager.get(`/api/service-reports/${made?._id}/file?lang=zh`).expect(202);
    expect(waiting.body).toMatchObject({ id: made?._id, files: [] });
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0);
    await manager.get('/api/service-reports/2020-01~dx~donghu/file').expect(404);
    // What ends later in that month is in no report that is made.
    const like = await figureRowsIn(db).findOne({ _id: had });
    if (like) await putRow(db, { ...like, _id: 'INC-000001' });
    // Of four files one is kept, and a second is cut off while it is written: nothing of it stays, and the first is not printed again.
    const lying = async () => (await db.collection('bytes.files').distinct('_id')).map(String);
    const before = await lying();
    let printed = 0;
    const killed = job(async (...asked) => {
      printed += 1;
      if (printed === 2) throw new Error('the press was killed');
      return await press.print(...asked);
    });
    expect(await killed.makeServiceReports(due)).toMatchObject({ told: 0, failed: 1 });
    const cut = newBytesId();
    await beginFile(db, made?._id ?? '', cut);
    await writeBytes(db, cut, Readable.from([Buffer.from('%PDF-')]));
    printed = 2;
    expect(await killed.makeServiceReports(due)).toMatchObject({ made: 0, told: 1, failed: 0 });
    expect(printed).toBe(5);
    const { files = [] } = (await serviceReportsIn(db).findOne({ month })) ?? {};
    expect((await lying()).filter((id) => !before.includes(id)).toSorted()).toEqual(
      files.map(({ bytes }) => String(bytes)).toSorted(),
    );
    expect(await job().makeServiceReports(due)).toMatchObject({ made: 0, told: 0, failed: 0 });
    const told = await serviceReportsIn(db).findOne({ month });
    expect(told).toMatchObject({ text: made?.text, hash: made?.hash, state: 'told' });
    expect(told?.files.map(({ format, lang }) => `${format} ${lang}`)).toEqual([
      'pdf zh',
      'xlsx zh',
      'pdf en',
      'xlsx en',
    ]);
    const notices = await noticeOf(db).find({ template: 'service-report-ready' }).lean();
    expect(notices.map(({ to }) => to)).toContain('pm-dx');
    expect(await job().makeServiceReports(due + 62 * 86_400_000)).toMatchObject({ made: 2, told: 2 });
  });

  test('is listed and fetched by who may, byte for byte the same; by others it is not found', async () => {
    const manager = await api.as('pm-dx');
    const { items } = (await manager.get(`/api/service-reports?month=${month}`).expect(200)).body;
    expect(items).toHaveLength(1);
    const { body } = await manager.get(`/api/service-reports/${items[0].id}`).expect(200);
    expect(body.report).toMatchObject({ organisation: ORG, month, contracts: [{ id: 'donghu@1' }] });
    expect(body.report.figures.length).toBeGreaterThan(3);
    const file = await manager.get(items[0].files[0].query).responseType('blob').expect(200);
    expect(file.body.subarray(0, 5).toString()).toBe('%PDF-');
    expect(file.body.length).toBe(items[0].files[0].size);
    for (const person of ['rep-xiling', 'sup-xiling']) {
      const other = await api.as(person);
      expect((await other.get('/api/service-reports').expect(200)).body.items).toEqual([]);
      await other.get(`/api/service-reports/${items[0].id}`).expect(404);
      await other.get(`/api/service-reports/${items[0].id}/file`).expect(404);
    }
    await (await api.as('eng-donghu-1')).get('/api/service-reports').expect(403);
    const next = (await manager.get('/api/service-reports?limit=1').expect(200)).body;
    expect(
      (await manager.get(`/api/service-reports?limit=2&after=${encodeURIComponent(next.next)}`).expect(200)).body.items,
    ).toHaveLength(2);
  });

  test('whose text was edited is shown to nobody', async () => {
    const { db } = api.product;
    await serviceReportsIn(db).updateOne({ month }, { $set: { text: '{}' } });
    const { items } = (await (await api.as('pm-dx')).get(`/api/service-reports?month=${month}`).expect(200)).body;
    const { body } = await (await api.as('pm-dx')).get(`/api/service-reports/${items[0].id}`).expect(500);
    expect(body.code).toBe('bug'); // which is an alarm
  });
});
