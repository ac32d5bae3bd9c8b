import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Mapping, readMapping } from '../../commands/replay/mapping.ts';
import { readLog } from '../../commands/replay/read-log.ts';
import { timeReader } from '../../commands/replay/times.ts';

const lifecycle = [
  { command: 'start', from: ['new', 'queued'], to: ['in-progress'], who: [] },
  { command: 'hold', from: ['in-progress'], to: ['on-hold'], who: [] },
  { command: 'resolve', from: ['in-progress'], to: ['resolved'], who: [] },
  { command: 'close', from: ['resolved'], to: ['closed'], who: [] },
] as const;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-replay-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Buffer): string => {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
};
const mappingOf = (given: object): Mapping =>
  readMapping(file(`mapping-${Math.abs(JSON.stringify(given).length)}.json`, JSON.stringify(given)), { lifecycle });

const simple = {
  case: 'id',
  time: { column: 'at' },
  status: { column: 'state', map: { New: 'new', Open: 'in-progress', Done: 'resolved' } },
  group: 'team',
};
const CSV = 'id,at,state,team\nA,2026-01-05T09:00:00Z,New,desk\nA,2026-01-05T09:30:00Z,Open,"north, second"\n';
const rowsOf = async (content: string | Buffer, given: object = simple) => {
  const log = await readLog(file('log', content), { mapping: mappingOf(given) });
  return log.cases.flatMap(({ rows }) => rows);
};

test('a CSV is read by its header: quotes, line ends inside them, CRLF, empty lines, a byte order mark', async () => {
  const rows = await rowsOf(
    '\uFEFFid,at,state,team\r\nA,2026-01-05T09:00:00Z,New,"said ""no""\r\ntwice"\r\n\r\nA,2026-01-05T09:30:00Z,Open,x\r\n',
  );
  expect(rows.map(({ group, place }) => [group, place])).toEqual([
    ['said "no"\r\ntwice', 2],
    ['x', 4],
  ]);
});

test('semicolons and tabs separate as well as commas', async () => {
  for (const separator of [';', '\t']) {
    const [row] = await rowsOf(CSV.replaceAll(/,(?! )/g, separator));
    expect(row).toMatchObject({ caseId: 'A', said: 'New', group: 'desk' });
  }
});

test('a packed log is read like an open one, and its digest is that of the file', async () => {
  const plain = await readLog(file('log', CSV), { mapping: mappingOf(simple) });
  const packed = await readLog(file('log', gzipSync(CSV)), { mapping: mappingOf(simple) });
  expect(packed.cases).toEqual(plain.cases);
  expect(packed.sha256).not.toBe(plain.sha256);
});

test('what is not UTF-8 is read as GB18030', async () => {
  const bytes = Buffer.concat([
    Buffer.from('id,at,state,team\nA,2026-01-05T09:00:00Z,New,'),
    Buffer.from([0xd2, 0xbb, 0xcf, 0xdf, 0x0a]), // 一线
  ]);
  expect((await rowsOf(bytes))[0]?.group).toBe('一线');
});

const XES = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/"><global scope="event"><string key="state" value="Done"/></global>
<trace><string key="concept:name" value="A"/>
  <event><string key="state" value="Open"><string key="lifecycle:transition" value="nested"/></string><string key="lifecycle:transition" value="x &amp; y"/><date key="at" value="2026-01-05T17:00:00.000+08:00"/></event>
  <event><string key="state" value="Done"/><date key="at" value="2026-01-05T09:30:00Z"/></event>
</trace></log>`;
const xesMapping = {
  case: 'trace:concept:name',
  time: { column: 'at' },
  status: { column: 'state+lifecycle:transition', map: { 'Open+x & y': 'in-progress', 'Done+': 'resolved' } },
};

test('an XES log gives its events, with attributes of the trace and a status out of two columns', async () => {
  const rows = await rowsOf(XES, xesMapping);
  expect(rows.map(({ caseId, status, at }) => [caseId, status?.status, new Date(at).toISOString()])).toEqual([
    ['A', 'in-progress', '2026-01-05T09:00:00.000Z'],
    ['A', 'resolved', '2026-01-05T09:30:00.000Z'],
  ]);
  expect(await rowsOf(gzipSync(XES), xesMapping)).toEqual(rows);
});

test('rows are ordered by time, the named columns and their place, and a number in a column is a number', async () => {
  const given = { ...simple, order: ['team'] };
  const at = '2026-01-05T09:00:00Z';
  const rows = await rowsOf(`id,at,state,team\nA,${at},Open,10\nA,${at},New,9\nA,${at},Done,10\n`, given);
  expect(rows.map(({ said }) => said)).toEqual(['New', 'Open', 'Done']);
});

test('--limit takes whole cases, those that started first, whatever the order of rows', async () => {
  const lines = ['B,2026-01-05T10:00:00Z,New,x', 'A,2026-01-05T09:00:00Z,New,x', 'A,2026-01-06T09:00:00Z,Done,x'];
  const content = `id,at,state,team\n${lines.join('\n')}\n`;
  const log = await readLog(file('log', content), { mapping: mappingOf(simple), limit: 1 });
  expect(log.cases.map(({ caseId, rows }) => [caseId, rows.length])).toEqual([['A', 2]]);
});

test.each([
  ['a quote is never closed', 'id,at,state,team\nA,2026-01-05T09:00:00Z,New,"x\n', /row 2: a quote is never closed/],
  ['text after a quote', 'id,at,state,team\nA,2026-01-05T09:00:00Z,"New"x,y\n', /row 2, column 3/],
  ['a cell too few', 'id,at,state,team\nA,2026-01-05T09:00:00Z,New\n', /row 2: 3 cells, but the header has 4/],
  ['a day that does not exist', 'id,at,state,team\nA,2026-02-30T09:00:00Z,New,x\n', /row 2, column at: .*no time/],
  ['a missing case', 'id,at,state,team\n,2026-01-05T09:00:00Z,New,x\n', /row 2, column id: missing/],
  [
    'a missing column',
    'id,at,state\nA,2026-01-05T09:00:00Z,New\n',
    /row 1: no column team; the header has id, at, state/,
  ],
  ['an empty file', '', /no header row/],
  ['a header alone', 'id,at,state,team\n', /no rows/],
  ['a packed file cut off', gzipSync(CSV).subarray(0, 30), /unexpected end of file/],
  ['a broken XES', '<log><trace></log>', /XES, line and column 1/],
])('%s is named with its place', async (_what, content, why) => {
  await expect(rowsOf(content)).rejects.toThrow(why);
});

test('a file that is not there is named', async () => {
  await expect(readLog(path.join(folder, 'nothing.csv'), { mapping: mappingOf(simple) })).rejects.toThrow(/ENOENT/);
});

test.each([
  ['an unknown field', { ...simple, colour: 'x' }, /colour/],
  ['a missing field', { case: 'id' }, /time: .*status: /],
  [
    'a status that incidents do not have',
    { ...simple, status: { column: 's', map: { X: 'asleep' } } },
    /no status asleep/,
  ],
  ['a zone that is none', { ...simple, time: { column: 'at', zone: 'Mars/Olympus' } }, /not a time zone/],
  ['a format that is none', { ...simple, time: { column: 'at', format: 'dd/QQ' } }, /not a format/],
])('a mapping with %s is refused by name', (_what, given, why) => {
  expect(() => mappingOf(given)).toThrow(why);
});

test('the mapping that ships is found by its name, another tool has another file', () => {
  const map = { New: 'new' };
  expect(() => readMapping('servicenow', { lifecycle: [] })).toThrow(/status.map.New: no status new/);
  expect(mappingOf({ ...simple, status: { column: 'state', map } }).missing).toEqual(['']);
  expect(() => readMapping('no-such-tool', { lifecycle })).toThrow(/no-such-tool/);
});

test('a tier comes from the start, the end, the whole or a part of a text, never from a pattern of its own', async () => {
  const rules = [
    { matches: ' 2nd$', tier: 'L2' },
    { matches: '^expert', tier: 'L3' },
    { matches: '^(a+)+$', tier: 'L3' },
    { matches: 'desk', tier: 'L1' },
  ];
  const teams = ['V3 2nd', 'V3 2nd floor', 'expert 1', '(a+)+', 'the desk', ''];
  const content = `id,at,state,team\n${teams.map((team, i) => `A,2026-01-0${i + 1},New,${team}`).join('\n')}\n`;
  const rows = await rowsOf(content, { ...simple, tier: { column: 'team', rules } });
  expect(rows.map(({ tier }) => tier)).toEqual(['L2', undefined, 'L3', 'L3', 'L1', undefined]);
});

const utc = (read: (text: string) => number | null, text: string) => {
  const at = read(text);
  return at === null ? null : new Date(at).toISOString();
};

test('times are read in ISO 8601 or by a format, in the zone that the file leaves out', () => {
  const local = timeReader({ zone: 'Asia/Shanghai', format: 'd/M/yyyy HH:mm' });
  expect(utc(local, '5/1/2026 09:00')).toBe('2026-01-05T01:00:00.000Z');
  expect(utc(local, '2026-01-05T09:00')).toBeNull();
  const iso = timeReader({ zone: 'UTC' });
  expect(utc(iso, '2026-01-05 09:00:30.5')).toBe('2026-01-05T09:00:30.500Z');
  expect(utc(iso, '2026-01-05T09:00:00+0530')).toBe('2026-01-05T03:30:00.000Z');
  expect(utc(iso, '2026-01-05')).toBe('2026-01-05T00:00:00.000Z');
  expect(['2025-02-29', '2026-13-01', '2026-01-05T24:00', '2026-01-05T09:60', 'soon'].map((t) => utc(iso, t))).toEqual(
    Array.from({ length: 5 }, () => null),
  );
  const berlin = timeReader({ zone: 'Europe/Berlin' });
  expect(utc(berlin, '2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z'); // in the gap: after it
  expect(utc(berlin, '2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z'); // twice: the earlier
});
