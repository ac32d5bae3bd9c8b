/** The release before left open cases, half-done effects and held notices: upgraded, all go on where they stood. */
import { setTimeout as pause } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { processOfCase } from '../../client/case-client.ts';
import { refoldCase } from '../../client/refold.ts';
import { verifyAll } from '../../client/verify.ts';
import { contracts } from '../../domain/contracts.ts';
import { canonical } from '../../domain/kernel/chain.ts';
import type { CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import { auditOf } from '../../models/audit.ts';
import { casesIn } from '../../models/case.ts';
import { commitsIn, eventsAfter } from '../../models/commit.ts';
import { historyOf } from '../../models/history.ts';
import { noticeOf } from '../../models/notice.ts';
import { numberOf } from '../../models/number.ts';
import { rehearsalOf } from '../../models/rehearsal.ts';
import { waitingIn } from '../../models/upgrade.ts';
import { fastForward } from '../../platform/time-skipping.ts';
import { type Expected, type ExpectedCase, readExpected } from './restore.ts';
import { type Restored, restoreAll } from './upgraded.ts';

jest.setTimeout(180_000);
let all: Restored;
let expected: Expected;
let live: readonly ExpectedCase[];
/** Before anything was upgraded. */
let toldBefore: Map<string, number>;

const toldNow = async (): Promise<Map<string, number>> => {
  const counts = new Map<string, number>();
  for (const { key } of await noticeOf(all.db).find({ key: /^e:/ }, { key: 1 }).lean())
    counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

beforeAll(async () => {
  all = await restoreAll();
  expected = await readExpected();
  live = expected.cases.filter(({ mode }) => mode !== 'rehearsal');
  toldBefore = await toldNow();
});
afterAll(() => all.stop());

const stored = async (caseId: string) => {
  const found = await casesIn(all.db).findOne({ _id: caseId });
  if (!found) throw new Error(`no ${caseId}`);
  return found as StoredCase & { incident?: string };
};
const digestOf = (type: string, data: object) => createHash('sha256').update(canonical({ type, data })).digest('hex');
const typesOf = (events: readonly CaseEvent[]) => events.map(({ type }) => type.replace(/^\w+\./, ''));
const noted = (what: string) => live.find(({ note }) => note === what)?.number ?? '';

async function eventually<T>(find: () => Promise<T | null | undefined | false>, ms = 20_000): Promise<T> {
  for (const end = Date.now() + ms; ; await pause(100)) {
    const found = await find();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${find.toString()}`);
  }
}

async function runningTypes(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { workflowId, type } of all.temporal.workflow.list({ query: `ExecutionStatus = 'Running'` }))
    found.set(workflowId, type);
  return found;
}

test('cut off in the middle and run again, each open case has one workflow of now', async () => {
  await all.upgradeStore();
  const open = await waitingIn(all.db).countDocuments();
  const start = all.temporal.workflow.start.bind(all.temporal.workflow);
  const starting = jest.spyOn(all.temporal.workflow, 'start');
  let started = 0;
  starting.mockImplementation((async (...given: Parameters<typeof start>) => {
    started += 1;
    if (started > 20) throw new Error('killed');
    return await start(...given);
  }) as typeof start);
  await expect(all.upgradeEngine()).rejects.toThrow('killed');
  starting.mockRestore();
  const left = await waitingIn(all.db).countDocuments();
  expect([left > 0, left < open]).toEqual([true, true]);
  const counts = await all.upgradeEngine();
  expect(counts).toMatchObject({ finished: 0, rehearsalsLost: 1 });
  expect(await waitingIn(all.db).countDocuments()).toBe(0);
  expect(await all.upgradeEngine()).toBeNull();

  const running = await eventually(async () => {
    const found = await runningTypes();
    const types = [...found.values()];
    return !types.some((type) => /^(call|incident)Workflow$/.test(type)) && found;
  });
  for (const { number, process, ended } of live)
    expect([number, running.get(`${process}:${number}`)]).toEqual([
      number,
      !ended || number === noted('half done: a closed incident whose call was not settled')
        ? `${process}Case`
        : undefined,
    ]);
  expect(await auditOf(all.db).countDocuments({ type: 'engineUpgraded' })).toBe(1);
  for (const { number, ended, runs } of live)
    if (!ended)
      expect([number, await historyOf(all.db).countDocuments({ caseId: number, last: false })]).toEqual([number, runs]);
});

test('what was half done is finished, once', async () => {
  await all.startWorker();
  const starting = noted('half done: an escalated call without its incident');
  const incident = await eventually(async () => (await stored(starting)).incident);
  expect(await stored(incident)).toMatchObject({ call: starting, title: (await stored(starting)).title });
  const joined = noted('half done: a joined call that its incident has not heard of');
  await eventually(async () => {
    const heard = await eventsAfter(all.db, 'INC-000014');
    return heard.some(({ type, key }) => type === 'incident.reporterAdded' && key === `e:${joined}:3:1`);
  });
  await eventually(async () => (await stored(noted('half done: a call whose incident is closed'))).status === 'closed');
  for (const what of [
    'half done: a notice that was not written',
    'half done: an event that neither workflow nor document know',
  ])
    await eventually(() =>
      noticeOf(all.db)
        .findOne({ key: `e:${noted(what)}:3:0` })
        .lean(),
    );
  expect(
    typesOf(await eventsAfter(all.db, noted('half done: an event that neither workflow nor document know'))).at(-1),
  ).toBe('commented');
});

test('calls learn of the incidents that they had started', async () => {
  const escalated = live.filter(({ process, status, ended }) => process === 'call' && status === 'escalated' && !ended);
  for (const { number } of escalated) {
    const start = await numberOf(all.db)
      .findOne({ _id: new RegExp(`^e:${number}:`) })
      .lean<{ caseId: string }>();
    if (start && number !== noted('half done: a call whose incident is closed'))
      await eventually(async () => (await stored(number)).incident === start.caseId);
  }
});

test('nobody is told twice, and held notices stay held', async () => {
  await pause(2_000);
  const now = await toldNow();
  for (const [key, count] of toldBefore) expect([key, now.get(key)]).toEqual([key, count]);
  for (const { heldNotices, pending } of live)
    for (const key of heldNotices) {
      const due = pending.find((one) => one.key === key)?.notBefore ?? 0;
      if (due > Date.now()) expect([key, now.get(key)]).toEqual([key, undefined]);
    }
  const keys = new Set<string>();
  for (const { _id, caseId } of await numberOf(all.db).find().lean<{ _id: string; caseId: string }[]>()) {
    expect(keys.has(caseId)).toBe(false);
    keys.add(caseId);
  }
});

test('clocks go on: what fell due meanwhile is recorded, the others sleep', async () => {
  for (const { number, ages, ended, readings } of live) {
    if (ended) continue;
    await eventually(async () => {
      const { nextWakeUp } = await stored(number);
      return nextWakeUp === null || nextWakeUp > Date.now();
    });
    const breached = (await eventsAfter(all.db, number)).flatMap(({ type, data }) =>
      type.endsWith('.clockBreached') && 'clock' in data ? [data.clock] : [],
    );
    for (const [clock, { dueAt, state }] of Object.entries(readings)) {
      const isDue = state === 'running' && dueAt !== null && dueAt < Date.now();
      if (isDue) expect([number, ages, breached.filter((one) => one === clock)]).toEqual([number, true, [clock]]);
    }
  }
  const [first] = live.filter(({ number }) => number === 'CAL-000001');
  const workflowId = `call:${first?.number}`;
  await fastForward(all.temporal, workflowId, 400 * 86_400_000);
  await eventually(async () => typesOf(await eventsAfter(all.db, 'CAL-000001')).includes('clockBreached'));
});

test('every stored key still answers, and another body under it is refused', async () => {
  const { repeats } = expected;
  let compared = 0;
  for (const { who, number, command, body, key, digest, seq, ended } of repeats) {
    const process = processOfCase(number);
    const actor = await all.directory.actorOf(who);
    const input = process && contracts[process][command]?.input;
    if (!actor || !input) throw new Error(`${who} ${command}`);
    const data = input.parse(body) as object;
    const send = (one: object) =>
      command === 'create'
        ? all.caseClient.open(process, one, { actor, key })
        : all.caseClient.command(number, command, one, { actor, key });
    const version = (await stored(number)).version;
    if (digestOf(command, data) !== digest) continue; // the API adds to what a person sends
    compared += 1;
    expect([number, command, await send(data)]).toMatchObject([number, command, { seq }]);
    await expect(send({ ...data, text: 'other', title: 'other' })).rejects.toMatchObject({ code: 'key-reused' });
    if (ended) expect((await stored(number)).version).toBe(version);
    expect(await commitsIn(all.db).countDocuments({ caseId: number, key })).toBe(1);
  }
  expect(compared).toBeGreaterThan(repeats.length * 0.8);
});

test('the open rehearsal is lost, the one that had ended is as it was', async () => {
  const found = await rehearsalOf(all.rehearsal).find().sort({ _id: 1 }).lean();
  expect(found.map(({ _id, lost }) => [_id, lost])).toEqual([
    ['CAL-900000001', undefined],
    ['INC-900000001', true],
  ]);
});

test('everything verifies, and every document is the fold of its commits', async () => {
  const findings: object[] = [];
  await verifyAll(all.db, (finding) => findings.push(finding));
  expect(findings).toEqual([]);
  for (const { number, ended, version } of live) {
    expect(await refoldCase({ db: all.db }, number)).toMatchObject({ outcome: 'equal' });
    if (ended && number !== 'CAL-000030') expect([number, (await stored(number)).version]).toEqual([number, version]);
  }
});
