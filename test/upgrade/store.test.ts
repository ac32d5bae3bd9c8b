/** The store part of the upgrade, on what the release before had stored: nothing but MongoDB is needed. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { openStore } from '../../client/record/open-store.ts';
import { refoldCase } from '../../client/record/refold.ts';
import { upgradeCase } from '../../client/upgrade/cases.ts';
import { bothStores, countStore } from '../../client/upgrade/events.ts';
import { verifyAll } from '../../client/record/verify-all.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { auditOf } from '../../models/access/audit.ts';
import { bodyOf, casesIn } from '../../models/cases/case.ts';
import { commitsAfter, commitsIn } from '../../models/cases/commit.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { numberRecords } from '../../models/cases/number.ts';
import { parkedOf } from '../../models/cases/parked.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { oldEventsIn, waitingIn } from '../../models/store/upgrade.ts';
import { migrate } from '../../worker/migrate.ts';
import { recordKeys } from '../support/engines/database.ts';
import { type Expected, readExpected, restoreFixture } from './restore.ts';

jest.setTimeout(60_000);
let folder: string;
let uri: string;
let db: Connection;
let expected: Expected;

const server = () => process.env['MONGODB_URI'] ?? '';

async function restore(): Promise<void> {
  folder = await mkdtemp(path.join(tmpdir(), 'changming-upgrade-'));
  const databaseName = `u-${randomUUID().slice(0, 8)}`;
  uri = server().replace(/^(mongodb:\/\/[^/]+)\/?[^?]*/, `$1/${databaseName}`);
  await restoreFixture({ mongodbUri: uri, databaseName, temporalFolder: folder });
  db = await openStore({ mongodbUri: uri, recordKeys });
  expected = await readExpected();
}
async function drop(): Promise<void> {
  await rehearsalStore(db).dropDatabase();
  await db.dropDatabase();
  await db.close();
  await rm(folder, { recursive: true, force: true });
}

const upgrade = () => migrate(db, { embedded: true, dataFolder: folder });
const storeOf = ({ mode }: { mode: string }) => (mode === 'rehearsal' ? rehearsalStore(db) : db);
const everything = async () => ({
  commits: await commitsIn(db)
    .find({}, { sort: { _id: 1 } })
    .toArray(),
  cases: await casesIn(db)
    .find({}, { sort: { _id: 1 } })
    .toArray(),
  waiting: await waitingIn(db)
    .find({}, { sort: { _id: 1 } })
    .toArray(),
  oldEvents: await oldEventsIn(db)
    .find({}, { sort: { _id: 1 } })
    .toArray(),
});

describe('what is sound', () => {
  beforeAll(restore);
  afterAll(drop);

  test('every case is grouped, signed and folded, and stands where it stood', async () => {
    const before = await oldEventsIn(db)
      .find({}, { sort: { _id: 1 } })
      .toArray();
    expect(await upgrade()).toContain('0012');
    expect(
      await oldEventsIn(db)
        .find({}, { sort: { _id: 1 } })
        .toArray(),
    ).toEqual(before);
    const findings: object[] = [];
    const now = expected.madeAt; // its last closed case was not due to have a history on that day
    const counts = await verifyAll(db, (finding) => findings.push(finding), { now });
    expect(findings).toEqual([]);
    expect(counts).toMatchObject({ cases: 73, events: 568 });
    for (const one of expected.cases) {
      const store = storeOf(one);
      const stored = await casesIn(store).findOne({ _id: one.number });
      expect(stored).toMatchObject({ _id: one.number, version: one.version, status: one.status });
      expect(
        Object.entries(stored?.readings ?? {}).map(([clock, { dueAt, state }]) => [clock, { dueAt, state }]),
      ).toEqual(Object.entries(one.readings));
      const commits = await commitsAfter(store, one.number);
      expect(commits.slice(-1).map(lastSeqOf)).toEqual([one.version]);
      const digests = commits.filter(({ key }) => key === one.aKey?.key).map(({ digest }) => digest);
      expect(digests).toEqual(one.aKey ? [one.aKey.digest] : []);
      const refolded = await refoldCase({ db: store, registers: db }, one.number);
      expect(refolded).toMatchObject({ outcome: 'equal' });
      const isQuiet = !one.ages && one.documentVersion === undefined; // of the others more is due by now
      expect(isQuiet && refolded.outcome === 'equal' ? refolded.proof : []).toEqual([]);
    }
  });

  test('effects keep their keys, and those are open of which nothing shows that they were carried out', async () => {
    for (const store of [db, rehearsalStore(db)]) {
      const commits = await commitsIn(store).find().toArray();
      const effects = new Map(
        commits.flatMap((commit) => commit.effects.map(({ key, effect }) => [key, effect] as const)),
      );
      for (const { key, template } of await noticeOf(store).find({ key: /^e:/ }).lean())
        expect([key, effects.get(key)]).toMatchObject([key, { kind: 'notify', template }]);
      for (const { _id, process } of await numberRecords(store).find({ _id: /^e:/ }).lean())
        expect([_id, effects.get(_id)]).toMatchObject([_id, { kind: 'start', process }]);
      for (const { key, type } of await oldEventsIn(store).find({ key: /^e:/ }).toArray())
        expect([key, type, effects.get(key)?.kind]).toEqual([key, type, expect.stringMatching(/^(command|start)$/)]);
    }
    const told = new Set((await noticeOf(db).find({}, { key: 1 }).lean()).map(({ key }) => key));
    const open = new Map((await waitingIn(db).find().toArray()).map((one) => [one._id, one.open] as const));
    for (const { number, ended, mode, openEffects, heldNotices } of expected.cases) {
      if (mode === 'rehearsal') continue;
      const keys = (open.get(number) ?? []).filter(({ what }) => !what.startsWith('start')).map(({ key }) => key);
      const starts: readonly string[] = openEffects.filter((key) => key === 'e:CAL-000026:3:1');
      expect([number, keys.toSorted()]).toEqual([
        number,
        [...openEffects.filter((key) => !told.has(key) && !starts.includes(key)), ...heldNotices].toSorted(),
      ]);
      expect([number, open.has(number)]).toEqual([number, !ended || keys.length > 0]);
    }
    const started = expected.cases.filter(({ process, status }) => process === 'call' && status === 'escalated');
    for (const { number } of started) {
      const starts = (open.get(number) ?? []).filter(({ what }) => what === 'start incident');
      const isJoined = (await commitsAfter(db, number)).some(({ events }) =>
        events.some(({ type }) => type === 'call.joined'),
      );
      expect([number, starts.length]).toEqual([number, isJoined ? 0 : 1]);
    }
  });

  test('a second run, and one after a cut, make the same', async () => {
    const first = await everything();
    expect(await upgrade()).toEqual([]);
    const { live } = bothStores(db);
    const cut = expected.cases.filter(({ mode }) => mode !== 'rehearsal').map(({ number }) => number);
    // cut off within a case: its commits are there in part, its document is not written
    const [whole, partly, unbegun] = ['INC-000022', 'INC-000037', 'CAL-000029'] as const;
    await commitsIn(db).deleteMany({ caseId: unbegun });
    await commitsIn(db).deleteMany({ caseId: partly, seq: { $gt: 100 } });
    for (const caseId of [whole, partly, unbegun]) {
      await casesIn(db).deleteOne({ _id: caseId });
      expect(await upgradeCase(live, caseId)).toBeNull();
    }
    expect(await everything()).toEqual(first);
    expect(await countStore(live)).toEqual({ cases: cut.length, upgraded: cut.length, events: 568, broken: [] });
    expect(await auditOf(db).countDocuments({ type: 'eventsUpgraded' })).toBe(1);
  });
});

/** What becomes of all of them is told above. */
const FEW = { $regex: /^INC-00002/ };

describe('what is not', () => {
  beforeEach(async () => {
    await restore();
    await casesIn(db).deleteMany({ _id: { $not: FEW } });
    await oldEventsIn(db).deleteMany({ caseId: { $not: FEW } });
  });
  afterEach(drop);

  test('a case whose chain is broken stays as it is, parked and reported; the others go on', async () => {
    await oldEventsIn(db).updateOne({ _id: 'INC-000022:7' }, { $set: { 'data.text': 'somebody else said so' } });
    await oldEventsIn(db).deleteOne({ _id: 'INC-000025:6' });
    const [cases, events] = [await casesIn(db).countDocuments(), await oldEventsIn(db).countDocuments()];
    expect(cases).toBeGreaterThan(5);
    await upgrade();
    expect(await commitsIn(db).countDocuments({ caseId: { $in: ['INC-000022', 'INC-000025'] } })).toBe(0);
    expect(await parkedOf(db).find().sort({ _id: 1 }).lean()).toMatchObject([
      { _id: 'INC-000022', reason: 'record-content', heldBy: 'system' },
      { _id: 'INC-000025', reason: 'record-cut-tail', heldBy: 'system' },
    ]);
    expect(await casesIn(db).countDocuments({ 'kase.text': { $exists: true } })).toBe(cases - 2);
    const broken = [
      { caseId: 'INC-000022', seq: 7, code: 'content' },
      { caseId: 'INC-000025', seq: 6, code: 'cut-tail' },
    ];
    expect(await auditOf(db).findOne({ type: 'eventsUpgraded' }).lean()).toMatchObject({
      data: { live: { cases: cases - 2, events, broken }, rehearsal: { cases: 2, events: 13, broken: [] } },
    });
    const stored = await casesIn(db).findOne({ _id: 'INC-000021' });
    expect(stored && bodyOf(stored)).toMatchObject({ effectsFrom: null });
  });
});
