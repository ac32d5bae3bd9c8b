/** The release before left open cases, half-done effects and held notices: upgraded, all go on where they stood. */
import { setTimeout as pause } from 'node:timers/promises';
import { refoldCase } from '../../client/refold.ts';
import { verifyAll } from '../../client/verify.ts';
import type { CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import { auditOf } from '../../models/audit.ts';
import { casesIn } from '../../models/case.ts';
import { eventsAfter } from '../../models/commit.ts';
import { historyOf } from '../../models/history.ts';
import { noticeOf } from '../../models/notice.ts';
import { numberOf } from '../../models/number.ts';
import { rehearsalOf } from '../../models/rehearsal.ts';
import { waitingIn } from '../../models/upgrade.ts';
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
  for (const { number, ages, ended, version, openEffects } of live) {
    if (ended) continue;
    const { version: now, nextWakeUp } = await eventually(async () => {
      const one = await stored(number);
      return (one.nextWakeUp === null || one.nextWakeUp > Date.now()) && one;
    });
    expect([number, ages || openEffects.length > 0 || nextWakeUp === null || now <= version + 3]).toEqual([
      number,
      true,
    ]);
  }
});

test('every stored key still answers, and another body under it is refused', async () => {
  const { repeats } = expected;
  for (const { who, number, command, key, digest, seq } of repeats) {
    const commit = await all.db.collection('commits').findOne({ caseId: number, key });
    expect(commit).toMatchObject({ digest });
    const actor = await all.directory.actorOf(who);
    if (!actor || command === 'create') continue;
    const other = all.caseClient.command(
      number,
      'comment',
      { text: 'another body', audience: 'internal' },
      { actor, key },
    );
    await expect(other).rejects.toMatchObject({ code: expect.stringMatching(/key-reused|case-ended/) });
    expect(await stored(number).then(({ version }) => version >= seq)).toBe(true);
  }
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
