import { rm } from 'node:fs/promises';
import { commitIdOf } from '../../../domain/kernel/ids.ts';
import type { Commit, StoredCase } from '../../../domain/kernel/process.ts';
import { refoldCase } from '../../../client/record/refold.ts';
import { verifyAll } from '../../../client/record/verify-all.ts';
import { verifyCase, type Finding } from '../../../client/record/verify.ts';
import { openAuditTrail, type AuditRecord } from '../../../models/access/audit.ts';
import { wordsIn } from '../../../models/cases/words.ts';
import { bodyOf } from '../../../models/cases/case.ts';
import { hashOf } from '../../../models/store/chain.ts';
import { linkText, recordKeyOf } from '../../../models/store/record-key.ts';
import { openStore } from '../../../client/record/open-store.ts';
import { makeSeal } from '../../../client/record/seals/make-seal.ts';
import { sealFolder } from '../../../platform/seal-folder.ts';
import { runCommand } from '../../support/product/command.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

let product: Product;
/** One case with several events, and a quiet neighbour. */
let incident: string;
let neighbour: string;

beforeAll(async () => {
  product = await startProduct();
  incident = await worked('INC one');
  neighbour = await worked('INC two');
}, 120_000);
afterAll(() => product.stop());

async function worked(title: string): Promise<string> {
  const { caseClient } = product;
  const desk = await product.actor('desk-linxi');
  const engineer = await product.actor('eng-donghu-1');
  const report = {
    channel: 'phone',
    reporter: 'req-linxi',
    unit: '/dx/donghu/linxi/school',
    application: 'payment',
    title,
    description: '支付失败',
    contact: '12345',
    impact: '2',
    urgency: '2',
    queue: 'donghu-l2',
  };
  const key = (word: string) => `u:test:${title.replace(' ', '-')}-${word}`;
  const { caseId } = await caseClient.open('incident', report, { actor: desk, key: key('open') });
  await caseClient.command(caseId, 'claim', {}, { actor: engineer, key: key('claim') });
  await caseClient.command(caseId, 'start', {}, { actor: engineer, key: key('start') });
  await product.eventually(async () => (await notices(caseId)) > 0);
  return caseId;
}

const notices = (caseId: string) => product.db.collection('notices').countDocuments({ caseId });
const commits = () => product.db.collection<Commit>('commits');
const cases = () => product.db.collection<StoredCase>('cases');

async function findings(): Promise<Finding[]> {
  const found: Finding[] = [];
  await verifyAll(product.db, (finding) => found.push(finding));
  return found;
}

/** Runs `look` on a store that was tampered with, and puts it back as it was. */
async function tampered<T>(tamper: () => Promise<unknown>, look: () => Promise<T>): Promise<T> {
  const [before, documents] = [await commits().find().toArray(), await cases().find().toArray()];
  await tamper();
  try {
    return await look();
  } finally {
    await commits().deleteMany({});
    await commits().insertMany(before);
    await cases().deleteMany({});
    await cases().insertMany(documents);
  }
}

test('an honest record verifies, and every stored case is the fold of its events', async () => {
  expect(await findings()).toEqual([]);
  expect(await verifyCase(product.db, incident)).toMatchObject({ broken: null, events: (await stored()).version });
  expect(await refoldCase({ db: product.db }, incident)).toMatchObject({ outcome: 'equal' });
});
const stored = () => product.stored(incident);
/** Id of the commit that begins at that seq: one each for the intake, the claim (of two events) and the start. */
const at = (seq: number): string => commitIdOf(incident, seq);

test.each<[string, () => Promise<unknown>, Omit<Finding, 'chain'>]>([
  [
    'an edited word',
    () => commits().updateOne({ _id: at(1) }, { $set: { 'events.0.data.title': '别的' } }),
    { seq: 1, code: 'content' },
  ],
  ['an edited time', () => commits().updateOne({ _id: at(2) }, { $inc: { at: -1 } }), { seq: 2, code: 'content' }],
  [
    'another doer',
    () => commits().updateOne({ _id: at(2) }, { $set: { 'by.id': 'somebody' } }),
    { seq: 2, code: 'content' },
  ],
  ['a field more', () => commits().updateOne({ _id: at(2) }, { $set: { note: 1 } }), { seq: 2, code: 'content' }],
  [
    'an effect taken out',
    () => commits().updateOne({ _id: at(1) }, { $pop: { effects: 1 } } as never),
    { seq: 1, code: 'content' },
  ],
  [
    'an event taken out of its commit',
    () => commits().updateOne({ _id: at(2) }, { $pop: { events: 1 } } as never),
    { seq: 2, code: 'content' },
  ],
  ['a commit taken out', () => commits().deleteOne({ _id: at(2) }), { seq: 2, code: 'seq-gap' }],
  ['the first commit taken out', () => commits().deleteOne({ _id: at(1) }), { seq: 1, code: 'seq-gap' }],
  ['two commits swapped', () => swap(2, 4), { seq: 2, code: 'content' }],
  ['an edit with its hash made anew', () => editAndRehash(2), { seq: 2, code: 'mac' }],
  ['an edit signed with a key that is not held', () => editAndRehash(2, 'ffffffff'), { seq: 2, code: 'key-unknown' }],
  ['a commit put under another number', () => misplace(2), { seq: 2, code: 'misplaced' }],
])('%s is found, and its place named', async (_what, tamper, broken) => {
  const [all, one] = await tampered(tamper, async () => [await findings(), await verifyCase(product.db, incident)]);
  expect(all).toEqual([{ chain: incident, ...broken }]);
  expect(one.broken).toEqual(broken);
});

test('a tail that was cut off is found by the document, and by the effects when that was put back too', async () => {
  const { version } = await stored();
  const cut = () => commits().deleteOne({ _id: at(version) });
  expect(await tampered(cut, findings)).toEqual([{ chain: incident, seq: version, code: 'cut-tail' }]);

  const toTheBeginning = async () => {
    await commits().deleteMany({ caseId: incident, seq: { $gt: 1 } });
    const first = await commits().findOne({ _id: at(1) });
    await cases().updateOne({ _id: incident }, { $set: { version: 1, 'kase.headHash': first?.hash } });
  };
  expect(await tampered(toTheBeginning, findings)).toEqual([{ chain: incident, seq: 2, code: 'cut-tail' }]);
});

test('a case that was taken out whole is missed by the notices that it sent', async () => {
  const takeOut = async () => {
    await commits().deleteMany({ caseId: incident });
    await cases().deleteOne({ _id: incident });
  };
  expect(await tampered(takeOut, findings)).toEqual([{ chain: incident, seq: 1, code: 'cut-tail' }]);
});

test('an older copy of the document is found, and a document of another history', async () => {
  const { version } = await stored();
  const claimed = await commits().findOne({ _id: at(2) });
  const older = () =>
    cases().updateOne({ _id: incident }, { $set: { version: version - 1, 'kase.headHash': claimed?.hash } });
  expect(await tampered(older, findings)).toEqual([{ chain: incident, seq: version, code: 'document-behind' }]);
  const other = () => cases().updateOne({ _id: incident }, { $set: { 'kase.headHash': '0'.repeat(64) } });
  expect(await tampered(other, findings)).toEqual([{ chain: incident, seq: version, code: 'head-differs' }]);
});

test('audit:verify says which chain is broken where, and exits with 1', async () => {
  const { db, env } = product;
  const trail = openAuditTrail(db, 'api-under-test');
  for (const n of [1, 2, 3]) await trail.record({ type: 'refused', by: 'owner', at: n, data: { n } });
  const good = await runCommand('audit-verify', [], { uri: env.mongodbUri });
  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ cases: 2, auditChains: 3, auditRecords: 6, broken: [] });

  await db.collection<AuditRecord>('audit').deleteOne({ _id: 'api-under-test:2' });
  const bad = await tampered(
    () => commits().updateOne({ _id: at(2) }, { $inc: { at: 1 } }),
    () => runCommand('audit-verify', [], { uri: env.mongodbUri }),
  );
  await db.collection('audit').deleteMany({ node: 'api-under-test' });
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout).broken).toEqual([
    { chain: incident, seq: 2, code: 'content' },
    { chain: 'api-under-test', seq: 2, code: 'seq-gap' },
  ]);
  expect(bad.stderr).toContain(`${incident} is broken at 2: content`);
});

test('rebuild names each difference, heals with --write, and leaves what is equal alone', async () => {
  const uri = product.env.mongodbUri;
  const before = await stored();
  await cases().updateOne(
    { _id: incident },
    { $set: { status: 'closed', 'kase.text': textWith({ priority: 'P4' }, before) } },
  );
  await cases().deleteOne({ _id: neighbour });
  const words = await wordsIn(product.db).find({ caseId: incident }).toArray();
  await wordsIn(product.db).deleteMany({ caseId: incident });
  await wordsIn(product.db).insertOne({
    _id: `${incident}:999999`,
    caseId: incident,
    version: 1,
    pieces: ['zz'],
    open: 'zz',
  });
  const seen = await runCommand('rebuild', [], { uri });
  expect(seen.code).toBe(1);
  expect(JSON.parse(seen.stdout)).toEqual({ cases: 2, equal: 0, differing: 2, healed: 0, unreadable: 0, words: 1 });
  expect(seen.stderr).toContain(`${incident} /status: stored "closed", folded "in-progress"`);
  expect(seen.stderr).toContain(`${incident} /kase/state/priority: stored "P4", folded "P3"`);

  const healed = await runCommand('rebuild', ['--write'], { uri });
  expect(healed.code).toBe(0);
  const made = await wordsIn(product.db).find({ caseId: incident }).toArray();
  expect(made.map(({ _id, open, inner }) => [_id, open, inner])).toEqual(
    words.map(({ _id, open, inner }) => [_id, open, inner]),
  );
  expect(JSON.parse(healed.stdout)).toMatchObject({ differing: 2, healed: 2 });
  const { kase, ...view } = await stored();
  const { kase: was, ...viewBefore } = before;
  expect(view).toEqual(viewBefore);
  // Whether an effect is open is the workflow's to know, so after an edit all of them count as open.
  expect({ ...bodyOf({ _id: incident, kase }), effectsFrom: 0 }).toEqual({
    ...bodyOf({ _id: incident, kase: was }),
    effectsFrom: 0,
  });
  expect(JSON.parse((await runCommand('rebuild', [], { uri })).stdout)).toMatchObject({ equal: 2, differing: 0 });
  await product.caseClient.command(
    neighbour,
    'comment',
    { text: '继续', audience: 'internal' },
    { actor: await product.actor('eng-donghu-1'), key: 'u:test:after-the-heal' },
  );
  expect(await findings()).toEqual([]);
}, 120_000); // three processes, one after the other

test('rebuild makes nothing from events that were tampered with', async () => {
  const before = await stored();
  const ran = await tampered(
    () => commits().updateOne({ _id: at(2) }, { $set: { 'events.0.type': 'incident.resolved' } }),
    () => runCommand('rebuild', ['--write', incident], { uri: product.env.mongodbUri }),
  );
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(`${incident}: content at 2`);
  expect(await stored()).toEqual(before);
});

test('S05 rebuild makes nothing from less than was sealed', async () => {
  const { db, env } = product;
  const seals = sealFolder(env.sealFolder);
  await makeSeal({ db, seals, audit: openAuditTrail(db, 'sealing') }, Date.now());
  const { version } = await stored();
  const newest = await commits().findOne({ caseId: incident }, { sort: { seq: -1 } });
  const cut = async () => {
    await commits().deleteOne({ _id: newest?._id ?? '' });
    await cases().deleteOne({ _id: incident });
  };
  const more = { CHANGMING_SEALS: env.sealFolder };
  const rebuild = () => runCommand('rebuild', ['--write', incident], { uri: env.mongodbUri, more });
  const ran = await tampered(cut, async () => {
    const done = await rebuild();
    expect(await cases().findOne({ _id: incident })).toBeNull();
    return done;
  });
  expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([1, { healed: 0, unreadable: 1 }]);
  expect(ran.stderr).toContain(`${incident}: cut-tail at ${version}; nothing is made from it`);
  await rm(env.sealFolder, { recursive: true });
  await db.collection('seals').deleteMany({});
  await db.collection('audit').deleteMany({ node: 'sealing' });
}, 60_000);

/** The text of a document with other words in its state, by somebody who cannot sign it. */
function textWith(words: object, document: StoredCase): string {
  const body = bodyOf(document);
  return JSON.stringify({ ...body, state: { ...body.state, ...words } });
}

const commitAt = async (seq: number): Promise<Commit> => {
  const found = await commits().findOne({ _id: at(seq) });
  if (!found) throw new Error(`no commit begins at ${seq}`);
  return found;
};

async function swap(one: number, other: number): Promise<void> {
  const [a, b] = [await commitAt(one), await commitAt(other)];
  await commits().deleteMany({ _id: { $in: [a._id, b._id] } });
  await commits().insertMany([
    { ...b, _id: at(one), seq: one },
    { ...a, _id: at(other), seq: other },
  ]);
}

/** By somebody who holds the database and not the key. */
async function editAndRehash(seq: number, keyId?: string): Promise<void> {
  const { hash: _hash, mac, keyId: own, ...body } = await commitAt(seq);
  const edited = { ...body, at: body.at + 1 };
  await commits().replaceOne({ _id: at(seq) }, { ...edited, hash: hashOf(edited), mac, keyId: keyId ?? own });
}

async function misplace(seq: number): Promise<void> {
  const commit = await commitAt(seq);
  await commits().deleteOne({ _id: at(seq) });
  await commits().insertOne({ ...commit, _id: `${at(seq)}x` });
}

const openTrail = (node: string) => openAuditTrail(product.db, node);
const chain = (node: string) => product.db.collection<AuditRecord>('audit').find({ node }).sort({ seq: 1 }).toArray();

describe('the audit trail', () => {
  test('keeps the order in which a process recorded, however many at once', async () => {
    const trail = openTrail('node-a');
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => trail.record({ type: 'refused', by: 'x', at: n, data: {} })),
    );
    const [first, ...rest] = await chain('node-a');
    expect(first?.type).toBe('opened');
    expect(rest.map((record) => record.at)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(await findings()).toEqual([]);
  });

  test('drops what JSON drops, so that an honest entry verifies', async () => {
    await openTrail('node-b').record({
      type: 'refused',
      by: 'x',
      at: 1,
      data: { a: undefined, b: '\uD800', c: { d: [undefined] } },
    });
    expect(await findings()).toEqual([]);
  });

  test('follows an entry of its own whose answer was lost', async () => {
    const trail = openTrail('node-c');
    await trail.record({ type: 'signedIn', by: 'x', at: 1, data: {} });
    const [, first] = await chain('node-c');
    const body = { type: 'signedIn', by: 'x', at: 2, data: {}, _id: 'node-c:3', node: 'node-c', seq: 3 };
    const second = { ...body, prevHash: first?.hash ?? '' };
    const link = { seq: 3, hash: hashOf(second) };
    const signed = { ...second, ...link, ...recordKeyOf(product.db).sign(linkText('node-c', link)) };
    await product.db.collection<AuditRecord>('audit').insertOne(signed);
    await trail.record({ type: 'signedOut', by: 'x', at: 3, data: {} });
    expect((await chain('node-c')).map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'opened'],
      [2, 'signedIn'],
      [3, 'signedIn'],
      [4, 'signedOut'],
    ]);
    expect(await findings()).toEqual([]);
  });

  test('refuses to go on over a record of somebody else', async () => {
    const trail = openTrail('node-d');
    await trail.record({ type: 'signedIn', by: 'x', at: 1, data: {} });
    const foreign = {
      type: 'signedIn',
      by: 'y',
      at: 2,
      data: {},
      _id: 'node-d:3',
      node: 'node-d',
      seq: 3,
      prevHash: 'x',
    };
    await product.db.collection<AuditRecord>('audit').insertOne({ ...foreign, hash: hashOf(foreign) });
    await expect(trail.record({ type: 'signedOut', by: 'x', at: 3, data: {} })).rejects.toThrow('broken');
    await product.db.collection('audit').deleteMany({ node: 'node-d' });
  });

  test('says so when an entry could not be stored, so that what must be audited does not happen', async () => {
    const away = await openStore(product.env);
    const trail = openAuditTrail(away, 'node-e');
    await away.close();
    await expect(trail.record({ type: 'refused', by: 'x', at: 1, data: {} })).rejects.toThrow(/connect|closed/i);
    expect(await chain('node-e')).toEqual([]);
  });
});
