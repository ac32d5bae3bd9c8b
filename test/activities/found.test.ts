/** Words among more cases than one request reads whole: what a page, a walk through all pages and a count must come to. */
import { reachOf } from '../../domain/kernel/people/access.ts';
import type { Actor, CaseView, OrgPath } from '../../domain/kernel/process.ts';
import { folded, piecesOf } from '../../domain/kernel/search/folded.ts';
import { casesIn } from '../../models/cases/case.ts';
import { scopedCases } from '../../models/cases/scoped.ts';
import type { CaseOrder, Sought } from '../../models/cases/search.ts';
import { wordsIn } from '../../models/cases/words.ts';
import { openSampleDatabase, type TestDatabase } from '../support/engines/database.ts';

/** More than are read whole, and than one request looks at. */
const MANY = 5_600;
const WIDE = '/wide';
const NARROW = '/wide/narrow';
const READ = 'incident.read';
const ME = 'me';
/** Whose number nobody else has, though each piece of it stands on every case. */
const RARE = 9;

type Row = { n: number; _id: string; title: string; priority: string; openedAt: number; updatedAt: number };
type Made = Row & { dueAt: number | null; closedAt?: number; orgLine: string[]; requester: string };
const made = Array.from({ length: MANY }, (_, n): Made => {
  const _id = `INC-${String(500_000 + n)}`;
  const isOpen = n % 20 === 0;
  return {
    n,
    _id,
    title: `打印机 ${(n * 7_919) % 997} ${n % 2 === 0 ? '错位' : '卡纸'}`,
    priority: `P${1 + (n % 4)}`,
    openedAt: 1_000 + ((n * 31) % MANY),
    updatedAt: 5_000 + ((n * 17) % MANY),
    dueAt: isOpen ? 9_000 + ((n * 13) % MANY) : null,
    ...(isOpen ? {} : { closedAt: 20_000 }),
    orgLine: n % 5 === 0 ? [NARROW, WIDE] : [WIDE],
    requester: n % 3 === 0 ? ME : 'other',
  };
});

const text = (_id: string, caseId: string, version: number, said: Record<string, string>) => {
  const plain = Object.fromEntries(Object.entries(said).map(([level, one]) => [level, folded(one)]));
  return { _id, caseId, version, ...plain, pieces: piecesOf(Object.values(plain).join(' ')) };
};

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openSampleDatabase();
  const { db } = opened;
  await casesIn(db).insertMany(
    made.map(({ n: _n, requester, ...row }) => ({
      ...row,
      process: 'incident',
      mode: 'live',
      version: 2,
      status: row.closedAt === undefined ? 'queued' : 'closed',
      orgPath: row.orgLine[0],
      parties: { requester },
    })) as never[],
  );
  await wordsIn(db).insertMany(
    made.flatMap(({ n, _id, title }) => [
      text(_id, _id, 1, { open: title, own: `电话 5550101 4710 0712${n === RARE ? ' 4712' : ''}` }),
      text(`${_id}:000002`, _id, 2, { inner: '机密口令' }),
    ]),
  );
}, 120_000);
afterAll(() => opened.stop());

const holders = { [READ]: { roles: ['supervisor', 'requester'] as const } };
const staff = (org: OrgPath): Pick<Actor, 'id' | 'grants'> => ({
  id: ME,
  grants: [{ role: 'supervisor', orgPath: org }],
});
const asker: Pick<Actor, 'id' | 'grants'> = { id: ME, grants: [{ role: 'requester', orgPath: WIDE }] };
const over = (who: Pick<Actor, 'id' | 'grants'>) =>
  scopedCases(opened.db, reachOf({ teams: [], unit: WIDE, ...who } as unknown as Actor, READ, holders));

/** As `sightOf` says it: of those at work, and of the requester's side. */
const sees = (org?: string): Sought['sees'] => [
  { levels: ['open'], where: {} },
  { levels: ['open', 'own'], where: { 'parties.requester': ME } },
  ...(org === undefined ? [] : [{ levels: ['open', 'own', 'inner'] as const, where: { orgLine: org } }]),
];
const looked = (terms: readonly string[], org?: string): Sought => ({
  terms,
  numbers: [],
  begun: null,
  sees: sees(org),
});

type Cases = ReturnType<typeof over>;
async function walk(cases: Cases, order: CaseOrder, sought: Sought, filter = {}): Promise<string[]> {
  const found: string[] = [];
  for (let after: { value: CaseView['title'] | number | null; id: string } | undefined; ; ) {
    const { items, next } = await cases.seek(filter, { order, limit: 700, after }, sought);
    expect(items.length).toBeLessThanOrEqual(700);
    found.push(...items.map(({ _id }) => _id));
    if (!next) return found;
    after = next;
  }
}

/** Without a value last, whichever way; ties by number, the same way. */
function inOrder(rows: readonly Made[], { field, descending = false }: CaseOrder): string[] {
  const turn = descending ? -1 : 1;
  const byId = (one: Made, other: Made) => (one._id < other._id ? -turn : turn);
  const valued = rows.filter((row) => row[field] !== null);
  const sorted = valued.toSorted((one, other) => {
    const [a, b] = [one[field] ?? '', other[field] ?? ''];
    return a === b ? byId(one, other) : a < b ? -turn : turn;
  });
  return [...sorted, ...rows.filter((row) => row[field] === null).toSorted(byId)].map(({ _id }) => _id);
}

const fields = ['_id', 'openedAt', 'updatedAt', 'dueAt', 'priority', 'title'] as const;
const orders = fields.flatMap((field) => [{ field }, { field, descending: true }]);

test.each(orders)(
  'a walk by $field, descending: $descending, meets each case that has the words, in order',
  async (order) => {
    const expected = inOrder(
      made.filter(({ n }) => n % 2 === 0),
      order,
    );
    expect(await walk(over(staff(WIDE)), order, looked(['打印机', '错位'], WIDE))).toEqual(expected);
  },
);

test.each([
  ['within a branch', staff(NARROW), {}, ({ n }: Made) => n % 5 === 0],
  ['of those open', staff(WIDE), { closedAt: { present: false } }, ({ n }: Made) => n % 20 === 0],
  ['that somebody reported', asker, {}, ({ n }: Made) => n % 3 === 0],
])('a frequent word %s is found there and nowhere else, and the count says so', async (_, who, filter, isThere) => {
  const expected = made.filter(isThere);
  const cases = over(who);
  const sought = looked(['打印机'], who === asker ? undefined : WIDE);
  for (const order of [{ field: 'title' }, { field: 'openedAt', descending: true }] as const)
    expect(await walk(cases, order, sought, filter)).toEqual(inOrder(expected, order));
  const cap = 2_000;
  expect(await cases.tally(filter, { sought, cap, whole: true })).toEqual({ count: expected.length, capped: false });
  expect(await cases.tally(filter, { sought, cap: 100 })).toEqual({ count: 100, capped: true });
});

test('more than the count goes to is capped there, also where few of those that have the words lie within reach', async () => {
  expect(await over(staff(NARROW)).tally({}, { sought: looked(['打印机'], WIDE) })).toEqual({
    count: 500,
    capped: true,
  });
  expect(await over(staff(WIDE)).tally({}, { sought: looked(['打印机'], WIDE) })).toEqual({ count: 500, capped: true });
});

test('a number that one case has is the whole of the first page, though very many have each piece of it', async () => {
  const sought = looked(['4712'], WIDE);
  const cases = over(staff(WIDE));
  const { items, next } = await cases.seek({}, { order: { field: 'openedAt', descending: true }, limit: 50 }, sought);
  expect([items.map(({ _id }) => _id), next]).toEqual([[made[RARE]?._id], null]);
  expect(await cases.tally({}, { sought })).toEqual({ count: 1, capped: false });
});

test('pieces that all have and that never meet find nothing, and a page that stopped looking says where to go on', async () => {
  expect(await walk(over(staff(WIDE)), { field: 'title' }, looked(['错位', '卡纸'], WIDE))).toEqual([]);
});

test.each([
  ['机密', 'inner words', NARROW, ({ n }: Made) => n % 5 === 0],
  ['机密', 'inner words', undefined, () => false],
  ['5550101', 'a contact', NARROW, ({ n }: Made) => n % 5 === 0 || n % 3 === 0],
  ['5550101', 'a contact', undefined, ({ n }: Made) => n % 3 === 0],
])('%s: %s that very many have are found by those alone who see them (at work in %s)', async (term, _, org, isSeen) => {
  const cases = over(staff(WIDE)); // who reaches a case need not see all its words
  const order = { field: 'updatedAt', descending: true } as const;
  const expected = made.filter(isSeen);
  expect(await walk(cases, order, looked([term], org))).toEqual(inOrder(expected, order));
  const counted = await cases.tally({}, { sought: looked([term], org), cap: 5_000, whole: true });
  expect(counted).toEqual({ count: expected.length, capped: false });
});

test('by every order the page of a wide reach is read by an index that has that order', async () => {
  const asked = { $and: [{ process: 'incident' }, { $or: [{ orgLine: { $in: [WIDE] } }] }] };
  for (const { field, descending } of orders) {
    const turn = descending === true ? -1 : 1;
    const part = field === '_id' ? {} : { [field]: { $ne: null } };
    const plan = await casesIn(opened.db)
      .find({ $and: [asked, part] } as never)
      .sort({ [field]: turn, _id: turn })
      .limit(20)
      .explain('queryPlanner');
    expect([field, turn, /"stage":"SORT"/.test(JSON.stringify(plan['queryPlanner'].winningPlan))]).toEqual([
      field,
      turn,
      false,
    ]);
  }
});
