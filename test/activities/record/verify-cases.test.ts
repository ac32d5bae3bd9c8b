/** `npm run verify:cases` on what is stored: an honest record is borne out, and each kind of damage is named. */
import { healCase, refoldCase } from '../../../client/record/refold.ts';
import { createRehearsals } from '../../../client/rehearsals/rehearsals.ts';
import { lastSeqOf, unwound } from '../../../domain/kernel/record/commit.ts';
import { commitIdOf, isTickKey, tickKey } from '../../../domain/kernel/ids.ts';
import type { CaseEvent, Commit, StoredCase } from '../../../domain/kernel/process.ts';
import { bodyOf } from '../../../models/cases/case.ts';
import { commitsAfter, genesisOf, linked } from '../../../models/cases/commit.ts';
import { recordKeyOf } from '../../../models/store/record-key.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { runCommand } from '../../support/product/command.ts';
import { analysis, resolve } from '../../support/factories.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

let product: Product;
/** Late, and closed since; late and open. */
let closed: string;
let open: string;
let keys = 0;

const HOUR = 3_600_000;
const report = {
  channel: 'phone',
  reporter: 'req-linxi',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'INC',
  description: '支付失败',
  contact: '12345',
  impact: '2',
  urgency: '2',
  queue: 'donghu-l2',
};

beforeAll(async () => {
  product = await startProduct({ rehearsals: true });
  [closed, open] = [await started(), await started()];
  for (const caseId of [closed, open]) await product.fastForward(caseId, 168 * HOUR);
  await tell(closed, 'eng-donghu-1', 'resolve', resolve().data);
  await tell(closed, 'eng-donghu-1', 'fileReport', analysis.data);
  await tell(closed, 'req-linxi', 'confirm', {});
}, 120_000);
afterAll(() => product.stop());

const nextKey = () => `u:test:verify-${(keys += 1)}`;
async function started(): Promise<string> {
  const { caseId } = await product.caseClient.open('incident', report, {
    actor: await product.actor('desk-linxi'),
    key: nextKey(),
  });
  await tell(caseId, 'eng-donghu-1', 'claim', {});
  await tell(caseId, 'eng-donghu-1', 'start', {});
  return caseId;
}
async function tell(caseId: string, person: string, command: string, data: object): Promise<void> {
  await product.caseClient.command(caseId, command, data, { actor: await product.actor(person), key: nextKey() });
}

const commits = () => product.db.collection<Commit>('commits');
const cases = () => product.db.collection<StoredCase>('cases');
async function verify(...args: string[]) {
  const { code, stdout, stderr } = await runCommand('verify-cases', args, { uri: product.env.mongodbUri });
  return { code, counts: stdout === '' ? {} : JSON.parse(stdout), lines: stderr.split('\n').filter(Boolean) };
}

/** Verifies `caseId` with its events rewritten by `edit`, by somebody who holds the key and makes all whole again. */
async function afterRewriting(caseId: string, edit: (own: CaseEvent[]) => CaseEvent[]) {
  const [before, document] = [await commitsAfter(product.db, caseId), await product.stored(caseId)];
  const put = async (all: readonly Commit[]) => {
    await commits().deleteMany({ caseId });
    await commits().insertMany([...all]);
  };
  try {
    await put(rewritten(structuredClone(before), edit));
    await cases().updateOne({ _id: caseId }, { $set: { version: 1 } });
    const found = await refoldCase({ db: product.db }, caseId);
    if (found.outcome !== 'differs' || !(await healCase(product.db, found))) throw new Error(`${caseId}: not healed`);
    return await verify(caseId);
  } finally {
    await put(before);
    await cases().replaceOne({ _id: caseId }, document);
  }
}
/** The same commits with other events in them, numbered and linked anew; one that is empty then is left out. */
function rewritten(before: readonly Commit[], edit: (own: CaseEvent[]) => CaseEvent[]): Commit[] {
  let head = genesisOf(before[0]?.caseId ?? '');
  return before.flatMap(({ prevHash: _prev, hash: _hash, mac: _mac, keyId: _keyId, ...commit }) => {
    const events = edit(unwound(commit)).map(({ type, data, schema }) => ({ type, data, schema }));
    if (events.length === 0) return [];
    const seq = head.seq + 1;
    const ofTick = isTickKey(commit.key) ? { key: tickKey(seq) } : {};
    const draft = { ...commit, ...ofTick, _id: commitIdOf(commit.caseId, seq), seq, events };
    const link = linked(draft, head.hash, recordKeyOf(product.db));
    head = { seq: lastSeqOf(link), hash: link.hash };
    return [link];
  });
}
const isBreach = ({ type, data }: CaseEvent) =>
  type === 'incident.clockBreached' && 'clock' in data && data.clock === 'resolution';
async function breachIn(caseId: string): Promise<{ seq: number; dueAt: number }> {
  const found = (await product.eventsOf(caseId)).find(isBreach);
  if (!found || !('dueAt' in found.data)) throw new Error(`${caseId} is not late`);
  return { seq: found.seq, dueAt: Number(found.data.dueAt) };
}
const oneMsMore = (text: string) =>
  text.replace(/("eng-donghu-1":)(\d+)/, (_, head: string, ms: string) => `${head}${Number(ms) + 1}`);

test('X3 an honest record is borne out: late, closed and open', async () => {
  expect(await verify()).toEqual({
    code: 0,
    counts: { cases: 2, proven: 2, differing: 0, unproven: 0, unreadable: 0 },
    lines: [],
  });
  expect((await verify('--quickly')).code).toBe(2);
});

test('a document that was edited is named place by place', async () => {
  const document = await product.stored(closed);
  const body = bodyOf(document);
  const clocks = { ...body.clocks, resolution: { ...body.clocks['resolution'], breachedAt: 2 } };
  const text = JSON.stringify({ ...body, clocks });
  const edit = { status: 'canceled', 'readings.resolution.dueAt': 1, 'kase.text': text };
  await cases().updateOne({ _id: closed }, { $set: edit });
  const bad = await verify();
  await cases().replaceOne({ _id: closed }, document);
  expect([bad.code, bad.counts]).toEqual([1, { cases: 2, proven: 1, differing: 1, unproven: 0, unreadable: 0 }]);
  const { dueAt } = await breachIn(closed);
  expect(bad.lines.toSorted()).toEqual([
    `${closed} /kase/clocks/resolution/breachedAt: stored 2, folded ${dueAt}`,
    `${closed} /readings/resolution/dueAt: stored 1, folded ${dueAt}`,
    `${closed} /status: stored "canceled", folded "closed"`,
  ]);
});

test('a breach that was moved is named with both instants, though the chain was made whole again', async () => {
  const { seq, dueAt } = await breachIn(open);
  const bad = await afterRewriting(open, (own) =>
    own.map((event) => (isBreach(event) ? { ...event, data: { ...event.data, dueAt: dueAt - 60_000 } } : event)),
  );
  expect([bad.code, bad.counts.unproven]).toEqual([1, 1]);
  expect(bad.lines).toContain(
    `${open}:${seq} differs: incident.clockBreached resolution/1 /data/dueAt: stored ${dueAt - 60_000}, reckoned ${dueAt}`,
  );
});

test('a firing that was taken out is missed, and one that was invented is named', async () => {
  const { seq } = await breachIn(closed);
  const without = await afterRewriting(closed, (own) => own.filter((event) => !isBreach(event)));
  expect(without.code).toBe(1);
  expect(without.lines.some((line) => line.includes(' missing: incident.clockBreached resolution/1'))).toBe(true);

  const twice = await afterRewriting(closed, (own) =>
    own.flatMap((event) => (isBreach(event) ? [event, event] : [event])),
  );
  expect(twice.lines).toEqual([
    expect.stringMatching(new RegExp(`^${closed}:${seq + 1} unfounded: incident.clockBreached resolution/1`)),
  ]);
});

test('one millisecond of attribution in the frozen facts is found, with its place', async () => {
  const bad = await afterRewriting(closed, (own) =>
    own.map((event) => (event.type === 'incident.closed' ? JSON.parse(oneMsMore(JSON.stringify(event))) : event)),
  );
  expect(bad.code).toBe(1);
  expect(bad.lines).toHaveLength(1);
  expect(bad.lines[0]).toMatch(
    /differs: incident\.closed \/data\/facts\/clocks\/[a-z0-9-]+\/attribution\/person\/eng-donghu-1: stored \d+, reckoned \d+$/,
  );
});

test('a commit edited in place cannot be read at all, and the cases beside it are proven all the same', async () => {
  await commits().updateOne({ _id: commitIdOf(open, 2) }, { $inc: { at: 1 } });
  const bad = await verify();
  await commits().updateOne({ _id: commitIdOf(open, 2) }, { $inc: { at: -1 } });
  expect([bad.code, bad.counts]).toEqual([1, { cases: 2, proven: 1, differing: 0, unproven: 0, unreadable: 1 }]);
  expect(bad.lines).toEqual([`${open}: content at 2`]);
});

const versionNow = async () => (await product.stored(open)).version;

test('it finds nothing on a system at work: cases move on while it looks', async () => {
  const ending = new AbortController();
  const work = async () => {
    for (let n = 0; !ending.signal.aborted; n += 1)
      await tell(open, 'eng-donghu-1', 'comment', { text: `${n}`, audience: 'internal' });
  };
  const before = await versionNow();
  const written = work();
  try {
    do {
      expect(await verify()).toMatchObject({ code: 0, lines: [] });
    } while ((await versionNow()) <= before + 5); // a quick look among slow commands has seen too few
  } finally {
    ending.abort();
    await written;
  }
});

test('rehearsals are proven too, in their own store, on the live registers', async () => {
  const { db, rehearsalTemporal: temporal, directory, taskQueue } = product;
  const rehearsals = createRehearsals({ temporal, store: rehearsalStore(db), registers: db, directory, taskQueue });
  const number = await rehearsals.start({
    title: '推演',
    process: 'incident',
    data: report,
    startedBy: 'owner',
    actor: await product.actor('desk-linxi'),
  });
  await rehearsals.forward(number, { ms: 40 * HOUR });
  expect(await verify('--rehearsals')).toMatchObject({ code: 0, counts: { cases: 1, proven: 1 }, lines: [] });
});
