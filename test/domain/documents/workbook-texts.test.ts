/** A text in a workbook that begins like a formula is a text, and stays one when somebody edits its cell. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { moneyOf } from '../../../domain/documents/numbers.ts';
import { xlsxOf } from '../../../platform/documents/xlsx.ts';
import { openZip } from '../../../platform/files/zip.ts';
import { printable } from '../../support/documents/sheets.ts';

const columns = [
  { title: 'a', share: 1 },
  { title: 'b', share: 1 },
];
async function partsOf(rows: readonly (readonly string[])[]): Promise<{ sheet: string; styles: string }> {
  const sections = [{ is: 'table', columns, rows }] as const;
  const { bytes } = await xlsxOf(printable({ letterhead: [], title: '=1+1', subtitle: '', sections }));
  const folder = await mkdtemp(path.join(tmpdir(), 'xlsx-'));
  writeFileSync(path.join(folder, 'it.xlsx'), bytes);
  const zip = await openZip(path.join(folder, 'it.xlsx'));
  const read = async (name: string): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of zip.part(name, 1_000_000)) parts.push(part);
    return Buffer.concat(parts).toString();
  };
  const found = { sheet: await read('xl/worksheets/sheet1.xml'), styles: await read('xl/styles.xml') };
  await rm(folder, { recursive: true });
  return found;
}

test('it has the format of texts, and no cell of the sheet has a formula', async () => {
  const marks = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '＝1', "'=1"];
  const { sheet, styles } = await partsOf(marks.map((mark) => [mark, 'words']));
  expect(sheet).not.toContain('<f');
  const asText = /numFmtId="(\d+)" formatCode="@"/.exec(styles)?.[1];
  const cells = styles.slice(styles.indexOf('<cellXfs'));
  const formats = [...cells.matchAll(/<xf numFmtId="(\d+)"/g)].map(([, format]) => format);
  const isText = (cell: string): boolean => {
    const style = new RegExp(`r="${cell}" t="s" s="(\\d+)"`).exec(sheet)?.[1];
    return formats[Number(style)] === asText;
  };
  const first = 5; // behind the title, its words, a blank row and the heads
  expect(marks.map((_mark, n) => [isText(`A${first + n}`), isText(`B${first + n}`)])).toEqual(
    marks.map(() => [true, false]),
  );
  expect(isText('A1')).toBe(true);
});

test('a sum of more digits than a workbook keeps is a text in it', () => {
  expect(moneyOf(999_999_999_999_999, 'CNY')).toMatchObject({ number: 9_999_999_999_999.99 });
  expect(moneyOf(2_000_000_000_000_001, 'CNY')).toEqual({ text: '20,000,000,000,000.01 CNY' });
  expect(moneyOf(-2_000_000_000_000_001, 'CNY')).toEqual({ text: '-20,000,000,000,000.01 CNY' });
});
