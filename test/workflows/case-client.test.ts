import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { type CaseClientDeps, createCaseClient } from '../../client/cases/case-client.ts';
import { createNumbers } from '../../client/cases/allot-number.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { personKey, workflowIdOf } from '../../domain/kernel/ids.ts';
import { sha256 } from '../../models/store/chain.ts';
import { connectClient, inTime } from '../../platform/temporal.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';

jest.setTimeout(120_000);
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  desk = deskOf(product);
});
afterAll(() => product.stop());

/** The desk with another way to the engine. */
const deskBy = (temporal: Client, more: Partial<CaseClientDeps> = {}) => {
  const { db, directory, taskQueue } = product;
  return deskOf({ ...product, caseClient: createCaseClient({ temporal, db, directory, taskQueue, ...more }) });
};

/** The engine's answer to a command whose task came to nothing at the end of a run; the command itself was done. */
const endOfRun = () =>
  Object.assign(new Error('Workflow Update failed'), {
    name: 'ServiceError',
    cause: Object.assign(new Error('9 FAILED_PRECONDITION: … due to unexpected workflow task failure.'), { code: 9 }),
  });

/** The engine's answer to a command that arrived while a task was busy saving and that the task then left unanswered. */
const leftUnanswered = () =>
  Object.assign(new Error('Workflow Update failed'), {
    name: 'WorkflowUpdateFailedError',
    cause: Object.assign(new Error('… because it was not processed by worker'), { type: 'UnprocessedUpdate' }),
  });

/** The engine's answer to the eleventh command on its way to one case. */
const tooMany = () =>
  Object.assign(new Error('Failed to start Workflow Update'), {
    name: 'ServiceError',
    cause: Object.assign(new Error('8 RESOURCE_EXHAUSTED: limit on number of concurrent updates reached'), { code: 8 }),
  });

test.each([
  ['F16', 'met the end of a run', endOfRun],
  ['F18', 'a busy task left unanswered', leftUnanswered],
  ['F18', 'came with too many others', tooMany],
])('%s a command that %s is asked again, and is done once', async (_fault, _what, dropped) => {
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  let calls = 0;
  const { connection, options } = product.temporal;
  const startUpdate: WorkflowClientInterceptor['startUpdate'] = async (input, next) => {
    const answer = await next(input);
    calls += 1;
    if (calls === 1) throw dropped();
    return answer;
  };
  const interceptors = { workflow: [{ startUpdate }] };
  const flaky = new Client({ connection, namespace: options.namespace, interceptors });
  await deskBy(flaky).give('eng-donghu-1', caseId, 'claim');
  expect(calls).toBe(2);
  expect((await product.eventsOf(caseId)).map(({ type }) => type)).toEqual([
    'incident.created',
    'incident.claimed',
    'incident.accepted',
  ]);
});

test('F6 an engine that is away is told from a command that takes long', async () => {
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  const nowhere = connectClient({ temporalAddress: '127.0.0.1:1', temporalNamespace: 'changming' });
  const away = deskBy(nowhere, { deadlineMs: 500 });
  await expect(away.give('eng-donghu-1', caseId, 'claim')).rejects.toMatchObject({ code: 'engine-away' });
  await product.stopWorker();
  const slow = deskBy(product.temporal, { deadlineMs: 500 });
  const key = 'no-worker-at-the-time';
  await expect(slow.give('eng-donghu-1', caseId, 'claim', {}, { key })).rejects.toMatchObject({
    code: 'still-under-way',
  });
  await product.startWorker();
  expect(await desk.give('eng-donghu-1', caseId, 'claim', {}, { key })).toEqual({ seq: 3 });
  await nowhere.connection.close();
});

test('a deadline that would not reach a call made after a wait is refused', async () => {
  const { namespace } = product.temporal.options;
  const late = async () => {
    await Promise.resolve();
    return await product.temporal.workflowService.describeNamespace({ namespace });
  };
  await expect(product.temporal.withDeadline(Date.now() + 5_000, late)).rejects.toThrow('inTime');
  const found = await inTime(product.temporal, Date.now() + 5_000, async (timed) => {
    await Promise.resolve();
    return await timed.workflowService.describeNamespace({ namespace });
  });
  expect(found.namespaceInfo?.name).toBe(namespace);
});

test('F2 an intake whose first workflow ended empty gets another number under its key', async () => {
  const { caseId: like } = await desk.open('desk-linxi', 'incident', incidentReport);
  const { pins } = await product.body(like);
  const key = personKey('desk-linxi', 'lost-intake');
  const digest = sha256(canonical({ type: 'create', data: incidentReport }));
  const { caseId: lost } = await createNumbers(product.db).allot('incident', key, digest);
  await product.temporal.workflow.start('incidentCase', {
    workflowId: workflowIdOf('incident', lost),
    taskQueue: product.taskQueue,
    args: [{ caseId: lost, process: 'incident', mode: 'live', pins }],
  });
  await product.fastForward(lost, 61_000);
  const handle = product.temporal.workflow.getHandle(workflowIdOf('incident', lost));
  await product.eventually(async () => (await handle.describe()).status.name === 'COMPLETED');

  const { caseId, seq } = await desk.open('desk-linxi', 'incident', incidentReport, 'lost-intake');
  expect(caseId).not.toBe(lost);
  expect(await desk.open('desk-linxi', 'incident', incidentReport, 'lost-intake')).toEqual({ caseId, seq });
});
