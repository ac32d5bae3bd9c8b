/** Another key of the record on the running product: changed in order, and lost. */
import { randomUUID } from 'node:crypto';
import { makeSeal } from '../../client/record/seals/make-seal.ts';
import { checkRecordKey } from '../../client/record/open-store.ts';
import { type NamedKey, planResigning, resign } from '../../client/record/resign.ts';
import { missingKeys } from '../../client/record/signed-rows.ts';
import { verifyAll } from '../../client/record/verify-all.ts';
import type { Finding } from '../../client/record/verify.ts';
import { openAuditTrail } from '../../models/access/audit.ts';
import { casesIn } from '../../models/cases/case.ts';
import { giveRecordKeys } from '../../models/store/record-key.ts';
import { fingerprintOf, sealKeysOf } from '../../models/store/seal-key.ts';
import { sealFolder } from '../../platform/seal-folder.ts';
import { recordKeys } from '../support/engines/database.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { soundEvents } from '../support/product/lost.ts';
import { type Product, startProduct } from '../support/product/product.ts';

jest.setTimeout(180_000);
const SECOND = 'the second key of the record: long and random';
const THIRD = 'the third key of the record: long and random';
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct({ deadlineMs: 60_000 });
  desk = deskOf(product);
});
afterAll(() => product.stop());

const incident = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
const say = (caseId: string, text: string) =>
  desk.give('eng-donghu-1', caseId, 'comment', { text, audience: 'internal' });
const seals = () => sealFolder(product.env.sealFolder);
const trail = () => openAuditTrail(product.db, `record-key-${randomUUID()}`);
const seal = async () => await makeSeal({ db: product.db, seals: seals(), audit: trail() }, Date.now());

async function findings(): Promise<Finding[]> {
  const found: Finding[] = [];
  await verifyAll(product.db, (finding) => found.push(finding), { seals: seals() });
  return found;
}

function presentKey(): NamedKey {
  const [key] = sealKeysOf(product.db);
  return { keyId: key.keyId, fingerprint: fingerprintOf(key) };
}

/** As processes that are started again with these. */
async function restartWith(...keys: readonly string[]): Promise<void> {
  await product.stopWorker();
  giveRecordKeys(product.db, keys);
  await checkRecordKey(product.db);
  await product.startWorker();
}

test('changed in order: all goes on and holds, as long as the old key is given too', async () => {
  const caseId = await incident();
  await seal();
  const old = presentKey();
  await restartWith(SECOND, ...recordKeys);
  expect(await say(caseId, 'under the second key')).toEqual({ seq: 2 });
  await seal();
  await seal();
  expect(await findings()).toEqual([]);
  giveRecordKeys(product.db, [SECOND]);
  expect(await findings()).toContainEqual({ chain: caseId, seq: 1, code: 'key-unknown' });
  expect(await missingKeys(product.db)).toEqual([old.keyId]);
  giveRecordKeys(product.db, [SECOND, ...recordKeys]);
  expect(await findings()).toEqual([]);
});

test('lost: signed anew, open cases go on', async () => {
  const [caseId, edited, behind] = [await incident(), await incident(), await incident()];
  await seal();
  const held = sealKeysOf(product.db).map((key) => ({ keyId: key.keyId, fingerprint: fingerprintOf(key) }));
  await product.stopWorker();
  const before = await product.stored(edited);
  giveRecordKeys(product.db, [THIRD]);
  await expect(checkRecordKey(product.db)).rejects.toThrow(held[0]?.keyId);
  const text = before.kase.text.replace('"queued"', '"closed"');
  await casesIn(product.db).updateOne({ _id: edited }, { $set: { 'kase.text': text, status: 'closed' } });
  await casesIn(product.db).deleteOne({ _id: behind }); // killed between commit and document

  const plan = await planResigning({ db: product.db, seals: seals() }, held);
  expect(plan.keys.map(({ keyId }) => keyId)).toEqual(held.map(({ keyId }) => keyId));
  const words = { why: 'a fire', by: 'operator', now: Date.now() };
  await resign({ db: product.db, audit: trail() }, plan, words);

  const { kase, status } = await product.stored(edited);
  expect([kase.text, status]).toEqual([before.kase.text, before.status]);
  await restartWith(THIRD);
  for (const one of [caseId, edited, behind]) {
    expect(await say(one, 'under the third key')).toEqual({ seq: 2 });
    expect(await soundEvents(product, one)).toHaveLength(2);
  }
  await seal();
  expect(await findings()).toEqual([]);
  expect(await planResigning({ db: product.db, seals: seals() }, held)).toEqual({ keys: [] });
});
