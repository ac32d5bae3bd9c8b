/** Drills and rehearsals: nothing outside is called, and the step is answered as its plan is scripted. */
import type { catalogue as Catalogue } from '../../../domain/catalogue.ts';
import type * as Contracts from '../../../domain/contracts.ts';
import { actionIdOf } from '../../../domain/kernel/ids.ts';
import { eventsAfter } from '../../../models/cases/commit.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import type * as Fixture from '../../support/outing/outing.ts';
import { recordAction } from '../../support/outing/recorded.ts';
import { keepWebhooks, outingsOf, saying, startTool, type Tool, UNIT } from '../../support/outing/stage.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

jest.mock('../../../domain/catalogue.ts', () => {
  const { catalogue: real } = jest.requireActual<{ catalogue: typeof Catalogue }>('../../../domain/catalogue.ts');
  const { outingAs } = jest.requireActual<typeof Fixture>('../../support/outing/outing.ts');
  const all: Record<string, unknown> = { ...real, incident: outingAs('incident') };
  return { catalogue: all, processOf: (key: string) => all[key] };
});
jest.mock('../../../domain/contracts.ts', () => {
  const real = jest.requireActual<typeof Contracts>('../../../domain/contracts.ts');
  const { outingCommands } = jest.requireActual<typeof Fixture>('../../support/outing/outing.ts');
  return { ...real, contracts: { ...real.contracts, incident: outingCommands } };
});

jest.setTimeout(180_000);
const HOUR = 3_600_000;
let product: Product;
let tool: Tool;

beforeAll(async () => {
  tool = await startTool({ '/done': saying('done') });
  product = await startProduct({ rehearsals: true, settings: { WEBHOOK_ALLOW: `127.0.0.1:${tool.port}` } });
  await keepWebhooks(product, { done: `http://127.0.0.1:${tool.port}/done` });
});
afterAll(async () => {
  await product.stop();
  await tool.stop();
});

test('in a drill the scripted answer comes in a moment, and a stop is heard', async () => {
  const outings = outingsOf(product);
  const caseId = await outings.open('drill');
  const run = await outings.run(caseId, 'done', { limitMs: 200, scripted: 'no-answer' });
  expect(await outings.heard(caseId)).toEqual({ outcome: 'no-answer', detail: 'scripted' });
  await recordAction(product, run, 'drilled');
  await outings.run(caseId, 'done', { part: 's2', limitMs: HOUR, scripted: 'done' });
  expect(await outings.heard(caseId, 's2')).toEqual({ outcome: 'done', detail: 'scripted' }); // nobody waits an hour
  await outings.run(caseId, 'done', { part: 's3', limitMs: HOUR });
  await outings.stop(caseId, 'done', { part: 's3' });
  expect(await outings.heard(caseId, 's3')).toEqual({ outcome: 'unknown', detail: 'stopped' });
  expect(tool.seen).toEqual([]);
});

const store = () => rehearsalStore(product.db);
const rehearsed = () =>
  outingsOf({
    ...product,
    caseClient: product.rehearsals.caseClient,
    eventsOf: (caseId) => eventsAfter(store(), caseId),
  });
const begun = async () =>
  await product.rehearsals.start({
    title: 'Out',
    process: 'incident',
    data: { unit: UNIT, title: 'Out' },
    startedBy: 'owner',
    actor: await product.actor('eng-donghu-1'),
  });
const instantsOf = async (caseId: string, type: string) =>
  (await eventsAfter(store(), caseId)).filter((event) => event.type === `incident.${type}`).map(({ at }) => at);

describe('in a rehearsal', () => {
  test('the scripted answer comes on the clock of the case, just before the limit', async () => {
    const outings = rehearsed();
    const root = await begun();
    const run = await outings.run(root, 'done', { limitMs: 6 * HOUR, scripted: 'failed' });
    await product.rehearsals.forward(root, { ms: 5 * HOUR });
    expect(await outings.reports(root)).toEqual([]);
    await product.rehearsals.forward(root, { ms: 2 * HOUR });
    expect(await outings.heard(root)).toEqual({ outcome: 'failed', detail: 'scripted' });
    const [[begins = 0], [ends = 0]] = [await instantsOf(root, 'stepStarted'), await instantsOf(root, 'stepReported')];
    expect(ends - begins).toBeGreaterThanOrEqual(6 * HOUR - 3_000);
    expect(ends - begins).toBeLessThan(6 * HOUR + 5_000);
    await expect(product.rehearsalTemporal.workflow.getHandle(run).describe()).rejects.toThrow('not found');
    expect(tool.seen).toEqual([]);
  });

  test('a stop is answered at once, and the scripted answer is no news any more', async () => {
    const outings = rehearsed();
    const root = await begun();
    await outings.run(root, 'done', { limitMs: HOUR });
    await outings.stop(root, 'done', {});
    expect(await outings.heard(root)).toEqual({ outcome: 'unknown', detail: 'stopped' });
    await product.rehearsals.forward(root, { ms: 2 * HOUR });
    const events = await eventsAfter(store(), root);
    expect(events.map(({ type }) => type.replace('incident.', ''))).toEqual([
      'created',
      'stepStarted',
      'stepStopped',
      'stepReported',
    ]);
    expect(events.at(-1)?.key).toBe(actionIdOf({ caseId: root, part: 's1', what: 'do', attempt: 1 }));
  });
});
