/**
 * Shipped runbooks, on the real engine with a tool that answers by HTTP: to their end, back to where they began, and to where a
 * person must say how it goes on. Each in one of these ways, and with `WHOLE=1` in all of them.
 */
import type { RequestListener } from 'node:http';
import { cutoverRunbook } from '../../../domain/runbooks/shipped/cutover.ts';
import { failoverRunbooks } from '../../../domain/runbooks/shipped/failover.ts';
import type { PlanNode, PlanStep } from '../../../domain/kernel/steps/shapes.ts';
import type { StepRecord } from '../../../domain/kernel/running/shapes.ts';
import { answering, keepWebhooks, saying, startTool, type Tool } from '../../support/outing/stage.ts';
import { autopilotOf } from '../../support/product/autopilot.ts';
import { cutoversOf } from '../../support/product/cutovers.ts';
import { type Product, startProduct } from '../../support/product/product.ts';
import { orAll } from '../../support/product/sample/whole.ts';

jest.setTimeout(180_000);
let product: Product;
let tool: Tool;
let pilot: ReturnType<typeof autopilotOf>;

const stepsIn = (nodes: readonly PlanNode[]): PlanStep[] =>
  nodes.flatMap((node) => (node.node === 'step' ? [node] : node.node === 'group' ? stepsIn(node.of) : []));
const runbooks = [...failoverRunbooks, cutoverRunbook];
const stepsOf = (scheme: string) => stepsIn(runbooks.find((one) => one.scheme === scheme)?.plan.of ?? []);
const actions = [
  ...new Set(
    runbooks
      .flatMap(({ plan }) => stepsIn(plan.of))
      .flatMap(({ action, undo }) => [action, undo?.action])
      .filter((one) => one !== undefined),
  ),
];
/** What the tool answers, where it is not `done`. */
const answers = new Map<string, RequestListener>();

const facts: Readonly<Record<string, object>> = {
  'standby-node': { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: true },
  'reduced-operation': { hostsDown: 'one', hardwareFault: true, clustered: false },
  'dr-site': { hostsDown: 'all', networkUp: true },
  restore: { dataLost: true, backup: 'good' },
  'vendor-recovery': { dataLost: true, backup: 'failed-twice' },
};
const CUTOVER = 'cutover';
const schemes = [...Object.keys(facts), CUTOVER];
/** Cutovers that were begun, each with its change: as long as one is at work, no other gets its items. */
const cutovers: { caseId: string; change: string }[] = [];
/** Its first steps begun; of a cutover under a change of its own. */
async function begin(scheme: string): Promise<string> {
  if (scheme !== CUTOVER) return await pilot.failover(facts[scheme] ?? {});
  const begun = await cutoversOf(product).begun(CUTOVER);
  cutovers.push(begun);
  return begun.caseId;
}

beforeAll(async () => {
  const done = saying('done', 'as it should be');
  tool = await startTool(
    Object.fromEntries(
      actions.map((name) => [
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
    Object.fromEntries(actions.map((name) => [name, `http://127.0.0.1:${tool.port}/${name}`])),
  );
});
afterAll(async () => {
  delete process.env['WEBHOOK_ALLOW'];
  await product.stop();
  await tool.stop();
});
afterEach(async () => {
  answers.clear();
  for (const { caseId, change } of cutovers.splice(0))
    await product.eventually(async () => {
      const expected = (await product.stored(caseId)).status === 'needs-human' ? 'implementing' : 'reviewing';
      return (await product.stored(change)).status === expected;
    });
});

const typesOf = async (number: string) =>
  (await product.eventsOf(number)).map(({ type }) => type.slice(type.indexOf('.') + 1));
const partsOf = async (number: string) =>
  Object.entries(((await product.body(number)).state as { parts: { step: Record<string, StepRecord> } }).parts.step);

const toTheirEnd = orAll(schemes, (_, at) => at % 2 === 0);
test.each(toTheirEnd)('%s to its end, each of its actions asked once', async (scheme) => {
  const number = await begin(scheme);
  const before = tool.seen.length;
  expect(await pilot.run(number, ['closed'])).toBe('closed');
  const left = (await partsOf(number)).filter(([, { status }]) => status !== 'done' && status !== 'skipped');
  expect(left).toEqual([]);
  const asked = tool.seen.slice(before).map(({ path }) => path);
  const ran = stepsOf(scheme).flatMap(({ id, action }) => (action === undefined ? [] : [{ id, action }]));
  const skipped = (await partsOf(number)).flatMap(([id, { status }]) => (status === 'skipped' ? [id] : []));
  expect(asked).toEqual(ran.filter(({ id }) => !skipped.includes(id)).map(({ action }) => `/${action}`));
});

/** The last step by hand before which nothing is past a point of no return. */
const turningPoint = (scheme: string): string => {
  const steps = stepsOf(scheme);
  const end = steps.findIndex(({ noReturn }) => noReturn);
  return steps.slice(0, end < 0 ? steps.length : end).findLast(({ kind }) => kind !== 'automatic')?.id ?? '';
};

const takenBack = orAll(schemes, (_, at) => at % 2 === 1);
test.each(takenBack)('%s taken back: each step that was begun and can be, once, the last first', async (scheme) => {
  const number = await begin(scheme);
  const turn = { at: turningPoint(scheme), command: 'rollBack' };
  expect(await pilot.run(number, ['rolled-back'], turn)).toBe('rolled-back');
  const events = await product.eventsOf(number);
  const of = (type: string) =>
    events.flatMap((event) => (event.type.endsWith(`.${type}`) ? [(event.data as { part: string }).part] : []));
  const undoable = stepsOf(scheme)
    .filter(({ undo }) => undo)
    .map(({ id }) => id);
  const begun = of('stepStarted').filter((id) => !of('stepWithdrawn').includes(id) && undoable.includes(id));
  expect(of('stepUndone')).toEqual(begun.toReversed());
});

const halting = orAll(schemes, (scheme) => scheme === 'standby-node' || scheme === CUTOVER);
test.each(halting)('%s halts for a person where nobody can tell what came of a step', async (scheme) => {
  const first = stepsOf(scheme).find(({ action }) => action !== undefined);
  answers.set(first?.action ?? '', answering(200, '<html>OK</html>'));
  const number = await begin(scheme);
  const hand = stepsOf(scheme).find(({ kind }) => kind === 'manual');
  const turn = first
    ? undefined
    : { at: hand?.id ?? '', command: 'failStep', part: hand?.id ?? '', by: 'eng-donghu-1' };
  expect(await pilot.run(number, ['needs-human'], turn)).toBe('needs-human');
  expect(await typesOf(number)).toContain('halted');
});
