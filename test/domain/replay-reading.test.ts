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
const mappingOf = (given: object): Mapping => readMapping(file('mapping.json', JSON.stringify(given)), { lifecycle });

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

const rowsIn = (header: string, ...lines: string[]) => `${header}\n${lines.join('\n')}\n`;
const logOf = (content: string, given: object) => readLog(file('log', content), { mapping: mappingOf(given) });

describe('a mapping says more than one tool does', () => {
  const at = '2026-01-05T09:00:00Z';

  test('words for impact and urgency, and never those of the language', async () => {
    const map = { High: 1, Medium: '2', Low: 3 };
    const given = { ...simple, impact: { column: 'sev', map }, urgency: 'urg', group: undefined };
    const said = ['High,1 - High', 'Medium,2', 'Low,3rd', 'constructor,high', ',4'];
    const rows = await rowsOf(rowsIn('id,at,state,sev,urg', ...said.map((one) => `A,${at},New,${one}`)), given);
    expect(rows.map(({ impact, urgency }) => [impact, urgency])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    const priority = { column: 'sev', map: { High: 'P1' } };
    const [first, , , odd] = await rowsOf(rowsIn('id,at,state,sev,urg', ...said.map((one) => `A,${at},New,${one}`)), {
      ...simple,
      priority,
      group: undefined,
    });
    expect([first?.priority, odd?.priority]).toEqual(['P1', undefined]);
  });

  test('rows that are left out, and rows that say nothing of the status', async () => {
    const status = { column: 'state', map: { New: 'new', Open: 'in-progress', Comment: null } };
    const ignore = [
      { column: 'team', values: ['robot', 'import'] },
      { column: 'id+state', values: ['B+Open'] },
    ];
    const lines = [`A,${at},New,x`, `A,no time,Open,robot`, `A,${at},Comment,y`, `B,${at},Open,z`, `,,,import`];
    const { cases, ignoredRows, rows } = await logOf(rowsIn('id,at,state,team', ...lines), {
      ...simple,
      status,
      ignore,
    });
    expect([ignoredRows, rows]).toEqual([3, 2]);
    expect(
      cases.flatMap((one) => one.rows).map(({ group, status: is, silent }) => [group, is?.status, silent]),
    ).toEqual([
      ['x', 'new', false],
      ['y', undefined, true],
    ]);
  });

  test('one value that is several steps', async () => {
    const map = { New: 'new', Done: ['resolved', { status: 'closed' }] };
    const [row] = await rowsOf(rowsIn('id,at,state,team', `A,${at},Done,x`), {
      ...simple,
      status: { column: 'state', map },
    });
    expect([row?.status?.status, row?.further.map(({ status }) => status)]).toEqual(['resolved', ['closed']]);
  });

  test('bad rows are skipped and counted, where it says so; what ends the file is not', async () => {
    const lines = [`A,${at},New,x`, 'A,soon,Open,x', 'short', `,${at},New,x`, `B,${at},New,y`];
    const content = rowsIn('id,at,state,team', ...lines);
    const { cases, skippedRows, skipped, rows } = await logOf(content, { ...simple, badRows: 'skip' });
    expect([cases.map(({ caseId }) => caseId), skippedRows, rows]).toEqual([['A', 'B'], 3, 2]);
    expect(skipped).toEqual([
      'row 3, column at: "soon" is no time',
      'row 4: 1 cells, but the header has 4 columns',
      'row 5, column id: missing',
    ]);
    const skip = { ...simple, badRows: 'skip' };
    await expect(rowsOf(`${content}C,"never closed`, skip)).rejects.toThrow(/row 7: a quote is never closed/);
    await expect(rowsOf(rowsIn('id,at,state,team', 'A,soon,New,x'), skip)).rejects.toThrow(
      /no row to read: 0 ignored, 1 skipped/,
    );
    const many = Array.from({ length: 50 }, () => 'x');
    expect((await logOf(rowsIn('id,at,state,team', `A,${at},New,x`, ...many), skip)).skipped).toHaveLength(20);
  });

  test('a column whose own name has a plus, beside two that are joined by it', async () => {
    const status = { column: 'a+b', map: { x: 'new', 'y+z': 'in-progress' } };
    const given = { ...simple, status, group: undefined };
    expect((await rowsOf(rowsIn('id,at,a+b,a', `A,${at},x,1`), given))[0]?.said).toBe('x');
    expect((await rowsOf(rowsIn('id,at,a,b', `A,${at},y,z`), given))[0]?.said).toBe('y+z');
    const asList = { ...given, status: { ...status, column: ['a+b', 'c'] } };
    expect((await rowsOf(rowsIn('id,at,a+b,c', `A,${at},y,z`), asList))[0]?.said).toBe('y+z');
    await expect(rowsOf(rowsIn('id,at,a,b', `A,${at},y,z`), asList)).rejects.toThrow(
      /no column a\+b, c; the header has/,
    );
    await expect(rowsOf(rowsIn('id,at,a', `A,${at},y`), given)).rejects.toThrow(/no column b; the header has/);
    const xes = XES.replaceAll('key="state"', 'key="a+b"').replaceAll('"Open"', '"x"').replaceAll('"Done"', '"x"');
    expect((await rowsOf(xes, { ...xesMapping, status })).map(({ said }) => said)).toEqual(['x', 'x']);
  });
});

test.each([
  [
    'a group',
    { group: 'org:team' },
    /no event has org:team; there are at, lifecycle:transition, state, trace:concept:name/,
  ],
  ['a status', { status: { column: 'stat', map: {} } }, /no event has stat;/],
  ['one of two', { person: 'state+org:resource' }, /no event has org:resource;/],
  ['an attribute of the trace', { caller: 'trace:caller' }, /no event has trace:caller;/],
  ['a date of the trace that events have', { openedAt: 'trace:at' }, /no event has trace:at;/],
  ['an order', { order: ['seq'] }, /no event has seq;/],
])('an XES log without %s that the mapping names is refused', async (_what, more, why) => {
  await expect(rowsOf(XES, { ...xesMapping, ...more })).rejects.toThrow(why);
});

test.each([
  [
    'an unknown reason',
    { X: { status: 'on-hold', reason: 'lunch' } },
    /status.map.X: no reason lunch \(user, evidence/,
  ],
  [
    'a reason that nobody waits for',
    { X: { status: 'resolved', reason: 'user' } },
    /status.map.X: only on-hold has a reason/,
  ],
  ['a reason within several steps', { X: ['new', { status: 'on-hold', reason: 'tea' }] }, /no reason tea/],
  ['a name of the language', { X: { status: 'on-hold', reason: 'constructor' } }, /no reason constructor/],
])('a mapping with %s is refused when it is read', (_what, map, why) => {
  expect(() => mappingOf({ ...simple, status: { column: 'state', map } })).toThrow(why);
});

test('a mapping names all its faults at once', () => {
  const map = { A: 'asleep', B: { status: 'on-hold', reason: 'lunch' }, C: 'new' };
  expect(() => mappingOf({ ...simple, status: { column: 'state', map } })).toThrow(
    /map.A: no status .*map.B: no reason/,
  );
  const bad = { ...simple, encoding: 'ebcdic', badRows: 'drop', impact: { column: 'x', map: { y: 4 } }, order: [''] };
  expect(() => mappingOf(bad)).toThrow(/encoding: .*badRows: .*impact.map.y: not 1, 2 or 3/);
});

test('an unknown name of a mapping is answered with those that ship; bytes that are no text are refused', () => {
  expect(() => readMapping('jira', { lifecycle })).toThrow(
    /mapping jira: .*shipped are changming, servicenow; a path has a dot or a slash/,
  );
  const bytes = Buffer.concat([Buffer.from('{"case": "'), Buffer.from([0xb1, 0xe0]), Buffer.from('"}')]);
  expect(() => readMapping(file('gbk.json', bytes), { lifecycle })).toThrow(/gbk.json: it is not UTF-8/);
  expect(() => readMapping(file('odd.json', '{"\u001b[31m'), { lifecycle })).toThrow(/odd.json/);
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

test.each([
  ['dd-MMM-yy h:mm a', '02-Mar-26 8:05 PM', '2026-03-02T20:05:00.000Z'],
  ['dd-MMM-yy h:mm a', '02-MAR-26 12:00 am', '2026-03-02T00:00:00.000Z'],
  ['EEE, d MMMM yyyy hh:mm:ssa X', 'Mon, 2 September 2026 12:30:00p.m. +0800', '2026-09-02T04:30:00.000Z'],
  ['MMM d yyyy', 'Sept. 3 2026', '2026-09-03T00:00:00.000Z'],
  ['yyyy年M月d日 ah:mm', '2026年3月2日 下午8:05', '2026-03-02T20:05:00.000Z'],
  ["yyyyMMdd'T'HHmmssX", '20260302T080500Z', '2026-03-02T08:05:00.000Z'],
  ["d 'of' M/yyyy", '2 of 3/2026', '2026-03-02T00:00:00.000Z'],
  ['epoch-seconds', '1772438700', '2026-03-02T08:05:00.000Z'],
  ['epoch-seconds', '1772438700.5', '2026-03-02T08:05:00.500Z'],
  ['epoch-milliseconds', '1772438700123', '2026-03-02T08:05:00.123Z'],
  ['epoch-seconds', '1772438700123', null], // milliseconds by mistake: the year 58136
  ['epoch-seconds', '2026-03-02', null],
  ['d-MMM-yy', '2-Mai-26', null],
  ['d-MMM-yy h:mm a', '2-Mar-26 13:00 PM', null],
  ['d-MMM-yy h:mm a', '2-Mar-26 0:00 AM', null],
])('by %s %s is %s', (format, text, expected) => {
  expect(utc(timeReader({ zone: 'UTC', format }), text)).toBe(expected);
});

test('formats that say no whole time are none', () => {
  const formats = [
    'd/M',
    'h:mm d/M/yyyy',
    'd/M/yyyy a',
    'd/M/yyyy yy',
    'd/M/MMM/yyyy',
    "d/M/yyyy 'x",
    'epoch',
    'constructor',
  ];
  for (const format of formats)
    expect(() => mappingOf({ ...simple, time: { column: 'at', format } })).toThrow(/not a format/);
});

test('two formats in a column are tried in turn, and a text that both read otherwise is no time', async () => {
  const read = timeReader({ zone: 'UTC', format: ['d/M/yyyy', 'iso', 'M/d/yyyy'] });
  expect(['31/12/2026', '2026-12-31T08:00Z', '12/31/2026', '3/3/2026'].map((text) => utc(read, text))).toEqual([
    '2026-12-31T00:00:00.000Z',
    '2026-12-31T08:00:00.000Z',
    '2026-12-31T00:00:00.000Z',
    '2026-03-03T00:00:00.000Z',
  ]);
  expect(read('3/4/2026')).toBeNull();
  const given = { ...simple, time: { column: 'at', format: ['d/M/yyyy', 'M/d/yyyy'] } };
  await expect(rowsOf('id,at,state,team\nA,3/4/2026,New,x\n', given)).rejects.toThrow(
    /no time, or another one by each format/,
  );
});

test('a year or an offset that no place has is no time', () => {
  const iso = timeReader({ zone: 'UTC' });
  const none = [
    '0031-03-02',
    '0099-03-02',
    '1899-12-31',
    '2200-01-01',
    '2026-03-02T08:00+88:88',
    '2026-03-02T08:00+14:01',
  ];
  expect(none.map(iso)).toEqual(none.map(() => null));
  expect(iso('2026-03-02T08:00-00:60')).toBeNull();
  expect(utc(iso, '2026-03-02T08:00+14:00')).toBe('2026-03-01T18:00:00.000Z');
  expect(utc(iso, '1900-01-01')).toBe('1900-01-01T00:00:00.000Z');
  expect(utc(timeReader({ zone: 'UTC', format: 'd/M/yyyy' }), '2/3/0026')).toBeNull();
});
