/** Rules change under open cases: each goes on by the new ones from its next command on, and none parks. */
import { catalogue } from '../../domain/catalogue.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import type { Effect } from '../../domain/kernel/process.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { parkedOf } from '../../models/cases/parked.ts';
import { fetchRun } from '../../platform/histories.ts';
import { deskOf, incidentReport, solution } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';
import { replay } from '../support/replay.ts';

jest.setTimeout(120_000);
const { incident } = catalogue;
const HOUR = 3_600_000;
const ENGINEER = 'eng-donghu-1';
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  desk = deskOf(product);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => product.stop());

/** All that the worker remembers of its cases is gone, as after an upgrade. */
async function restarted(): Promise<void> {
  await product.stopWorker();
  await product.startWorker();
}

const comment = (caseId: string, text: string) =>
  desk.give('desk-linxi', caseId, 'comment', { text, audience: 'internal' });
const typesOf = async (caseId: string) => (await product.eventsOf(caseId)).map(({ type }) => type);
const toldOf = (caseId: string, template: string) => noticeOf(product.db).countDocuments({ caseId, template });

/** Four changes of a release: a rule, what clocks watch and when it wakes, a reaction, a status and two commands less. */
function changeRules(): void {
  const { decider, clocks, reactions, lifecycle } = incident;
  const blockers = decider.blockers.bind(decider);
  const context = clocks.context.bind(clocks);
  jest.spyOn(decider, 'blockers').mockImplementation((state, ctx) => ({
    ...blockers(state, ctx),
    resolve: { code: 'four-eyes' },
  }));
  jest.spyOn(clocks, 'context').mockImplementation((state) => ({ ...context(state), priority: 'P1' }));
  jest.spyOn(incident, 'wakeAt').mockImplementation(() => Date.now() + HOUR);
  jest.spyOn(reactions as Record<string, () => Effect[]>, 'incident.commented').mockImplementation(() => []);
  jest.replaceProperty(
    incident,
    'lifecycle',
    lifecycle
      .filter(({ command, from }) => !['hold', 'urge'].includes(command) && !from.every((one) => one === 'on-hold'))
      .map((row) => ({ ...row, from: row.from.filter((one) => one !== 'on-hold') })),
  );
}

/** Held and gone on, so that its history knows what the rules of now do not. */
async function workedIncident(): Promise<string> {
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  await desk.give(ENGINEER, caseId, 'start');
  await desk.give(ENGINEER, caseId, 'hold', { reason: 'user', note: 'Which batch?' });
  await desk.give('req-linxi', caseId, 'urge', {});
  await desk.give('req-linxi', caseId, 'supplyInfo', { text: 'Batch 7' });
  await comment(caseId, 'by the old rules');
  await product.eventually(async () => (await toldOf(caseId, 'incident-commented')) === 1);
  return caseId;
}

async function thenNothingParked(caseId: string): Promise<void> {
  expect(await parkedOf(product.db).countDocuments()).toBe(0);
  const { events = [] } = await product.temporal.workflow.getHandle(workflowIdOf('incident', caseId)).fetchHistory();
  expect(events?.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
}

test('a case goes on by rules that refuse, wake, tell and know otherwise than those that its history was made by', async () => {
  const caseId = await workedIncident();
  const before = await typesOf(caseId);
  changeRules();
  await restarted();
  const { seq } = await comment(caseId, 'by the new rules');
  expect(await typesOf(caseId)).toEqual([...before, 'incident.commented']);
  await restarted();
  await expect(desk.give(ENGINEER, caseId, 'resolve', solution)).rejects.toMatchObject({ code: 'four-eyes' });
  await expect(desk.give('req-linxi', caseId, 'urge', {})).rejects.toMatchObject({ code: 'wrong-status' });
  await expect(desk.give(ENGINEER, caseId, 'hold', { reason: 'user', note: 'Which batch?' })).rejects.toMatchObject({
    code: 'wrong-status',
  });
  expect((await product.stored(caseId)).version).toBe(seq);
  await restarted();
  await product.fastForward(caseId, 30 * 24 * HOUR);
  await product.eventually(async () => (await typesOf(caseId)).includes('incident.clockBreached'));
  await desk.give(ENGINEER, caseId, 'release', { reason: 'Ill' });
  await product.eventually(async () => (await toldOf(caseId, 'incident-released')) > 0);
  expect(await toldOf(caseId, 'incident-commented')).toBe(1); // of the word by the old rules
  await thenNothingParked(caseId);
});

test('and back by the old ones: its history, made under both, replays, and it ends', async () => {
  const caseId = await workedIncident();
  changeRules();
  await restarted();
  await comment(caseId, 'by the new rules');
  jest.restoreAllMocks();
  await restarted();
  await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
  const workflowId = workflowIdOf('incident', caseId);
  await product.eventually(
    async () => (await product.temporal.workflow.getHandle(workflowId).describe()).status.name === 'COMPLETED',
  );
  await thenNothingParked(caseId);
  const { json } = await fetchRun(product.temporal, workflowId);
  const { error, turns } = await replay({ workflowId, history: JSON.parse(json) });
  expect(error).toBeUndefined();
  expect(turns.at(-1)).toMatchObject({ head: { seq: (await product.stored(caseId)).version }, ended: true });
});
