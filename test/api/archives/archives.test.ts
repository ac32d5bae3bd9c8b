/** Monthly archives on the real engines: a month with a broken chain, one with a gap, what came late, and the package that is signed. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mongo } from 'mongoose';
import { createArchives } from '../../../activities/jobs/archives.ts';
import { periodCalendar } from '../../../client/registers/period-calendar.ts';
import { archiveOrganisations } from '../../../client/archives/organisations.ts';
import { createRecordKeeper } from '../../../client/record/keeper.ts';
import type { Finding } from '../../../client/record/verify.ts';
import { verifyBytes } from '../../../client/record/verify-bytes.ts';
import { verifyPackage } from '../../../commands/archive/verifier.ts';
import { monthAt, monthBefore, monthSpan, nextMonth } from '../../../domain/archive/month.ts';
import { shareOfDay } from '../../../domain/kernel/record/share.ts';
import { RECORDED_TAIL, recordedHead, recordedTrace } from '../../../domain/event-log/recorded.ts';
import type { Commit } from '../../../domain/kernel/process.ts';
import { auditOf, openAuditTrail } from '../../../models/access/audit.ts';
import { archivedCaseOf, archiveMonthOf } from '../../../models/archives/archived-case.ts';
import { archivePackageOf } from '../../../models/archives/package.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { blobOf } from '../../../models/files/blob.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { sealFolder } from '../../../platform/seal-folder.ts';
import { readXes } from '../../support/event-log/xes-reader.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';

const why = { reason: 'So it is' };
let api: Api;
let [keeper, manager, auditor, agent]: Caller[] = [];
let months: { past: string; last: string; present: string };
let middleOf: (month: string) => number;
beforeAll(async () => {
  api = await startApi();
  [keeper, manager, auditor, agent] = await Promise.all(
    ['records-dx', 'pm-dx', 'auditor', 'desk-linxi'].map((who) => api.as(who)),
  );
  const { offsets } = await periodCalendar(api.product, '/dx');
  const present = monthAt(offsets, Date.now());
  months = { present, last: monthBefore(present), past: monthBefore(monthBefore(present)) };
  middleOf = (month) => monthSpan(offsets, month).from + 14 * 86_400_000;
}, 120_000);
afterAll(() => api.stop());

const by = (who: Caller | undefined): Caller => {
  if (!who) throw new Error('nobody');
  return who;
};
const give = (who: Caller | undefined, number: string, command: string, data: object = {}) =>
  by(who).send(`/api/archives/${number}/${command}`, data);
const stands = async (number: string) => (await by(auditor).get(`/api/archives/${number}`)).body;
const until = (number: string, status: string) =>
  api.product.eventually(async () => {
    const found = await stands(number);
    return found.status === status ? found : undefined;
  });

async function uploaded(words: string): Promise<string> {
  const sent = await by(agent)
    .bare('/api/files')
    .set('Idempotency-Key', randomUUID())
    .set('File-Name', 'log.txt')
    .set('Content-Type', 'application/octet-stream')
    .send(Buffer.from(words));
  return sent.body.id;
}
/** A call that was answered and has ended, as if in the middle of that month: no engine lets a test live for two of them. */
async function ended(month: string, file?: string): Promise<string> {
  const opened = await by(agent).send('/api/calls', {
    channel: 'phone',
    reporter: 'req-linxi',
    unit: '/dx/donghu/linxi/school',
    contact: '0551-6200118',
    application: 'non-tax',
    title: '票据号段用完',
    description: '开票时提示没有可用号段。',
  });
  const { number } = opened.body;
  if (file !== undefined) await by(agent).send(`/api/calls/${number}/attach`, { files: [file], audience: 'public' });
  const answer = {
    outcome: 'solved',
    solution: '已核发新的号段。',
    category: 'software-data',
    confirmedOnPhone: '张燕',
  };
  await by(agent).send(`/api/calls/${number}/answer`, answer);
  await api.product.eventually(
    async () => (await casesIn(api.product.db).findOne({ _id: number }))?.status === 'closed',
  );
  await casesIn(api.product.db).updateOne({ _id: number }, { $set: { closedAt: middleOf(month) } });
  return number;
}
const lose = async (words: string): Promise<void> => {
  await blobOf(api.product.db).deleteOne({ _id: createHash('sha256').update(words).digest('hex') });
};
const opened = async (month: string): Promise<string> => {
  const { status, body } = await by(keeper).send('/api/archives', { unit: '/dx', month });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.number;
};
async function signed(number: string): Promise<string> {
  const { manifestHash } = await stands(number);
  await give(keeper, number, 'sign', { manifestHash }).expect(200);
  await give(manager, number, 'sign', { manifestHash }).expect(200);
  return manifestHash;
}
/** Entries are stored as they are, one behind the other. */
function* entriesOf(file: string): Generator<[name: string, text: string]> {
  const zip = readFileSync(file);
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [size, name] = [zip.readUInt32LE(at + 22), zip.readUInt16LE(at + 26)];
    const begin = at + 30 + name + zip.readUInt16LE(at + 28);
    yield [zip.toString('utf8', at + 30, at + 30 + name), zip.toString('utf8', begin, begin + size)];
    at = begin + size;
  }
}
/** The log in a package, made again of its records alone, and as a reader of another make finds it. */
function thenLogFollowsFromRecords(file: string, number: string): void {
  const entries = [...entriesOf(file)];
  const [name, text] = entries.find(([one]) => one.startsWith('xes/')) ?? ['', ''];
  const month = /^xes\/(\d{4}-\d\d)\.xes$/.exec(name)?.[1];
  const records = entries
    .filter(([one]) => one.startsWith('records/'))
    .map(([, lines]) =>
      lines
        .trim()
        .split('\n')
        .map((line): Commit => JSON.parse(line)),
    );
  expect(records.length).toBeGreaterThan(0);
  expect(recordedHead(`${number} ${month}`) + records.map(recordedTrace).join('') + RECORDED_TAIL).toBe(text);
  expect(readXes(text).traces.map(({ attributes, events }) => [attributes.get('concept:name'), events.length])).toEqual(
    records.map((commits) => [commits[0]?.caseId, commits.reduce((sum, { events }) => sum + events.length, 0)]),
  );
}

async function packageOf(number: string): Promise<{ file: string; sha256: string }> {
  const { status, body } = await by(keeper)
    .get(`/api/archives/${number}/package`)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
  expect(status).toBe(200);
  const file = path.join(api.product.dataFolder, `${number}.zip`);
  writeFileSync(file, body);
  return { file, sha256: createHash('sha256').update(body).digest('hex') };
}
const manifestOf = async (number: string) =>
  JSON.parse((await by(manager).get(`/api/archives/${number}/manifest`)).text);

const lost = 'what was lost for good';
const mended = 'what came back';
let [first, second]: string[] = [];
let late = '';

test('a month with a broken chain and a lost file: the auditor decides, the gap is accepted, and both stand in the manifest', async () => {
  const broken = await ended(months.past);
  const lacking = await ended(months.past, await uploaded(lost));
  await lose(lost);
  const commit = await commitsIn(api.product.db).findOne({ caseId: broken }, { sort: { _id: -1 } });
  await commitsIn(api.product.db).updateOne({ _id: commit?._id ?? '' }, { $set: { at: 1 } });
  first = await opened(months.past);
  const stopped = await until(first, 'needs-human');
  expect(stopped.broken).toEqual([{ case: broken, seq: commit?.seq, code: 'content' }]);
  expect(stopped.gaps).toMatchObject({ open: 1 });
  const told = { caseId: first, to: 'auditor', template: 'archive-chain-broken' };
  await api.product.eventually(() => noticeOf(api.product.db).findOne(told).lean());
  expect((await give(manager, first, 'acceptBroken', why)).status).toBe(403);
  await give(auditor, first, 'acceptBroken', { reason: 'A disk failed' }).expect(200);
  await until(first, 'gaps-open');
  const parts = await by(keeper).get(`/api/cases/${first}/parts`);
  const [gap] = parts.body.items;
  expect(gap).toMatchObject({ id: 'g-1', status: 'open', case: lacking });
  expect((await give(keeper, first, 'fillGap', { part: 'g-1' })).body.code).toBe('paper-missing');
  await give(manager, first, 'acceptGap', { part: 'g-1', reason: 'It is lost for good' }).expect(200);
  await until(first, 'signing');
  const manifest = await manifestOf(first);
  expect(manifest.cases.map((one: { number: string }) => one.number)).toEqual([broken, lacking].toSorted());
  expect(manifest.broken).toMatchObject([{ case: broken, by: 'auditor', reason: 'A disk failed' }]);
  expect(manifest.gaps).toMatchObject([
    { case: lacking, state: 'accepted', by: 'pm-dx', reason: 'It is lost for good' },
  ]);
  await signed(first);
  const { file, sha256 } = await packageOf(first);
  expect(verifyPackage(file)).toMatchObject({ findings: [], known: [expect.stringContaining(broken)], sha256 });
}, 180_000);

test('a month of which a paper is missing: it is filled when it is there, packed with what came late, and signed twice', async () => {
  late = await ended(months.past);
  const whole = await ended(months.last, await uploaded('a log'));
  const lacking = await ended(months.last, await uploaded(mended));
  await lose(mended);
  for (const [who, month, code] of [
    [agent, months.last, 'not-permitted'],
    [keeper, months.present, 'month-not-over'],
    [keeper, months.past, 'already-archived'],
  ] as const)
    expect((await by(who).send('/api/archives', { unit: '/dx', month })).body).toMatchObject({ code });
  second = await opened(months.last);
  const found = await until(second, 'gaps-open');
  // What the month before went without is still missing, and holds nothing up.
  expect(found).toMatchObject({ cases: 2, supplements: 1, gaps: { all: 2, open: 1, late: 1 } });
  expect((await by(keeper).get(`/api/archives/${second}/package`)).body.code).toBe('package-missing');
  const parts = (await by(keeper).get(`/api/cases/${second}/parts`)).body.items;
  const open = parts.find(({ status }: { status: string }) => status === 'open');
  expect(open).toMatchObject({ case: lacking, paper: expect.stringMatching(/^file:/) });
  await uploaded(mended);
  await give(keeper, second, 'fillGap', { part: open.id }).expect(200);
  const { manifestHash, packageSha256 } = await until(second, 'signing');
  const text = (await by(manager).get(`/api/archives/${second}/manifest`)).text;
  expect(createHash('sha256').update(text).digest('hex')).toBe(manifestHash);
  const manifest = JSON.parse(text);
  expect(manifest.cases.map((one: object) => one)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ number: late, supplement: true }),
      expect.objectContaining({ number: whole }),
      expect.objectContaining({ number: lacking }),
    ]),
  );
  expect(manifest.gaps).toContainEqual(expect.objectContaining({ state: 'late', of: first }));
  expect((await give(manager, second, 'sign', { manifestHash })).body.code).toBe('keeper-signs-first');
  expect((await give(keeper, second, 'sign', { manifestHash: 'a'.repeat(64) })).body.code).toBe('hash-differs');
  await signed(second);
  const { file, sha256 } = await packageOf(second);
  expect(sha256).toBe(packageSha256);
  thenLogFollowsFromRecords(file, second);
  expect(verifyPackage(file, { manifest: manifestHash })).toMatchObject({
    findings: [],
    known: [],
    counts: { cases: 3 },
  });
  for (const who of ['eng-dx-1', 'sup-dx', 'desk-linxi', 'req-linxi']) {
    const { status } = await (await api.as(who)).get(`/api/archives/${second}/package`);
    expect([who, [403, 404].includes(status)]).toEqual([who, true]);
  }
  const onRecord = await auditOf(api.product.db).find({ type: 'archiveExported', caseId: second }).lean();
  expect(onRecord.map(({ by: who, data }) => [who, data])).toEqual(
    expect.arrayContaining([['records-dx', expect.objectContaining({ part: 'package', sha256 })]]),
  );
  const rows = await archivedCaseOf(api.product.db).find({ archive: second }).sort({ _id: 1 }).lean();
  expect(rows.map(({ _id }) => _id)).toEqual([late, whole, lacking].toSorted());
}, 180_000);

test('the next seal names the manifests, and what was archived verifies', async () => {
  const record = createRecordKeeper(api.product.db, sealFolder(api.product.env.sealFolder));
  const audit = openAuditTrail(api.product.db, `archives-${randomUUID()}`);
  const { seal } = await record.seal(audit, Date.now());
  const hashes = await Promise.all(
    [first, second].map(async (number = '') => [number, (await stands(number)).manifestHash]),
  );
  expect(seal.archives).toEqual(hashes);
  expect((await record.seal(audit, Date.now())).seal.archives).toBeUndefined();
  await audit.close();
});

test('whoever verifies hears of a file that is gone, of one with other bytes, and of a package that was edited since', async () => {
  const { db } = api.product;
  const swapped = await ended(months.present, await uploaded('what stood there first'));
  const edit = async (bytes: unknown) => {
    const chunks = db.collection<{ files_id: unknown; n: number; data: mongo.Binary }>('bytes.chunks');
    const chunk = await chunks.findOne({ files_id: bytes, n: 0 });
    if (!chunk) throw new Error('nothing to edit');
    const changed = Buffer.from(chunk.data.buffer);
    changed.writeUInt8((changed.readUInt8(0) + 1) % 256, 0);
    await chunks.updateOne({ files_id: bytes, n: 0 }, { $set: { data: new mongo.Binary(changed) } });
  };
  const hash = createHash('sha256').update('what stood there first').digest('hex');
  await edit((await blobOf(db).findById(hash).lean())?.bytes);
  await edit(
    (
      await archivePackageOf(db)
        .findOne({ archive: second ?? '' })
        .lean()
    )?.bytes,
  );
  const found: Finding[] = [];
  const counts = await verifyBytes(db, (finding) => void found.push(finding));
  const seq = expect.any(Number);
  expect(found).toEqual([
    { chain: expect.stringMatching(/^CAL-/), seq, code: 'bytes-missing', pointer: expect.stringMatching(/^.files./) },
    { chain: swapped, seq, code: 'bytes-differ', pointer: expect.stringMatching(/^.files./) },
    { chain: second, seq, code: 'bytes-differ', pointer: '/package' },
  ]);
  expect(counts.packages).toBe(2);
  const days = Array.from({ length: 16 }, (_, day) => shareOfDay(day * 86_400_000));
  const shares = await Promise.all(days.map((share) => verifyBytes(db, () => undefined, share)));
  expect(shares.reduce((sum, { files, packages }) => sum + files + packages, 0)).toBe(counts.files + counts.packages);
});

test('after a long stop each month is opened once, and those that were opened by hand are not opened again', async () => {
  const { db } = api.product;
  const before = monthBefore(monthBefore(months.past));
  await archiveMonthOf(db).create({ _id: `/dx:${before}`, unit: '/dx', month: before, state: 'before', at: 1 });
  const jobs = createArchives({
    ...api.product,
    archiveMonths: {
      organisations: () => archiveOrganisations(db),
      calendarOf: (orgPath) => periodCalendar(api.product, orgPath),
    },
    dispatch: async () => undefined,
  });
  // The month that is not over is due for nobody, whatever the clock of the job says.
  const now = middleOf(months.present);
  await Promise.all([jobs.openArchives(now), jobs.openArchives(now)]);
  expect(await jobs.openArchives(now)).toEqual({ looked: 1, opened: 0, failed: 0 });
  const kept = await archiveMonthOf(db).find({ unit: '/dx' }).sort({ month: 1 }).lean();
  const opening = nextMonth(before);
  expect(kept.map(({ month, state }) => [month, state])).toEqual([
    [before, 'before'],
    [opening, 'opened'],
    [months.past, 'opened'],
    [months.last, 'opened'],
  ]);
  expect(kept.slice(2).map(({ number }) => number)).toEqual([first, second]);
  const [, third] = kept;
  const empty = await until(third?.number ?? '', 'signing');
  expect(empty).toMatchObject({ month: opening, cases: 0 });
  expect(empty.reporter).toBeUndefined();
}, 120_000);
