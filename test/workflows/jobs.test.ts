import { createCatchUp } from '../../activities/catch-up.ts';
import { createHistoryExport } from '../../activities/export-histories.ts';
import { sha256 } from '../../models/store/chain.ts';
import { caseOf } from '../../models/cases/case.ts';
import { historyOf } from '../../models/cases/history.ts';
import { fetchRun, pack, unpack } from '../../platform/histories.ts';
import { ensureSchedules, jobs } from '../../worker/schedules.ts';
import { storeCommit } from '../support/commits.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';
import { replay } from '../support/replay.ts';

jest.setTimeout(120_000);
const HOUR = 3_600_000;
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  desk = deskOf(product);
});
afterAll(() => product.stop());

const exporter = () =>
  createHistoryExport({
    ...product,
    runs: { fetchRun: (id, runId) => fetchRun(product.temporal, id, runId), pack },
  });

async function canceledIncident(): Promise<string> {
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
  await product.eventually(async () => (await fetchRun(product.temporal, `incident:${caseId}`)).closedAt !== null);
  return caseId;
}

test('O5 the history of a closed case is kept once, whole and replayable; that of an open one waits', async () => {
  const closed = await canceledIncident();
  const { caseId: open } = await desk.open('desk-linxi', 'incident', incidentReport);
  expect(await exporter().exportHistories(HOUR)).toEqual({ stored: 1, missing: 0 });
  expect(await exporter().exportHistories(HOUR)).toEqual({ stored: 0, missing: 0 });
  const kept = await historyOf(product.db).find({ caseId: closed });
  const json = await unpack(kept[0]?.gzip ?? Buffer.alloc(0));
  expect(kept).toMatchObject([{ last: true, sha256: sha256(json), process: 'incident' }]);
  const { error } = await replay({ workflowId: `incident:${closed}`, history: JSON.parse(json) });
  expect(error).toBeUndefined();
  expect(await historyOf(product.db).countDocuments({ caseId: open })).toBe(0);
});

test('after a stop the cases of the last minutes read on, wherever an event was lost to its workflow', async () => {
  const { caseId: behind } = await desk.open('desk-linxi', 'incident', incidentReport);
  await desk.open('desk-linxi', 'incident', incidentReport);
  const stored = await product.stored(behind);
  const lost = await storeCommit(product, behind, {
    events: [{ type: 'incident.commented', data: { text: 'lost', audience: 'internal' } }],
    by: { id: 'eng-donghu-1', role: 'engineer' },
    key: 'u:eng-donghu-1:lost-task',
    digest: sha256('lost'),
    after: { seq: stored.version, hash: stored.kase.headHash },
  });
  const { looked, mended } = await createCatchUp(product).catchUpLast(10 * 60_000);
  expect(looked).toBeGreaterThanOrEqual(3);
  expect(mended).toBe(1);
  expect((await product.stored(behind)).version).toBe(lost.seq);
  expect(await createCatchUp(product).catchUpLast(10 * 60_000)).toEqual({ looked, mended: 0 });
});

/** A look that finds `caseId` busy and everything else in order; which cases it asked, and `meanwhile` while it gives time. */
async function lookedWhileBusy(caseId: string, meanwhile: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const engine = {
    ...product.engine,
    doing: (_: string, one: string) => Promise.resolve(one === caseId ? ('busy' as const) : ('waiting' as const)),
    knownTo: (_: string, one: string) => {
      asked.push(one);
      return Promise.resolve(Infinity);
    },
    giveTime: async () => void (await meanwhile()),
  };
  await createCatchUp({ ...product, engine }).catchUpLast(10 * 60_000);
  return asked.filter((one) => one === caseId);
}

describe('a case that is busy at its start is not asked, which may replay it', () => {
  test('it has written meanwhile, so it knows what was stored', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
    let times = 0;
    const word = { text: 'still slow', audience: 'internal' };
    const once = async () => (times++ === 0 ? await desk.give('eng-donghu-1', caseId, 'comment', word) : undefined);
    expect(await lookedWhileBusy(caseId, once)).toEqual([]);
    expect(times).toBe(1);
  });

  test('it writes nothing for long: it is asked all the same', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
    expect(await lookedWhileBusy(caseId, () => Promise.resolve())).toEqual([caseId]);
  });

  test('its time has passed: its timer calls it, and it is looked at only when that does not come', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
    await product.eventually(async () => (await product.engine.doing('incident', caseId)) === 'waiting');
    await caseOf(product.db).updateOne({ _id: caseId }, { $set: { nextWakeUp: Date.now() - 1_000 } });
    let looks = 0;
    const engine = {
      ...product.engine,
      doing: async (process: string, one: string) => {
        if (one === caseId) looks += 1;
        return await product.engine.doing(process, one);
      },
      giveTime: async () => {
        expect(looks).toBe(0);
        await Promise.resolve();
      },
    };
    expect(await createCatchUp({ ...product, engine }).catchUpLast(10 * 60_000)).toMatchObject({ mended: 0 });
    expect(looks).toBe(1);
  });
});

test('a case that only time has touched is not asked: its timer stands in the history', async () => {
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  const since = Date.now() + HOUR; // nobody but time acts as far ahead
  await product.fastForward(caseId, 30 * 24 * HOUR);
  await product.eventually(async () =>
    (await product.eventsOf(caseId)).some(({ type, at }) => type.endsWith('clockBreached') && at > since),
  );
  expect(await createCatchUp(product).catchUpRecent(since)).toEqual({ looked: 0, mended: 0 });
});

test('the schedules are there once however often a worker starts, and their jobs run', async () => {
  await ensureSchedules(product.temporal, product.taskQueue, product.env.zone);
  await ensureSchedules(product.temporal, product.taskQueue, product.env.zone);
  const ids = ['revive-overdue', 'catch-up', 'export-histories', 'export-histories-sweep'].map(
    (id) => `${product.taskQueue}:${id}`,
  );
  const handles = ids.map((id) => product.temporal.schedule.getHandle(id));
  for (const handle of handles) {
    expect((await handle.describe()).policies).toMatchObject({ overlap: 'SKIP' });
    await handle.trigger();
  }
  const closed = await canceledIncident();
  await product.temporal.schedule.getHandle(`${product.taskQueue}:export-histories`).trigger('ALLOW_ALL');
  await product.eventually(async () => historyOf(product.db).exists({ caseId: closed }));
  for (const { id } of jobs) await product.temporal.schedule.getHandle(`${product.taskQueue}:${id}`).delete();
});
