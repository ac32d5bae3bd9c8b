import { statusesOf } from '../../domain/kernel/lifecycle.ts';
import { processOf } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { refoldCase, caseIds } from '../../client/record/refold.ts';
import { verifyAll } from '../../client/record/verify-all.ts';
import { caseOf } from '../../models/cases/case.ts';
import { freezeProblems, heldSpans } from '../../api/registers/versioned/freeze-spans.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import { freezesSince } from '../../models/registers/freeze.ts';
import { sampleFreeze } from '../../worker/sample/sample-freeze.ts';
import { openSampleCases } from '../../worker/sample/sample-cases.ts';
import { stories } from '../../worker/sample/sample-stories.ts';
import type { Act } from '../../worker/sample/sample-story.ts';
import { type Product, startProduct } from '../support/product/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

const known = {
  begun: Date.now(),
  planHash: 'a'.repeat(64),
  recordHash: 'b'.repeat(64),
  manifestHash: 'c'.repeat(64),
  statementHash: 'd'.repeat(64),
  numbers: {
    'change scheduled': 'CHG-000001',
    'cutover armed': 'CUT-000001',
    'incident in-progress': 'INC-000001',
  },
};
const given = ({ data }: Act): object => (typeof data === 'function' ? data(known) : data);
/** Through which the product goes by itself. */
const passing: Readonly<Record<string, readonly string[]>> = {
  archive: ['collecting', 'checking'],
  appraisal: ['collecting'],
};
/** Of the process and by the title of a story. */
async function titled(process: string, acts: readonly Act[]): Promise<StoredCase[]> {
  const [title] = acts.map(given).flatMap((data) => ('title' in data ? [data.title] : []));
  return (await all()).filter((one) => one.title === title && one.process === process);
}
const all = () => caseOf(product.db).find().sort({ openedAt: 1 }).lean<StoredCase[]>();

test('the first start shows one case in every status of every process, each the fold of its events', async () => {
  expect(await openSampleCases(product)).toBe(stories.length);
  // A call that is escalated starts an incident, a failover that is authorised a change on record, a release that is accepted its change.
  const starts = ['authorize', 'acceptTest'];
  const started = stories.filter(
    ({ status, acts }) => status === 'escalated' || acts.some(({ command }) => starts.includes(command)),
  ).length;
  await product.eventually(async () => (await all()).length === stories.length + started);
  const change = await product.eventually(async () => (await all()).find((one) => 'awaitedBy' in one));
  expect(change).toMatchObject({ process: 'change', status: 'scheduled', counts: { awaitedBy: 1 } });
  // The change of a cutover goes along with it, right behind it.
  for (const { process, status, acts } of stories)
    await product.eventually(async () => (await titled(process, acts)).some((one) => one.status === status));
  const found = await all();
  for (const process of Object.keys(processes)) {
    const shown = new Set(found.filter((one) => one.process === process).map(({ status }) => status));
    const lasting = statusesOf(processOf(process)).filter((status) => !passing[process]?.includes(status));
    expect([...shown].filter((status) => lasting.includes(status)).toSorted()).toEqual(lasting.toSorted());
  }
  for (const { process, status, acts } of stories) expect(await titled(process, acts)).toMatchObject([{ status }]);
}, 300_000);

test('a freeze is announced over the night of the scheduled change, which is told; nothing else of the sample is in its way', async () => {
  const scheduled = (await all()).find(({ process, status }) => process === 'change' && status === 'scheduled');
  const told = await commitsIn(product.db).find({ 'events.type': 'change.freezeNoted' }).toArray();
  expect(told.map(({ caseId }) => caseId)).toEqual([scheduled?._id]);
  expect(told[0]?.events[0]?.data).toMatchObject({ freeze: 'dx-year-end@1' });
  const [freeze] = await freezesSince(product.db, Date.now());
  const { items, spans, lifted: _lifted, ...source } = freeze ?? sampleFreeze(0);
  expect({ items, held: heldSpans(spans) }).toEqual({ items: ['app-donghu'], held: source.held });
  expect(freezeProblems({ ...source, items, spans }, null, Date.now())).toEqual([]);
});

test('a second start adds nothing, and one that was cut off goes on where it was', async () => {
  const before = (await all()).map(({ _id, version }) => [_id, version]);
  expect(await openSampleCases(product)).toBe(0);
  await product.db.collection<{ _id: string }>('migrations').deleteOne({ _id: 'sample-cases' });
  expect(await openSampleCases(product)).toBe(stories.length);
  expect((await all()).map(({ _id, version }) => [_id, version])).toEqual(before);
});

test('their record verifies', async () => {
  const broken: unknown[] = [];
  await verifyAll(product.db, (finding) => broken.push(finding));
  expect(broken).toEqual([]);
  for await (const caseId of caseIds(product.db))
    expect(await refoldCase({ db: product.db }, caseId)).toEqual({ outcome: 'equal', caseId, proof: [] });
});

test('every act is a command of the contract', () => {
  for (const { process, acts } of stories)
    for (const act of acts)
      expect(contracts[act.on ?? process][act.command]?.input.safeParse(given(act)).success).toBe(true);
});
