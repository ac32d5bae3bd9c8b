/** Open cases in figures: grouped where they are stored, they come to what they come to one by one, and each is looked at once. */
import { measured, measuredApart } from '../../../client/figures/measuring.ts';
import { rowsIn } from '../../../client/figures/rows.ts';
import type { GroupBy, Wish } from '../../../client/figures/wish.ts';
import { Count, namesRead } from '../../../domain/figures/counting.ts';
import { keyOf } from '../../../domain/figures/language/aggregates.ts';
import type { Aggregate, Basis, Condition, Piece } from '../../../domain/figures/language/shapes.ts';
import { periodAt, withThoseBefore } from '../../../domain/figures/periods.ts';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { OrgPath, StoredCase } from '../../../domain/kernel/process.ts';
import { caseOf, casesIn } from '../../../models/cases/case.ts';
import { noteEndings, notedEndings } from '../../../models/figures/ending.ts';
import { dropRow, figureRowOf, putRow, type StoredRow } from '../../../models/figures/row.ts';
import { tallyOf } from '../../../models/figures/tally.ts';
import { openDatabase, type TestDatabase } from '../../support/engines/database.ts';

jest.setTimeout(120_000);
const [MINUTE, DAY] = [60_000, 86_400_000];
const NOW = Date.UTC(2026, 10, 20, 3);
const ORG: OrgPath = '/dx';
const CASES = 400;
let opened: TestDatabase;

/** As much of a document as figures read. */
function documentOf(n: number): StoredCase {
  const orgPath: OrgPath = (['/dx/donghu', '/dx/donghu/linxi', '/dx/xiling', '/dy'] as const)[n % 4] ?? ORG;
  const document = {
    _id: `INC-${1_000 + n}`,
    process: 'incident',
    mode: n % 50 === 7 ? 'rehearsal' : 'live',
    version: 3,
    status: n % 2 === 0 ? 'assigned' : 'resolved',
    orgPath,
    orgLine: n % 9 === 0 ? [...new Set([...orgLineOf(orgPath), ...orgLineOf('/dx/xiling')])] : orgLineOf(orgPath),
    parties: { unit: orgPath, ...(n % 5 === 0 ? {} : { assignee: `p${n % 3}` }) },
    queue: `t${n % 3}`,
    priority: `P${n % 4}`,
    openedAt: NOW - Math.floor((n * 7_919 * MINUTE * 1.37) % (70 * DAY)) - 1,
    dueAt: null,
    ...(n % 6 === 0 ? { call: `CAL-${n}` } : {}),
    ...(n % 11 === 0 ? { major: true } : {}),
    ...(n % 7 === 0 ? { application: 'payment' } : {}),
    ...(n % 13 === 0 ? { takenBack: n % 3 } : {}),
  };
  return document as unknown as StoredCase;
}

function rowOf({ _id, orgPath, openedAt }: StoredCase, closedAt: number): StoredRow {
  const place = { process: 'incident', orgPath, line: orgLineOf(orgPath), unit: orgPath, team: 't0' };
  return { _id, ...place, openedAt, closedAt, values: { priority: 'P1' }, head: { seq: 9, hash: 'a' }, shape: '1' };
}

beforeAll(async () => {
  opened = await openDatabase();
  for (const modelOn of [caseOf, figureRowOf, tallyOf]) {
    await modelOn(opened.db).createCollection();
    await modelOn(opened.db).createIndexes();
  }
  await casesIn(opened.db).insertMany(Array.from({ length: CASES }, (_, n) => documentOf(n)));
});
afterAll(() => opened.stop());

const late: Condition = { is: '>', name: 'age', value: 3 * 24 * 60 };
const aggregates: readonly Aggregate[] = (['opened', 'open'] as const).flatMap((basis): Aggregate[] => {
  const where = (condition: Condition) => ({ basis, processes: ['incident'] as const, where: condition });
  return [
    { is: 'count', cases: { basis, processes: ['incident', 'call'] } },
    { is: 'count', cases: where({ is: 'missing', name: 'call' }) },
    { is: 'count', cases: where({ is: 'and', of: [late, { is: '=', name: 'major', value: true }] }) },
    { is: 'sum', name: 'takenBack', cases: where({ is: 'in', name: 'priority', values: ['P1', 'P2'] }) },
    { is: 'percentile', p: 90, name: 'age', cases: where({ is: 'not', of: { is: 'missing', name: 'person' } }) },
    { is: 'count', cases: where({ is: '=', name: 'unit', value: '/dx/xiling' }) },
  ];
});
const cut = { offsets: [[0, 480]] as const, firstMonth: 1 };
const periods = withThoseBefore(cut, periodAt(cut, 'month', NOW), 4);
const wish = (more: Partial<Wish> = {}): Wish => ({ org: ORG, of: '', cut, periods, aggregates, now: NOW, ...more });

/** Of no case there may be a piece or none. */
const counted = (pieces: Iterable<[string, Piece]>) =>
  Object.fromEntries([...pieces].filter(([, { cases }]) => cases > 0));
const piecesOf = (found: Awaited<ReturnType<typeof measured>>) => found.map(({ pieces }) => counted(pieces));

/** One by one, of each period. */
async function recount(scope: { organisation: OrgPath } & Partial<Record<'team' | 'person' | 'application', string>>) {
  const results = [];
  for (const period of periods) {
    const pieces: Record<string, unknown> = {};
    for (const basis of ['opened', 'open'] satisfies Basis[]) {
      const own = aggregates.filter(({ cases }) => cases.basis === basis);
      const count = new Count(new Map(own.map((one) => [keyOf(one), one])));
      const asked = { scope, period, basis, processes: ['incident', 'call'] as const, names: namesRead(own), now: NOW };
      for await (const row of rowsIn(opened.db, asked)) count.take(row);
      Object.assign(pieces, counted(count.result()));
    }
    results.push(pieces);
  }
  return results;
}
test('of a whole organisation, of a team and of a person', async () => {
  expect(piecesOf(await measured(opened.db, wish()))).toEqual(await recount({ organisation: ORG }));
  for (const whose of ['team:t1', 'person:p2', 'application:payment'] as const) {
    const [by = '', value = ''] = whose.split(':');
    expect(piecesOf(await measured(opened.db, wish({ of: whose })))).toEqual(
      await recount({ organisation: ORG, [by]: value }),
    );
  }
});

test('told apart: each as if it had been asked for alone', async () => {
  for (const by of ['organisation', 'team', 'person', 'application'] satisfies GroupBy[]) {
    const values = by === 'organisation' ? ['/dx/donghu', '/dx/xiling'] : ['t0', 'p1', 'payment'];
    const found = await measuredApart(opened.db, wish(), { by, values });
    for (const [n, value] of values.entries()) {
      const organisation: OrgPath = by === 'organisation' ? `/${value.slice(1)}` : ORG;
      const scope = { organisation, ...(by === 'organisation' ? {} : { [by]: value }) };
      expect(piecesOf(found[n] ?? [])).toEqual(await recount(scope));
    }
  }
});

test('one whose row precedes its document has ended; it is forgotten once its document has, or its row is gone', async () => {
  const before = piecesOf(await measured(opened.db, wish()));
  const [first, second] = [documentOf(0), documentOf(4)];
  await noteEndings(opened.db, [first._id]); // died before the row
  expect(piecesOf(await measured(opened.db, wish()))).toEqual(before);
  for (const one of [first, second]) await putRow(opened.db, rowOf(one, NOW - MINUTE));
  const ended = await recount({ organisation: ORG });
  expect(ended).not.toEqual(before);
  expect(piecesOf(await measured(opened.db, wish()))).toEqual(ended);
  expect((await notedEndings(opened.db)).toSorted()).toEqual([first._id, second._id].toSorted());
  await casesIn(opened.db).updateOne({ _id: first._id }, { $set: { status: 'closed', closedAt: NOW - MINUTE } });
  await dropRow(opened.db, second._id); // its end was lost
  expect(piecesOf(await measured(opened.db, wish()))).toEqual(await recount({ organisation: ORG }));
  expect(await notedEndings(opened.db)).toEqual([]);
});

test('a year of months looks at each open case once, whatever has ended', async () => {
  const own = opened.db.db;
  await measured(opened.db, wish());
  await own?.command({ profile: 2 });
  await measured(opened.db, wish({ org: '/dx/xiling' }));
  await own?.command({ profile: 0 });
  const looks = await own
    ?.collection('system.profile')
    .find({ ns: `${own.databaseName}.cases` })
    .toArray();
  const examined = looks?.reduce((sum, one) => sum + Number(one['docsExamined'] ?? 0), 0);
  const open = await casesIn(opened.db).countDocuments({ orgLine: '/dx/xiling', closedAt: { $exists: false } });
  expect(looks?.map((one) => one['planSummary'])).not.toContain('COLLSCAN');
  expect([examined, open > 50]).toEqual([open, true]);
});
