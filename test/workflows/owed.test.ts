/** What a case still owed when its workflow was ended is done once; and under another engine nothing is begun twice. */
import { createCatchUp } from '../../activities/catch-up.ts';
import { createHistoryExport } from '../../activities/export-histories.ts';
import { createLostCases } from '../../activities/lost-cases.ts';
import { createOverdue } from '../../activities/overdue.ts';
import { engineProbe } from '../../api/health.ts';
import { stuckCases } from '../../api/cases/stuck.ts';
import { auditOf } from '../../models/access/audit.ts';
import { engineOf } from '../../models/store/engine.ts';
import { historyOf } from '../../models/cases/history.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { parkedOf } from '../../models/cases/parked.ts';
import { fetchRun, pack } from '../../platform/histories.ts';
import { runCommand } from '../support/product/command.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { isRunning, overdueBy, soundEvents, terminate } from '../support/product/lost.ts';
import { type Product, startProduct } from '../support/product/product.ts';
import { orAll } from '../support/product/sample/whole.ts';

jest.setTimeout(180_000);
const ENGINEER = 'eng-donghu-1';
const HOUR = 3_600_000;
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct({ deadlineMs: 60_000 });
  desk = deskOf(product);
});
afterAll(() => product.stop());
afterEach(() => jest.restoreAllMocks());

const incident = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
const word = { text: 'Still there?', audience: 'internal' };
const toldOf = async (caseId: string, template: string) =>
  await noticeOf(product.db).countDocuments({ caseId, template, to: 'req-linxi' });
const runs = {
  fetchRun: (id: string, runId?: string) => fetchRun(product.temporal, id, runId),
  pack,
};
const exporter = () => createHistoryExport({ ...product, runs });

/** Nobody can be told for the while; what is decided meanwhile stays to be done. */
const nobodyIsFound = () =>
  jest.spyOn(product.directory, 'peopleFor').mockRejectedValue(new Error('the directory is away'));
const compare = () => createLostCases(product).compareWithEngine(0);
const uuidOf = async () => (await engineOf(product.db).findById('changming').lean())?.uuid;
const owesSomething = async (caseId: string) => (await product.body(caseId)).effectsFrom !== null;

describe('its workflow is ended between a commit and what follows from it', () => {
  test('the next command brings it back, and people are told, once', async () => {
    const caseId = await incident();
    await product.eventually(async () => (await toldOf(caseId, 'incident-created')) === 1);
    const away = nobodyIsFound();
    await desk.give(ENGINEER, caseId, 'start');
    expect(await owesSomething(caseId)).toBe(true);
    await terminate(product, caseId);
    away.mockRestore();
    expect(await toldOf(caseId, 'incident-started')).toBe(0);
    await desk.give(ENGINEER, caseId, 'comment', word);
    await product.eventually(async () => (await toldOf(caseId, 'incident-started')) === 1);
    expect(await toldOf(caseId, 'incident-created')).toBe(1);
    await soundEvents(product, caseId);
  });

  test('a closed case that owes is brought back by the export of histories, which keeps both runs afterwards', async () => {
    const caseId = await incident();
    const away = nobodyIsFound();
    await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
    await terminate(product, caseId);
    away.mockRestore();
    expect(await exporter().exportHistories(HOUR)).toMatchObject({ stored: 0 });
    await product.eventually(async () => (await toldOf(caseId, 'incident-canceled')) === 1);
    await product.eventually(async () => !(await isRunning(product, caseId)));
    await product.eventually(async () => (await exporter().exportHistories(HOUR)).stored > 0);
    const kept = await historyOf(product.db).find({ caseId }).sort({ closedAt: 1 }).lean();
    expect(kept.map(({ last }) => last)).toEqual([false, true]);
    expect(await exporter().exportHistories(HOUR)).toMatchObject({ stored: 0 });
    await soundEvents(product, caseId);
  });

  test('one that owes and of which the engine, put back to an older copy, never heard is brought back as well', async () => {
    const caseId = await incident();
    const away = nobodyIsFound();
    await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
    await terminate(product, caseId);
    away.mockRestore();
    expect(await toldOf(caseId, 'incident-canceled')).toBe(0);
    const fetchUnknown = (id: string) => fetchRun(product.temporal, `${id}:of-another-copy`);
    await createHistoryExport({ ...product, runs: { ...runs, fetchRun: fetchUnknown } }).exportHistories(HOUR);
    await product.eventually(async () => (await toldOf(caseId, 'incident-canceled')) === 1);
    await product.eventually(async () => (await exporter().exportHistories(HOUR)).stored > 0);
    expect(await historyOf(product.db).countDocuments({ caseId, last: true })).toBe(1);
    await soundEvents(product, caseId);
  });
});

describe('hourly, the store against the list of the engine', () => {
  test('whoever is open without a workflow is brought back; the young, whom the list may lack yet, are left', async () => {
    const caseId = await incident();
    await terminate(product, caseId);
    await product.eventually(async () => !(await product.engine.runningAmong([`incident:${caseId}`])).size);
    expect(await createLostCases(product).compareWithEngine()).toMatchObject({ revived: 0 });
    expect(await compare()).toMatchObject({ revived: 1 });
    expect(await isRunning(product, caseId)).toBe(true);
    await product.eventually(async () => (await product.engine.runningAmong([`incident:${caseId}`])).size);
    expect(await compare()).toMatchObject({ revived: 0, poked: 0 });
  });

  test('catch-up does not take a workflow that is gone for an end', async () => {
    const caseId = await incident();
    await terminate(product, caseId);
    const { mended } = await createCatchUp(product).catchUpLast(10 * 60_000);
    expect(mended).toBe(1);
    expect(await isRunning(product, caseId)).toBe(true);
  });
});

test('a case is left alone while it is busy or merely late, and poked when it sleeps over what was due', async () => {
  const caseId = await incident();
  const overdue = createOverdue(product);
  await overdueBy(product, caseId, 5 * 60_000);
  expect(await overdue.reviveOverdue()).toEqual({ looked: 1, revived: 0, poked: 0 });
  await overdueBy(product, caseId, 11 * 60_000);
  await product.eventually(async () => (await overdue.reviveOverdue()).poked === 1); // once no step of it is under way
  expect(await overdue.reviveOverdue()).toMatchObject({ poked: 0 }); // its history must not fill by the minute
  await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
});

test('a case whose history no longer gives what it did is begun anew by the job of the minute, three times in an hour', async () => {
  const overdue = createOverdue(product);
  await product.stopWorker();
  await product.startWorker(product.db, [require.resolve('../support/engines/another-loop.ts')]);
  const caseId = await incident();
  await desk.give(ENGINEER, caseId, 'start');
  await product.stopWorker();
  await product.startWorker();
  const words = desk.give(ENGINEER, caseId, 'comment', word, { key: 'in-between' }).catch(() => null);
  await product.eventually(async () => (await overdue.reviveOverdue()).replaced === 1);
  await words;
  const { seq } = await desk.give(ENGINEER, caseId, 'comment', word, { key: 'in-between' });
  const events = await soundEvents(product, caseId);
  expect(events.filter(({ type }) => type === 'incident.commented').map((event) => event.seq)).toEqual([seq]);
  const [record] = await auditOf(product.db).find({ caseId, type: 'revived' }).lean();
  expect(record?.data).toMatchObject({ why: 'its history could not be gone through again' });
  for (let n = 0; n < 2; n += 1) expect(await product.reviver.replace(caseId, { why: 'test' })).toBe('revived');
  expect(await product.reviver.replace(caseId, { why: 'test' })).toBe('too-often');
  expect(await isRunning(product, caseId)).toBe(true); // left as it is, rather than ended
});

describe('the engine is another one than the store was used with', () => {
  test('nothing is brought back, which is said; an operator has it take the place of the former', async () => {
    const caseId = await incident();
    const parkedOne = await incident();
    const ours = await uuidOf();
    const more = { CHANGMING_TASK_QUEUE: product.taskQueue, TEMPORAL_NAMESPACE: 'changming' };
    const uri = product.env.mongodbUri;
    const park = await runCommand('park', [parkedOne, '--why', 'looked into'], { uri, more });
    expect(park).toMatchObject({ code: 0, stdout: JSON.stringify({ number: parkedOne, ended: true }) });
    await engineOf(product.db).updateOne({ _id: 'changming' }, { uuid: 'another' });
    await terminate(product, caseId);
    await overdueBy(product, caseId, 5 * 60_000);
    await expect(desk.give(ENGINEER, caseId, 'comment', word)).rejects.toMatchObject({ code: 'case-parked' });
    expect(await createOverdue(product).reviveOverdue()).toMatchObject({ refused: true });
    expect(await createLostCases(product).compareWithEngine(0)).toMatchObject({ refused: true });
    expect(await createCatchUp(product).catchUpRecent(0)).toEqual({ looked: 0, mended: 0 });
    expect(await engineProbe(product.temporal, product.db)()).toContain('npm run revive -- --all');
    expect(await stuckCases(product)).toContainEqual(
      expect.objectContaining({ number: caseId, problems: ['other-engine'] }),
    );
    expect(await isRunning(product, caseId)).toBe(false);

    const asked = await runCommand('revive', ['--all'], { uri, more });
    expect([asked.code, JSON.parse(asked.stdout)]).toMatchObject([0, { otherEngine: true, done: false }]);
    const done = await runCommand('revive', ['--all', '--yes'], { uri, more });
    expect([done.code, JSON.parse(done.stdout)]).toMatchObject([1, { engineMoved: true, revived: 1, held: 1 }]);
    expect(await uuidOf()).toBe(ours);
    expect(await auditOf(product.db).findOne({ type: 'engineMoved' }).lean()).toMatchObject({
      data: { before: 'another' },
    });
    await desk.give(ENGINEER, caseId, 'comment', word);

    await expect(desk.give(ENGINEER, parkedOne, 'comment', word)).rejects.toMatchObject({ code: 'case-parked' });
    const one = await runCommand('revive', [parkedOne], { uri, more });
    expect(one).toMatchObject({ code: 0, stdout: JSON.stringify({ revived: 1 }) });
    await desk.give(ENGINEER, parkedOne, 'comment', word);
    expect(await parkedOf(product.db).exists({ _id: parkedOne })).toBeNull();
  });

  const uses = ['revive', 'park', 'accept-loss'].flatMap((name) =>
    [['--help'], ['--nonsense'], []].map((args) => ({ name, args })),
  );
  /** Each command asked one of these. */
  const asked = orAll(uses, (_, at) => at % 4 === 0);
  test.each(asked)('$name $args says how it is used, or refuses what it does not know', async ({ name, args }) => {
    const usage = { code: 0, stdout: expect.stringContaining('npm run') };
    const expected = args[0] === '--help' ? usage : { code: 2, stdout: '' };
    expect(await runCommand(name, args, { uri: product.env.mongodbUri })).toMatchObject(expected);
  });
});
