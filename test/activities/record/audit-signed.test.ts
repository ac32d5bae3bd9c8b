/** Audit records are signed: who has the database alone writes no past anew, and none into it. */
import { openStore } from '../../../client/record/open-store.ts';
import { verifyAudit } from '../../../client/record/verify-audit.ts';
import type { Finding } from '../../../client/record/verify.ts';
import { type AuditRecord, nextRecord, openAuditTrail, startOf, type Upgraded } from '../../../models/access/audit.ts';
import { hashOf } from '../../../models/store/chain.ts';
import { linkText, recordKeyOf } from '../../../models/store/record-key.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { migrate } from '../../../worker/migrate.ts';
import { runCommand } from '../../support/product/command.ts';
import { openDatabase, recordKeys, type TestDatabase } from '../../support/engines/database.ts';

const UPGRADE = { _id: '0010' };
let opened: TestDatabase;
/** What every collection holds after the upgrade: each test begins with that. */
const fresh = new Map<string, object[]>();
beforeAll(async () => {
  opened = await openDatabase();
  await upgrade();
  for (const { collectionName } of await collections())
    fresh.set(collectionName, await opened.db.collection(collectionName).find().toArray());
});
beforeEach(async () => {
  for (const collection of await collections()) {
    const rows = fresh.get(collection.collectionName) ?? [];
    await collection.deleteMany({});
    if (rows.length > 0) await collection.insertMany(rows);
  }
});
afterAll(() => opened.stop());
const collections = async () => (await opened.db.db?.collections()) ?? [];

const upgrade = () => migrate(opened.db, { embedded: false, dataFolder: opened.dataFolder });
const audit = () => opened.db.collection<AuditRecord>('audit');
const migrations = () => opened.db.collection<{ _id: string }>('migrations');
const entry = (at: number) => ({ type: 'refused' as const, by: 'owner', at, data: { at } });
const record = async (node: string, count: number) => {
  const trail = openAuditTrail(opened.db, node);
  for (let at = 1; at <= count; at += 1) await trail.record(entry(at));
};

async function findings(): Promise<Finding[]> {
  const found: Finding[] = [];
  await verifyAudit(opened.db, (finding) => found.push(finding));
  return found;
}

/** As who has the database can make them: hashed and linked, and not signed. */
function unsigned(node: string, count: number): AuditRecord[] {
  let head = startOf(node);
  return Array.from({ length: count }, (_, at) => {
    const { mac: _mac, keyId: _keyId, ...made } = nextRecord(head, entry(at), recordKeyOf(opened.db));
    head = made;
    return made;
  });
}

/** The chain from `seq` on, hashed anew over what `change` makes of its record. */
async function rewritten(node: string, seq: number, change: (one: AuditRecord) => object): Promise<void> {
  const chain = await audit().find({ node }).sort({ seq: 1 }).toArray();
  let prevHash = chain[seq - 2]?.hash ?? startOf(node).hash;
  for (const { hash: _, mac, keyId, ...body } of chain.slice(seq - 1)) {
    const changed = { ...(body.seq === seq ? change(body as AuditRecord) : body), prevHash };
    prevHash = hashOf(changed);
    const signature = mac === undefined || keyId === undefined ? {} : { mac, keyId };
    await audit().replaceOne({ _id: body._id }, { ...changed, hash: prevHash, ...signature } as AuditRecord);
  }
}

/** A database as the last release without a key left it. */
async function beforeTheUpgrade(...chains: [node: string, count: number][]): Promise<void> {
  await audit().deleteMany({});
  await migrations().deleteOne(UPGRADE);
  await audit().insertMany(chains.flatMap(([node, count]) => unsigned(node, count)));
}

test('every record is signed over its chain, its place and its hash', async () => {
  await record('a', 3);
  const key = recordKeyOf(opened.db);
  for (const one of await audit().find({ node: 'a' }).toArray())
    expect(key.check(linkText('a', one), one)).toBe('holds');
  expect(await findings()).toEqual([]);
});

test.each<[string, () => Promise<unknown>, Omit<Finding, 'chain'>]>([
  [
    'a record that was changed, with every hash after it made anew',
    () => rewritten('a', 2, (one) => ({ ...one, by: 'somebody' })),
    { seq: 2, code: 'mac' },
  ],
  [
    'a mac taken away',
    () => audit().updateOne({ _id: 'a:2' }, { $unset: { mac: 1 } }),
    { seq: 2, code: 'mac-missing' },
  ],
  [
    'a mac that is no text',
    () => audit().updateOne({ _id: 'a:2' }, { $set: { mac: null } } as never),
    { seq: 2, code: 'mac-missing' },
  ],
  ['the mac of another record', () => copyMac('a:1', 'a:2'), { seq: 2, code: 'mac' }],
  ['a mac of the store of rehearsals', () => signAsRehearsed('a:3'), { seq: 3, code: 'mac' }],
  [
    'a key that nobody holds',
    () => audit().updateOne({ _id: 'a:1' }, { $set: { keyId: '00000000' } }),
    { seq: 1, code: 'key-unknown' },
  ],
  ['a word changed', () => audit().updateOne({ _id: 'a:2' }, { $set: { by: 'x' } }), { seq: 2, code: 'content' }],
])('%s is found, and its place named', async (_what, tamper, broken) => {
  await record('a', 3);
  await record('b', 2);
  await tamper();
  expect(await findings()).toEqual([{ chain: 'a', ...broken }]);
});

async function copyMac(from: string, to: string): Promise<void> {
  const one = await audit().findOne({ _id: from });
  await audit().updateOne({ _id: to }, { $set: { mac: one?.mac ?? '' } });
}

async function signAsRehearsed(_id: string): Promise<void> {
  const one = await audit().findOne({ _id });
  if (!one) throw new Error('no such record');
  const signed = recordKeyOf(rehearsalStore(opened.db)).sign(linkText(one.node, one));
  await audit().updateOne({ _id }, { $set: signed });
}

test('a process that adopts what stands at its place does not take it from who has no key', async () => {
  const trail = openAuditTrail(opened.db, 'a');
  await trail.record(entry(1));
  const [, , second] = unsigned('a', 3);
  const first = await audit().findOne({ _id: 'a:2' });
  const { hash: _, ...body } = { ...second, prevHash: first?.hash } as AuditRecord;
  await audit().insertOne({ ...body, hash: hashOf(body) });
  await expect(trail.record(entry(2))).rejects.toThrow('audit chain a is broken at 3');
});

async function goOn(): Promise<void> {
  const head = await audit().findOne({ _id: 'old:3' });
  if (!head) throw new Error('no such record');
  const { mac: _mac, keyId: _keyId, ...more } = nextRecord(head, entry(9), recordKeyOf(opened.db));
  await audit().insertOne(more);
}

describe('what was audited before there was a key', () => {
  test('is told in one line until the upgrade, and vouched for by it, however many chains there are', async () => {
    await beforeTheUpgrade(...Array.from({ length: 1_001 }, (_, n): [string, number] => [`old-${n}`, 1 + (n % 2)]));
    expect(await findings()).toEqual([{ chain: 'audit', seq: 0, code: 'mac-missing' }]);
    await upgrade();
    expect(await findings()).toEqual([]);
    const upgraded = await audit().find({ type: 'upgraded' }).sort({ seq: 1 }).toArray();
    const parts = upgraded.map(({ data }) => (data as Upgraded).auditHeads.length);
    expect(parts).toEqual([500, 500, 1]);
    await record('new', 1);
    expect(await findings()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>, Finding]>([
    ['written anew', () => rewritten('old', 1, (one) => ({ ...one, by: 'x' })), { chain: 'old', seq: 3, code: 'mac' }],
    ['gone on with', goOn, { chain: 'old', seq: 4, code: 'mac-missing' }],
    ['cut off', () => audit().deleteOne({ _id: 'old:3' }), { chain: 'old', seq: 3, code: 'cut-tail' }],
    ['gone', () => audit().deleteMany({ node: 'old' }), { chain: 'old', seq: 1, code: 'cut-tail' }],
    [
      'not known to the upgrade',
      () => audit().insertMany(unsigned('x', 2)),
      { chain: 'x', seq: 1, code: 'mac-missing' },
    ],
  ])('is found when it is %s', async (_what, tamper, finding) => {
    await beforeTheUpgrade(['old', 3], ['other', 1]);
    await upgrade();
    await tamper();
    expect(await findings()).toEqual([finding]);
  });

  test('is vouched for by no record that does not hold itself', async () => {
    await beforeTheUpgrade(['old', 2]);
    await upgrade();
    const { node } = (await audit().findOne({ type: 'upgraded' })) ?? { node: '' };
    const forged = unsigned('forged', 1);
    const heads = forged.map(({ seq, hash }) => ({ node: 'forged', seq, hash }));
    await audit().insertMany(forged);
    await rewritten(node, 1, (one) => ({ ...one, data: { auditHeads: heads } }));
    expect(await findings()).toEqual([
      { chain: 'forged', seq: 1, code: 'mac-missing' },
      { chain: 'old', seq: 1, code: 'mac-missing' },
      { chain: node, seq: 1, code: 'mac' },
    ]);
  });

  test('is vouched for once: a mark taken out of `migrations` brings no chain in', async () => {
    await record('signed', 1);
    await audit().insertMany(unsigned('forged', 1));
    await migrations().deleteOne(UPGRADE);
    expect(await upgrade()).toEqual(['0010']);
    expect(await findings()).toEqual([{ chain: 'forged', seq: 1, code: 'mac-missing' }]);
  });

  test('is vouched for before anything new is audited', async () => {
    await beforeTheUpgrade(['old', 1]);
    await expect(record('new', 1)).rejects.toThrow('brought up to date');
    await upgrade();
    await record('new', 1);
    expect(await findings()).toEqual([]);
  });

  test('where there is nothing, nothing is written', async () => {
    expect(await audit().countDocuments({ type: 'upgraded' })).toBe(0);
  });
});

const openWith = async (keys: readonly string[]) => {
  const db = await openStore({ mongodbUri: opened.uri, recordKeys: keys });
  await db.close();
};

describe('a store whose key is not given', () => {
  const other = ['quite another record key of 32 characters'];

  test('is refused in one sentence that names the key, unless the old one is given too', async () => {
    await audit().deleteMany({});
    await openWith(other); // nothing is signed
    await record('a', 1);
    const keyId = (await audit().findOne({}))?.keyId ?? '';
    await expect(openWith(other)).rejects.toThrow(`signed under the record key ${keyId}`);
    await openWith([...other, ...recordKeys]);
    await openWith(recordKeys);
  });

  test('is refused for its newest commit as well', async () => {
    await opened.db.collection('commits').insertMany([{ keyId: '00000000', mac: 'x' }] as never[]);
    await expect(openWith(recordKeys)).rejects.toThrow('of "commits" is signed under the record key 00000000');
  });

  test('is written to by no command, and looked at by audit:verify', async () => {
    await record('a', 1);
    const as = { uri: opened.uri, key: other.join() };
    const written = await runCommand('person', ['create', 'x', '--name', 'x', '--unit', '/x', '--role', 'auditor'], as);
    expect(written.code).toBe(1);
    expect(written.stderr).toMatch(/^The newest record of "audit" is signed under the record key .*\n$/);
    const looked = await runCommand('audit-verify', [], as);
    expect(looked.code).toBe(1);
    const { keyId } = (await audit().findOne({ node: 'a' })) ?? {};
    const { broken, missingKeys }: { broken: Finding[]; missingKeys: string[] } = JSON.parse(looked.stdout);
    expect(missingKeys).toEqual([keyId]);
    expect(broken).toContainEqual({ chain: 'a', seq: 1, code: 'key-unknown' });
    expect(broken).toContainEqual({ chain: 'policies/incident', seq: 1, code: 'key-unknown' });
  }, 60_000); // two processes, one after the other
});
