/** A step that died half-way is taken back like one that was done: what it would take is on record before anything is begun. */
import type { RequestListener } from 'node:http';
import { addEntries } from '../../../models/registers/add-missing.ts';
import { keepWebhooks, saying, startTool, type Tool } from '../../support/outing/stage.ts';
import { byAction, byHand, type FailoverDesk, log, startFailoverDesk } from '../../support/product/failovers.ts';

jest.setTimeout(120_000);
let desk: FailoverDesk;
let tool: Tool;
const nothing: RequestListener = () => undefined;
const answers: Readonly<Record<string, RequestListener>> = {
  '/fence-node': saying('done'),
  '/unfence-node': saying('done'),
  '/switch-service': nothing, // it switches, and is never heard of again
  '/switch-service-back': saying('done', 'nothing to do'),
};

const fence = byAction('fence', 'fence-node', 'unfence-node');
const switching = (action: string, more: object = {}) => byAction('switch', action, 'switch-service-back', more);

beforeAll(async () => {
  tool = await startTool(answers);
  process.env['WEBHOOK_ALLOW'] = `127.0.0.1:${tool.port}`;
  desk = await startFailoverDesk();
  const { product } = desk.api;
  const at = (path: string) => [path.slice(1), `http://127.0.0.1:${tool.port}${path}`] as const;
  await keepWebhooks(product, Object.fromEntries(Object.keys(answers).map(at)));
  const title = { zh: '切换', en: 'Switch' };
  const common = { title, organisation: '/dx', open: true } as const;
  await addEntries(product.db, 'runners', [{ _id: 'away', ...common }]);
  const runner = { runner: 'away', command: 'switch' };
  await addEntries(product.db, 'actions', [{ _id: 'switch-by-runner', ...common, kind: 'runner', runner }]);
  await desk.publish('dies', [
    byHand('look', { undo: undefined }),
    fence,
    switching('switch-service'),
    byHand('verify'),
  ]);
  await desk.publish('never-called', [fence, switching('switch-by-runner', { budgetMs: 4_000 }), byHand('verify')]);
}, 120_000);
afterAll(async () => {
  delete process.env['WEBHOOK_ALLOW'];
  await desk.api.stop();
  await tool.stop();
});

const statusOf = async (number: string): Promise<string> => (await desk.api.product.stored(number)).status;
/** Paths of what the tool was asked for this case, each attempt once, however often it was sent. */
function askedFor(number: string): string[] {
  const own = tool.seen.filter(({ body }) => (JSON.parse(body) as { case: string }).case === number);
  return [...new Map(own.map(({ headers, path }) => [headers['idempotency-key'], path])).values()];
}
/** What its commander does once it stands; an action that gave no answer in time has taken it back already. */
async function takenBack(number: string): Promise<void> {
  const { product } = desk.api;
  const status = await product.eventually(async () => {
    const now = await statusOf(number);
    return now !== 'executing' && now;
  });
  if (status === 'needs-human') await desk.give(desk.head, number, 'rollBack', { reason: '不等了' }).expect(200);
  await product.eventually(async () => (await statusOf(number)) === 'rolled-back');
}

test('R056 a step whose tool did its work and fell silent, and whose worker died over it, is taken back once, before what stands ahead of it', async () => {
  const { product } = desk.api;
  const number = await desk.begun(['dies']);
  await desk.give(desk.doer, number, 'confirmStep', { part: 'look', ...log }).expect(200);
  await product.eventually(async () => askedFor(number).includes('/switch-service'));
  // before the tool heard of it, it was on record, with what takes it back
  const begun = await desk.recorded(number, 'failover.stepStarted');
  expect(begun.data).toMatchObject({ part: 'switch', undo: { kind: 'automatic', action: 'switch-service-back' } });
  await product.stopWorker();
  await product.startWorker();
  await takenBack(number);
  expect(askedFor(number)).toEqual(['/fence-node', '/switch-service', '/switch-service-back', '/unfence-node']);
  expect(await desk.steps(number)).toEqual(['look done', 'fence undone', 'switch undone']);
  const types = (await product.eventsOf(number)).map(({ type }) => type);
  expect(types.filter((type) => type === 'failover.stepUndone')).toHaveLength(2);
});

test('R056 a step that never reached its tool is taken back as well: the undo finds nothing to do', async () => {
  const { product } = desk.api;
  const number = await desk.begun(['never-called']);
  await product.eventually(async () => (await desk.steps(number)).includes('switch running'));
  await product.stopWorker();
  await product.startWorker();
  await takenBack(number);
  expect(askedFor(number)).toEqual(['/fence-node', '/switch-service-back', '/unfence-node']);
  expect(await desk.steps(number)).toEqual(['fence undone', 'switch undone']);
  const undone = (await product.eventsOf(number)).find(({ type }) => type === 'failover.stepUndone');
  expect(undone?.data).toMatchObject({ part: 'switch', output: 'nothing to do' });
});
