/** Who goes first when the worker has more to do than it can. */
import type { Client } from '@temporalio/client';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { commitIdOf, workflowIdOf } from '../../domain/kernel/ids.ts';
import type { Commit } from '../../domain/kernel/process.ts';
import { commitOf, commitsAfter } from '../../models/cases/commit.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';

let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  desk = deskOf(product);
}, 120_000);
afterAll(() => product.stop());

const opened = async (data: object = {}) =>
  (await desk.open('desk-linxi', 'incident', { ...incidentReport, ...data })).caseId;
async function keyOf(caseId: string): Promise<number | null | undefined> {
  const { raw } = await product.temporal.workflow.getHandle(workflowIdOf('incident', caseId)).describe();
  return raw.workflowExecutionInfo?.priority?.priorityKey;
}

/** As many ticks as time records when very many deadlines fall due. */
async function withBusyTime<T>(work: () => Promise<T>): Promise<T> {
  const [like] = await commitsAfter(product.db, await opened(), { limit: 1 });
  const begun = Date.now() - 2_000; // and lasts eight seconds
  const ticks = Array.from({ length: 200 }, (_, n) => {
    const caseId = `INC-tick-${n}`;
    return { ...(like as Commit), _id: commitIdOf(caseId, 1), caseId, key: 't:1', at: begun + 50 * n };
  });
  const commits = product.db.collection<Commit>(commitOf(product.db).collection.name);
  await commits.insertMany(ticks);
  try {
    return await work();
  } finally {
    await commits.deleteMany({ _id: { $in: ticks.map(({ _id }) => _id) } });
  }
}
/** The desk with a client that has looked at nothing yet. */
const freshDesk = (temporal: Client = product.temporal) => {
  const { db, directory, taskQueue } = product;
  return deskOf({ ...product, caseClient: createCaseClient({ temporal, db, directory, taskQueue }) });
};

test('a case goes by its priority, also by a new one', async () => {
  const grave = await opened({ impact: '1', urgency: '1' });
  const other = await opened();
  expect([await keyOf(grave), await keyOf(other)]).toEqual([2, 4]);
  await desk.give('sup-donghu', other, 'reprioritise', { impact: '1', urgency: '1', reason: '全市' });
  expect(await keyOf(other)).toBe(2);
});

test('while time is busy, who works on a case does not wait behind all that is due; the product itself does', async () => {
  const [commented, left] = [await opened(), await opened()];
  await withBusyTime(async () => {
    const busy = freshDesk();
    await busy.give('desk-linxi', commented, 'comment', { text: '还是不行', audience: 'internal' });
    const { caseId } = await busy.open('desk-linxi', 'incident', incidentReport);
    expect([await keyOf(commented), await keyOf(caseId), await keyOf(left)]).toEqual([1, 1, 4]);
  });
  await freshDesk().give('desk-linxi', left, 'comment', { text: '还是不行', audience: 'internal' });
  expect(await keyOf(left)).toBe(4);
});

test('an engine that does not know of it loses no command', async () => {
  const caseId = await opened();
  const old: Client = Object.create(product.temporal, {
    workflowService: {
      value: { updateWorkflowExecutionOptions: () => Promise.reject(new Error('12 UNIMPLEMENTED')) },
    },
  });
  const { seq } = await freshDesk(old).give('sup-donghu', caseId, 'reprioritise', {
    impact: '1',
    urgency: '1',
    reason: '全市',
  });
  expect((await product.stored(caseId)).version).toBe(seq);
});
