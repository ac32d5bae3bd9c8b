/** What the press prints, read by programs that had no part in it; and how the press itself comes and goes. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPress, PressFailed } from '../../../platform/documents/press.ts';
import { readXlsx } from '../../../platform/files/xlsx.ts';
import { openZip } from '../../../platform/files/zip.ts';
import { hasPoppler, readByPoppler, readPdf, readQr, readQrByPoppler } from '../../support/documents/pdf.ts';
import { HASH, printable, RARE } from '../../support/documents/sheets.ts';

const press = createPress({ idleMs: 600_000 });
afterAll(() => press.close());

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
async function gone(pid: number): Promise<void> {
  while (isThere(pid)) await pause(20);
}

test('a PDF has its fonts in it and its text in both languages, within the page, and is the same each time', async () => {
  const { bytes, unprintable } = await press.print(printable(), 'pdf');
  expect(unprintable).toEqual([]);
  const { pages, fonts, right, width } = readPdf(bytes);
  expect(fonts.map(({ isEmbedded }) => isEmbedded)).toEqual([true, true]);
  const text = pages.join('');
  for (const words of ['故障分析报告', '信息中心', RARE, '第二行', '说明59', '其余 3 行', '李四', '签字', HASH])
    expect(text).toContain(words);
  expect(text.match(/x/g)).toHaveLength(400); // wrapped, nothing of it lost
  expect([right > 0, right < width - 40]).toEqual([true, true]);
  expect(pages.length).toBeGreaterThan(1);
  for (const [n, page] of pages.entries()) expect(page).toContain(`第 ${n + 1} 页，共 ${pages.length} 页`);
  expect((await press.print(printable(), 'pdf')).bytes.equals(bytes)).toBe(true);
  const english = await press.print(
    printable({ lang: 'en', title: 'Fault analysis report', pageWords: 'Page {page} of {pages}' }),
    'pdf',
  );
  expect(readPdf(english.bytes).pages[0]).toContain('Fault analysis report');
});

// Where poppler-utils are not installed pdf.js alone has read it.
const ofPoppler = hasPoppler() ? test : test.skip;
ofPoppler('another reader, poppler, says the same of it', async () => {
  thenPopplerReads((await press.print(printable(), 'pdf')).bytes);
});
function thenPopplerReads(bytes: Buffer): void {
  const { fonts, text } = readByPoppler(bytes);
  expect(fonts.match(/NotoSansHans-\w+ +CID Type 0C +Identity-H +yes yes yes/g)).toHaveLength(2);
  expect(text).toContain(RARE.split(' ')[0]);
  expect(Array.from(RARE.replaceAll(' ', '')).filter((one) => !text.includes(one))).toEqual([]);
}

test('the QR code is read as it is printed, on the last page and nowhere else', async () => {
  const { record } = printable();
  const codesOf = async (qr: string, more = {}) =>
    readQr((await press.print(printable({ record: { ...record, qr }, ...more }), 'pdf')).bytes);
  const [usual, longest] = [`INC-000123 v23 sha256:${HASH}`, `INS-999999 v12345 sha256:${'f'.repeat(64)}`];
  const codes = await codesOf(usual);
  expect(codes.length).toBeGreaterThan(1);
  expect(codes).toEqual([...codes.slice(0, -1).map(() => null), usual]);
  expect(await codesOf(longest, { sections: [] })).toEqual([longest]);
});
ofPoppler('the QR code is read off the page that poppler paints, under the mark of a drill as well', async () => {
  thenPopplerReadsTheCode((await press.print(printable({ mark: '演练' }), 'pdf')).bytes);
});
function thenPopplerReadsTheCode(bytes: Buffer): void {
  expect(readQrByPoppler(bytes, readPdf(bytes).pages.length)).toBe(`INC-000123 v23 sha256:${HASH}`);
}

test('characters that the font lacks stand as their codes and are told; those that nobody sees turn nothing round', async () => {
  const { bytes, unprintable } = await press.print(
    printable({ subtitle: '𠮷田\u202Eevil\u200B 🎉\u0007', sections: [] }),
    'pdf',
  );
  expect(unprintable).toEqual(['U+20BB7', 'U+202E', 'U+200B', 'U+1F389', 'U+0007']);
  const [text = ''] = readPdf(bytes).pages;
  for (const words of ['[U+20BB7]田evil [U+1F389]', '字库中没有：U+20BB7']) expect(text).toContain(words);
});

test('a drill is marked on each page', async () => {
  const { bytes } = await press.print(printable({ mark: '演练' }), 'pdf');
  const { pages } = readPdf(bytes);
  expect(pages.filter((page) => page.includes('演练'))).toHaveLength(pages.length);
});

test('a workbook reads back, is the same each time, and holds no formula', async () => {
  const document = printable({ title: '=HYPERLINK("http://x")', subtitle: '@SUM(1)\u0000' });
  const { bytes } = await press.print(document, 'xlsx');
  expect((await press.print(document, 'xlsx')).bytes.equals(bytes)).toBe(true);
  const folder = await mkdtemp(path.join(tmpdir(), 'xlsx-'));
  const file = path.join(folder, 'document.xlsx');
  writeFileSync(file, bytes);
  const rows: string[][] = [];
  for await (const { cells } of readXlsx(file)) rows.push(cells);
  await rm(folder, { recursive: true });
  expect(rows.flat()).toEqual(
    expect.arrayContaining([
      '=HYPERLINK("http://x")',
      '@SUM(1)\uFFFD',
      RARE,
      '说明59 ' + 'a'.repeat(160),
      '编制人',
      HASH,
    ]),
  );
});

test('what is said to be a number is one in a workbook, in its form; on paper it is its text', async () => {
  const amount = { text: '12,345.67 CNY', number: 12_345.67, format: '#,##0.00 "CNY"' };
  const document = printable({
    sections: [
      { is: 'facts', rows: [['违约金', amount]] },
      { is: 'table', columns: [{ title: '金额', share: 1 }], rows: [[amount], ['12,345.67 CNY']] },
    ],
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'xlsx-'));
  const file = path.join(folder, 'document.xlsx');
  writeFileSync(file, (await press.print(document, 'xlsx')).bytes);
  const zip = await openZip(file);
  const read = async (name: string): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of zip.part(name, 1_000_000)) parts.push(part);
    return Buffer.concat(parts).toString();
  };
  expect((await read('xl/worksheets/sheet1.xml')).match(/<v>12345\.67<\/v>/g)).toHaveLength(2);
  expect(await read('xl/styles.xml')).toContain('#,##0.00 &quot;CNY&quot;');
  await rm(folder, { recursive: true });
  expect(readPdf((await press.print(document, 'pdf')).bytes).pages.join('')).toContain('12,345.67 CNY');
});

test('it begins when something is asked, prints one after the other, and ends when nothing is left', async () => {
  const own = createPress({ idleMs: 50 });
  expect(own.pid()).toBeUndefined();
  const all = Array.from({ length: 5 }, () => own.print(printable({ sections: [] }), 'xlsx'));
  const pid = own.pid() ?? 0;
  expect(pid).toBeGreaterThan(0);
  expect(await Promise.all(all)).toHaveLength(5);
  await gone(pid);
  expect(own.pid()).toBeUndefined();
});

test('one that is killed, or hangs, fails what it prints just then; what waits is printed by the next', async () => {
  const own = createPress({ idleMs: 600_000 });
  const [first, second] = [own.print(printable(), 'pdf'), own.print(printable({ sections: [] }), 'xlsx')];
  const pid = own.pid() ?? 0;
  process.kill(pid, 'SIGKILL');
  await expect(first).rejects.toThrow(PressFailed);
  expect((await second).bytes.length).toBeGreaterThan(0);
  expect(own.pid()).not.toBe(pid);
  const left = own.pid() ?? 0;
  own.close();
  await gone(left);
  const hurried = createPress({ limitMs: 1 });
  await expect(hurried.print(printable(), 'pdf')).rejects.toThrow('took too long');
  hurried.close();
});
