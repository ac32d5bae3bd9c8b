/** What was counted equals a recount, however writers and readers come between each other and wherever either dies. */
import fc from 'fast-check';
import { type Asked, type Span, tallied } from '../../../client/figures/tallies.ts';
import { endedRowsIn } from '../../../client/figures/rows.ts';
import { Count } from '../../../domain/figures/counting.ts';
import { keyOf } from '../../../domain/figures/language/aggregates.ts';
import type { Aggregate, Basis } from '../../../domain/figures/language/shapes.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { figureRowOf, figureRowsIn, putRow, type StoredRow } from '../../../models/figures/row.ts';
import { keepTallies, markedBy, markTallies, talliesFrom, type Tally, tallyOf } from '../../../models/figures/tally.ts';
import { openDatabase, type TestDatabase } from '../../support/engines/database.ts';

jest.setTimeout(120_000);
const DAY = 86_400_000;
const ORG: OrgPath = '/dx';
let opened: TestDatabase;
beforeAll(async () => {
  opened = await openDatabase();
  for (const modelOn of [figureRowOf, tallyOf]) {
    await modelOn(opened.db).createCollection();
    await modelOn(opened.db).createIndexes();
  }
});
afterAll(() => opened.stop());
const clear = () => Promise.all([figureRowsIn(opened.db).deleteMany({}), tallyOf(opened.db).deleteMany({})]);

const aggregate = (basis: Basis, is: 'count' | 'sum' = 'count'): Aggregate => {
  const cases = { basis, processes: ['incident'] } as const;
  return is === 'count' ? { is, cases } : { is, name: 'age', cases };
};
const BASES: readonly Basis[] = ['closed', 'opened', 'open'];
const wanted = BASES.flatMap((basis) => [aggregate(basis), aggregate(basis, 'sum')]);
const SPANS = [0, 1, 2, 3].map((day) => ({ from: day * DAY, until: (day + 1) * DAY }));

let number = 0;
function rowOf(openedAt: number, closedAt: number, more: Partial<StoredRow> = {}): StoredRow {
  number += 1;
  const orgPath: OrgPath = '/dx/donghu';
  const place = { process: 'incident', orgPath, line: [orgPath, ORG], unit: orgPath };
  const values = { age: Math.floor((closedAt - openedAt) / 60_000) };
  return {
    _id: `INC-${number}`,
    ...place,
    openedAt,
    closedAt,
    values,
    head: { seq: 1, hash: 'a' },
    shape: '1',
    ...more,
  };
}

const ask = (basis: Basis, more: Partial<Asked> = {}): Asked => ({
  process: 'incident',
  org: ORG,
  of: '',
  basis,
  spans: SPANS,
  ...more,
});

async function recount(basis: Basis, period: { from: number; until: number }) {
  const own = wanted.filter(({ cases }) => cases.basis === basis);
  const count = new Count(new Map(own.map((one) => [keyOf(one), one])));
  for await (const row of endedRowsIn(opened.db, {
    scope: { organisation: ORG },
    period,
    basis,
    processes: ['incident'],
  }))
    count.take(row);
  return Object.fromEntries(count.result());
}
const recounts = (basis: Basis) => Promise.all(SPANS.map((span) => recount(basis, span)));
const tallies = async (basis: Basis, more: Partial<Asked> = {}) =>
  (await tallied(opened.db, ask(basis, more), { wanted })).map(({ pieces }) => Object.fromEntries(pieces));

/** As putRow does, step by step. */
async function* writing(row: StoredRow): AsyncGenerator<void> {
  await markTallies(opened.db, [row]);
  yield;
  await figureRowsIn(opened.db).replaceOne({ _id: row._id }, row, { upsert: true });
  yield;
  await markTallies(opened.db, [row]);
}

/** As tallied does, step by step. */
async function* reading(basis: Basis): AsyncGenerator<void> {
  const places = SPANS.map((span) => ({
    process: 'incident',
    org: ORG,
    of: '' as const,
    basis,
    ...span,
    from: basis === 'open' ? span.until : span.from,
  }));
  const known = await talliesFrom(opened.db, places);
  yield;
  const results = [];
  for (const [n, tally] of known.entries()) {
    const pieces = await recount(basis, SPANS[n] ?? { from: 0, until: 0 });
    results.push({ ...tally, rows: 0, parts: Object.entries(pieces).map(([key, piece]) => ({ key, piece })) });
    yield;
  }
  await keepTallies(opened.db, results);
}

test('writers and readers step by step in any order, each of which may die anywhere: a kept count is a recount', async () => {
  const actor = fc.oneof(
    fc.record({
      is: fc.constant('writer' as const),
      opened: fc.integer({ min: 0, max: 4 * DAY - 1 }),
      length: fc.integer({ min: 0, max: 3 * DAY }),
      lives: fc.integer({ min: 0, max: 3 }),
    }),
    fc.record({
      is: fc.constant('reader' as const),
      basis: fc.constantFrom(...BASES),
      lives: fc.integer({ min: 0, max: 6 }),
    }),
  );
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(actor, { minLength: 2, maxLength: 7 }),
      fc.infiniteStream(fc.nat({ max: 6 })),
      async (actors, turns) => {
        await clear();
        const rows = actors.map((one) => (one.is === 'writer' ? rowOf(one.opened, one.opened + one.length) : null));
        const steps = actors.map((one, n) => ({
          run: one.is === 'reader' ? reading(one.basis) : writing(rows[n] ?? rowOf(0, 0)),
          left: one.lives,
        }));
        const alive = () => steps.filter(({ left }) => left > 0);
        for (const turn of turns) {
          const now = alive();
          const one = now[turn % Math.max(1, now.length)];
          if (!one) break;
          one.left -= 1;
          if ((await one.run.next()).done === true) one.left = 0;
        }
        // The turn of a case that died is taken again; a reader is not.
        for (const row of rows) if (row) await putRow(opened.db, row);
        for (const basis of BASES) {
          const [due, found] = [await recounts(basis), await tallyOf(opened.db).find({ basis, stale: false }).lean()];
          for (const { from, until, parts } of found) {
            seen += 1;
            const n = SPANS.findIndex((span) => span.until === until);
            expect([from, Object.fromEntries(parts.map(({ key, piece }) => [key, piece]))]).toEqual([from, due[n]]);
          }
          expect(await tallies(basis)).toEqual(due);
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(seen).toBeGreaterThan(10); // else nothing was looked at
});

test('a row marks what it belongs to and nothing else; what is not marked is not counted again', async () => {
  await clear();
  await putRow(opened.db, rowOf(0.5 * DAY, 2.5 * DAY, { team: 'l2', person: 'li' }));
  for (const basis of BASES) expect(await tallies(basis)).toEqual(await recounts(basis));
  await tallies('closed', { of: 'team:l2' });
  await tallies('closed', { of: 'team:l3' });
  await tallies('closed', { org: '/dx/xiling' });
  await putRow(opened.db, rowOf(0.7 * DAY, 1.5 * DAY, { team: 'l3' }));
  const stale = await tallyOf(opened.db).find({ stale: true }).sort({ _id: 1 }).lean();
  expect(stale.map(({ basis, of, org, until }) => [basis, of, org, until / DAY])).toEqual([
    ['closed', '', ORG, 2],
    ['closed', 'team:l3', ORG, 2],
    ['open', '', ORG, 1],
    ['opened', '', ORG, 1],
  ]);
  for (const basis of BASES) expect(await tallies(basis)).toEqual(await recounts(basis));
  expect(await tallies('closed', { of: 'team:l3' })).not.toEqual(await tallies('closed', { of: 'team:l2' }));
});

test('a new aggregate lacks its own alone, and stands beside those that were counted', async () => {
  await clear();
  await putRow(opened.db, rowOf(0, DAY / 2));
  const [first, second] = [aggregate('closed'), aggregate('closed', 'sum')];
  await tallied(opened.db, ask('closed'), { wanted: [first] });
  const before = await tallyOf(opened.db).findOne({ until: DAY }).lean();
  await tallied(opened.db, ask('closed'), { wanted: [second] });
  const after = await tallyOf(opened.db).findOne({ until: DAY }).lean();
  expect([before?.parts.map(({ key }) => key), after?.parts.map(({ key }) => key)]).toEqual([
    [keyOf(first)],
    [keyOf(first), keyOf(second)],
  ]);
});

const kept = async (filter: object = {}) => {
  const found = await tallyOf(opened.db).find(filter).sort({ from: 1, until: -1 }).lean();
  return found.map(({ from, until }) => `${from / DAY}-${until / DAY}`);
};
const closedOf = async (whole: Span, now?: number) =>
  await tallied(opened.db, ask('closed', { spans: [whole] }), { wanted, ...(now === undefined ? {} : { now }) });

test('a time of many rows is counted by its parts, and comes to the same', async () => {
  await clear();
  const rows = Array.from({ length: 2_500 }, (_, n) =>
    rowOf((n % 4) * DAY, (n % 4) * DAY + 60_000 * (n % 700), { team: `t${n % 3}` }),
  );
  await figureRowsIn(opened.db).insertMany(rows);
  const whole = { from: 0, until: 4 * DAY, parts: () => SPANS };
  const [once] = await closedOf(whole);
  expect(await kept()).toEqual(['0-4', '0-1', '1-2', '2-3', '3-4']);
  expect(Object.fromEntries(once?.pieces ?? [])).toEqual(await recount('closed', whole));
  const { rows: all } =
    (await tallyOf(opened.db)
      .findOne({ until: 4 * DAY, from: 0 })
      .lean()) ?? {};
  expect(all).toBe(2_500);
  await putRow(opened.db, rowOf(DAY, 1.5 * DAY, { team: 'new' }));
  expect(await kept({ stale: true })).toEqual(['0-4', '1-2']);
  const [again] = await closedOf(whole);
  expect(Object.fromEntries(again?.pieces ?? [])).toEqual(await recount('closed', whole));
  expect(again?.groups).toEqual({ ...once?.groups, team: ['new', 't0', 't1', 't2'] });
  expect(await kept({ stale: true })).toEqual([]);
});

test('of few rows no parts are kept; of a day of many only once it is counted again, or while it is not over', async () => {
  await clear();
  const halves = [
    { from: 0, until: DAY / 2 },
    { from: DAY / 2, until: DAY },
  ];
  const day = { from: 0, until: DAY, parts: () => halves };
  await figureRowsIn(opened.db).insertMany(Array.from({ length: 900 }, (_, n) => rowOf(0, 60_000 * n)));
  await closedOf({ from: 0, until: 2 * DAY, parts: () => SPANS.slice(0, 2) });
  await closedOf(day, DAY / 2);
  expect(await kept()).toEqual(['0-2', '0-1']);
  await tallyOf(opened.db).deleteMany({});
  await figureRowsIn(opened.db).insertMany(Array.from({ length: 200 }, (_, n) => rowOf(0, 60_000 * n)));
  await closedOf(day, 2 * DAY);
  expect(await kept()).toEqual(['0-1']);
  await tallyOf(opened.db).deleteMany({});
  const [found] = await closedOf(day, DAY / 2);
  expect(await kept()).toEqual(['0-1', '0-0.5', '0.5-1']);
  expect(Object.fromEntries(found?.pieces ?? [])).toEqual(await recount('closed', day));
});

test('what a row marks is marked before the longer times of which it is a part', async () => {
  await clear();
  const row = rowOf(4 * DAY - 7_200_000, 4 * DAY - 1);
  const spans = [...SPANS, { from: 0, until: 4 * DAY }, { from: 4 * DAY - 3_600_000, until: 4 * DAY }];
  for (const basis of BASES) await tallies(basis, { spans: spans.toReversed() });
  await tallies('closed', { spans, of: 'unit:/dx/donghu' });
  const found = [];
  for (const filter of markedBy(row))
    for (const { basis, of, from } of await opened.db.collection<Tally>('tallies').find(filter).toArray())
      found.push([basis, of, from / DAY]);
  expect(found).toEqual([
    ...['', 'unit:/dx/donghu'].flatMap((of) => [4 - 1 / 24, 3, 0].map((from) => ['closed', of, from])),
    ['opened', '', 3],
    ['opened', '', 0],
  ]);
});
