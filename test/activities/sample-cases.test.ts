/**
 * The sample cases, told on the real engines: one story at least of each kind of thing that stories are made of. That the first
 * start tells all of them, though it is killed meanwhile, is asked in `test/e2e/start.test.ts`.
 */
import { contracts } from '../../domain/contracts.ts';
import { refoldCase, caseIds } from '../../client/record/refold.ts';
import { verifyAll } from '../../client/record/verify-all.ts';
import { freezeProblems, heldSpans } from '../../api/registers/versioned/freeze-spans.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import { freezesSince } from '../../models/registers/freeze.ts';
import { sampleFreeze } from '../../worker/sample/sample-freeze.ts';
import { openSampleCases } from '../../worker/sample/sample-cases.ts';
import { stories } from '../../worker/sample/sample-stories.ts';
import { type Product, startProduct } from '../support/product/product.ts';
import { cameTo, casesOf, given, lacking, meantTo } from '../support/product/sample/told-sample.ts';
import { orAll } from '../support/product/sample/whole.ts';

/** By process and status, or by what it is called. */
const TOLD = [
  'inspection scheduled',
  'archive archived', // waits for what the product does by itself
  'appraisal published',
  'call escalated', // starts another
  'call closed',
  'incident in-progress',
  'incident on-hold', // for a change by its number
  'change scheduled', // one of them meets the freeze
  'failover executing', // authorised: its change on record is started
  '东湖市支付前置迁移至新机（第一次）',
  'cutover rolled-back', // acts on its change, too
  'release approving',
  'rectification issued',
  'work-order accepted',
];
const told = orAll(stories, ({ process, status, called = '' }) =>
  [`${process} ${status}`, called].some((name) => TOLD.includes(name)),
);

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

const all = () => casesOf(product.db);

test('each story comes to its status, and what it starts is there', async () => {
  expect(await openSampleCases(product, told)).toEqual({ opened: told.length, untold: [] });
  // A call that is escalated starts an incident, a failover that is authorised a change on record, a release that is accepted its change.
  const starts = ['authorize', 'acceptTest'];
  const started = told.filter(
    ({ status, acts }) => status === 'escalated' || acts.some(({ command }) => starts.includes(command)),
  ).length;
  expect(started).toBeGreaterThan(1);
  // The change of a cutover goes along with it, right behind it.
  await product.eventually(async () => {
    const found = await all();
    return found.length === told.length + started && cameTo(found, told).join() === meantTo(told).join();
  });
  const change = await product.eventually(async () => (await all()).find((one) => 'awaitedBy' in one));
  expect(change).toMatchObject({ process: 'change', status: 'scheduled', counts: { awaitedBy: 1 } });
}, 300_000);

test('a freeze is announced over the night of the scheduled change, which is told; nothing else of the sample is in its way', async () => {
  const scheduled = (await all()).find(({ process, status }) => process === 'change' && status === 'scheduled');
  const noted = await commitsIn(product.db).find({ 'events.type': 'change.freezeNoted' }).toArray();
  expect(noted.map(({ caseId }) => caseId)).toEqual([scheduled?._id]);
  expect(noted[0]?.events[0]?.data).toMatchObject({ freeze: 'dx-year-end@1' });
  const [freeze] = await freezesSince(product.db, Date.now());
  const { items, spans, lifted: _lifted, ...source } = freeze ?? sampleFreeze(0);
  expect({ items, held: heldSpans(spans) }).toEqual({ items: ['app-donghu'], held: source.held });
  expect(freezeProblems({ ...source, items, spans }, null, Date.now())).toEqual([]);
});

test('a second start adds nothing, and one that was cut off goes on where it was', async () => {
  const before = (await all()).map(({ _id, version }) => [_id, version]);
  expect(await openSampleCases(product, told)).toEqual({ opened: 0, untold: [] });
  await product.db.collection<{ _id: string }>('migrations').deleteOne({ _id: 'sample-cases' });
  expect(await openSampleCases(product, told)).toEqual({ opened: told.length, untold: [] });
  expect((await all()).map(({ _id, version }) => [_id, version])).toEqual(before);
});

test('a story that a rule ends is left, and said; those after it are told', async () => {
  const call = stories.find(({ process }) => process === 'call');
  if (!call) throw new Error('no story of a call');
  const refused = { ...call, acts: [...call.acts, { by: 'desk-linxi', command: 'confirm', data: {} }] };
  const { length } = await all();
  await product.db.collection<{ _id: string }>('migrations').deleteOne({ _id: 'sample-cases' });
  expect(await openSampleCases(product, [...told, refused, call])).toEqual({
    opened: told.length + 1,
    untold: [{ process: 'call', status: call.status, code: 'wrong-status', message: expect.any(String) }],
  });
  expect(await all()).toHaveLength(length + 2);
});

test('their record verifies', async () => {
  const broken: unknown[] = [];
  await verifyAll(product.db, (finding) => broken.push(finding));
  expect(broken).toEqual([]);
  for await (const caseId of caseIds(product.db))
    expect(await refoldCase({ db: product.db }, caseId)).toEqual({ outcome: 'equal', caseId, proof: [] });
});

test('every act is a command of the contract, and each status of each process is that of a story', () => {
  for (const { process, acts } of stories)
    for (const act of acts)
      expect(contracts[act.on ?? process][act.command]?.input.safeParse(given(act)).success).toBe(true);
  const meant = stories.map(({ process, status }) => ({ process, status }));
  expect(lacking(meant)).toEqual([]);
});
