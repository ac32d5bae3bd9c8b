import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readMapping } from '../../commands/replay/mapping.ts';
import { readLog } from '../../commands/replay/read-log.ts';
import { type Cell, workbook, zipped } from '../support/workbook.ts';

const lifecycle = [{ command: 'start', from: ['new'], to: ['in-progress', 'resolved', 'closed'], who: [] }] as const;
let folder = '';
let made = 0;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (content: string | Buffer): string => {
  const at = path.join(folder, `log-${(made += 1)}`);
  writeFileSync(at, content);
  return at;
};
const simple = {
  case: 'id',
  time: { column: 'at' },
  status: { column: 'state', map: { 新建: 'new', 受理: 'in-progress', 办结: 'resolved' } },
  group: 'team',
};
const logOf = (content: string | Buffer, more: object = {}) =>
  readLog(file(content), {
    mapping: readMapping(file(JSON.stringify({ ...simple, ...more })), { lifecycle }),
  });
const groups = async (content: string | Buffer, more: object = {}) => {
  const { cases, encoding } = await logOf(content, more);
  return [encoding?.name, encoding?.by, ...cases.flatMap(({ rows }) => rows.map(({ group }) => group))];
};

const line = (id: number, team: string) => `${id},2026-03-02T08:00:00Z,受理,${team}\n`;
const CSV = `id,at,state,team\n${line(1, '一线')}${line(2, '国库科')}`;
const GB: Record<string, number[]> = {
  受: [0xca, 0xdc],
  理: [0xc0, 0xed],
  一: [0xd2, 0xbb],
  线: [0xcf, 0xdf],
  国: [0xb9, 0xfa],
  库: [0xbf, 0xe2],
  科: [0xbf, 0xc6],
  '﹒': [0xa9, 0x69],
};
const gb = (text: string) => Buffer.from(Array.from(text).flatMap((one) => GB[one] ?? [...Buffer.from(one)]));
const utf16 = (text: string, big = false) => {
  const bytes = Buffer.from(text, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const FF = Buffer.from([0xff]);

const xes = (label: string) =>
  `<?xml version="1.0" encoding="${label}"?>\n<log><trace><string key="id" value="1"/><event><string key="state" value="受理"/><string key="team" value="一线"/><date key="at" value="2026-03-02T08:00:00Z"/></event></trace></log>`;

describe('the encoding of a file', () => {
  test.each<[string, string | Buffer, object, string, string]>([
    ['UTF-8', CSV, {}, 'utf-8', 'content'],
    ['UTF-8 with its mark', `\uFEFF${CSV}`, {}, 'utf-8', 'mark'],
    ['GB18030', gb(CSV), {}, 'gb18030', 'content'],
    ['GB18030 with its mark', Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), gb(CSV)]), {}, 'gb18030', 'mark'],
    ['GB2312 by the mapping', gb(CSV), { encoding: 'GB2312' }, 'gb18030', 'mapping'],
    ['UTF-16 with its mark', utf16(`\uFEFF${CSV}`), {}, 'utf-16le', 'mark'],
    ['UTF-16, the large half first', utf16(`\uFEFF${CSV}`, true), { encoding: 'utf-16' }, 'utf-16be', 'mark'],
    ['UTF-16 without a mark, by the mapping', utf16(CSV), { encoding: 'UTF-16LE' }, 'utf-16le', 'mapping'],
    ['packed GB18030', gzipSync(gb(CSV)), {}, 'gb18030', 'content'],
  ])('%s is read, and said', async (_what, content, more, name, by) => {
    expect(await groups(content, more)).toEqual([name, by, '一线', '国库科']);
  });

  test('a declaration of an XES binds as well, and the mapping goes before it', async () => {
    const more = { case: 'trace:id' };
    expect(await groups(gb(xes('GBK')), more)).toEqual(['gb18030', 'declaration', '一线']);
    expect(await groups(gb(xes('UTF-8')), { ...more, encoding: 'gbk' })).toEqual(['gb18030', 'mapping', '一线']);
    await expect(logOf(gb(xes('UTF-8')), more)).rejects.toThrow(
      /XES, line and column 2:\d+: byte CA DC at \d+ is not utf-8/,
    );
    await expect(logOf(`\uFEFF${xes('GBK')}`, more)).rejects.toThrow(/mark of utf-8, but it says gb18030/);
    await expect(logOf(xes('klingon'), more)).rejects.toThrow(/unknown encoding klingon/);
    expect(await groups(utf16(`\uFEFF${xes('UTF-16')}`), more)).toEqual(['utf-16le', 'mark', '一线']);
  });

  test.each<[string, Buffer, object, RegExp]>([
    [
      'UTF-8',
      Buffer.concat([Buffer.from(CSV + line(3, '预算').trimEnd()), FF]),
      {},
      /^row 4, column 4: byte FF at \d+ is not utf-8 \(column team\)$/,
    ],
    [
      'little of it',
      Buffer.concat([Buffer.from('id,at,state,team\n7,x,受理,'), FF, Buffer.from('\n')]),
      {},
      /row 2, column 4: byte FF .* utf-8/,
    ],
    [
      'UTF-8, within quotes',
      Buffer.concat([Buffer.from(`${CSV}3,"一,\n二`), FF, Buffer.from('"\n')]),
      {},
      /row 4, column 2: byte FF/,
    ],
    ['UTF-8 behind its mark', Buffer.concat([Buffer.from('\uFEFFid,at\n'), FF]), {}, /row 2, column 1: byte FF/],
    [
      'GB18030',
      Buffer.concat([gb(CSV), Buffer.from('3,'), FF, Buffer.from('\n')]),
      {},
      /row 4, column 2: byte FF at \d+ is not gb18030 \(column at\)/,
    ],
    [
      'GB18030 cut off',
      gb(CSV + line(3, '一').trimEnd()).subarray(0, -1),
      {},
      /row 4, column 4: the file ends within a character of gb18030/,
    ],
    [
      'the header',
      Buffer.concat([Buffer.from('id,at,'), FF, Buffer.from(`state,team\n${line(1, '一线')}`)]),
      {},
      /row 1, column 3: byte FF/,
    ],
    [
      'a file that the mapping declares',
      gb(CSV),
      { encoding: 'utf-8' },
      /row 2, column 3: byte CA DC at \d+ is not utf-8/,
    ],
    ['UTF-16 cut off', utf16(`\uFEFF${CSV}`).subarray(0, -1), {}, /row 4, column 1|row 3, column 4/],
    [
      'a lone half of a pair',
      Buffer.concat([utf16(`\uFEFF${CSV}`), Buffer.from([0x00, 0xd8, 0x61, 0x00])]),
      {},
      /row 4, column 1: byte [\dA-F ]+ at \d+ is not utf-16le/,
    ],
    ['UTF-16 that nobody declares', utf16(CSV), {}, /row 1, column 1: a NUL character/],
  ])('a bad place in %s is named by row and column, and nothing is read', async (_what, content, more, why) => {
    await expect(logOf(content, more)).rejects.toThrow(why);
  });

  test('a UTF-8 file with a character cut in half is no GB18030, though all its bytes would do', async () => {
    const cut = Buffer.from(`id,at,state,team\n${line(1, '国库')}${line(2, '国库')}3,x,受理,科`).subarray(0, -1);
    const whole = Buffer.concat([cut, Buffer.from('ab\n')]);
    expect(new TextDecoder('gb18030', { fatal: true }).decode(whole)).toContain('id,at'); // two pairs are enough for it
    await expect(logOf(whole)).rejects.toThrow(/row 4, column 4: byte E7 A7 61 at \d+ is not utf-8/);
  });

  test('a mark that the mapping contradicts, UTF-32, and an encoding that is none are refused', async () => {
    await expect(logOf(`\uFEFF${CSV}`, { encoding: 'gbk' })).rejects.toThrow(
      /mark of utf-8, but the mapping says gb18030/,
    );
    await expect(logOf(Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]))).rejects.toThrow(/UTF-32/);
    expect(() => logOf(CSV, { encoding: 'ebcdic' })).toThrow(/encoding: not an encoding/);
  });

  test('a bad place far into a large file is found where it is', async () => {
    const many = Buffer.from(Array.from({ length: 20_000 }, (_, i) => line(i, '一线')).join(''));
    const content = Buffer.concat([Buffer.from('id,at,state,team\n'), many, Buffer.from('x,'), FF, many]);
    await expect(logOf(content)).rejects.toThrow(`row 20002, column 2: byte FF at ${many.length + 19} is not utf-8`);
  });
});

const read = async (content: Buffer, more: object = {}) =>
  (await logOf(content, more)).cases.flatMap(({ rows: all }) =>
    all.map(({ caseId, at, place, status, group }) =>
      [caseId, new Date(at).toISOString().slice(0, 16), place, status?.status, group].join(' '),
    ),
  );

describe('a workbook', () => {
  const HEADER = ['id', 'at', 'state', 'team'];
  /** 2026-03-02 08:05 */
  const serial = 46_083 + (8 * 60 + 5) / 1_440;
  const rows: Cell[][] = [
    HEADER,
    [{ number: '7' }, { serial }, '受理', { inline: ' 一线 & co' }],
    [],
    [{ number: '8.0' }, { serial: 46_083.5 }, '办结', null],
    [{ number: '1234567890123456' }, '2026-03-02T09:00:00+08:00', '受理', { is: true }],
  ];

  test('is read by its header: shared and own texts, numbers, dates in the zone of the mapping, empty cells and rows', async () => {
    const expected = [
      '1234567890123456 2026-03-02T01:00 5 in-progress TRUE',
      '7 2026-03-02T00:05 2 in-progress 一线 & co',
      '8 2026-03-02T04:00 4 resolved ',
    ];
    const zone = { time: { column: 'at', zone: 'Asia/Shanghai' } };
    expect(await read(workbook(rows), zone)).toEqual(expected);
    expect(await read(workbook(rows, { prefix: 'x:' }), zone)).toEqual(expected);
    const format = { time: { column: 'at', zone: 'Asia/Shanghai', format: 'd.M.yyyy' } };
    expect((await read(workbook(rows), format))[1]).toBe(expected[1]); // a date is a date, however texts are written
    const content = workbook(rows);
    const log = await logOf(content, zone);
    expect(log).toMatchObject({ encoding: null, sha256: createHash('sha256').update(content).digest('hex') });
  });

  test('days from 1904, days and times in two columns, elapsed time that is no date', async () => {
    const of1904 = workbook([HEADER, ['7', { serial: serial - 1_462 }, '受理', null]], { from1904: true });
    expect(await read(of1904)).toEqual(['7 2026-03-02T08:05 2 in-progress ']);
    const two = workbook([
      [...HEADER, 'hour'],
      ['7', { serial: 46_083 }, '受理', null, { serial: 0.75 }],
    ]);
    expect(await read(two, { time: { column: ['at', 'hour'], format: 'yyyy-MM-dd+HH:mm:ss.SSS' } })).toEqual([
      '7 2026-03-02T18:00 2 in-progress ',
    ]);
    for (const format of ['[h]:mm', '0.00 "days"', 'General', '#,##0 [Red]'])
      await expect(logOf(workbook([HEADER, ['7', { serial }, '受理', null]], { format }))).rejects.toThrow(
        /row 2, column at: "46083.33\d+" is no time/,
      );
  });

  test('has the sheet that the mapping names', async () => {
    await expect(logOf(workbook(rows), { sheet: 'Notes' })).rejects.toThrow(/no header row/);
    await expect(logOf(workbook(rows), { sheet: 'Tickets' })).rejects.toThrow(
      /no sheet Tickets; it has Log & more, Notes/,
    );
    expect(await read(workbook(rows, { sheet: 'Tickets' }), { sheet: 'Tickets' })).toHaveLength(3);
  });

  const parts = { '[Content_Types].xml': '<x/>', '_rels/.rels': '<x/>' };
  const good = workbook(rows);
  test.each<[string, Buffer, RegExp]>([
    ['an archive of something else', zipped({ 'log.csv': CSV }), /archive, but no .xlsx workbook/],
    ['a document of another program', zipped(parts), /no .xlsx workbook/],
    ['one cut off', good.subarray(0, -30), /cut off or damaged/],
    [
      'a cell that belongs to no column',
      workbook([['id'], ['7', 'x']]),
      /row 1: no column at, state, team; the header has id/,
    ],
    [
      'a cell beyond the header',
      workbook([HEADER, ['7', { serial }, '受理', null, 'x']]),
      /row 2: column 5 has a value and no name/,
    ],
    ['an old one', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /old .xls/],
    ['one within gzip', gzipSync(good), /within gzip: unpack it/],
  ])('%s is refused', async (_what, content, why) => {
    await expect(logOf(content)).rejects.toThrow(why);
  });

  test('a bomb is refused before it is unpacked, also one that says it is small', async () => {
    const packed = { '[Content_Types].xml': '<x/>', '_rels/.rels': Buffer.alloc(2 * 1024 * 1024, ' ') };
    const bomb = (size: number) => logOf(zipped(packed, { '_rels/.rels': size }));
    await expect(bomb(300 * 1024 * 1024)).rejects.toThrow(/_rels\/.rels unpacks to more than 268435456 bytes/);
    await expect(bomb(100)).rejects.toThrow(/_rels\/.rels is damaged: it unpacks to more than it says/);
  });

  test('a damaged part is named', async () => {
    const bytes = Buffer.from(good);
    const at = bytes.indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length + 20;
    bytes.writeUInt8((bytes[at] ?? 0) ^ 0xff, at);
    await expect(logOf(bytes)).rejects.toThrow(/sheet1.xml/);
  });
});

test('a CSV whose header begins with PK is a CSV', async () => {
  const { cases } = await logOf(CSV.replace('id,', 'PK_ID,'), { case: 'PK_ID' });
  expect(cases.map(({ caseId }) => caseId)).toEqual(['1', '2']);
});

const said = (content: string): Promise<string> =>
  logOf(content).then(
    () => '',
    (error: Error) => error.message,
  );

describe('words about a file', () => {
  test('are cut', async () => {
    const why = await said(`id,at,state,team\n1,${'x'.repeat(900_000)},受理,a\n`);
    expect(why).toMatch(/^row 2, column at: "x{80}…" is no time$/);
  });

  test('reach no terminal as they came', async () => {
    const header = await said('id,\u001B[31mat\u202Etsil,st\u009Bate,team\n1,2,3,4\n');
    expect(header).toContain(String.raw`the header has id, \u001b[31mat\u202etsil, st\u009bate, team`);
    const cell = await said('id,at,state,team\n1,\u001B]0;x\u0007,受理,a\n');
    expect(cell).toContain(String.raw`"\u001b]0;x\u0007" is no time`);
    const broken = await said('<log><\u001B></log>');
    expect([header, cell, broken].filter((one) => /\p{Cc}|\p{Cf}/u.test(one))).toEqual([]);
  });
});
