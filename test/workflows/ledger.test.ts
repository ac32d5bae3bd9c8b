/** G6, G7: what one incident, and one change, costs the engine, against golden numbers that may shrink and never grow. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import { threeStages, wholeChange } from '../../bench/stories/stories.ts';
import type { OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { addVersions } from '../../models/registers/add-missing.ts';
import type { PlanStep } from '../../domain/kernel/steps/shapes.ts';
import { autopilotOf } from '../support/product/autopilot.ts';
import { analysis, deskOf, incidentReport, solution } from '../support/product/desk.ts';
import { type Actions, actionsOf, between, type Entry, historySize, total } from '../support/ledger.ts';
import { publishPolicy } from '../support/product/policy.ts';
import { personOf } from '../../models/registers/person.ts';
import { ensureSearchAttributes } from '../../client/cases/search-attributes.ts';
import { type Product, startProduct } from '../support/product/product.ts';

jest.setTimeout(120_000);

const file = path.resolve(__dirname, '../golden/ledger.json');
const golden: Record<string, Entry> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
/** Ids and times differ by some characters from run to run. */
const SLACK = 1.02;

/** Counted by the server for each namespace, so this file has one for itself. */
const NAMESPACE = 'counted'; // nothing else runs there
const plain: OrgPath = '/dx/donghu/linxi/court';
const shipped: OrgPath = '/dx/donghu/linxi/school';

let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct({ namespace: NAMESPACE });
  await ensureSearchAttributes(product.temporal); // as a worker does at its start
  desk = deskOf(product);
  await publishPolicy(product, 'incident', { orgPath: plain, only: ['response', 'resolution'], silent: true });
  // What a courier costs is for each message, not for each case: nobody has an address here.
  await personOf(product.db).updateMany({}, { $unset: { email: 1 } });
  product.directory.drop();
});
afterAll(() => product.stop());

type Story = { entry: Entry; steps: Readonly<Record<string, number>> };

/** Create, claim, start, resolve, confirm; what each step added to the history. */
async function standardLifecycle(unit: OrgPath): Promise<Story> {
  const before = await actionsOf(NAMESPACE);
  const { caseId } = await desk.open('desk-linxi', 'incident', { ...incidentReport, unit });
  const workflowId = workflowIdOf('incident', caseId);
  const steps: Record<string, number> = {};
  let seen = 0;
  const step = async (name: string) => {
    await quiet(workflowId);
    const { events } = await historySize(product.temporal, workflowId);
    steps[name] = events - seen;
    seen = events;
  };
  await step('create');
  for (const [person, command, data] of [
    ['eng-donghu-1', 'claim', {}],
    ['eng-donghu-1', 'start', {}],
    ['eng-donghu-1', 'resolve', solution],
    ...(unit === shipped ? ([['eng-donghu-1', 'fileReport', analysis]] as const) : []),
    ['req-linxi', 'confirm', { rating: 5 }],
  ] as const) {
    await desk.give(person, caseId, command, data);
    await step(command);
  }
  expect(await product.stored(caseId)).toMatchObject({ status: 'closed' });
  return { entry: await costOf(workflowId, before), steps };
}

/** What it has cost, once its workflow is over. `before`: the actions until it began. */
async function costOf(workflowId: string, before: Actions | null): Promise<Entry> {
  await product.eventually(
    async () => (await product.temporal.workflow.getHandle(workflowId).describe()).status.name === 'COMPLETED',
  );
  const after = await actionsOf(NAMESPACE);
  const actions: Actions = before && after ? between(before, after) : {};
  return { ...(await historySize(product.temporal, workflowId)), actions };
}

/** No effect is under way any more, so a step's count is its own. */
async function quiet(workflowId: string): Promise<void> {
  await product.eventually(async () => {
    const { raw } = await product.temporal.workflow.getHandle(workflowId).describe();
    return (raw.pendingActivities?.length ?? 0) === 0 && !raw.pendingWorkflowTask;
  });
}

/** What is above its golden number. `UPDATE_GOLDEN=1` writes what was found: the diff is for a person to judge. */
function grown(name: string, found: Entry): string[] {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    golden[name] = found;
    writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
  }
  const limit = golden[name];
  if (!limit) throw new Error(`no golden numbers for ${name}`);
  const rows: [what: string, found: number, limit: number][] = [
    ['events', found.events, limit.events],
    ['bytes', found.bytes, limit.bytes * SLACK],
    ...Object.entries(found.actions).map(
      ([type, count]) => [type, count, limit.actions[type] ?? 0] satisfies [string, number, number],
    ),
  ];
  return rows.filter(([, is, may]) => is > may).map(([what, is, may]) => `${what}: ${is}, golden ${may}`);
}

test('G6 G7 a standard incident costs at most 40 events, 16 actions and 20 KB', async () => {
  const { entry, steps } = await standardLifecycle(plain);
  expect(entry.events).toBeLessThanOrEqual(40);
  expect(entry.bytes).toBeLessThanOrEqual(20_480);
  expect(total(entry.actions)).toBeLessThanOrEqual(16);
  expect(steps['create']).toBeLessThanOrEqual(10);
  for (const step of ['claim', 'start', 'resolve']) expect(steps[step]).toBeLessThanOrEqual(8);
  expect(grown('standard', entry)).toEqual([]);
});

test('an auditor finds it in the engine by what it is and where, in words, and nobody by a person', async () => {
  const { caseId } = await desk.open('desk-linxi', 'incident', { ...incidentReport, unit: plain });
  const query = `ChangmingNumber = '${caseId}' AND ChangmingProcess = 'incident' AND ChangmingOrganisation = '/dx/donghu'`;
  const found = await product.eventually(async () => {
    for await (const one of product.temporal.workflow.list({ query })) return one;
    return undefined;
  });
  expect(found.workflowId).toBe(workflowIdOf('incident', caseId));
  const attributes = Object.fromEntries(
    Object.entries(found.searchAttributes).filter(([name]) => name.startsWith('Changming')),
  );
  expect(attributes).toMatchObject({
    ChangmingMode: ['live'],
    ChangmingOrganisation: [plain, '/dx/donghu/linxi', '/dx/donghu', '/dx'],
  });
  expect(JSON.stringify(attributes)).not.toMatch(/req-|desk-|eng-/);
  const described = await product.temporal.workflow.getHandle(found.workflowId).describe();
  expect(await described.staticSummary()).toBe(`事件 ${caseId} Incident`);
});

test('G6 G7 an incident as shipped, with all clocks and notices, costs no more than it did', async () => {
  const { entry } = await standardLifecycle(shipped);
  expect(grown('as-shipped', entry)).toEqual([]);
});

test('G6 G7 a normal change of three stages and seven votes costs no more than it did', async () => {
  await addVersions(product.db, 'approval-policies', [threeStages(Date.now())]);
  const cast = { raiser: 'eng-donghu-1', doer: 'eng-donghu-2', item: 'mw-payment', at: (instant: number) => instant };
  const [first, ...others] = wholeChange(cast, Date.now()).acts;
  const before = await actionsOf(NAMESPACE);
  const { caseId } = await desk.open(first?.by ?? '', 'change', first?.data('') ?? {});
  const workflowId = workflowIdOf('change', caseId);
  for (const { by, command, data, part } of others) {
    const { approval } = (await product.stored(caseId)) as StoredCase & { approval?: { planHash: string } };
    await desk.give(by, caseId, command, data(approval?.planHash ?? ''), part === undefined ? {} : { part });
  }
  expect(await product.stored(caseId)).toMatchObject({ status: 'closed', outcome: 'successful' });
  const entry = await costOf(workflowId, before);
  expect((await product.eventsOf(caseId)).filter(({ type }) => type === 'change.approved')).toHaveLength(7);
  expect(grown('change', entry)).toEqual([]);
});

test('a step of a run costs at most 12 events and 5 KB, the next one begun, its action apart', async () => {
  const words = { zh: '执行', en: 'Do it' };
  const step = (id: string, kind: 'manual' | 'automatic'): PlanStep => ({
    node: 'step',
    id,
    kind,
    title: words,
    instruction: words,
    role: 'engineer',
    ...(kind === 'automatic' ? { action: 'nobody-has-it' } : {}),
    budgetMs: 600_000,
    retries: 0,
    onFailure: 'needs-human',
    undo: { kind: 'manual', instruction: words, budgetMs: 600_000 },
  });
  const plan = { of: [step('a', 'manual'), step('b', 'manual'), step('c', 'automatic'), step('d', 'manual')] };
  const common = { title: words, process: 'failover', scheme: 'restore', applications: [], items: [] } as const;
  await addVersions(product.db, 'runbooks', [
    {
      _id: 'counted@1',
      runbook: 'counted',
      version: 1,
      ...common,
      orgPath: plain,
      plan,
      publishedAt: Date.now(),
      publishedBy: 'owner',
    },
  ]);
  const pilot = autopilotOf(product);
  const number = await pilot.failover({ dataLost: true, backup: 'good' }, { unit: plain });
  const workflowId = workflowIdOf('failover', number);
  const costs: { events: number; bytes: number }[] = [];
  for (const part of ['a', 'b']) {
    await quiet(workflowId);
    const before = await historySize(product.temporal, workflowId);
    await desk.give('eng-donghu-1', number, 'confirmStep', { evidence: 'Log' }, { part });
    if (part === 'b') await product.eventually(async () => (await product.stored(number)).status === 'needs-human'); // the action had nobody
    await quiet(workflowId);
    const after = await historySize(product.temporal, workflowId);
    costs.push({ events: after.events - before.events, bytes: after.bytes - before.bytes });
  }
  const [byHand, withAction] = costs;
  expect(byHand?.events).toBeLessThanOrEqual(12);
  expect(byHand?.bytes).toBeLessThanOrEqual(5_120);
  // The step by hand that was confirmed, and the action that failed: two steps.
  expect(withAction?.events).toBeLessThanOrEqual(24);
  expect(withAction?.bytes).toBeLessThanOrEqual(2 * 5_120);
});
