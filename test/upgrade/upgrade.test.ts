/** The release before left open cases, half-done effects and held notices: upgraded, all go on where they stood. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { processOfCase } from '../../domain/processes.ts';
import { refoldCase } from '../../client/record/refold.ts';
import { sideBySide } from '../../client/upgrade/side-by-side.ts';
import { verifyAll } from '../../client/record/verify-all.ts';
import { contracts } from '../../domain/contracts.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { workflowTypeOf } from '../../domain/kernel/ids.ts';
import type { CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import { auditOf } from '../../models/access/audit.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitsIn, eventsAfter } from '../../models/cases/commit.ts';
import { historyOf } from '../../models/cases/history.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { numberRecords } from '../../models/cases/number.ts';
import { rehearsalOf } from '../../models/rehearsal.ts';
import { waitingIn } from '../../models/store/upgrade.ts';
import { fastForward } from '../../platform/time-skipping.ts';
import { runCommand } from '../support/product/command.ts';
import { orAll } from '../support/product/sample/whole.ts';
import { type Expected, type ExpectedCase, readExpected, type Repeat } from './restore.ts';
import { eventually, type Restored, restoreAll, runningTypes } from './upgraded.ts';

jest.setTimeout(120_000);
const DAY = 86_400_000;
let all: Restored;
let expected: Expected;
let live: readonly ExpectedCase[];
/** Notices by the keys of their effects, before anything was upgraded. */
let toldBefore: ReadonlyMap<string, number>;

beforeAll(async () => {
  all = await restoreAll();
  expected = await readExpected();
  live = expected.cases.filter(({ mode }) => mode !== 'rehearsal');
  toldBefore = await toldNow();
});
afterAll(() => all.stop());

async function toldNow(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { key } of await noticeOf(all.db).find({ key: /^e:/ }, { key: 1 }).lean())
    counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

async function stored(caseId: string): Promise<StoredCase & { incident?: string }> {
  const found = await casesIn(all.db).findOne({ _id: caseId });
  if (!found) throw new Error(`no ${caseId}`);
  return found;
}

const typesOf = (events: readonly CaseEvent[]) => events.map(({ type }) => type.replace(/^\w+\./, ''));
const noted = (what: string) => live.find(({ note }) => note === `half done: ${what}`)?.number ?? '';
const settling = () => noted('a call whose incident is closed');
const owing = () => noted('a closed incident whose call was not settled');
const lives = ({ number, ended }: ExpectedCase) => !ended || number === owing();
const digestOf = (type: string, data: object) => createHash('sha256').update(canonical({ type, data })).digest('hex');

/** The engine part dies when so many workflows are started. */
async function cutOffAfter(most: number): Promise<void> {
  const start = all.temporal.workflow.start.bind(all.temporal.workflow);
  let started = 0;
  const starting = jest.spyOn(all.temporal.workflow, 'start').mockImplementation((async (
    ...given: Parameters<typeof start>
  ) => {
    started += 1;
    if (started > most) throw new Error('killed');
    return await start(...given);
  }) as typeof start);
  await expect(all.upgradeEngine()).rejects.toThrow('killed');
  starting.mockRestore();
}

test('a dry run says what there is to do, and does nothing', async () => {
  const { code, stdout } = await runCommand('upgrade', ['--dry'], all);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    {
      dry: true,
      live: { cases: 73, upgraded: 0, events: 568, broken: [] },
      rehearsal: { cases: 2, upgraded: 0, events: 13, broken: [] },
      workflows: 64,
      rehearsed: 1,
    },
  ]);
  expect(await commitsIn(all.db).countDocuments()).toBe(0);
});

test('cut off in the middle and run again, each open case has one workflow of now', async () => {
  await all.upgradeStore();
  const open = await waitingIn(all.db).countDocuments();
  expect(open).toBe(64);
  await cutOffAfter(20);
  const left = await waitingIn(all.db).countDocuments();
  expect(left).toBe(open - 20);
  const { code, stdout } = await runCommand('upgrade', [], all);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { live: { upgraded: 73 }, engine: { revived: left, finished: 0, ended: 0, rehearsalsLost: 1 } },
  ]);
  expect(await waitingIn(all.db).countDocuments()).toBe(0);
  expect(await all.upgradeEngine()).toBeNull();

  const running = await eventually(async () => {
    const found = await runningTypes(all.temporal);
    return ![...found.values()].some((type) => /^(call|incident)Workflow$/.test(type)) && found;
  });
  expect(live.map(({ process, number }) => [number, running.get(`${process}:${number}`)])).toEqual(
    live.map((one) => [one.number, lives(one) ? workflowTypeOf(one.process) : undefined]),
  );
  expect(await auditOf(all.db).countDocuments({ type: { $in: ['engineUpgraded', 'eventsUpgraded'] } })).toBe(2);
});

test('the histories of the old runs are kept, none as the last of its case', async () => {
  const kept = await historyOf(all.db).find({}, { caseId: 1, last: 1 }).lean<{ caseId: string; last: boolean }[]>();
  for (const { number, runs } of live.filter(({ ended }) => !ended))
    expect([number, kept.filter(({ caseId, last }) => caseId === number && !last).length]).toEqual([number, runs]);
});

test('what was half done is finished, once', async () => {
  await all.startWorker();
  const starting = noted('an escalated call without its incident');
  const incident = await eventually(async () => (await stored(starting)).incident);
  expect(await stored(incident)).toMatchObject({ call: starting, title: (await stored(starting)).title });
  const joined = noted('a joined call that its incident has not heard of');
  const heard = await eventually(async () => {
    const events = await eventsAfter(all.db, 'INC-000014');
    return events.find(({ key }) => key === `e:${joined}:3:1`);
  });
  expect(heard).toMatchObject({ type: 'incident.reporterAdded', data: { call: joined } });
  await eventually(async () => (await stored(settling())).status === 'closed');
  const unheard = noted('an event that neither workflow nor document know');
  for (const number of [noted('a notice that was not written'), unheard])
    await eventually(() =>
      noticeOf(all.db)
        .findOne({ key: `e:${number}:3:0` })
        .lean(),
    );
  expect(typesOf(await eventsAfter(all.db, unheard)).at(-1)).toBe('commented');
  const ticking = noted('what time recorded, that neither workflow nor document know');
  await eventually(async () => (await stored(ticking)).version === 3); // a second step was due when all was killed
});

test('calls learn of the incidents that they had started', async () => {
  const started = await numberRecords(all.db)
    .find({ _id: /^e:CAL/ })
    .lean<{ _id: string; caseId: string }[]>();
  const calls = started.map(({ _id, caseId }) => ({ call: _id.split(':')[1] ?? '', caseId }));
  const open = calls.filter(({ call }) => call !== settling());
  expect(open.length).toBeGreaterThan(5);
  for (const { call, caseId } of open) {
    await eventually(async () => (await stored(call)).incident !== undefined);
    expect([call, (await stored(call)).incident]).toEqual([call, caseId]);
  }
});

test('nobody is told twice, and held notices stay held', async () => {
  await pause(2_000);
  const now = await toldNow();
  expect([...toldBefore.keys()].map((key) => [key, now.get(key)])).toEqual([...toldBefore]);
  const held = live.flatMap(({ heldNotices, pending }) =>
    pending.filter(({ key, notBefore = 0 }) => heldNotices.includes(key) && notBefore > Date.now()),
  );
  expect(held.length).toBeGreaterThanOrEqual(14);
  expect(held.filter(({ key }) => now.has(key))).toEqual([]);
  const numbers = (await numberRecords(all.db).find().lean<{ caseId: string }[]>()).map(({ caseId }) => caseId);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('clocks go on: what fell due meanwhile is recorded once, the others sleep', async () => {
  for (const { number, readings } of live.filter(({ ended }) => !ended)) {
    await eventually(async () => ((await stored(number)).nextWakeUp ?? Infinity) > Date.now());
    const events = await eventsAfter(all.db, number);
    const breaches = events.flatMap(({ type, data }) =>
      type.endsWith('.clockBreached') && 'clock' in data ? [data.clock] : [],
    );
    const until = (await stored(number)).closedAt ?? Date.now(); // time itself may have ended it since
    const due = Object.entries(readings).filter(
      ([, { dueAt, state }]) => state === 'running' && dueAt !== null && dueAt < until,
    );
    for (const [clock] of due) expect([number, breaches.filter((one) => one === clock)]).toEqual([number, [clock]]);
  }
});

test('deadlines that lie ahead come in their time, also after years', async () => {
  for (const [what, days] of [
    ['incident queued on the shipped policy', 30],
    ['incident queued', 7 * 366],
  ] as const) {
    const kase = live.find(({ note }) => note === what);
    if (!kase) throw new Error(`no ${what}`);
    await fastForward(all.temporal, `incident:${kase.number}`, days * DAY);
    const breached = async () => typesOf(await eventsAfter(all.db, kase.number)).includes('clockBreached');
    expect(await eventually(breached)).toBe(true);
  }
});

/** Of many people, commands and cases. */
const repeated = () => orAll(expected.repeats, (_, at) => at % 3 === 0);
test('every stored key still answers, and another body under it is refused', async () => {
  const compared: NonNullable<Awaited<ReturnType<typeof sentAgain>>>[] = [];
  await sideBySide(iterated(repeated()), 6, async (repeat) => {
    const answer = await sentAgain(repeat);
    if (answer) compared.push(answer);
  });
  expect(compared.length).toBeGreaterThan(repeated().length * 0.8);
  for (const { repeat, again, other } of compared) {
    expect([repeat.number, again]).toMatchObject([repeat.number, { seq: repeat.seq }]);
    expect([repeat.number, other]).toMatchObject([repeat.number, { code: 'key-reused' }]);
  }
  const keys = expected.repeats.map(({ number, key }) => ({ caseId: number, key }));
  expect(await commitsIn(all.db).countDocuments({ $or: keys })).toBe(keys.length);
});

async function* iterated<T>(items: readonly T[]) {
  yield* items;
}

/** Null where the API adds to what a person sends. */
async function sentAgain(repeat: Repeat) {
  const { who, number, command, body, key, digest } = repeat;
  const process = processOfCase(number);
  const actor = await all.directory.actorOf(who);
  const input = process && contracts[process][command]?.input;
  if (!actor || !input) throw new Error(`${who} ${command}`);
  const data = input.parse(body) as object;
  if (digestOf(command, data) !== digest) return null;
  const send = (one: object) =>
    command === 'create'
      ? all.caseClient.open(process, one, { actor, key })
      : all.caseClient.command(number, command, one, { actor, key });
  const again = await send(data);
  const other: unknown = await send({ ...data, text: 'other', title: 'other' }).catch((error: unknown) => error);
  return { repeat, again, other };
}

test('the open rehearsal is lost, the one that had ended is as it was', async () => {
  const found = await rehearsalOf(all.rehearsal).find().sort({ _id: 1 }).lean();
  expect(found.map(({ _id, lost }) => [_id, lost])).toEqual([
    ['CAL-900000001', undefined],
    ['INC-900000001', true],
  ]);
});

test('everything verifies, every document is the fold of its commits, and what had ended is untouched', async () => {
  const findings: object[] = [];
  const now = expected.madeAt; // its last closed case was not due to have a history on that day, and no job exports here
  await verifyAll(all.db, (finding) => findings.push(finding), { now });
  expect(findings).toEqual([]);
  for (const { number } of live)
    expect([number, await refoldCase({ db: all.db }, number)]).toMatchObject([number, { outcome: 'equal' }]);
  for (const { number, version } of live.filter(({ ended }) => ended))
    expect([number, (await stored(number)).version]).toEqual([number, version]);
});
