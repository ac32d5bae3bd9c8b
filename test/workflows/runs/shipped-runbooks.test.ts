/**
 * Every shipped runbook of a failover, on the real engine with a tool that answers by HTTP: to its end, back to where it began, and
 * to where a person must say how it goes on.
 */
import type { RequestListener } from 'node:http';
import { raisedFor, RUN_ACTIONS, SCHEMES, stepsOf, turningPoint } from '../../../bench/stories/run-stories.ts';
import type { StepRecord } from '../../../domain/kernel/running/shapes.ts';
import { answering, keepWebhooks, saying, startTool, type Tool } from '../../support/outing/stage.ts';
import { autopilotOf } from '../../support/product/autopilot.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

jest.setTimeout(180_000);
let product: Product;
let tool: Tool;
let pilot: ReturnType<typeof autopilotOf>;

/** What the tool answers, where it is not `done`. */
const answers = new Map<string, RequestListener>();

beforeAll(async () => {
  const done = saying('done', 'as it should be');
  tool = await startTool(
    Object.fromEntries(
      RUN_ACTIONS.map((name) => [
        `/${name}`,
        (...asked: Parameters<RequestListener>) => (answers.get(name) ?? done)(...asked),
      ]),
    ),
  );
  process.env['WEBHOOK_ALLOW'] = `127.0.0.1:${tool.port}`;
  product = await startProduct();
  pilot = autopilotOf(product);
  await keepWebhooks(
    product,
    Object.fromEntries(RUN_ACTIONS.map((name) => [name, `http://127.0.0.1:${tool.port}/${name}`])),
  );
});
afterAll(async () => {
  delete process.env['WEBHOOK_ALLOW'];
  await product.stop();
  await tool.stop();
});
afterEach(() => answers.clear());

const typesOf = async (number: string) =>
  (await product.eventsOf(number)).map(({ type }) => type.slice('failover.'.length));
const partsOf = async (number: string) =>
  Object.entries(((await product.body(number)).state as { parts: { step: Record<string, StepRecord> } }).parts.step);

test.each(SCHEMES)('%s to its end, each of its actions asked once', async (scheme) => {
  const number = await pilot.failover(raisedFor(scheme));
  const before = tool.seen.length;
  expect(await pilot.run(number, ['closed'])).toBe('closed');
  const left = (await partsOf(number)).filter(([, { status }]) => status !== 'done' && status !== 'skipped');
  expect(left).toEqual([]);
  const asked = tool.seen.slice(before).map(({ path }) => path);
  const ran = stepsOf(scheme).flatMap(({ id, action }) => (action === undefined ? [] : [{ id, action }]));
  const skipped = (await partsOf(number)).flatMap(([id, { status }]) => (status === 'skipped' ? [id] : []));
  expect(asked).toEqual(ran.filter(({ id }) => !skipped.includes(id)).map(({ action }) => `/${action}`));
});

test.each(SCHEMES)('%s taken back: each step that was begun and can be, once, the last first', async (scheme) => {
  const number = await pilot.failover(raisedFor(scheme));
  const turn = { at: turningPoint(scheme), command: 'rollBack' };
  expect(await pilot.run(number, ['rolled-back'], turn)).toBe('rolled-back');
  const events = await product.eventsOf(number);
  const of = (type: string) =>
    events.flatMap((event) => (event.type === `failover.${type}` ? [(event.data as { part: string }).part] : []));
  const undoable = stepsOf(scheme)
    .filter(({ undo }) => undo)
    .map(({ id }) => id);
  const begun = of('stepStarted').filter((id) => !of('stepWithdrawn').includes(id) && undoable.includes(id));
  expect(of('stepUndone')).toEqual(begun.toReversed());
});

test.each(SCHEMES)('%s halts for a person where nobody can tell what came of a step', async (scheme) => {
  const first = stepsOf(scheme).find(({ action }) => action !== undefined);
  answers.set(first?.action ?? '', answering(200, '<html>OK</html>'));
  const number = await pilot.failover(raisedFor(scheme));
  const hand = stepsOf(scheme).find(({ kind }) => kind === 'manual');
  const turn = first
    ? undefined
    : { at: hand?.id ?? '', command: 'failStep', part: hand?.id ?? '', by: 'eng-donghu-1' };
  expect(await pilot.run(number, ['needs-human'], turn)).toBe('needs-human');
  expect(await typesOf(number)).toContain('halted');
});
