/** What was counted equals a recount, however writers and readers come between each other and wherever either dies. */
import fc from 'fast-check';
import { type Asked, tallied } from '../../../client/figures/tallies.ts';
import { endedRowsIn } from '../../../client/figures/rows.ts';
import { Count } from '../../../domain/figures/counting.ts';
import { keyOf } from '../../../domain/figures/language/aggregates.ts';
import type { Aggregate, Basis } from '../../../domain/figures/language/shapes.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { figureRowOf, figureRowsIn, putRow, type StoredRow } from '../../../models/figures/row.ts';
import { keepTallies, markTallies, talliesFrom, tallyOf } from '../../../models/figures/tally.ts';
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
  let kept = 0;
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
            kept += 1;
            const n = SPANS.findIndex((span) => span.until === until);
            expect([from, Object.fromEntries(parts.map(({ key, piece }) => [key, piece]))]).toEqual([from, due[n]]);
          }
          expect(await tallies(basis)).toEqual(due);
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(kept).toBeGreaterThan(10); // else nothing was looked at
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

test('a time of many rows is counted by its parts, and comes to the same', async () => {
  await clear();
  const rows = Array.from({ length: 2_500 }, (_, n) =>
    rowOf((n % 4) * DAY, (n % 4) * DAY + 60_000 * (n % 700), { team: `t${n % 3}` }),
  );
  await figureRowsIn(opened.db).insertMany(rows);
  const whole = { from: 0, until: 4 * DAY, parts: () => SPANS };
  const once = await tallied(opened.db, ask('closed', { spans: [whole] }), { wanted });
  expect(await tallyOf(opened.db).countDocuments()).toBe(1);
  await putRow(opened.db, rowOf(DAY, 1.5 * DAY, { team: 'new' }));
  const [again] = await tallied(opened.db, ask('closed', { spans: [whole] }), { wanted });
  expect(await tallyOf(opened.db).countDocuments()).toBe(5);
  expect(Object.fromEntries(again?.pieces ?? [])).toEqual(await recount('closed', whole));
  expect(again?.groups).toEqual({ ...once[0]?.groups, team: ['new', 't0', 't1', 't2'] });
  await putRow(opened.db, rowOf(DAY, 1.6 * DAY));
  const stale = await tallyOf(opened.db).find({ stale: true }).lean();
  expect(stale.map(({ from, until }) => `${from / DAY}-${until / DAY}`).toSorted()).toEqual(['0-4', '1-2']);
  const [third] = await tallied(opened.db, ask('closed', { spans: [whole] }), { wanted });
  expect(Object.fromEntries(third?.pieces ?? [])).toEqual(await recount('closed', whole));
});
