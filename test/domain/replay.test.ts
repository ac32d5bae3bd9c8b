import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateLog } from '../../bench/generate-log.ts';
import { processOf } from '../../domain/catalogue.ts';
import { closureOf } from '../../domain/kernel/lifecycle.ts';
import { judgeCase, type Rule, WORKING } from '../../commands/replay/judge.ts';
import { readMapping } from '../../commands/replay/mapping.ts';
import { readLog } from '../../commands/replay/read-log.ts';
import { nearest } from '../../domain/kernel/ranks.ts';
import { refusedCases, reportOf } from '../../commands/replay/report.ts';

const incident = processOf('incident');
const closure = closureOf(incident, WORKING);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-replay-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function judgedFile(file: string, rule: Rule, mappingName = 'servicenow') {
  const mapping = readMapping(mappingName, incident);
  const log = await readLog(file, { mapping });
  const judged = log.cases.map((one) => judgeCase(one, rule, closure));
  return { judged, report: reportOf({ rule, mapping: mappingName, file: '', sha256: '' }, judged) };
}

const states: Readonly<Record<string, string>> = {
  N: 'New',
  A: 'Active',
  U: 'Awaiting User Info',
  V: 'Awaiting Vendor',
  P: 'Awaiting Problem',
  R: 'Resolved',
  C: 'Closed',
  X: '-100',
};
const HEADER =
  'number,incident_state,sys_mod_count,opened_at,sys_updated_at,caller_id,assignment_group,assigned_to,impact,urgency,priority';

/** One case out of words: `N0 A10@North` is New at minute 0, then Active at minute 10 with the group North. */
function logOf(...cases: string[]): string {
  const rows = cases.flatMap((words, c) =>
    words.split(' ').map((word, i) => {
      const [, state = '', minute = '', group = '?'] = /^([A-Z])(-?\d+)(?:@(.+))?$/.exec(word) ?? [];
      const at = new Date(Date.UTC(2026, 0, 5, 9) + Number(minute) * 60_000).toISOString();
      const team = group.replaceAll('_', ' ');
      return `INC${c + 1},${states[state]},${i},2026-01-05T09:00:00Z,${at},Caller 1,${team},?,2 - Medium,2 - Medium,3 - Moderate`;
    }),
  );
  const file = path.join(folder, 'log.csv');
  writeFileSync(file, [HEADER, ...rows].join('\n'));
  return file;
}
const replay = (...cases: string[]) => judgedFile(logOf(...cases), 'replay');
const conformance = (...cases: string[]) => judgedFile(logOf(...cases), 'conformance');

test('what may follow what is the closure of the incident lifecycle', () => {
  const working = ['assigned', 'in-progress', 'on-hold', 'queued'];
  const others = (status: string) => working.filter((one) => one !== status);
  const sorted = Object.fromEntries(Object.entries(closure).map(([from, to]) => [from, to.toSorted()]));
  expect(sorted).toMatchObject({
    new: [...working, 'canceled', 'resolved'].toSorted(),
    ...Object.fromEntries(working.map((from) => [from, [...others(from), 'canceled', 'resolved'].toSorted()])),
    resolved: [...working, 'closed'].toSorted(),
    closed: [],
    canceled: [],
  });
});

test('an incident that is reported, worked on, resolved and closed gives four steps less one: it starts as new', async () => {
  const { report } = await replay('N0 A10 R70 C100');
  expect(report).toMatchObject({ cases: 1, rows: 4, steps: 3, accepted: 3, refused: 0, finalStatus: { closed: 1 } });
  expect(report.acceptedByPair).toEqual({
    'in-progress → resolved': 1,
    'new → in-progress': 1,
    'resolved → closed': 1,
  });
  expect(report.secondsToResolve.first).toEqual({ p50: 4_200, p90: 4_200, p99: 4_200 });
});

test('a log that starts in the middle is a step for the replay and none for conformance', async () => {
  expect((await replay('R5 C10')).report).toMatchObject({ steps: 2, accepted: 2 });
  expect((await conformance('R5 C10')).report).toMatchObject({ steps: 1, accepted: 1, finalStatus: { closed: 1 } });
});

test('a refused step leaves the case as it is under replay; conformance goes on from what the log says', async () => {
  const back = await replay('N0 R5 N10 C15');
  expect(back.report).toMatchObject({ steps: 3, accepted: 2, refused: 1, refusedByPair: { 'resolved → new': 1 } });
  const alone = await conformance('N0 R5 N10 C15');
  expect(alone.report).toMatchObject({ steps: 3, accepted: 1, refused: 2, refusedCases: 1 });
  expect(alone.report.refusedByPair).toEqual({ 'new → closed': 1, 'resolved → new': 1 });
});

test('after the end each further row is refused, and the refused cases are told with row, time and reason', async () => {
  const { judged, report } = await replay('N0 R5 C10 A20 A21 R30', 'N0 R5 C10');
  expect(report).toMatchObject({ refused: 3, refusedCases: 1, finalStatus: { closed: 2 } });
  expect(refusedCases(judged)).toEqual([
    {
      case: 'INC1',
      row: 5,
      at: '2026-01-05T09:20:00.000Z',
      from: 'closed',
      to: 'in-progress',
      why: 'case-ended',
      others: [
        expect.objectContaining({ row: 6, to: 'in-progress' }),
        expect.objectContaining({ row: 7, to: 'resolved' }),
      ],
    },
  ]);
});

test('the report says where cases left the lifecycle, in which, and how many cases and steps fit', async () => {
  const { report } = await conformance(
    'N0 R5 C10 A20 A21 R30',
    'N0 R5 C10',
    'N0 R5 N10 C15',
    ...Array(22).fill('N0 A1 C2'),
  );
  expect(report.fitness).toEqual({
    cases: { of: 25, fit: 1, share: 0.04 },
    steps: { of: 53, fit: 28, share: 0.5283 },
  });
  const [first, ...others] = report.departures;
  expect(first).toMatchObject({
    from: 'in-progress',
    to: 'closed',
    why: 'wrong-status',
    said: 'Closed',
    steps: 22,
    cases: 22,
  });
  expect(first?.first).toHaveLength(20);
  expect([first?.first[0], first?.more]).toEqual([{ case: 'INC10', row: 35, at: '2026-01-05T09:02:00.000Z' }, 2]);
  expect(others.map(({ from, to, why, steps }) => [from, to, why, steps])).toEqual([
    ['closed', 'in-progress', 'case-ended', 1],
    ['new', 'closed', 'wrong-status', 1],
    ['resolved', 'new', 'wrong-status', 1],
  ]);
  expect((await conformance('N0 A5 R9 C10')).report).toMatchObject({
    fitness: { cases: { of: 1, fit: 1, share: 1 }, steps: { of: 3, fit: 3, share: 1 } },
    departures: [],
  });
});

test('a status that the mapping does not name is counted apart and moves nothing', async () => {
  const { judged, report } = await replay('N0 A5 X10 R20 C30');
  expect(report).toMatchObject({ steps: 4, accepted: 3, refused: 0, unmappedRows: 1, refusedCases: 1 });
  expect(refusedCases(judged)).toMatchObject([{ from: 'in-progress', to: '-100', why: 'unmapped-status' }]);
});

test('values that the mapping does not name are listed, most frequent first, cut and fit for a terminal', async () => {
  const odd = `\u001B[31m${'x'.repeat(200)}`;
  const lines = ['-100', odd, '-100', ...Array.from({ length: 120 }, (_, i) => `value ${i}`)].map(
    (state, i) => `INC1,${state},${i},2026-01-05T09:00:00Z,2026-01-05T09:00:00Z,Caller 1,?,?,?,?,?`,
  );
  const file = path.join(folder, 'odd.csv');
  writeFileSync(file, [HEADER, ...lines].join('\n'));
  const { unmappedValues, unmappedRows } = (await judgedFile(file, 'replay')).report;
  expect([unmappedRows, Object.keys(unmappedValues).length]).toEqual([123, 100]);
  expect(Object.entries(unmappedValues)[0]).toEqual(['-100', 2]);
  expect(Object.keys(unmappedValues)[1]).toBe(`\\u001b[31m${'x'.repeat(75)}…`);
});

describe('a value that is several steps', () => {
  const map = { New: 'new', Open: 'in-progress', Note: null, Done: ['resolved', 'closed'] };
  const asked = {
    case: 'id',
    time: { column: 'at' },
    status: { column: 'state', map },
    priority: { column: 'p', map: { hot: 'P1' } },
  };
  const judged = async (rule: Rule, ...said: string[]) => {
    const file = path.join(folder, 'steps.csv');
    const lines = said.map((state, i) => `A,2026-01-05T09:0${i}:00Z,${state},${i === 0 ? 'hot' : ''}`);
    writeFileSync(file, ['id,at,state,p', ...lines].join('\n'));
    const mapping = path.join(folder, 'steps.json');
    writeFileSync(mapping, JSON.stringify(asked));
    return (await judgedFile(file, rule, mapping)).report;
  };

  test('is taken in their order, and repeated it is none', async () => {
    const report = await judged('replay', 'New', 'Open', 'Done', 'Note', 'Done');
    expect(report).toMatchObject({
      rows: 5,
      steps: 3,
      accepted: 3,
      refused: 0,
      unmappedRows: 0,
      priorities: { P1: 1 },
    });
    expect(report.acceptedByPair).toEqual({
      'in-progress → resolved': 1,
      'new → in-progress': 1,
      'resolved → closed': 1,
    });
    expect(await judged('conformance', 'New', 'Open', 'Done', 'Note', 'Done')).toMatchObject({ steps: 3, accepted: 3 });
  });

  test('is refused step by step', async () => {
    const report = await judged('replay', 'Done', 'Open', 'Done');
    expect(report).toMatchObject({ steps: 3, accepted: 2, refused: 1, refusedByPair: { 'closed → in-progress': 1 } });
  });
});

test('time on hold goes by reason; another reason is no step; a visit of no time counts as a case', async () => {
  const { report } = await replay('N0 A10 U20 V50 R60 C70', 'N0 U10 A10 R20 C30');
  expect(report.reasonChanges).toBe(1);
  expect(report.holdSeconds).toEqual({
    cases: 2,
    total: 2_400,
    byReason: { user: { cases: 2, seconds: 1_800 }, vendor: { cases: 1, seconds: 600 } },
  });
  expect(report.acceptedByPair['in-progress → on-hold']).toBe(1);
});

test('a case that is on hold at the end of the log waits until its last row', async () => {
  const { report } = await replay('N0 U10 U40');
  expect(report).toMatchObject({ holdSeconds: { total: 1_800 }, finalStatus: { 'on-hold': 1 } });
  expect(report.secondsToResolve.first).toEqual({ p50: null, p90: null, p99: null });
});

test('reopened counts steps from resolved back to work, and the net time leaves hold and resolved out', async () => {
  const { report } = await replay('N0 A10 U20 A50 R60 A100 R130 C200');
  expect(report.reopened).toEqual({ cases: 1, times: 1 });
  expect(report.secondsToResolve.first.p50).toBe(3_600);
  expect(report.secondsToResolve.net.p50).toBe((130 - 30 - 40) * 60);
});

test('rows before the report are no negative time: the case starts at its first row', async () => {
  const { report } = await replay('N-30 A-20 R10 C20');
  expect(report.secondsToResolve.first.p50).toBe(2_400);
});

test('groups and tiers are compared by their known values', async () => {
  const { report } = await replay('N0@North A5@North_2nd A6 A10@North_2nd A20@East_3rd R30@North C40@North');
  expect(report.groupChanges).toEqual({ cases: 1, times: 3 });
  expect(report.tierChanges).toEqual({ cases: 1, up: 2, down: 1 });
});

test('the order of rows in the file does not matter', async () => {
  const lines = generateLog({ cases: 60 });
  const [header, ...rows] = lines;
  const file = path.join(folder, 'generated.csv');
  writeFileSync(file, lines.join('\n'));
  const { report } = await judgedFile(file, 'replay');
  // Only rows that nothing but their place orders may not change places: those of one case, minute and update.
  writeFileSync(file, [header, ...rows.toReversed()].join('\n'));
  expect((await judgedFile(file, 'replay')).report).toEqual(report);
  expect(report.accepted).toBeGreaterThan(120);
});

test('a percentile is the ceil(p·n)-th smallest', () => {
  const ten = Array.from({ length: 10 }, (_, i) => i + 1);
  expect([50, 90, 99].map((percent) => nearest(ten, percent))).toEqual([5, 9, 10]);
  expect(nearest([7], 50)).toBe(7);
  expect(nearest([], 50)).toBeNull();
});

const logFile = process.env['CHANGMING_INCIDENT_LOG'] ?? '';
const withLog = existsSync(logFile) ? describe : describe.skip;
withLog('the sample of 1,200 real incidents (CHANGMING_INCIDENT_LOG names it; skipped where it does not)', () => {
  test('conformance: 3,413 steps, 3 of them refused in 2 cases', async () => {
    const { report } = await judgedFile(logFile, 'conformance');
    expect(report).toMatchObject({ cases: 1_200, rows: 8_205, steps: 3_413, accepted: 3_410, refused: 3 });
    expect(report.refusedCases).toBe(2);
    expect(report.refusedByPair).toEqual({ 'resolved → new': 1, 'new → closed': 1, 'closed → in-progress': 1 });
  });

  test('replay: 3,734 steps, 6 of them refused in 2 cases, and every figure of the page beside the log', async () => {
    const { report } = await judgedFile(logFile, 'replay');
    expect(report).toMatchObject({
      cases: 1_200,
      rows: 8_205,
      steps: 3_734,
      accepted: 3_728,
      refused: 6,
      refusedCases: 2,
      unmappedRows: 0,
      reasonChanges: 30,
      refusedByPair: { 'resolved → new': 1, 'closed → in-progress': 4, 'closed → resolved': 1 },
      acceptedByPair: {
        'resolved → closed': 1_200,
        'new → in-progress': 728,
        'in-progress → resolved': 520,
        'on-hold → resolved': 366,
        'new → resolved': 329,
        'in-progress → on-hold': 325,
        'new → on-hold': 143,
        'on-hold → in-progress': 102,
        'resolved → in-progress': 15,
      },
      finalStatus: { closed: 1_200 },
      reopened: { cases: 13, times: 15 },
      holdSeconds: {
        cases: 428,
        total: 706_462_560,
        byReason: {
          user: { cases: 401, seconds: 617_036_400 },
          problem: { cases: 51, seconds: 68_064_000 },
          vendor: { cases: 5, seconds: 16_570_860 },
          evidence: { cases: 2, seconds: 4_791_300 },
        },
      },
      secondsToResolve: {
        first: { p50: 199_680, p90: 2_440_980, p99: 13_992_300 },
        net: { p50: 107_340, p90: 1_554_060, p99: 6_840_900 },
      },
      groupChanges: { cases: 518, times: 1_155 },
    });
  });
});
