import { cnHolidays } from '../../../models/migrations/seeds/cn-holidays.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { atOnce, standing } from '../../support/product/registers.ts';

let api: Api;
let owner: Caller;
beforeAll(async () => {
  api = await startApi({ worker: false });
  owner = await api.as('owner');
}, 120_000);
afterAll(() => api.stop());

type Line = { date: string; kind: string };
const office = [
  [540, 720],
  [780, 1080],
];
let made = 0;
/** A calendar of its own, published, complete for 2026. */
async function calendar(dates: Record<string, unknown> = {}): Promise<string> {
  const id = `import-${(made += 1)}`;
  const week = [office, office, office, office, office, [], []];
  const source = { name: '工作日', zone: 'Asia/Shanghai', week, dates, years: [2026, 2026] };
  await owner.put(`/api/calendars/${id}/draft`, source).set('If-Match', '"0"').expect(200);
  await owner.post(`/api/calendars/${id}/publish`, { note: '初版' }).set('If-Match', '"1"').expect(201);
  return id;
}
const of2027 = [
  { date: '2026-12-31', name: '元旦', isOffDay: true },
  { date: '2027-01-01', name: '元旦', isOffDay: true },
  { date: '2027-01-02', name: '元旦', isOffDay: true },
  { date: '2027-02-05', name: '春节', isOffDay: true },
  { date: '2027-02-13', name: '春节', isOffDay: false },
];
const json = (days: (object | null)[] = of2027, more: object = {}) => ({
  format: 'json',
  days,
  years: [2027, 2027],
  ...more,
});
const ics = (entries: string[], more: object = {}) => ({
  format: 'ics',
  content: ['BEGIN:VCALENDAR', ...entries, 'END:VCALENDAR'].join('\r\n'),
  years: [2027, 2027],
  ...more,
});
const entry = (date: string, title: string) => [
  'BEGIN:VEVENT',
  `DTSTART;VALUE=DATE:${date}`,
  `SUMMARY:${title}`,
  'END:VEVENT',
];
const preview = (id: string, list: object, by = owner) => by.post(`/api/calendars/${id}/import/preview`, list);
const take = (id: string, list: object, seen = 0, by = owner) =>
  by.post(`/api/calendars/${id}/import`, list).set('If-Match', `"${seen}"`);
const kinds = ({ body }: { body: { lines: Line[] } }) => body.lines.map(({ date, kind }) => `${date} ${kind}`);
const faults = ({ status, body }: { status: number; body: { errors?: { pointer: string; code: string }[] } }) => [
  status,
  ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`),
];

test('a year is shown line by line, taken into the draft, and acts once it is published', async () => {
  const id = await calendar({ '2027-05-03': 'closed' });
  const shown = await preview(id, json());
  expect(kinds(shown)).toEqual([
    '2026-12-31 new',
    '2027-01-01 new',
    '2027-02-05 new',
    '2027-02-13 new',
    '2027-05-03 dropped',
  ]);
  expect(shown.body).toMatchObject({
    revision: 0,
    errors: [],
    years: { before: [2026, 2026], after: [2026, 2027] },
    coveredUntil: '2027-12-31T16:00:00.000Z',
  });
  expect((await owner.get(`/api/calendars/${id}/draft`)).status).toBe(404); // nothing was written

  const draft = await take(id, json(of2027, { leaveOut: ['2027-05-03'] })).expect(200);
  expect(draft.body).toMatchObject({
    revision: 2,
    base: 1,
    problems: [],
    source: { years: [2026, 2027], dates: { '2027-05-03': 'closed', '2027-02-13': { like: 1 } } },
  });
  const inForce = async () => (await owner.get(`/api/calendars/${id}`)).body;
  expect(await inForce()).toMatchObject({ version: 1, snapshot: { coveredUntil: '2026-12-31T16:00:00.000Z' } });
  await owner.post(`/api/calendars/${id}/publish`, { note: '国务院办公厅通知' }).set('If-Match', '"2"').expect(201);
  expect(await inForce()).toMatchObject({
    version: 2,
    snapshot: { coveredUntil: '2027-12-31T16:00:00.000Z' },
    source: { names: { '2027-02-05': '春节' } },
  });
  expect(kinds(await preview(id, json(of2027))).filter((one) => !one.endsWith('same'))).toEqual(['2027-05-03 dropped']);
  const entries = await api.product.db.collection('audit').find({ type: 'holidaysImported' }).toArray();
  expect(entries).toMatchObject([{ by: 'owner', data: { calendar: id, format: 'json', leaveOut: ['2027-05-03'] } }]);
});

test('the same year from a calendar file gives the same lines', async () => {
  const id = await calendar();
  const file = ics(
    [
      ['BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261231', 'DTEND;VALUE=DATE:20270103', 'SUMMARY:元旦假期', 'END:VEVENT'],
      entry('20270205', '春节（休）'),
      entry('20270213', '春节（班）'),
      entry('20270115', '腊八节'),
    ].flat(),
  );
  expect(kinds(await preview(id, file))).toEqual([
    '2026-12-31 new',
    '2027-01-01 new',
    '2027-01-15 unknown-kind',
    '2027-02-05 new',
    '2027-02-13 new',
  ]);
  const { body } = await take(id, file).expect(200);
  expect(Object.keys(body.source.dates)).toEqual(['2026-12-31', '2027-01-01', '2027-02-05', '2027-02-13']);
});

test('words of one’s own tell what an observance is', async () => {
  const words = { work: ['加班'], off: ['腊八'] };
  expect(kinds(await preview(await calendar(), ics(entry('20270115', '腊八节'), { words })))).toEqual([
    '2027-01-15 new',
  ]);
});

test('what cannot be read is an error with its line, and stops the import unless one says otherwise', async () => {
  const id = await calendar();
  const file = ics([...entry('20271301', '元旦假期'), ...entry('20270101', '元旦假期')]);
  const shown = await preview(id, file);
  expect(shown.body).toMatchObject({
    lines: [{ date: '2027-01-01' }],
    errors: [{ code: 'date-unknown', params: { line: 2 } }],
  });
  expect(faults(await take(id, file))).toEqual([422, '/content date-unknown']);
  expect((await take(id, { ...file, skipErrors: true })).status).toBe(200);
  const rows = json([{ date: '2027-02-30', name: '春节', isOffDay: true }]);
  expect(faults(await take(id, rows, 1))).toEqual([422, '/days/0/date unknown-date']);
});

test('a list without a day of a year asked for is an error, drops nothing, and moves no coverage', async () => {
  const id = await calendar({ '2026-05-01': 'closed', '2027-05-03': 'closed', '2027-02-13': { like: 1 } });
  const silent = { pointer: '/years', code: 'year-without-days', params: { year: 2027 } };
  for (const list of [json([]), ics([]), ics(entry('20270115', '腊八节'))]) {
    const { body } = await preview(id, list);
    expect(body).toMatchObject({ errors: [silent], years: { after: [2026, 2026] } });
    expect(kinds({ body }).filter((one) => one.endsWith('dropped'))).toEqual([]);
    expect(faults(await take(id, list))).toEqual([422, '/years year-without-days']);
  }
  const two = json([{ date: '2026-05-01', name: '劳动节', isOffDay: true }], { years: [2026, 2027] });
  const shown = await preview(id, two);
  expect([kinds(shown), shown.body.errors]).toEqual([['2026-05-01 same'], [silent]]);
  expect(faults(await take(id, two))).toEqual([422, '/years year-without-days']);
  const { body } = await take(id, { ...two, skipErrors: true }).expect(200);
  expect(Object.keys(body.source.dates)).toEqual(['2026-05-01', '2027-05-03', '2027-02-13']);
});

test('a year beyond one that nobody knows moves no coverage', async () => {
  const list = json([{ date: '2028-01-03', name: '元旦', isOffDay: true }], { years: [2028, 2028] });
  expect((await preview(await calendar(), list)).body).toMatchObject({
    errors: [],
    years: { after: [2026, 2026] },
    coveredUntil: '2026-12-31T16:00:00.000Z',
  });
});

test('what could not be read is no news either: with skipErrors nothing is dropped, nor with addOnly', async () => {
  const id = await calendar({ '2027-05-03': 'closed' });
  const file = ics([...entry('20271301', '劳动节假期'), ...entry('20270101', '元旦假期')]);
  expect(kinds(await preview(id, file))).toEqual(['2027-01-01 new']);
  const taken = await take(id, { ...file, skipErrors: true }).expect(200);
  expect(Object.keys(taken.body.source.dates)).toEqual(['2027-05-03', '2027-01-01']);
  const good = ics(entry('20270101', '元旦假期'));
  expect(kinds(await preview(id, good))).toEqual(['2027-01-01 same', '2027-05-03 dropped']);
  expect(kinds(await preview(id, { ...good, addOnly: true }))).toEqual(['2027-01-01 same']);
  expect((await take(id, { ...good, addOnly: true }, 2)).body.source.dates).toHaveProperty('2027-05-03');
});

test('a file of twenty years is taken as it is, for the years that are named', async () => {
  const many = Array.from({ length: 20 * 365 }, (_, d) =>
    entry(new Date(Date.UTC(2010, 0, 1 + d)).toISOString().slice(0, 10).replaceAll('-', ''), '假期'),
  ).flat();
  const file = ics(many);
  expect(file.content.length).toBeGreaterThan(400_000);
  const { status, body } = await preview(await calendar(), file);
  expect([status, body.lines.length, body.errors]).toEqual([200, 261 + 23, []]); // with the run of December before
  const huge = await preview(await calendar(), ics([...entry('20270101', '假期'), `X:${'x'.repeat(4_200_000)}`]));
  expect([huge.status, huge.body.code]).toEqual([413, 'body-too-large']);
});

test('it goes into the draft that is there, and two editors get 412', async () => {
  const id = await calendar();
  const { body: draft } = await owner.get(`/api/calendars/${id}`);
  await owner
    .put(`/api/calendars/${id}/draft`, { ...draft.source, name: '新的名称' })
    .set('If-Match', '"0"')
    .expect(200);
  const stale = await take(id, json(), 0);
  expect([stale.status, stale.body.code]).toEqual([412, 'register-changed']);
  expect(stale.body.params).toMatchObject({ theirs: { revision: 2 }, yours: { years: [2026, 2027] } });
  const taken = await take(id, json(), 2).expect(200);
  expect(taken.body).toMatchObject({ revision: 3, source: { name: '新的名称', years: [2026, 2027] } });
});

test('an import is on record when it went into the draft, and not when another editor was faster', async () => {
  const id = await calendar();
  const { db } = api.product;
  await take(id, json(), 7).expect(412);
  expect(await db.collection('audit').countDocuments({ 'data.calendar': id })).toBe(0);
  expect((await atOnce(() => take(id, json()))).filter((status) => status === 200)).toHaveLength(1);
  expect(await standing(db, 'holidaysImported', { 'data.calendar': id })).toBe(1);
  expect(await standing(db, 'draftSaved', { 'data.id': id, 'data.seen': 0 })).toBe(2); // the first was its first version
});

test('bad lists change nothing, every fault named', async () => {
  const id = await calendar();
  expect(faults(await take(id, json(of2027, { leaveOut: ['2027-03-03'] })))).toEqual([422, '/leaveOut/0 unknown-date']);
  expect(faults(await take(id, { format: 'xml', years: [2027, 2027] }))).toEqual([422, '/format not-allowed-value']);
  const odd = { ...json([{ date: '1.1.2027', name: '', isOffDay: 1, more: 1 }]), years: [2028, 2027] };
  expect(faults(await take(id, odd))).toEqual([
    422,
    '/days/0/date wrong-format',
    '/days/0/name too-short',
    '/days/0/isOffDay wrong-type',
    '/days/0/more unknown-field',
    '/years out-of-order',
  ]);
  expect(faults(await take(id, json([], { years: [2027, 2050] })))).toEqual([422, '/years too-many']);
  const rows = [null, ...of2027, { ...of2027[0], date: '2027-02-30' }, { ...of2027[1], isOffDay: false }];
  expect(faults(await take(id, json(rows, { leaveOut: ['2027-03-03'], skipErrors: 'no' })))).toEqual([
    422,
    '/days/0 wrong-type',
    '/skipErrors wrong-type',
    '/leaveOut/0 unknown-date',
    '/days/6/date unknown-date',
    '/days/7 two-meanings',
  ]);
  const file = ics([...entry('20271301', '元旦'), 'nonsense'], { years: 2027, words: { work: [1] } });
  expect(faults(await preview(id, file))).toEqual([
    422,
    '/words/work/0 wrong-type',
    '/words/off required',
    '/years wrong-type',
    '/content line-malformed',
    '/content date-unknown',
  ]);
  expect(faults(await preview('always', { ...json(), years: [1, 2] }))).toEqual([
    422,
    ' always-open',
    '/years/0 too-small',
    '/years/1 too-small',
  ]);
  expect(faults(await take(id, ics([], { content: '' })))).toEqual([422, '/content too-short']);
  expect(faults(await preview('always', json()))).toEqual([422, ' always-open']);
  expect((await preview('nowhere', json())).status).toBe(404);
  expect((await owner.post(`/api/calendars/${id}/import`, json())).status).toBe(428);
  expect((await owner.get(`/api/calendars/${id}/draft`)).status).toBe(404);
});

test('only for process owners at the top', async () => {
  const id = await calendar();
  const desk = await api.as('desk-linxi');
  expect((await preview(id, json(), desk)).status).toBe(403);
  expect((await take(id, json(), 0, desk)).status).toBe(403);
});

test('the list that the product ships imports into its own calendar without a change', async () => {
  const days = cnHolidays.filter(({ date }) => date.startsWith('2026'));
  const { body } = await preview('cn-5x8', json([...days], { years: [2026, 2026] }));
  expect(new Set((body.lines as Line[]).map(({ kind }) => kind))).toEqual(new Set(['same']));
});
