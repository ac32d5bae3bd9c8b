/** Documents, exported histories and rehearsals: what stands beside what is signed must follow from it. */
import { createHistoryExport } from '../../../activities/export-histories.ts';
import { verifyAll } from '../../../client/record/verify-all.ts';
import { verifyDocuments } from '../../../client/record/verify-documents.ts';
import { verifyHistories } from '../../../client/record/verify-histories.ts';
import type { Finding, Report } from '../../../client/record/verify.ts';
import { commitIdOf } from '../../../domain/kernel/ids.ts';
import type { Commit, StoredCase } from '../../../domain/kernel/process.ts';
import { bodyOf } from '../../../models/cases/case.ts';
import type { History } from '../../../models/cases/history.ts';
import { sha256 } from '../../../models/store/chain.ts';
import { recordKeyOf } from '../../../models/store/record-key.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { migrate } from '../../../worker/migrate.ts';
import { fetchRun, pack, unpack } from '../../../platform/histories.ts';
import { createRehearsals } from '../../../client/rehearsals/rehearsals.ts';
import { deskOf, incidentReport } from '../../support/product/desk.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

jest.setTimeout(120_000);
const DAY = 86_400_000;
let product: Product;
/** At work, another of the same kind, and one that was canceled, with its history. */
let [open, other, closed] = ['', '', ''];
/** Of two rehearsals the first cases. */
let rehearsed: [string, string];

beforeAll(async () => {
  product = await startProduct({ rehearsals: true });
  const desk = deskOf(product);
  const opened = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
  [open, other, closed] = [await opened(), await opened(), await opened()];
  for (const caseId of [open, other]) await desk.give('eng-donghu-1', caseId, 'claim', {});
  await desk.give('eng-donghu-1', open, 'start', {});
  await desk.give('sup-donghu', closed, 'cancel', { reason: 'Reported twice' });
  await product.eventually(async () => (await fetchRun(product.temporal, `incident:${closed}`)).closedAt !== null);
  const runs = { fetchRun: (id: string, runId?: string) => fetchRun(product.temporal, id, runId), pack };
  await createHistoryExport({ ...product, runs }).exportHistories(DAY);
  rehearsed = [await rehearsal('one'), await rehearsal('two')];
});
afterAll(() => product.stop());

async function rehearsal(title: string): Promise<string> {
  const { db, rehearsalTemporal: temporal, directory, taskQueue } = product;
  const rehearsals = createRehearsals({ temporal, store: rehearsalStore(db), registers: db, directory, taskQueue });
  const actor = await product.actor('desk-linxi');
  return await rehearsals.start({ title, process: 'incident', data: incidentReport, startedBy: 'owner', actor });
}

const cases = () => product.db.collection<StoredCase>('cases');
const histories = () => product.db.collection<History>('histories');
const commitsOf = (db = product.db) => db.collection<Commit>('commits');

async function findingsOf(verify: (report: Report) => Promise<unknown>): Promise<Finding[]> {
  const found: Finding[] = [];
  await verify((finding) => found.push(finding));
  return found;
}
const store = () => rehearsalStore(product.db);
const all = () => findingsOf((report) => verifyAll(product.db, report));
const inDocuments = () => findingsOf((report) => verifyDocuments({ db: product.db }, report));
const inHistories = (now?: number) => findingsOf((report) => verifyHistories(product.db, report, now));

type Kept = { collection: string; db?: Product['db'] };
/** What `look` finds in a store that was tampered with, which is then put back as it was. */
async function after<T>({ collection, db = product.db }: Kept, tamper: () => Promise<unknown>, look: () => Promise<T>) {
  const kept = db.collection(collection);
  const before = await kept.find({}, { promoteBuffers: true }).toArray();
  await tamper();
  try {
    return await look();
  } finally {
    await kept.deleteMany({});
    await kept.insertMany(before);
  }
}

test('an honest store has no finding, and everything in it was looked at', async () => {
  const found: Finding[] = [];
  const counts = await verifyAll(product.db, (finding) => found.push(finding));
  expect(found).toEqual([]);
  expect(counts).toMatchObject({ cases: 3, documents: 3, olderShape: 0, histories: 1 });
  expect(counts.rehearsals).toMatchObject({ cases: 2, documents: 2 });
});

const set = (fields: object) => () => cases().updateOne({ _id: open }, { $set: fields as never });
const differs = (pointer: string): Omit<Finding, 'chain' | 'seq'> => ({ code: 'document-differs', pointer });

async function withText(change: (body: ReturnType<typeof bodyOf>) => object): Promise<unknown> {
  const body = bodyOf(await product.stored(open));
  return await set({ 'kase.text': JSON.stringify({ ...body, ...change(body) }) })();
}

test.each<[string, () => Promise<unknown>, Omit<Finding, 'chain' | 'seq'>]>([
  ['status', set({ status: 'resolved' }), differs('/status')],
  ['assignee', set({ 'parties.assignee': 'eng-dx-1' }), differs('/parties/assignee')],
  ['promise', set({ dueAt: 1 }), differs('/dueAt')],
  ['reading', set({ 'readings.resolution.state': 'met' }), differs('/readings/resolution/state')],
  ['place', set({ orgLine: ['/dx'] }), differs('/orgLine/0')],
  ['next one to act', set({ waitsFor: [] }), differs('/waitsFor/0')],
  ['next instant', set({ nextWakeUp: null }), differs('/nextWakeUp')],
  ['versions that it runs on', set({ 'kase.pinned': ['sla:incident@9'] }), differs('/kase/pinned/0')],
  ['running clocks', set({ 'kase.running': [] }), differs('/kase/running/0')],
  ['field that nobody wrote', set({ hidden: true }), differs('/hidden')],
  ['field taken away', () => cases().updateOne({ _id: open }, { $unset: { title: 1 } }), differs('/title')],
  ['process', set({ process: 'nothing' }), differs('/process')],
  ['head', set({ 'kase.headHash': '0'.repeat(64) }), differs('/kase/headHash')],
  ['text', () => withText(({ state }) => ({ state: { ...Object(state), priority: 'P1' } })), { code: 'mac' }],
  ['mac taken away', () => cases().updateOne({ _id: open }, { $unset: { 'kase.mac': 1 } }), { code: 'mac-missing' }],
  ['key that nobody holds', set({ 'kase.keyId': '00000000' }), { code: 'key-unknown' }],
])('a document with another %s is named, with the place', async (_what, tamper, finding) => {
  const { version: seq } = await product.stored(open);
  expect(await after({ collection: 'cases' }, tamper, inDocuments)).toEqual([{ chain: open, seq, ...finding }]);
});

test('a document with another version is named at that', async () => {
  const found = await after({ collection: 'cases' }, set({ version: 99 }), inDocuments);
  expect(found).toEqual([{ chain: open, seq: 99, ...differs('/version') }]);
});

test('the document of another case is named, and an older one of the same', async () => {
  const { _id, ...foreign } = await product.stored(other);
  const copied = () => cases().replaceOne({ _id: open }, foreign);
  const found = await after({ collection: 'cases' }, copied, inDocuments);
  expect([_id, found]).toEqual([other, [{ chain: open, seq: foreign.version, code: 'mac' }]]);

  const { _id: _, ...older } = await product.stored(open);
  await deskOf(product).give('eng-donghu-1', open, 'comment', { text: 'Still at it', audience: 'internal' });
  const rolledBack = () => cases().replaceOne({ _id: open }, older);
  expect(await after({ collection: 'cases' }, rolledBack, all)).toEqual([
    { chain: open, seq: older.version + 1, code: 'document-behind' },
  ]);
});

test('a document that an older release folded is counted, and no finding', async () => {
  const { kase } = await product.stored(open);
  const { state, ...body } = bodyOf(await product.stored(open));
  const text = JSON.stringify({ ...body, state: { ...Object(state), ofBefore: true } });
  const folded = { ...kase, text, ...recordKeyOf(product.db).sign(`${open}|${text}`), shape: '0.1' };
  const counts = await after({ collection: 'cases' }, set({ kase: folded }), () =>
    verifyDocuments({ db: product.db }, () => expect(true).toBe(false)),
  );
  expect(counts).toEqual({ documents: 3, olderShape: 1 });
});

test.each([
  ['shape of another release', { 'kase.shape': '0.1' }, '/kase/shape'],
  ['shape of another release, and another status', { 'kase.shape': '1.9', status: 'resolved' }, '/kase/shape'],
  ['process, and its shape', { process: 'call' }, '/process'],
  ['value of no kind that JSON has', { orgLine: new Date(0) }, '/orgLine'],
])('a document of this release with another %s is named', async (_what, fields, pointer) => {
  const { version: seq } = await product.stored(open);
  const found = await after({ collection: 'cases' }, set(fields), inDocuments);
  expect(found).toEqual([{ chain: open, seq, ...differs(pointer) }]);
});

test('a document that says it were an exercise is named', async () => {
  const { version: seq } = await product.stored(open);
  const found = await after({ collection: 'cases' }, set({ mode: 'drill' }), all);
  expect(found).toEqual([{ chain: open, seq, ...differs('/mode') }]);
});

test.each([
  ['events', 1],
  ['closedAt', 1],
  ['last', false],
  ['previousRunId', 'another'],
  ['workflowId', 'incident:INC-000001'],
])('a history whose %s does not follow from its text is named', async (field, value) => {
  const tamper = () => histories().updateOne({ caseId: closed }, { $set: { [field]: value } });
  const found = await after({ collection: 'histories' }, tamper, () => inHistories());
  expect(found).toEqual([
    { chain: expect.stringMatching(/^histories\//), seq: 0, code: 'document-differs', pointer: `/${field}` },
  ]);
});

test('it finds nothing on a system at work: documents are replaced while it looks', async () => {
  const ending = new AbortController();
  const desk = deskOf(product);
  const work = async () => {
    for (let n = 0; !ending.signal.aborted; n += 1)
      await desk.give('eng-donghu-1', open, 'comment', { text: `${n}`, audience: 'internal' });
  };
  const written = work();
  const found: Finding[] = [];
  for (let round = 0; round < 20; round += 1) found.push(...(await inDocuments()));
  ending.abort();
  await written;
  expect(found).toEqual([]);
});

async function keptNow(): Promise<Omit<History, 'gzip'> & { gzip: Buffer }> {
  const found = await histories().findOne({ caseId: closed }, { promoteBuffers: true });
  if (!found) throw new Error('no history');
  return found;
}
const edited = async (change: (text: string) => string, more: object = {}) => {
  const { _id, gzip } = await keptNow();
  const text = change(await unpack(gzip));
  await histories().updateOne({ _id }, { $set: { gzip: await pack(text), sha256: sha256(text), ...more } });
};
const inHistory = { collection: 'histories' };
const reworked = (text: string) => text.replace('core_local_activity', 'another_activity');
const of = (tamper: () => Promise<unknown>) => after(inHistory, tamper, () => inHistories());
const strip = () => histories().updateMany({}, { $unset: { mac: 1, keyId: 1 } });

test('an edited history is named, whether its hash was made anew or not, and one that was never signed', async () => {
  const { _id, sha256: hash } = await keptNow();
  const chain = `histories/${_id}`;
  expect(await of(() => edited(reworked))).toEqual([{ chain, seq: 0, code: 'mac' }]);
  expect(await of(() => edited(reworked, { sha256: hash }))).toEqual([{ chain, seq: 0, code: 'content' }]);
  const torn = () => histories().updateOne({ _id }, { $set: { gzip: Buffer.from('no gzip') } });
  expect(await of(torn)).toEqual([{ chain, seq: 0, code: 'content' }]);
  const unsigned = () => histories().updateOne({ _id }, { $unset: { mac: 1 } });
  expect(await of(unsigned)).toEqual([{ chain, seq: 0, code: 'mac-missing' }]);
  const foreign = () => histories().updateOne({ _id }, { $set: { keyId: '00000000' } });
  expect(await of(foreign)).toEqual([{ chain, seq: 0, code: 'key-unknown' }]);
});

test('a history that is gone is missed once its export must have been there', async () => {
  const { version } = await product.stored(closed);
  const one = await keptNow();
  const gone = () => histories().deleteOne({ caseId: closed });
  const placeholder = async () => {
    await gone();
    await histories().insertOne({ ...one, _id: 'x:y', caseId: 'x', last: false });
  };
  const later = await after(inHistory, placeholder, () => inHistories(Date.now() + 3 * DAY));
  expect(later).toContainEqual({ chain: `histories/${closed}`, seq: version, code: 'no-history' });
  const now = await after(inHistory, placeholder, () => inHistories());
  expect(now.filter(({ code }) => code === 'no-history')).toEqual([]);
});

test('a last run that knows of more, or of something else, than is stored is named', async () => {
  const { _id } = await keptNow();
  const { version: seq } = await product.stored(closed);
  const cut = () => commitsOf().deleteOne({ _id: commitIdOf(closed, seq) });
  expect(await after({ collection: 'commits' }, cut, () => inHistories())).toEqual([
    { chain: `histories/${_id}`, seq, code: 'head-differs' },
  ]);
});

test('histories of a release that did not sign are signed once, as they stand', async () => {
  const { db, dataFolder } = product;
  const migrations = db.collection<{ _id: string }>('migrations');
  const again = async () => {
    await migrations.deleteOne({ _id: '0017' });
    expect(await migrate(db, { embedded: true, dataFolder })).toEqual(['0017']);
    return await inHistories();
  };
  expect(await after(inHistory, strip, again)).toMatchObject([{ code: 'mac-missing' }]);
  await db.collection('audit').deleteMany({ type: 'historiesSigned' });
  expect(await after(inHistory, strip, again)).toEqual([]);
});

describe('rehearsals', () => {
  test('commits of one, put into the place of those of another, are named', async () => {
    const [one, two] = rehearsed;
    const exchange = async () => {
      const foreign = await commitsOf(store()).find({ caseId: two }).toArray();
      await commitsOf(store()).deleteMany({ caseId: one });
      await commitsOf(store()).insertMany(
        foreign.map((commit) => ({ ...commit, caseId: one, _id: commitIdOf(one, commit.seq) })),
      );
    };
    expect(await after({ collection: 'commits', db: store() }, exchange, all)).toMatchObject([
      { chain: one, seq: 1, code: 'content' },
    ]);
  });

  test('one that was put among the live ones is named by its mac, and so is its document', async () => {
    const [one] = rehearsed;
    const commits = await commitsOf(store()).find({ caseId: one }).toArray();
    const moved = () => commitsOf().insertMany(commits);
    expect(await after({ collection: 'commits' }, moved, all)).toEqual([{ chain: one, seq: 1, code: 'mac' }]);
    const document = await store().collection<StoredCase>('cases').findOne({ _id: one });
    if (!document) throw new Error('no document');
    const put = () => cases().insertOne(document);
    expect(await after({ collection: 'cases' }, put, inDocuments)).toMatchObject([{ chain: one, code: 'mac' }]);
  });

  test('an edited document of one is named', async () => {
    const [one] = rehearsed;
    const edit = () =>
      store()
        .collection<StoredCase>('cases')
        .updateOne({ _id: one }, { $set: { status: 'closed' } });
    expect(await after({ collection: 'cases', db: store() }, edit, all)).toMatchObject([
      { chain: one, ...differs('/status') },
    ]);
  });
});
