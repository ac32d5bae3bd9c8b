/** A log of some 300 cases: what the replay says of it, and what figures read of its cases, against a count of the CSV by hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateLog } from '../../../bench/generate-log.ts';
import { judgeCase, WORKING } from '../../../commands/replay/judge.ts';
import { readMapping } from '../../../commands/replay/mapping.ts';
import { type LogCase, readLog } from '../../../commands/replay/read-log.ts';
import { reportOf } from '../../../commands/replay/report.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { type FigureRow, rowOf } from '../../../domain/figures/row.ts';
import { closureOf } from '../../../domain/kernel/lifecycle.ts';
import { playCase } from '../../support/event-log/played-log.ts';
import { readBack, xesOf } from '../../support/event-log/log-of.ts';
import { type Counted, inOffice, length, recount } from '../../support/event-log/recount.ts';

const CASES = 300;
const csv = generateLog({ cases: CASES, seed: 20 });
const counted = recount(csv);
const incident = processOf('incident');
const closure = closureOf(incident, WORKING);
let cases: LogCase[];

/** With groups for the report; the rules are played in one queue. */
async function read(drop: readonly string[] = []): Promise<LogCase[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'changming-recount-'));
  try {
    const [file, mapping] = ['log.csv', 'mapping.json'].map((name) => path.join(folder, name));
    const shipped: Record<string, unknown> = { ...readMappingFile() };
    for (const name of drop) delete shipped[name];
    writeFileSync(String(file), csv.join('\n'));
    writeFileSync(String(mapping), JSON.stringify(shipped));
    return (await readLog(String(file), { mapping: readMapping(String(mapping), incident) })).cases;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const readMappingFile = (): Record<string, unknown> =>
  jest.requireActual('../../../commands/replay/mappings/servicenow.json');

beforeAll(async () => {
  cases = await read();
});

const tally = (keys: readonly string[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const key of keys) found[key] = (found[key] ?? 0) + 1;
  return found;
};
const pairs = (of: 'accepted' | 'refused') => counted.flatMap((one) => one[of].map(([from, to]) => `${from} → ${to}`));
const ranks = (lengths: readonly number[]) => {
  const sorted = lengths.map((ms) => ms / 1_000).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
};
/** By the clock of China. */
const monthOf = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 7);
const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);

test('the dry replay says what a count by hand says', () => {
  const judged = cases.map((one) => judgeCase(one, 'replay', closure));
  const report = reportOf({ rule: 'replay', mapping: '', file: '', sha256: '' }, judged);
  expect(report).toMatchObject({
    cases: CASES,
    rows: csv.length - 1,
    accepted: pairs('accepted').length,
    refused: pairs('refused').length,
    refusedCases: counted.filter(({ refused }) => refused.length > 0).length,
    reasonChanges: counted.reduce((sum, { reasonChanges }) => sum + reasonChanges, 0),
    acceptedByPair: tally(pairs('accepted')),
    refusedByPair: tally(pairs('refused')),
    finalStatus: tally(counted.map(({ status }) => status)),
    reopened: {
      cases: counted.filter(({ reopened }) => reopened > 0).length,
      times: counted.reduce((sum, { reopened }) => sum + reopened, 0),
    },
    secondsToResolve: {
      first: ranks(known(counted.map((one) => one.firstResolvedAt && one.firstResolvedAt - one.start))),
      net: ranks(known(counted.map(({ net }) => net))),
    },
    groupChanges: {
      cases: counted.filter(({ groups }) => groups.length > 1).length,
      times: counted.reduce((sum, { groups }) => sum + Math.max(0, groups.length - 1), 0),
    },
  });
  const held: Record<string, { cases: number; seconds: number }> = {};
  for (const one of counted)
    for (const [reason, seconds] of Object.entries(one.held))
      held[reason] = { cases: (held[reason]?.cases ?? 0) + 1, seconds: (held[reason]?.seconds ?? 0) + seconds };
  expect(report.holdSeconds.byReason).toEqual(held);
  expect(report.acceptedByPair['resolved → closed']).toBeGreaterThan(CASES * 0.9);
});

/** What a row must hold of a case that ended, in the names of formulas. */
function expectedOf(one: Counted) {
  const isP1 = one.priority === 'P1'; // promised around the clock
  const measure = isP1 ? length : inOffice;
  const [consumed, paused] = [measure(one.running), measure(one.paused)].map((ms) => ms / 60_000);
  const target = { P1: 4, P2: 8, P3: 16, P4: 40 }[one.priority] * 60;
  return {
    status: 'closed',
    priority: one.priority,
    opened: one.start,
    closed: one.closedAt,
    age: ((one.closedAt ?? 0) - one.start) / 60_000,
    'counts.reopened': one.reopened,
    'clock.resolution.target': target,
    'clock.resolution.consumed': consumed,
    'clock.resolution.paused': paused,
    'clock.resolution.breached': wasLate(one.running, measure, target * 60_000),
  };
}
/** It ran at some instant with nothing left: one that ends in the very instant of its deadline is in time. */
function wasLate(running: Counted['running'], measure: typeof length, target: number): boolean {
  return running.some(([from, to], n) => to > from && measure([...running.slice(0, n), [from, to - 1]]) >= target);
}

test('the rows that figures read say of each case what a count by hand says, and so do sums over them', async () => {
  const rows = new Map<string, FigureRow>();
  const some = (await read(['group', 'tier'])).filter((_, n) => n % 2 === 0);
  const played = some.map((one) => ({ number: one.caseId, ...playCase(one, closure) }));
  for (const { number, stage, caseId } of played) {
    const row = rowOf(stage.viewOf(caseId), stage.kaseOf(caseId));
    if (row) rows.set(number, row);
  }
  const ended = counted.filter(({ status }, n) => n % 2 === 0 && status === 'closed');
  expect([...rows.keys()]).toEqual(ended.map(({ number }) => number));
  for (const one of ended)
    expect([one.number, rows.get(one.number)?.values]).toEqual([one.number, expect.objectContaining(expectedOf(one))]);
  const late = [...rows.values()].filter(({ values }) => values['clock.resolution.breached'] === true).length;
  expect(late).toBe(ended.filter((one) => expectedOf(one)['clock.resolution.breached']).length);
  expect([late > 0, late < ended.length]).toEqual([true, true]);
  expect(tally([...rows.values()].map(({ closedAt }) => monthOf(closedAt)))).toEqual(
    tally(ended.map(({ closedAt }) => monthOf(closedAt ?? 0))),
  );

  // And the log of what was played, read back, comes to the same times once more.
  for (const one of played.slice(0, 60)) {
    const [again] = (await readBack(xesOf([one]))).map((kase) => judgeCase(kase, 'replay', closure));
    const { net, held } = counted.find(({ number }) => number === one.number) ?? {};
    const seconds = new Map([...(again?.holdMs ?? [])].map(([reason, ms]) => [reason, ms / 1_000]));
    expect([one.number, again?.netResolveMs, Object.fromEntries(seconds)]).toEqual([
      one.number,
      net,
      Object.keys(held ?? {}).length === 0
        ? {}
        : { none: Object.values(held ?? {}).reduce((sum, all) => sum + all, 0) },
    ]);
    expect(again?.steps.filter(({ refused }) => refused !== null)).toEqual([]);
  }
});
