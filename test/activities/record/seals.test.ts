/** Seals: what the owner of the database takes away whole, or makes anew with a key of his own, is missed. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { acceptRestore } from '../../../client/record/accept-restore.ts';
import { isUnderNewKey, makeSeal } from '../../../client/record/seals/make-seal.ts';
import type { Finding } from '../../../client/record/verify.ts';
import { verifyAll } from '../../../client/record/verify-all.ts';
import { commitIdOf } from '../../../domain/kernel/ids.ts';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import type { Commit, Head } from '../../../domain/kernel/process.ts';
import { auditOf, type AuditTrail, openAuditTrail, startOf } from '../../../models/access/audit.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { commitsIn, genesisOf, linked } from '../../../models/cases/commit.ts';
import { sealRowOf } from '../../../models/record/seal-row.ts';
import { giveRecordKeys, recordKeyOf } from '../../../models/store/record-key.ts';
import { type Seal, sealed as sealedWith } from '../../../models/store/seal.ts';
import { sealKeysOf } from '../../../models/store/seal-key.ts';
import { sealFolder, type SealFolder } from '../../../platform/seal-folder.ts';
import { migrate } from '../../../worker/migrate.ts';
import { storeChain } from '../../support/commits.ts';
import { runCommand } from '../../support/product/command.ts';
import { openDatabase, recordKeys, type TestDatabase } from '../../support/engines/database.ts';

let opened: TestDatabase;
let ofMigrations: string[];
let trail: AuditTrail;
let seals: SealFolder;
beforeAll(async () => {
  opened = await openDatabase();
  await migrate(opened.db, { embedded: false, dataFolder: opened.dataFolder });
  ofMigrations = await auditOf(opened.db).distinct('node');
});
beforeEach(async () => {
  await auditOf(opened.db).deleteMany({ node: { $nin: ofMigrations } });
  await Promise.all(['commits', 'cases', 'seals'].map((name) => opened.db.collection(name).deleteMany({})));
  trail = openAuditTrail(opened.db, 'seals');
  seals = sealFolder(path.join(opened.dataFolder, randomUUID()));
});
afterAll(() => opened.stop());

const seal = async (now = Date.now()) => await makeSeal({ db: opened.db, seals, audit: trail }, now);
async function findings(): Promise<Finding[]> {
  const found: Finding[] = [];
  await verifyAll(opened.db, (finding) => found.push(finding), { seals, againMs: 10 });
  return found.filter(({ chain: of, code }) => of === 'seals' || code !== 'no-document'); // these chains are commits alone
}

const chain = (caseId: string, count: number, after?: Head): Promise<Commit[]> =>
  storeChain(opened, caseId, { count, ...(after ? { after } : {}) });
const fileOf = (number: number) => path.join(seals.folder, `${String(number).padStart(6, '0')}.json`);
const read = async (number: number): Promise<Seal> => JSON.parse(await readFile(fileOf(number), 'utf8')) as Seal;

describe('what is sealed', () => {
  test('the heads of what went on, each once, linked to the seal before', async () => {
    const [, second] = await chain('INC-000001', 2);
    await chain('INC-000002', 1);
    const first = await seal();
    expect(first.seal.heads.cases).toEqual([
      ['INC-000001', 2, second?.hash],
      ['INC-000002', 1, expect.any(String)],
    ]);
    const third = await chain('INC-000001', 1, { seq: 2, hash: second?.hash ?? '' });
    const next = await seal();
    expect(next.seal).toMatchObject({ number: 2, previous: first.seal.hash });
    expect(next.seal.heads.cases).toEqual([['INC-000001', 3, third[0]?.hash]]);
    expect(next.seal.heads.audit).toEqual([['seals', 2, expect.any(String)]]); // the first one's own record
    expect(await findings()).toEqual([]);
    expect(await sealRowOf(opened.db).findById(2).lean()).toMatchObject({
      hash: next.seal.hash,
      heads: { cases: 1, audit: 1, registers: 0 },
    });
  });

  test('a head that the product did not sign is not sealed, and named', async () => {
    const [only] = await chain('INC-000001', 1);
    await chain('INC-000002', 1);
    await commitsIn(opened.db).updateOne({ _id: only?._id ?? '' }, { $set: { mac: 'f'.repeat(64) } });
    const { seal: made, unsound } = await seal();
    expect(unsound).toEqual([{ chain: 'INC-000001', seq: 1 }]);
    expect(made.heads.cases.map(([name]) => name)).toEqual(['INC-000002']);
  });

  test('what was decided before the last seal and written after it is sealed by the next', async () => {
    await chain('INC-000001', 1);
    const now = Date.now();
    for (const at of [now, now + 3_600_000, now + 7_200_000, now + 86_400_000]) await seal(at);
    await chain('INC-000002', 1); // decided a day before the newest seal, MongoDB was away
    const { seal: made } = await seal(now + 90_000_000);
    expect(made.heads.cases.map(([name]) => name)).toEqual(['INC-000002']);
  });

  test('two that seal at once make two seals, one after the other', async () => {
    await chain('INC-000001', 1);
    const both = await Promise.all([seal(), seal()]);
    expect(both.map(({ seal: { number } }) => number).toSorted((a, b) => a - b)).toEqual([1, 2]);
    expect(await findings()).toEqual([]);
  });

  test('a maker that was cut off behind the file: the next one puts it on record', async () => {
    await chain('INC-000001', 1);
    const record = jest.fn().mockRejectedValue(new Error('killed'));
    await expect(makeSeal({ db: opened.db, seals, audit: { record } }, Date.now())).rejects.toThrow('killed');
    await seal();
    expect(await auditOf(opened.db).distinct('data.number', { type: 'sealed' })).toEqual([1, 2]);
    expect(await findings()).toEqual([]);
  });
});

describe('what is missed', () => {
  let commits: Commit[];
  beforeEach(async () => {
    commits = await chain('INC-000001', 3);
    await chain('INC-000002', 2);
    await seal();
  });

  test('the tail of a chain', async () => {
    await commitsIn(opened.db).deleteOne({ _id: commitIdOf('INC-000001', 3) });
    expect(await findings()).toEqual([{ chain: 'INC-000001', seq: 3, code: 'cut-tail' }]);
  });

  test('a line of the list in the database, but the newest', async () => {
    await chain('INC-000003', 1);
    await seal();
    const list = sealRowOf(opened.db);
    await list.updateOne({ _id: 2 }, { $set: { cases: 99 } });
    expect(await findings()).toEqual([{ chain: 'seals', seq: 2, code: 'list-differs' }]);
    await list.deleteOne({ _id: 2 });
    expect(await findings()).toEqual([]); // its maker may have been cut off before it
    const row = await list.findById(1).lean();
    await list.deleteOne({ _id: 1 });
    expect(await findings()).toEqual([{ chain: 'seals', seq: 1, code: 'no-document' }]);
    await opened.db.collection<{ _id: number }>('seals').insertMany([
      { ...row, _id: 1 },
      { ...row, _id: 7 },
    ]);
    expect(await findings()).toEqual([{ chain: 'seals', seq: 7, code: 'list-differs' }]);
  });

  test('a whole case', async () => {
    await commitsIn(opened.db).deleteMany({ caseId: 'INC-000001' });
    expect(await findings()).toEqual([{ chain: 'INC-000001', seq: 1, code: 'cut-tail' }]);
  });

  test('a case that nobody had sealed yet, by their number', async () => {
    await casesIn(opened.db).insertMany(
      ['INC-000001', 'INC-000002', 'INC-000003'].map((_id) => ({ _id, version: 1, kase: { headHash: '' } }) as never),
    );
    await seal();
    await casesIn(opened.db).deleteMany({});
    expect(await findings()).toEqual([{ chain: 'seals', seq: 2, code: 'cases-missing' }]);
  });

  test('a chain made anew by who has the key', async () => {
    await rewrite(commits);
    expect(await findings()).toEqual([{ chain: 'INC-000001', seq: 3, code: 'seal-differs' }]);
  });

  test('a whole chain of the audit trail, and its tail', async () => {
    const other = openAuditTrail(opened.db, 'api-1');
    for (const at of [1, 2, 3]) await other.record({ type: 'refused', by: 'owner', at, data: {} });
    await seal();
    await auditOf(opened.db).deleteOne({ _id: 'api-1:4' });
    expect(await findings()).toEqual([{ chain: 'api-1', seq: 4, code: 'cut-tail' }]);
    await auditOf(opened.db).deleteMany({ node: 'api-1' });
    expect(await findings()).toEqual([{ chain: 'api-1', seq: 1, code: 'cut-tail' }]);
  });

  test('a seal that is gone, edited, or made with a key of his own', async () => {
    await seal();
    await seal();
    const second = await read(2);
    await rm(fileOf(2));
    expect(await findings()).toEqual(
      expect.arrayContaining([
        { chain: 'seals', seq: 3, code: 'seq-gap' },
        { chain: 'seals', seq: 2, code: 'cut-tail' },
      ]),
    );
    await writeFile(fileOf(2), canonical({ ...second, at: 0 }));
    expect(await findings()).toContainEqual({ chain: 'seals', seq: 2, code: 'content' });
    giveRecordKeys(opened.db, ['k'.repeat(40)]);
    const [forger] = sealKeysOf(opened.db);
    giveRecordKeys(opened.db, recordKeys);
    const { hash: _hash, signature: _signature, key: _key, ...body } = second;
    await writeFile(fileOf(2), canonical(sealedWith({ ...body, cases: 0 }, forger)));
    expect(await findings()).toContainEqual({ chain: 'seals', seq: 2, code: 'key-not-handed-over' });
    await writeFile(fileOf(2), 'nothing of ours');
    expect(await findings()).toContainEqual({ chain: 'seals', seq: 2, code: 'content' });
  });

  test('all seals, made anew with a key of his own', async () => {
    giveRecordKeys(opened.db, ['k'.repeat(40)]);
    const [forger] = sealKeysOf(opened.db);
    giveRecordKeys(opened.db, recordKeys);
    const { hash: _hash, signature: _signature, key: _key, ...body } = await read(1);
    await writeFile(fileOf(1), canonical(sealedWith(body, forger)));
    expect(await findings()).toContainEqual({ chain: 'seals', seq: 1, code: 'key-unknown' });
  });

  test('the folder is gone: the chain goes on from what the database knows, and the gap is told', async () => {
    await rm(seals.folder, { recursive: true });
    const { seal: made, missing } = await seal();
    expect([made.number, missing]).toEqual([2, [1]]);
    expect(await findings()).toContainEqual({ chain: 'seals', seq: 1, code: 'cut-tail' });
    expect(await readdir(seals.folder)).toEqual(['000002.json']);
  });

  test('what others put into list and folder keeps nobody from the next seal, and is named', async () => {
    const forged = { at: 9_000_000_000_000, hash: 'f'.repeat(64), nextKeyId: 'none' };
    await opened.db.collection<{ _id: number }>('seals').insertOne(Object.assign({ _id: 999 }, forged));
    await writeFile(fileOf(2), 'nothing of ours');
    giveRecordKeys(opened.db, ['k'.repeat(40)]);
    const [forger] = sealKeysOf(opened.db);
    giveRecordKeys(opened.db, recordKeys);
    const { hash, signature: _signature, key: _key, ...body } = await read(1);
    await writeFile(fileOf(3), canonical(sealedWith({ ...body, number: 3, previous: hash }, forger)));
    const { seal: made } = await seal();
    expect([made.number, made.previous]).toEqual([4, hash]);
    expect(await findings()).toEqual(
      expect.arrayContaining([
        { chain: 'seals', seq: 2, code: 'content' },
        { chain: 'seals', seq: 3, code: 'seq-gap' },
        { chain: 'seals', seq: 999, code: 'list-differs' },
      ]),
    );
  });

  test('a seal of somebody else withholds nothing from the next one', async () => {
    const [only] = await chain('INC-000003', 1);
    giveRecordKeys(opened.db, ['k'.repeat(40)]);
    const [forger] = sealKeysOf(opened.db);
    giveRecordKeys(opened.db, recordKeys);
    const { hash: _hash, signature: _signature, key: _key, ...body } = await read(1);
    const cases = [...body.heads.cases, ['INC-000003', 1, only?.hash ?? ''] as const];
    await writeFile(fileOf(1), canonical(sealedWith({ ...body, heads: { ...body.heads, cases } }, forger)));
    expect((await seal()).seal.heads.cases).toContainEqual(['INC-000003', 1, only?.hash]);
  });

  test('the list that people read: a seal edited there, and one that never was', async () => {
    await sealRowOf(opened.db).updateOne({ _id: 1 }, { $set: { cases: 7 } });
    expect(await findings()).toEqual([{ chain: 'seals', seq: 1, code: 'list-differs' }]);
    await sealRowOf(opened.db).deleteMany({});
    expect(await findings()).toEqual([]);
    await opened.db.collection<{ _id: number }>('seals').insertOne({ _id: 999 });
    expect(await findings()).toEqual([{ chain: 'seals', seq: 999, code: 'list-differs' }]);
  });

  test('not a seal that is made while the others are read', async () => {
    const own = seals;
    const numbers = async () => {
      seals = own;
      const before = await own.numbers();
      await seal();
      return before;
    };
    seals = { ...own, numbers };
    expect(await findings()).toEqual([]);
    expect(await own.numbers()).toEqual([1, 2]);
  });

  test('nothing that is no seal is read from the folder', async () => {
    await mkdir(path.join(seals.folder, 'old'), { recursive: true });
    await writeFile(path.join(seals.folder, 'notes.txt'), 'x');
    expect(await findings()).toEqual([]);
  });
});

const put = async (name: string, document: object): Promise<void> =>
  void (await opened.db.collection<{ _id: string }>(name).insertOne({ _id: 'odd', ...document }));

describe('what is no record at all', () => {
  test.each([
    ['a commit without events', 'commits', { caseId: 'INC-000009', seq: 1, events: null }, 'INC-000009'],
    ['a document without a case', 'cases', {}, 'odd'],
    ['a record of no chain', 'audit', {}, 'odd'],
    ['a record of a seal, of none', 'audit', { node: 'odd', seq: 1, type: 'sealed', data: null }, 'odd'],
    ['a change of a register, of none', 'audit', { node: 'odd', seq: 1, type: 'registerChanged', data: null }, 'odd'],
    ['versions that are none', 'audit', { node: 'odd', seq: 1, type: 'teamClosed', data: { versions: 5 } }, 'odd'],
  ])('%s is named, and ends neither verification nor sealing', async (_what, name, document, named) => {
    await chain('INC-000001', 1);
    await put(name, { at: Date.now(), ...document });
    const { seal: made } = await seal();
    expect(made.heads.cases.map(([of]) => of)).toEqual(['INC-000001']);
    expect((await findings()).map((finding) => finding.chain)).toEqual([named]);
    expect((await findings()).every(({ seq }) => Number.isInteger(seq))).toBe(true);
  });
});

/** The chain with another word in its second event, linked and signed as the product does. */
async function rewrite([, second, third]: readonly Commit[]): Promise<void> {
  const key = recordKeyOf(opened.db);
  let prevHash = (await commitsIn(opened.db).findOne({ _id: commitIdOf('INC-000001', 1) }))?.hash ?? genesisOf('').hash;
  for (const commit of [second, third]) {
    if (!commit) throw new Error('the chain is too short');
    const { prevHash: _prev, hash: _hash, mac: _mac, keyId: _keyId, ...draft } = commit;
    const events = draft.events.map((event) => ({ ...event, data: { text: 'never said' } }));
    const made = linked({ ...draft, events }, prevHash, key);
    await commitsIn(opened.db).replaceOne({ _id: made._id }, made);
    prevHash = made.hash;
  }
}

describe('another key', () => {
  const OTHER = 'another key of the record, random and long';
  afterEach(() => giveRecordKeys(opened.db, recordKeys));

  test('the old one hands over, and all seals hold', async () => {
    await chain('INC-000001', 1);
    await seal();
    giveRecordKeys(opened.db, [OTHER, ...recordKeys]);
    expect(await isUnderNewKey(opened.db)).toBe(true);
    const { seal: handOver } = await seal();
    expect([handOver.key.keyId, handOver.next?.keyId]).toEqual([
      sealKeysOf(opened.db)[1]?.keyId,
      sealKeysOf(opened.db)[0].keyId,
    ]);
    expect(await isUnderNewKey(opened.db)).toBe(false);
    const { seal: next } = await seal();
    expect([next.key.keyId, next.next]).toEqual([sealKeysOf(opened.db)[0].keyId, undefined]);
    expect(await findings()).toEqual([]);
  });

  test('one that nobody handed over to is named', async () => {
    await seal();
    giveRecordKeys(opened.db, [OTHER]);
    await seal();
    expect(await findings()).toContainEqual({ chain: 'seals', seq: 2, code: 'not-linked' });
  });
});

const acceptRestoreBy = (...args: string[]) =>
  runCommand('accept-restore', args, { uri: opened.uri, more: { CHANGMING_SEALS: seals.folder } });
/** Three commits of one case and two of another were sealed; of the first the last is gone, and it went on without. */
async function restored(): Promise<void> {
  const [, second] = await chain('INC-000001', 3);
  await chain('INC-000002', 2);
  await seal();
  await commitsIn(opened.db).deleteMany({ caseId: 'INC-000002' });
  await commitsIn(opened.db).deleteOne({ _id: commitIdOf('INC-000001', 3) });
  await chain('INC-000001', 2, { seq: second?.seq ?? 0, hash: second?.hash ?? '' });
}

describe('a backup was put back', () => {
  test('what is lost is named, recorded, and asked for no more; all else still is', async () => {
    await restored();
    const lost = [
      { chain: 'INC-000001', seq: 3, code: 'seal-differs' },
      { chain: 'INC-000002', seq: 1, code: 'cut-tail' },
    ];
    expect(await findings()).toEqual(lost);
    await acceptRestore({ db: opened.db, seals, audit: trail }, { by: 'operator', why: 'the disk failed', now: 9 });
    expect(await findings()).toEqual([]);
    expect(await auditOf(opened.db).findOne({ type: 'restored' }).lean()).toMatchObject({
      by: 'operator',
      data: {
        upTo: 1,
        why: 'the disk failed',
        lost: [
          { kind: 'cases', chain: 'INC-000001', from: 3 },
          { kind: 'cases', chain: 'INC-000002', from: 1 },
        ],
      },
    });
    await commitsIn(opened.db).deleteMany({ _id: { $in: [3, 4].map((seq) => commitIdOf('INC-000001', seq)) } });
    expect(await findings()).toEqual([{ chain: 'INC-000001', seq: 3, code: 'cut-tail' }]); // the seal after it knows
  });

  test('a record of the acceptance that the product did not write accepts nothing', async () => {
    await restored();
    const data = { upTo: 1, why: 'x', lost: [{ kind: 'cases', chain: 'INC-000002', from: 1 }] };
    await trail.record({ type: 'restored', by: 'operator', at: Date.now(), data });
    await auditOf(opened.db).updateOne({ type: 'restored' }, { $set: { mac: 'f'.repeat(64) } });
    expect(await findings()).toContainEqual({ chain: 'INC-000002', seq: 1, code: 'cut-tail' });
  });

  test('what is broken otherwise is no restore, and where nothing is lost there is nothing to accept', async () => {
    const accept = () => acceptRestore({ db: opened.db, seals, audit: trail }, { by: 'o', why: 'w', now: 9 });
    await chain('INC-000001', 2);
    await seal();
    await expect(accept()).rejects.toMatchObject({ code: 'nothing-lost' });
    await commitsIn(opened.db).updateOne({ _id: commitIdOf('INC-000001', 1) }, { $inc: { at: 1 } });
    await expect(accept()).rejects.toMatchObject({ code: 'not-a-restore', params: { chain: 'INC-000001', seq: 1 } });
  });

  test('the command only says what it would do, until it is told to and why', async () => {
    await restored();
    const asked = await acceptRestoreBy();
    expect([asked.code, JSON.parse(asked.stdout || '{}').done]).toEqual([0, false]);
    expect((await acceptRestoreBy('--yes')).code).toBe(2);
    const done = await acceptRestoreBy('--why', 'the disk failed', '--yes');
    expect([done.code, JSON.parse(done.stdout).lost]).toMatchObject([0, [{ from: 3 }, { from: 1 }]]);
  });
});

describe('a chain of the audit trail', () => {
  const entry = { type: 'refused', by: 'owner', at: Date.now(), data: {} } as const;

  test('begins with where the others stood, and ends with a record that says so', async () => {
    await trail.record(entry);
    const other = openAuditTrail(opened.db, 'api-1');
    await other.record(entry);
    await other.close();
    await other.close();
    await expect(other.record(entry)).rejects.toThrow('closed');
    const chained = await auditOf(opened.db).find({ node: 'api-1' }).sort({ seq: 1 }).lean();
    expect(chained.map(({ type }) => type)).toEqual(['opened', 'refused', 'closed']);
    expect(chained[0]?.data).toMatchObject({
      heads: expect.arrayContaining([expect.objectContaining({ node: 'seals', seq: 2 })]),
    });
    await auditOf(opened.db).deleteMany({ node: 'seals' });
    expect(await findings()).toEqual([{ chain: 'seals', seq: 1, code: 'cut-tail' }]);
  });

  test('one that recorded nothing stays away', async () => {
    await openAuditTrail(opened.db, 'idle').close();
    expect(await auditOf(opened.db).countDocuments({ node: 'idle' })).toBe(0);
    expect(startOf('idle').seq).toBe(0);
  });
});
