import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseOutside } from '../../../domain/kernel/record/outside.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { readXlsx } from '../../../platform/files/xlsx.ts';
import { plainCell, readCsv } from '../../../platform/spreadsheet.ts';
import { type Api, type Caller, openCall, openIncident, startApi } from '../../support/product/api.ts';

const MANY = 500;
let api: Api;
let supervisor: Caller;
beforeAll(async () => {
  api = await startApi({ mostRows: MANY });
  supervisor = await api.as('sup-donghu');
  await copies(await openIncident(api));
}, 120_000);
afterAll(() => api.stop());

const titles = [
  '国库支付🔥',
  '000123',
  '13800000000',
  '=HYPERLINK(1)',
  '＝HYPERLINK(1)',
  "'=1",
  "''@cmd",
  '+86 138 0000 0000',
  '-1',
  '@cmd',
  '带"引号"，逗号, 和;分号',
  'ﺗﻘﺮﻳﺮ ﻧﻬﺎﺋﻲ',
  '2026-03-02',
  'TRUE',
];
const descriptions = ['第一行\n第二行\n\n"引用"', '=1+1\n=2', '\t缩进', '一行', 'a,b\r\nc'];

/** Many cases with all that a table may stumble over, as long use leaves them. */
async function copies(number: string): Promise<void> {
  const one = await api.product.stored(number);
  const rest = Array.from({ length: MANY - 1 }, (_, i) => ({
    ...one,
    _id: `INC-${String(900_000 + i)}`,
    title: titles[i % titles.length],
    description: descriptions[i % descriptions.length],
    contact: ['13800000000', '000123', '0712-5550101'][i % 3],
    openedAt: one.openedAt - i * 61_001,
    ...(i % 2 === 0 ? {} : { closedAt: one.openedAt + i * 1_000 }),
  }));
  await caseOf(api.product.db).collection.insertMany(rest as never[]);
}

/** As another program reads it. */
async function rowsOf(text: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { cells } of readCsv(
    (async function* () {
      yield text;
    })(),
  ))
    rows.push(cells);
  return rows;
}

async function everyCase(caller: Caller, path: string): Promise<Map<string, CaseOutside & Record<string, unknown>>> {
  const found = new Map<string, CaseOutside & Record<string, unknown>>();
  for (let after = ''; ; ) {
    const { body } = await caller.get(`${path}?limit=100${after}`);
    for (const view of body.items) found.set(view.number, view);
    if (body.next === null) return found;
    after = `&after=${encodeURIComponent(body.next)}`;
  }
}

const local = (instant: unknown) =>
  typeof instant === 'string'
    ? new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
    : '';

test('R029 an export opens in a spreadsheet program as what the list shows, and read back every field is equal', async () => {
  const answer = await supervisor.get('/api/incidents/export?lang=en').buffer(true);
  expect(answer.status).toBe(200);
  expect(Buffer.from(answer.text).subarray(0, 3).toString('hex')).toBe('efbbbf');
  expect(answer.headers['content-disposition']).toMatch(
    /^attachment; filename="cases_\d{4}-\d\d-\d\d\.csv"; filename\*=UTF-8''cases%20/,
  );
  const [head = [], ...rows] = await rowsOf(answer.text);
  const views = await everyCase(supervisor, '/api/incidents');
  expect(rows).toHaveLength((await supervisor.get('/api/incidents/count')).body.count);
  expect(rows).toHaveLength(MANY);
  const column = (name: string) => rows.map((row) => plainCell(row[head.indexOf(name)] ?? '?'));
  const viewed = (of: (view: CaseOutside & Record<string, unknown>) => unknown) =>
    rows.map(([number = '']) => {
      const view = views.get(number);
      return view ? (of(view) ?? '') : '?';
    });
  expect(column('Title')).toEqual(viewed(({ title }) => title));
  expect(column('Description')).toEqual(viewed(({ description }) => description));
  expect(column('Contact')).toEqual(viewed(({ contact }) => contact));
  expect(column('Requester')).toEqual(viewed(({ parties }) => parties.requester));
  expect(column('Priority')).toEqual(viewed(({ priority }) => priority));
  expect(column('Opened (Asia/Shanghai)')).toEqual(viewed(({ openedAt }) => local(openedAt)));
  expect(column('Due (Asia/Shanghai)')).toEqual(viewed(({ dueAt }) => local(dueAt)));
  expect(column('Closed (Asia/Shanghai)')).toEqual(viewed(({ closedAt }) => local(closedAt)));
});

test('R029, F48 no cell is a formula for a spreadsheet program, and zeros and line breaks stand as they were', async () => {
  const { text } = await supervisor.get('/api/incidents/export').buffer(true);
  const cells = (await rowsOf(text)).flat();
  expect(cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))).toEqual([]);
  for (const cell of [
    '000123',
    '13800000000',
    "'=HYPERLINK(1)",
    "'＝HYPERLINK(1)",
    "''=1",
    "'-1",
    '第一行\n第二行\n\n"引用"',
  ])
    expect(cells).toContain(cell);
  expect(text).toContain('"带""引号""，逗号, 和;分号"');
  expect(text.split('\r\n').length).toBeGreaterThan(MANY);
});

/** The sheet of a workbook as a reader of its own has it; the name of the file as it was sent. */
async function sheetOf(caller: Caller, route: string): Promise<{ rows: string[][]; name: string; type: unknown }> {
  const { body, headers } = await caller
    .get(route)
    .buffer(true)
    .parse((answer, done) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => done(null, Buffer.concat(chunks)));
    })
    .expect(200);
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const file = join(folder, 'list.xlsx');
  writeFileSync(file, body);
  const rows: string[][] = [];
  for await (const { cells } of readXlsx(file)) rows.push(cells);
  rmSync(folder, { recursive: true });
  const [, exact = ''] = /filename\*=UTF-8''(\S+)$/.exec(String(headers['content-disposition'])) ?? [];
  return { rows, name: decodeURIComponent(exact), type: headers['content-type'] };
}
/** Without the empty cells at the end of a row, which a sheet need not have. */
const filledCells = (cells: readonly string[]): readonly string[] =>
  cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);

test('the same list as a workbook has the same cells, as texts, the same refusals and is on record too', async () => {
  for (const [list, lang] of [
    ['incidents?q=INC', 'en'],
    ['cases?q=INC-90000', 'zh'],
  ] as const) {
    const route = `/api/${list.replace('?', '/export?')}&lang=${lang}`;
    const { text } = await supervisor.get(route).buffer(true);
    const { rows, name, type } = await sheetOf(supervisor, `${route}&format=xlsx`);
    const plain = (await rowsOf(text)).map((cells) => cells.map((cell) => plainCell(cell).replaceAll(/\r\n?/g, '\n')));
    expect(rows.map(filledCells)).toEqual(plain.map(filledCells));
    expect(rows).toHaveLength(list === 'incidents?q=INC' ? MANY + 1 : 11);
    expect(name).toMatch(lang === 'zh' ? /^工单 [-0-9]{10}\.xlsx$/ : /^cases [-0-9]{10}\.xlsx$/);
    expect(type).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  }
  const [last] = await api.product.db
    .collection('audit')
    .find({ type: 'casesExported', by: 'sup-donghu' })
    .sort({ at: -1, seq: -1 })
    .limit(1)
    .toArray();
  expect(last?.['data']).toMatchObject({ count: 10, format: 'xlsx' });
  expect((await supervisor.get('/api/cases/export?format=ods')).body.errors).toEqual([
    { pointer: '/format', code: 'not-allowed-value', params: { allowed: ['csv', 'xlsx'] } },
  ]);
  expect((await supervisor.get('/api/incidents/export?format=xlsx&colour=red')).status).toBe(422);
  expect((await (await api.as('admin-system')).get('/api/incidents/export?format=xlsx')).status).toBe(403);
});

test('items and the audit trail come as workbooks too', async () => {
  const items = await sheetOf(await api.as('sup-dx'), '/api/items/export?lang=en&format=xlsx');
  const { text } = await (await api.as('sup-dx')).get('/api/items/export?lang=en').buffer(true);
  expect(items.rows.map(filledCells)).toEqual((await rowsOf(text)).map((cells) => filledCells(cells.map(plainCell))));
  const trail = await sheetOf(await api.as('admin-audit'), '/api/audit/records/export?lang=en&format=xlsx');
  expect([trail.rows[0]?.slice(0, 3), trail.name]).toEqual([
    ['Time (Asia/Shanghai)', 'Type', 'Title'],
    expect.stringMatching(/^audit records [-0-9]{10}\.xlsx$/),
  ]);
  expect(trail.rows.length).toBeGreaterThan(5);
});

test('R028 the name of the file is exact in every program', async () => {
  const { headers } = await supervisor.get('/api/cases/export?q=INC-900000').buffer(true);
  const [, exact = ''] = /filename\*=UTF-8''(\S+)$/.exec(String(headers['content-disposition'])) ?? [];
  expect(decodeURIComponent(exact)).toMatch(/^工单 \d{4}-\d\d-\d\d\.csv$/);
});

test('headings come in the language asked for, else in the own one; filters are those of the list', async () => {
  const call = await openCall(api, { title: '打印' });
  const heads = async (person: string, query: string) => {
    const { text } = await (await api.as(person)).get(`/api/cases/export?q=INC-900000&${query}`).buffer(true);
    return (await rowsOf(text))[0]?.[0];
  };
  await api.product.db.collection<{ _id: string }>('people').updateOne({ _id: 'auditor' }, { $set: { locale: 'en' } });
  api.product.directory.drop();
  expect([await heads('sup-donghu', ''), await heads('sup-donghu', 'lang=en')]).toEqual(['编号', 'Number']);
  expect([await heads('auditor', ''), await heads('auditor', 'lang=zh')]).toEqual(['Number', '编号']);

  const numbersIn = async (path: string) =>
    (await rowsOf((await supervisor.get(path).buffer(true)).text)).slice(1).map(([number]) => number);
  expect(await numbersIn('/api/calls/export')).toEqual([call]);
  expect(await numbersIn('/api/cases/export?process=call')).toEqual([call]);
  expect(await numbersIn(`/api/incidents/export?q=INC-90000&open=true`)).toEqual(
    [0, 2, 4, 6, 8].map((i) => `INC-90000${i}`),
  );
  const { count } = (await supervisor.get('/api/incidents/count?open=false')).body;
  expect(await numbersIn('/api/incidents/export?open=false')).toHaveLength(count);
});

const readOf = async (lang: string, heads: readonly string[]) => {
  const { text } = await supervisor.get(`/api/incidents/export?lang=${lang}&q=INC-900000`).buffer(true);
  const [head = [], row = []] = await rowsOf(text);
  return heads.map((name) => row[head.indexOf(name)]);
};

test('N31 a choice stands with its word beside its key, in the language of the file', async () => {
  await caseOf(api.product.db).collection.updateOne({ _id: 'INC-900000' } as never, {
    $set: { reportState: 'owed', onsite: 'requested', hold: { reason: 'vendor', until: null, reminders: 0 } },
  });
  expect(await readOf('en', ['Channel', 'Channel (name)', 'Report', 'Report (name)', 'Held for (name)'])).toEqual([
    'phone',
    'phone',
    'owed',
    'owed',
    'waiting for the vendor',
  ]);
  expect(await readOf('zh', ['渠道', '渠道（名称）', '挂起原因（名称）', '分析报告（名称）', '上门（名称）'])).toEqual([
    'phone',
    '电话',
    '等待厂商',
    '待提交',
    '已请求',
  ]);
});

test('it holds what the asker may see, and no more of it than the list', async () => {
  const foreign = await (await api.as('sup-xiling')).get('/api/cases/export').buffer(true);
  expect(await rowsOf(foreign.text)).toHaveLength(1);
  const colleague = await api.product.db.collection<{ _id: string }>('people').findOne({ _id: 'req-linxi' });
  await api.product.db.collection('people').insertOne({ ...colleague, _id: 'req-linxi-2', name: '同事' } as never);
  const { text } = await (await api.as('req-linxi-2')).get('/api/incidents/export?lang=en&q=INC-900001').buffer(true);
  const [head = [], row = []] = await rowsOf(text);
  expect([row[0], row[head.indexOf('Contact')]]).toEqual(['INC-900001', '']);
});

test('unknown words are refused, nobody is refused, and each look is on record with its filter and count', async () => {
  expect((await supervisor.get('/api/cases/export?colour=red')).body.errors).toEqual([
    { pointer: '/colour', code: 'unknown-field' },
  ]);
  for (const bad of ['sort=title', 'limit=5', 'lang=fr', 'process=request', 'status[$ne]=x'])
    expect([bad, (await supervisor.get(`/api/cases/export?${bad}`)).status]).toEqual([bad, 422]);
  expect((await api.get('/api/cases/export')).status).toBe(401);
  expect((await (await api.as('admin-system')).get('/api/incidents/export')).status).toBe(403);
  const audit = api.product.db.collection('audit');
  await supervisor.get('/api/incidents/export?open=true&q=INC-9000').buffer(true);
  const [last] = await audit
    .find({ type: 'casesExported', by: 'sup-donghu' })
    .sort({ at: -1, seq: -1 })
    .limit(1)
    .toArray();
  expect(last?.['data']).toEqual({ filter: { open: 'true', q: 'INC-9000' }, count: 50, of: ['incident'] });
});

test('more rows than a file may have are refused: a file that silently ends would be taken for the whole', async () => {
  const bare = Array.from({ length: MANY + 1 }, (_, i) => ({
    _id: `INC-${String(1_000_000 + i)}`,
    process: 'incident',
    orgLine: ['/dx/xiling', '/dx'],
  }));
  await api.product.db.collection('cases').insertMany(bare as never[], { ordered: false });
  for (const format of ['csv', 'xlsx']) {
    const { status, body } = await (await api.as('sup-xiling')).get(`/api/incidents/export?format=${format}`);
    expect([status, body.code, body.params]).toEqual([422, 'too-many-rows', { maximum: MANY }]);
  }
  await api.product.db.collection('cases').deleteMany({ orgLine: '/dx/xiling' });
}, 60_000);

test('exports have a rate of their own, and room for 50,000 rows', async () => {
  const slow = await startApi({
    rates: { session: { requests: 100, writes: 100 }, export: { requests: 2, writes: 2 } },
  });
  expect(JSON.stringify(slow.app.specification.document())).toContain('by number, at most 50000 rows');
  const owner = await slow.as('owner');
  const asked = [
    await owner.get('/api/cases/export'),
    await owner.get('/api/calls/export'),
    await owner.get('/api/cases/export'),
  ];
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(Number(asked[2]?.headers['retry-after'])).toBeGreaterThan(0);
  expect((await owner.get('/api/cases')).status).toBe(200);
  await slow.stop();
}, 60_000);
