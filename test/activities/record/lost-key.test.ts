/** The key of the record is lost: what hashes, links and seals bear out is signed anew, and nothing else is. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { makeSeal } from '../../../client/record/seals/make-seal.ts';
import { type NamedKey, planResigning, resign, type Resigned } from '../../../client/record/resign.ts';
import { verifyAll } from '../../../client/record/verify-all.ts';
import type { Finding } from '../../../client/record/verify.ts';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import type { Commit, Head } from '../../../domain/kernel/process.ts';
import { type AuditRecord, auditOf, nextRecord, openAuditTrail, startOf } from '../../../models/access/audit.ts';
import { commitsIn, linked } from '../../../models/cases/commit.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { giveRecordKeys, recordKeyOf } from '../../../models/store/record-key.ts';
import { sealed as sealedWith } from '../../../models/store/seal.ts';
import { fingerprintOf, sealKeysOf } from '../../../models/store/seal-key.ts';
import { sealFolder, type SealFolder } from '../../../platform/seal-folder.ts';
import { migrate } from '../../../worker/migrate.ts';
import { documentKinds } from '../../../domain/documents/kinds.ts';
import { pack } from '../../../domain/figures/pack/shipped.ts';
import { processes } from '../../../domain/processes.ts';
import { storeChain } from '../../support/commits.ts';
import { openDatabase, recordKeys, type TestDatabase } from '../../support/engines/database.ts';
import { runCommand } from '../../support/product/command.ts';
import { orAll } from '../../support/product/sample/whole.ts';

const [SECOND, THIRD] = [
  'the second key of the record: long and random',
  'the third key of the record: long and random',
];
const now = () => Date.now();
let opened: TestDatabase;
let seals: SealFolder;
let lost: NamedKey;
/** What migrations wrote and signed, put back before each test. */
const MADE = [
  'audit',
  'calendars',
  'document-templates',
  'indicators',
  'matrices',
  'policies',
  'register-versions',
  'risk-questionnaires',
];
const ofMigrations = new Map<string, { _id: string }[]>();
const rowsOf = (name: string) => opened.db.collection<{ _id: string }>(name);

beforeAll(async () => {
  opened = await openDatabase();
  await migrate(opened.db, { embedded: false, dataFolder: opened.dataFolder });
  for (const name of MADE) ofMigrations.set(name, await rowsOf(name).find({}).toArray());
});
afterAll(async () => {
  await rehearsalStore(opened.db).dropDatabase();
  await opened.stop();
});
beforeEach(async () => {
  giveRecordKeys(opened.db, recordKeys);
  await Promise.all(['commits', 'cases', 'audit', 'seals'].map((name) => opened.db.collection(name).deleteMany({})));
  for (const [name, rows] of ofMigrations) {
    await rowsOf(name).deleteMany({});
    await rowsOf(name).insertMany(rows.map((row) => ({ ...row })));
  }
  await rehearsalStore(opened.db).collection('commits').deleteMany({});
  seals = sealFolder(path.join(opened.dataFolder, randomUUID()));
  lost = presentKey();
  await chain('INC-000001', 2);
  await chain('INC-000002', 1);
  await seal();
  giveRecordKeys(opened.db, [SECOND]);
});

/** Of the key that signs now, as an operator notes it. */
function presentKey(): NamedKey {
  const [key] = sealKeysOf(opened.db);
  return { keyId: key.keyId, fingerprint: fingerprintOf(key) };
}

const trail = () => openAuditTrail(opened.db, `lost-${randomUUID()}`);
const seal = async () => (await makeSeal({ db: opened.db, seals, audit: trail() }, now())).seal;
const plan = async (...keys: NamedKey[]) => await planResigning({ db: opened.db, seals }, keys);
const signAnew = async (...keys: NamedKey[]): Promise<Resigned> =>
  await resign({ db: opened.db, audit: trail() }, await plan(...keys), { why: 'a fire', by: 'operator', now: now() });

async function findings(): Promise<Finding[]> {
  const found: Finding[] = [];
  await verifyAll(opened.db, (finding) => found.push(finding), { seals, againMs: 10 });
  return found.filter(({ code }) => code !== 'no-document'); // these chains are commits alone
}

const chain = (caseId: string, count: number, after?: Head, { db } = opened): Promise<Commit[]> =>
  storeChain({ db }, caseId, { count, ...(after ? { after } : {}) });

const hashes = async () =>
  await opened.db
    .collection('commits')
    .find({}, { projection: { hash: 1 } })
    .sort({ _id: 1 })
    .toArray();

describe('what would be signed anew', () => {
  test('is counted by key and store, with the chains that no seal vouches for; nothing is written', async () => {
    giveRecordKeys(opened.db, recordKeys);
    const [first, second] = await opened.db.collection<Commit>('commits').find({ caseId: 'INC-000001' }).toArray();
    await chain('INC-000001', 1, { seq: 2, hash: second?.hash ?? '' });
    await chain('INC-000003', 1);
    await chain('INC-900000001', 1, undefined, { ...opened, db: rehearsalStore(opened.db) });
    giveRecordKeys(opened.db, [SECOND]);
    const before = await auditOf(opened.db).countDocuments();
    const { keys } = await plan(lost);
    expect(keys).toMatchObject([
      {
        ...lost,
        upTo: 1,
        begun: false,
        counts: { live: { commits: 5, audit: before }, rehearsal: { commits: 1 } },
        unsealed: {
          chains: expect.arrayContaining([
            { kind: 'cases', chain: 'INC-000001', from: 3, last: 3 },
            { kind: 'cases', chain: 'INC-000003', from: 1, last: 1 },
          ]),
        },
      },
    ]);
    expect(keys[0]?.unsealed.count).toBe(3); // the trail of the seal itself is the third
    expect(await auditOf(opened.db).countDocuments()).toBe(before);
    expect((await commitsIn(opened.db).findOne({ _id: first?._id ?? '' }))?.keyId).toBe(lost.keyId);
  });
});

const refusal = async (...keys: NamedKey[]) =>
  await plan(...keys).then(
    () => null,
    ({ code, params }: { code: string; params: object }) => ({ code, ...params }),
  );

describe('is refused', () => {
  test('while the key is held', async () => {
    giveRecordKeys(opened.db, [SECOND, ...recordKeys]);
    expect(await refusal(lost)).toEqual({ code: 'key-held' });
  });

  test('for a key that nothing stands under', async () => {
    expect(await refusal({ ...lost, keyId: '00000000' })).toEqual({ code: 'key-unused' });
  });

  test('where no seal names the key', async () => {
    seals = sealFolder(path.join(opened.dataFolder, randomUUID()));
    expect(await refusal(lost)).toEqual({ code: 'not-sealed' });
  });

  test('for another fingerprint than that of the seals', async () => {
    expect(await refusal({ ...lost, fingerprint: presentKey().fingerprint })).toEqual({ code: 'fingerprint-differs' });
  });

  test.each<[string, () => Promise<unknown>, Finding]>([
    [
      'an event was changed',
      () => change('INC-000001', { $set: { 'events.0.data.text': 'never said' } }),
      { chain: 'INC-000001', seq: 1, code: 'content' },
    ],
    [
      'what was sealed is gone',
      () => commitsIn(opened.db).deleteMany({ caseId: 'INC-000002' }),
      { chain: 'INC-000002', seq: 1, code: 'cut-tail' },
    ],
    [
      'what was sealed was made anew',
      async () => {
        await commitsIn(opened.db).deleteMany({ caseId: 'INC-000002' });
        await chain('INC-000002', 1);
        await change('INC-000002', { $set: { keyId: lost.keyId } });
        await rehash('INC-000002');
      },
      { chain: 'INC-000002', seq: 1, code: 'seal-differs' },
    ],
    [
      'something stands under a third key',
      () => change('INC-000002', { $set: { keyId: '00000000' } }),
      { chain: 'INC-000002', seq: 1, code: 'key-unknown' },
    ],
  ])('when %s', async (_what, tamper, finding) => {
    await tamper();
    expect(await refusal(lost)).toMatchObject({ code: 'record-broken', broken: [finding] });
    expect(await auditOf(opened.db).countDocuments({ type: 'recordKeyLost' })).toBe(0);
  });

  test('when a seal is gone', async () => {
    giveRecordKeys(opened.db, recordKeys);
    await seal();
    giveRecordKeys(opened.db, [SECOND]);
    await rm(path.join(seals.folder, '000001.json'));
    const broken = [
      { chain: 'seals', seq: 2, code: 'seq-gap' },
      { chain: 'seals', seq: 1, code: 'cut-tail' },
    ];
    expect(await refusal(lost)).toMatchObject({ code: 'record-broken', broken });
  });

  test('where a loss was accepted by nobody but whoever writes under a key that none can check', async () => {
    await commitsIn(opened.db).deleteMany({ caseId: 'INC-000002' });
    const data = { upTo: 9, why: 'x', lost: [{ kind: 'cases', chain: 'INC-000002', from: 1 }] };
    const { mac: _mac, ...forged } = nextRecord(
      startOf('forged'),
      { type: 'restored', by: 'operator', at: 1, data },
      recordKeyOf(opened.db),
    );
    await opened.db.collection<AuditRecord>('audit').insertOne({ ...forged, mac: 'f'.repeat(64), keyId: lost.keyId });
    expect(await refusal(lost)).toMatchObject({ broken: [{ chain: 'INC-000002', seq: 1, code: 'cut-tail' }] });
  });
});

const change = async (caseId: string, update: object) =>
  await commitsIn(opened.db).updateOne({ caseId, seq: 1 }, update);

/** Another word, hashed as the product does. */
async function rehash(caseId: string): Promise<void> {
  const found = await commitsIn(opened.db).findOne({ caseId });
  if (!found) throw new Error('no such commit');
  const { prevHash, hash: _hash, mac, keyId, ...draft } = found;
  const events = draft.events.map((event) => ({ ...event, data: { text: 'never said' } }));
  const made = linked({ ...draft, events }, prevHash, recordKeyOf(opened.db));
  await commitsIn(opened.db).replaceOne({ _id: found._id }, { ...made, mac, keyId });
}

describe('signed anew', () => {
  test('all holds under the present key, hashes are what they were, and it is on record', async () => {
    const [before, audited] = [await hashes(), await auditOf(opened.db).countDocuments()];
    const { counts } = await signAnew(lost);
    expect(counts).toEqual({
      live: {
        commits: 3,
        audit: audited,
        calendars: 3,
        'document-templates': documentKinds.length,
        indicators: pack.length,
        matrices: 1,
        policies: Object.keys(processes).length,
        'register-versions': 44,
        'risk-questionnaires': 1,
      },
      rehearsal: {},
    });
    expect(await hashes()).toEqual(before);
    expect(await findings()).toEqual([]);
    const [said] = await auditOf(opened.db).find({ type: 'recordKeyLost' }).lean();
    expect(said).toMatchObject({ by: 'operator', data: { ...lost, upTo: 1, why: 'a fire' } });
    expect(await auditOf(opened.db).countDocuments({ type: 'recordResigned' })).toBe(1);
    await seal();
    await seal();
    expect(await findings()).toEqual([]);
  });

  test('rehearsals too', async () => {
    giveRecordKeys(opened.db, recordKeys);
    const store = rehearsalStore(opened.db);
    await chain('INC-900000001', 2, undefined, { ...opened, db: store });
    giveRecordKeys(opened.db, [SECOND]);
    expect((await signAnew(lost)).counts.rehearsal).toEqual({ commits: 2 });
    const found: Finding[] = [];
    await verifyAll(store, (finding) => found.push(finding), { againMs: 10 });
    expect(found.map(({ code }) => code)).toEqual(['no-document']);
  });

  test('a second time there is nothing to do', async () => {
    await signAnew(lost);
    expect(await plan(lost)).toEqual({ keys: [] });
  });

  test('cut off, it goes on where it stopped, and says once that the key was lost', async () => {
    const planned = await plan(lost);
    const audit = trail();
    const record = jest.fn(async (entry: Parameters<typeof audit.record>[0]) => {
      if (entry.type !== 'recordKeyLost') throw new Error('killed');
      await audit.record(entry);
    });
    const words = { why: 'a fire', by: 'operator', now: now() };
    await expect(resign({ db: opened.db, audit: { record } }, planned, words)).rejects.toThrow('killed');
    await commitsIn(opened.db).updateOne({ caseId: 'INC-000002' }, { $set: { keyId: lost.keyId } }); // it came no further
    expect(await plan(lost)).toMatchObject({ keys: [{ begun: true, counts: { live: { commits: 1 } } }] });
    expect((await signAnew(lost)).counts.live).toEqual({ commits: 1 });
    expect(await auditOf(opened.db).countDocuments({ type: 'recordKeyLost' })).toBe(1);
    expect(await auditOf(opened.db).countDocuments({ type: 'recordResigned' })).toBe(1);
    expect(await findings()).toEqual([]);
    expect(await plan(lost)).toEqual({ keys: [] });
  });

  test('two keys that lay in one file, one behind the other', async () => {
    giveRecordKeys(opened.db, [SECOND, ...recordKeys]);
    await seal(); // hands over
    await chain('INC-000004', 1);
    const second = presentKey();
    giveRecordKeys(opened.db, [THIRD]);
    await expect(plan(second)).rejects.toMatchObject({ code: 'record-broken' });
    await signAnew(second, lost);
    await seal();
    expect(await findings()).toEqual([]);
  });

  test('a key that is lost after another was lost', async () => {
    await signAnew(lost);
    await seal();
    await chain('INC-000004', 1);
    const second = presentKey();
    giveRecordKeys(opened.db, [THIRD]);
    await signAnew(second);
    await seal();
    expect(await findings()).toEqual([]);
    giveRecordKeys(opened.db, [SECOND]);
    expect(await findings()).toContainEqual({ chain: 'seals', seq: 1, code: 'key-unknown' });
  });

  test('whoever finds the lost key seals nothing with it', async () => {
    const first = await seals.read(1);
    await signAnew(lost);
    giveRecordKeys(opened.db, recordKeys);
    const [found] = sealKeysOf(opened.db);
    giveRecordKeys(opened.db, [SECOND]);
    const { hash, signature: _signature, key: _key, ...body } = JSON.parse(first) as ReturnType<typeof sealedWith>;
    await seals.write(2, canonical(sealedWith({ ...body, number: 2, previous: hash }, found)));
    expect(await findings()).toEqual([{ chain: 'seals', seq: 2, code: 'key-unknown' }]);
  });
});

const run = async (...args: string[]) =>
  await runCommand('record-resign', args, { uri: opened.uri, key: SECOND, more: { CHANGMING_SEALS: seals.folder } });
const named = () => ['--lost', lost.keyId, '--fingerprint', lost.fingerprint.toUpperCase(), '--why', 'a fire'];

describe('the command', () => {
  test('says what it would do, does it, and then has nothing to do', async () => {
    const asked = await run(...named());
    expect(asked.code).toBe(0);
    expect(JSON.parse(asked.stdout)).toMatchObject({ done: false, keys: [{ counts: { live: { commits: 3 } } }] });
    expect(asked.stderr).toContain('nothing vouches but your word');
    const done = await run(...named(), '--yes');
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ done: true, resigned: { counts: { live: { commits: 3 } } } });
    expect(JSON.parse((await run(...named(), '--yes')).stdout)).toEqual({ keys: [], done: true });
    expect(await findings()).toEqual([]);
  });

  test('names the code of a refusal, and a wrong use', async () => {
    await change('INC-000001', { $set: { at: 1 } });
    const refused = await run(...named(), '--yes');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ refused: 'record-broken', broken: [{ chain: 'INC-000001' }] });
    const wrong: readonly (readonly string[])[] = [
      ['--lost', lost.keyId, '--why', 'x'],
      ['--lost', 'x', '--fingerprint', lost.fingerprint, '--why', 'x'],
      ['--lost', lost.keyId, '--fingerprint', 'abcd', '--why', 'x'],
      ['--lost', lost.keyId, '--fingerprint', lost.fingerprint],
    ];
    const asked = orAll(wrong, (_, at) => at % 2 === 0); // something is missing; something is no fingerprint
    const codes = (await Promise.all(asked.map((args) => run(...args)))).map(({ code }) => code);
    expect(codes).toEqual(asked.map(() => 2));
  });
});
