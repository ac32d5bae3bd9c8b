/** Tables as workbooks, read back by a reader of zip and XML that knows nothing of what wrote them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MOST_IN_CELL, workbookOf } from '../../../platform/documents/table.ts';
import { readXlsx } from '../../../platform/files/xlsx.ts';
import { openZip } from '../../../platform/files/zip.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'table-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* pagesOf(...pages: string[][][]): AsyncGenerator<string[][]> {
  yield* pages;
}
async function fileOf(heads: readonly string[], pages: AsyncIterable<string[][]>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of workbookOf({ name: '工单', heads, pages })) parts.push(part);
  const file = path.join(folder, 'table.xlsx');
  writeFileSync(file, Buffer.concat(parts));
  return file;
}
async function readBack(file: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { cells } of readXlsx(file, '工单')) rows.push(cells);
  return rows;
}
async function partOf(file: string, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openZip(file)).part(name, 10_000_000)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const FORMULAS = ['=1+1', '=HYPERLINK("http://x")', '+86 138', '-1', '@SUM(A1)', '＝1', '\t=1'];

test('every cell comes back as it was, and none is a formula, a number or a date', async () => {
  const texts = ['000123', '2026-03-02 10:00:00', 'TRUE', '1e5', '国库支付🔥', 'a & <b> "c"', '第一行\n第二行', ' x '];
  const file = await fileOf(
    ['甲', 'B'],
    pagesOf(
      [['一', '']],
      FORMULAS.map((one) => [one, 'f']),
      texts.map((one) => [one, 't']),
    ),
  );
  expect((await readBack(file)).map(([first]) => first)).toEqual(['甲', '一', ...FORMULAS, ...texts]);
  const sheet = await partOf(file, 'xl/worksheets/sheet1.xml');
  const cells = [...sheet.matchAll(/<c ([^>]*?)(\/?)>/g)];
  expect(cells.length).toBe(2 * (2 + FORMULAS.length + texts.length));
  expect(cells.filter(([, of = '', isEmpty]) => !isEmpty && !of.includes('t="inlineStr"'))).toEqual([]);
  expect(sheet).not.toMatch(/<f[ >]/);
});

test('cells are of the format of texts, so that one that begins like a formula stays a text when it is edited', async () => {
  const file = await fileOf(['A'], pagesOf([['=1']]));
  const [, style] = /<c r="A2"[^>]* s="(\d+)"/.exec(await partOf(file, 'xl/worksheets/sheet1.xml')) ?? [];
  const styles = await partOf(file, 'xl/styles.xml');
  const formats = styles.split('<cellXfs')[1]?.match(/<xf [^>]*>/g) ?? [];
  const [, format] = /numFmtId="(\d+)"/.exec(formats[Number(style)] ?? '') ?? [];
  expect(styles).toContain(`<numFmt numFmtId="${format}" formatCode="@"/>`);
});

test('what XML or a cell cannot hold is said to be cut or replaced, never half of a character', async () => {
  const long = `${'x'.repeat(MOST_IN_CELL - 2)}🔥🔥`;
  const file = await fileOf(['A'], pagesOf([[`a\u0000b\u0008`], [long], ['\r\na\rb']]));
  const [, [odd = ''] = [], [cut = ''] = [], [lines = ''] = []] = await readBack(file);
  expect([odd, lines]).toEqual(['a\uFFFDb\uFFFD', '\na\nb']);
  expect(cut).toHaveLength(MOST_IN_CELL - 1);
  expect(cut.endsWith('x…')).toBe(true);
});

test('rows are asked for as they are written, and no more once nobody reads', async () => {
  let [asked, ended] = [0, false];
  async function* endless(): AsyncGenerator<string[][]> {
    try {
      for (;;) {
        asked += 1;
        yield Array.from({ length: 500 }, (_, i) => [`${asked}.${i}.${Math.random()}`]);
      }
    } finally {
      ended = true;
    }
  }
  let bytes = 0;
  for await (const part of workbookOf({ name: 'x', heads: ['A'], pages: endless() })) {
    bytes += part.length;
    if (bytes > 100_000) break;
  }
  expect(asked).toBeLessThan(200);
  expect(ended).toBe(true);
});

async function* failing(): AsyncGenerator<string[][]> {
  yield [['a']];
  throw new Error('the store is away');
}
test('what reading the rows throws is thrown, so that nobody takes the part for the whole', async () => {
  await expect(fileOf(['A'], failing())).rejects.toThrow('the store is away');
});
