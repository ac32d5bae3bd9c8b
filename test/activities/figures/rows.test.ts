/** Each ended case has its row, whatever died on the way; a store without rows gets them; one that was edited is named and mended. */
import { rerowed, makeRows, strayRows } from '../../../client/figures/making-rows.ts';
import { type RowsAsked, rowsIn } from '../../../client/figures/rows.ts';
import { verifyDocuments } from '../../../client/record/verify-documents.ts';
import type { Finding } from '../../../client/record/verify.ts';
import type { LiveRow } from '../../../domain/figures/row.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { figureRowsIn } from '../../../models/figures/row.ts';
import { deskOf, incidentReport } from '../../support/product/desk.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

jest.setTimeout(120_000);
let product: Product;
let desk: ReturnType<typeof deskOf>;
/** Canceled; at work; canceled, by another desk. */
let [ended, open, other] = ['', '', ''];
let begun = 0;

beforeAll(async () => {
  begun = Date.now() - 1_000;
  product = await startProduct();
  desk = deskOf(product);
  const opened = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
  [ended, open, other] = [await opened(), await opened(), await opened()];
  for (const caseId of [ended, open]) await desk.give('eng-donghu-1', caseId, 'claim', {});
  for (const caseId of [ended, other]) await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
});
afterAll(() => product.stop());

const rows = () => figureRowsIn(product.db);
const findings = async () => {
  const found: Finding[] = [];
  await verifyDocuments({ db: product.db }, (finding) => found.push(finding));
  return found;
};
async function told(asked: Partial<RowsAsked>): Promise<LiveRow[]> {
  const usual = {
    scope: { organisation: '/dx/donghu' },
    period: { from: begun, until: Date.now() + 1 },
    basis: 'closed',
  } as const;
  const all: LiveRow[] = [];
  for await (const row of rowsIn(product.db, { processes: ['incident'], ...usual, ...asked })) all.push(row);
  return all.toSorted((one, two) => (one._id < two._id ? -1 : 1));
}
const numbers = async (asked: Partial<RowsAsked>) => (await told(asked)).map(({ _id }) => _id);

test('an ended case has a row of what its end froze, by names alone that formulas use; an open one has none', async () => {
  const { closedAt, version } = await product.stored(ended);
  const [row] = await told({ scope: { person: 'eng-donghu-1' } });
  expect(row).toMatchObject({
    _id: ended,
    process: 'incident',
    closedAt,
    person: 'eng-donghu-1',
    head: { seq: version },
  });
  expect(row?.line).toEqual(
    ['/dx/donghu/linxi/school', '/dx/donghu/linxi', '/dx/donghu', '/dx'].filter((one) => row?.orgPath.startsWith(one)),
  );
  expect(row?.values).toMatchObject({
    status: 'canceled',
    priority: 'P3',
    closed: closedAt,
    'clock.resolution.state': 'cancelled',
  });
  expect(JSON.stringify(row)).not.toContain(incidentReport.contact);
  expect(JSON.stringify(row)).not.toContain(incidentReport.title);
  expect(await rows().findOne({ _id: open })).toBeNull();
});

test('closed, opened and open: each with the cases of its own, open ones from their documents', async () => {
  const all = [ended, open, other].toSorted();
  expect(await numbers({})).toEqual([ended, other].toSorted());
  expect(await numbers({ basis: 'opened' })).toEqual(all);
  expect(await numbers({ basis: 'open' })).toEqual([open]);
  expect(await numbers({ basis: 'opened', names: [] })).toEqual(all);
  expect(await numbers({ period: { from: 0, until: begun } })).toEqual([]);
  expect(await numbers({ scope: { organisation: '/dx/xiling' }, basis: 'opened' })).toEqual([]);
  const [live] = await told({ basis: 'open', period: { from: 0, until: begun + 3_600_000 }, now: begun + 3_600_000 });
  expect(live?.values).toMatchObject({ age: 59, priority: 'P3', 'clock.resolution.state': 'running' });
  expect(live?.values).not.toHaveProperty('closed');
  const [asked] = await told({ scope: { person: 'eng-donghu-1' }, names: ['priority', 'clock.resolution.met'] });
  expect(asked?.values).toEqual({ priority: 'P3', 'clock.resolution.met': false });
});

test('what was open at an instant is told with its age as of then, though it has ended since', async () => {
  const { openedAt, closedAt = 0 } = await product.stored(ended);
  const until = closedAt; // it was, until that instant
  const found = await told({ basis: 'open', period: { from: 0, until }, scope: { person: 'eng-donghu-1' } });
  const row = found.find(({ _id }) => _id === ended);
  expect(row?.values['age']).toBe(Math.floor((until - openedAt) / 60_000));
});

test('a turn that dies before the document has left the row; the next one writes the document, and the same row', async () => {
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  const db = product.db.db;
  // The document is refused by the store: the turn dies there again and again.
  await db?.command({ collMod: 'cases', validator: { _id: { $ne: caseId } } });
  const given = desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
  const row = await product.eventually(() => rows().findOne({ _id: caseId }));
  expect((await product.stored(caseId)).closedAt).toBeUndefined();
  expect((await numbers({ basis: 'opened' })).filter((one) => one === caseId)).toEqual([caseId]);
  expect(await numbers({ basis: 'open' })).not.toContain(caseId);
  expect((await findings()).filter(({ code }) => code.startsWith('row-'))).toEqual([]);
  await db?.command({ collMod: 'cases', validator: {} });
  await given.catch(() => undefined);
  await product.eventually(async () => (await product.stored(caseId)).closedAt !== undefined);
  expect(await rows().findOne({ _id: caseId })).toEqual(row);
});

test('a store without rows gets them, begun again the same', async () => {
  const before = await rows()
    .find({}, { sort: { _id: 1 } })
    .toArray();
  await rows().deleteMany({ _id: { $ne: other } });
  await makeRows(product.db);
  await makeRows(product.db);
  expect(
    await rows()
      .find({}, { sort: { _id: 1 } })
      .toArray(),
  ).toEqual(before);
});

test('a row that was edited, taken away or made up is named by the verification, and put in order', async () => {
  expect(await findings()).toEqual([]);
  const { version } = await product.stored(ended);
  await rows().updateOne({ _id: ended }, { $set: { 'values.priority': 'P1' } });
  const stray = await rows().findOne({ _id: other });
  if (stray)
    await rows().insertMany([
      { ...stray, _id: open },
      { ...stray, _id: 'INC-000000' },
      { ...stray, _id: 'INC-999999999' },
    ]);
  await rows().deleteOne({ _id: other });
  const { version: otherVersion } = await product.stored(other);
  expect(await findings()).toEqual(
    expect.arrayContaining([
      { chain: ended, seq: version, code: 'row-differs', pointer: '/values/priority' },
      { chain: other, seq: otherVersion, code: 'row-missing' },
      { chain: open, seq: stray?.head.seq, code: 'row-beside' },
      { chain: 'INC-000000', seq: stray?.head.seq, code: 'row-beside' },
      { chain: 'INC-999999999', seq: stray?.head.seq, code: 'row-beside' },
    ]),
  );
  const ids = (
    await casesIn(product.db)
      .find({}, { projection: { _id: 1 } })
      .toArray()
  ).map(({ _id }) => _id);
  expect(await rerowed(product.db, ended, { write: false })).toBe(true);
  for (const caseId of [...ids, ...(await strayRows(product.db))]) await rerowed(product.db, caseId, { write: true });
  expect(await findings()).toEqual([]);
  expect(await strayRows(product.db)).toEqual([]);
});
