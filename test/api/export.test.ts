import { type Api, openIncident, startApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

const local = (instant: string) =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

/** As a spreadsheet program reads it. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 1; i < text.length; i += 1) {
    const [one, next] = [text[i] ?? '', text[i + 1]];
    if (quoted) {
      if (one === '"' && next === '"') [cell, i] = [cell + '"', i + 1];
      else if (one === '"') quoted = false;
      else cell += one;
    } else if (one === '"') quoted = true;
    else if (one === ',' || one === '\n') {
      rows.at(-1)?.push(cell.replace(/\r$/, ''));
      cell = '';
      if (one === '\n') rows.push([]);
    } else cell += one;
  }
  return rows.slice(0, -1);
}

test('R029 an export opens in a spreadsheet program as what the list shows: every script, zeros, no formula', async () => {
  const titles = ['国库支付🔥', '000123', '13800000000', '=HYPERLINK(1)', '带"引号"，逗号, 的标题', '@cmd', 'ﺗﻘﺮﻳﺮ'];
  const numbers: string[] = [];
  for (const title of titles) numbers.push(await openIncident(api, { title }));
  const supervisor = await api.as('sup-donghu');
  const answer = await supervisor.get('/api/cases/export?process=incident').buffer(true);
  expect(answer.status).toBe(200);
  expect(Buffer.from(answer.text).subarray(0, 3).toString('hex')).toBe('efbbbf');
  expect(answer.headers['content-disposition']).toMatch(/filename\*=UTF-8''%E5%B7%A5%E5%8D%95%20\d{4}-\d\d-\d\d\.csv$/);
  const [head = [], ...rows] = rowsOf(answer.text);
  expect(head).toContain('登记时间 (Asia/Shanghai)');
  expect(rows.map(([number]) => number)).toEqual(numbers);
  const shownTitles = rows.map((row) => row[head.indexOf('标题')]);
  expect(shownTitles).toEqual(titles.map((title) => (/^[=@]/.test(title) ? `'${title}` : title)));
  const { items } = (await supervisor.get('/api/incidents?sort=openedAt&limit=100')).body;
  expect(rows.map((row) => row[head.indexOf('登记时间 (Asia/Shanghai)')])).toEqual(
    items.map(({ openedAt }: { openedAt: string }) => local(openedAt)),
  );
  expect(rows).toHaveLength((await supervisor.get('/api/incidents/count')).body.count);
});

test('it holds what the asker may see, takes no unknown word, and the look is on record', async () => {
  const foreign = await (await api.as('sup-xiling')).get('/api/cases/export').buffer(true);
  expect(rowsOf(foreign.text)).toHaveLength(1);
  const own = await (await api.as('req-linxi')).get('/api/cases/export?lang=en').buffer(true);
  expect(rowsOf(own.text)[0]?.[0]).toBe('Number');
  expect((await (await api.as('sup-donghu')).get('/api/cases/export?colour=red')).status).toBe(422);
  expect((await api.get('/api/cases/export')).status).toBe(401);
  const looks = await api.product.db.collection('audit').find({ type: 'casesExported' }).toArray();
  expect(looks.map(({ by, data }) => [by, (data as { count: number }).count])).toEqual(
    expect.arrayContaining([
      ['sup-donghu', 7],
      ['sup-xiling', 0],
    ]),
  );
});
