import { MOST_RECORDS, readSheet } from '../../../api/registers/items/item-sheet.ts';
import { columnByHeading, columnsOf, fieldValue, headingsOf } from '../../../api/registers/items/item-columns.ts';
import { itemKinds, itemRelations } from '../../../models/migrations/seeds/items.ts';

const read = (content: string | Uint8Array) => readSheet(Buffer.from(content).toString('base64'));
const byId = <T extends { _id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row._id, row]));
const types = { kinds: byId(itemKinds), relations: byId(itemRelations) };

test('records keep the number of their line, empty ones are left out, formulas are as they were', async () => {
  const { headings, records, encoding } = await read('\uFEFFid;name\r\na;\'=1+1\r\n\r\n;\r\nb;"two\nlines"\r\n');
  expect([headings, encoding]).toEqual([['id', 'name'], 'utf-8']);
  expect(records).toEqual([
    { row: 2, cells: ['a', '=1+1'] },
    { row: 5, cells: ['b', 'two\nlines'] },
  ]);
});

test.each<[string, string | Uint8Array, unknown]>([
  ['a quote that is never closed', 'id,name\na,"b\nc', { line: 2, code: 'unreadable' }],
  ['bytes that are no text', Uint8Array.from([0x69, 0x64, 0x0a, 0xff, 0xfe, 0xff]), { code: 'unreadable' }],
  ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), { code: 'unreadable' }],
  ['nothing', '\n', { line: 1, code: 'empty' }],
  ['more lines than are taken at once', `id\n${'a\n'.repeat(MOST_RECORDS + 1)}`, { code: 'too-many-rows' }],
])('%s is a fault with its place, and loses nothing before it', async (_, content, fault) => {
  expect((await read(content)).faults).toMatchObject([fault]);
});

test('as many lines as are taken at once are taken', async () => {
  const { records, faults } = await read(`id\n${'a\n'.repeat(MOST_RECORDS)}`);
  expect([records.length, faults]).toEqual([MOST_RECORDS, []]);
});

test('each heading of an export leads back to its column, in both languages, and so does each key', () => {
  const columns = columnsOf(types);
  const find = columnByHeading(columns);
  for (const lang of ['zh', 'en'] as const) {
    const headings = headingsOf(columns, lang);
    expect(new Set(headings).size).toBe(headings.length);
    expect(headings.map(find)).toEqual(columns);
  }
  expect(['ID', 'runs-on', 'model', ' 名称 ', 'colour'].map((one) => find(one)?.key)).toEqual([
    'id',
    'runs-on',
    'model',
    'name',
    undefined,
  ]);
});

test.each([
  ['whole', '1,024', 1024],
  ['amount', '186000.50', 186_000.5],
  ['yes-no', '是', true],
  ['yes-no', 'FALSE', false],
  ['day', '2024/3/2', '2024-03-02'],
  ['day', '2024年3月2日', '2024-03-02'],
  ['texts', 'a；b;c', ['a', 'b', 'c']],
] as const)('a cell of type %s reads %j', (type, cell, value) => {
  expect(fieldValue(type, cell)).toEqual({ value });
});
test.each([
  ['whole', 'many'],
  ['amount', '1e9'],
  ['yes-no', 'maybe'],
  ['day', '2024-02-30'],
] as const)('a cell of type %s refuses %j', (type, cell) => {
  expect(fieldValue(type, cell)).toMatchObject({ fault: 'wrong-format' });
});
