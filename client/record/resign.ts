/**
 * The key of the record is lost: what stands under it is signed anew under the present one, when hashes, links and seals bear it out.
 * A MAC is no part of a hash, so hashes and seals outlive the key.
 */
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import { CASE_NUMBER } from '../../domain/kernel/ids.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { excuseKeys, recordKeyOf } from '../../models/store/record-key.ts';
import { fingerprintOf } from '../../models/store/seal-key.ts';
import type { SealFolder } from '../../platform/seal-folder.ts';
import { type LostKey, lostKeys, recordsOf } from './losses.ts';
import { healCase, refoldOnce } from './refold.ts';
import { readSealed, type Sealed } from './seals/sealed.ts';
import { wholeSealIn } from './seals/seals-in.ts';
import { allSigned, documents, evidence, type End, type SignedRows } from './signed-rows.ts';
import { verifyAll } from './verify-all.ts';

/** As an operator names it. `fingerprint`: of the seals' key of that id, noted outside the database. */
export type NamedKey = { keyId: string; fingerprint: string };
/** Rows by collection; nothing is left out, and what is 0 is. */
type Counts = Readonly<Record<string, number>>;
type ByStore = { live: Counts; rehearsal: Counts };
/** Behind the last seal: from this seq on nothing but the operator's word vouches for the chain. */
export type Unsealed = Omit<End, 'last'> & { from: number; last: number };
export type KeyPlan = LostKey & {
  counts: ByStore;
  unsealed: { count: number; chains: readonly Unsealed[] };
  /** Its loss is on record: a run was cut off. */
  begun: boolean;
};
/** `keys`: none where nothing is left to do. */
export type Plan = { keys: readonly KeyPlan[] };
export type Fault = { chain: string; seq: number; code: string };
/** `data` of records of type `recordResigned`. */
export type Resigned = { keyIds: readonly string[]; counts: ByStore };

type Stores = { db: Connection; seals: SealFolder };

/** More are counted and not listed. */
const LISTED = 1_000;
/** What is wrong with a case's document, which is folded before it is signed, or what the product makes good once it runs. */
const MENDED: ReadonlySet<string> = new Set([
  'document-behind',
  'document-differs',
  'head-differs',
  'no-document',
  'no-history',
]);
const isMended = ({ chain, code }: Fault): boolean => CASE_NUMBER.test(chain) && MENDED.has(code);

/**
 * What would be signed anew. Writes nothing; nobody else may write meanwhile.
 * @throws DomainError `key-held`: that key is among those given; `key-unused`: nothing stands under it and its loss is not on
 * record; `not-sealed`: no seal names it; `fingerprint-differs`: the seals' key of that id is another; `record-broken`: not all
 * the rest holds, `params.broken` says where.
 */
export async function planResigning({ db, seals }: Stores, named: readonly NamedKey[]): Promise<Plan> {
  for (const { keyId } of named)
    if (recordKeyOf(db).check('', { mac: '', keyId }) !== 'unknown-key')
      throw new DomainError('key-held', `The key ${keyId} is among those given: it is not lost`);
  const known = await lostKeys(db);
  const finished = new Set((await recordsOf<Resigned>(db, 'recordResigned')).flatMap(({ data }) => data.keyIds));
  const surveys = await Promise.all(named.map(({ keyId }) => surveyed(db, keyId)));
  const standing = named.map((key, n) => ({ ...key, begun: known.find(({ keyId }) => keyId === key.keyId), n }));
  for (const { keyId, begun, n } of standing)
    if (surveys[n]?.total === 0 && !begun) throw new DomainError('key-unused', `Nothing stands under the key ${keyId}`);
  const left = standing.filter(({ keyId, n }) => surveys[n]?.total !== 0 || !finished.has(keyId));
  if (left.length === 0) return { keys: [] };
  const newest = (await seals.numbers()).at(-1) ?? 0;
  for (const key of left) await requireSealed(seals, key);
  const lost = left.map(({ keyId, fingerprint, begun }) => begun ?? { keyId, fingerprint, upTo: newest });
  const sealed = await requireWhole({ db, seals }, lost);
  return {
    keys: left.map(({ keyId, fingerprint, begun, n }) => ({
      keyId,
      fingerprint,
      upTo: begun?.upTo ?? newest,
      counts: surveys[n]?.counts ?? { live: {}, rehearsal: {} },
      unsealed: unsealedOf(surveys[n]?.ends ?? [], sealed),
      begun: begun !== undefined,
    })),
  };
}

/**
 * Puts each loss on record, signs anew what stands under those keys in both stores, and says on record that it is done. Cut off and
 * run again it goes on where it stopped. Throws DomainError `record-broken` for what has changed since the plan.
 */
export async function resign(
  { db, audit }: { db: Connection; audit: Pick<AuditTrail, 'record'> },
  { keys }: Plan,
  { why, by, now }: { why: string; by: string; now: Millis },
): Promise<Resigned> {
  for (const { begun, ...data } of keys)
    if (!begun) await audit.record({ type: 'recordKeyLost', by, at: now, data: { ...data, why } });
  const keyIds = keys.map(({ keyId }) => keyId);
  const look = lookingAt(db, keyIds);
  const live = await resignStore({ db, look, registers: look }, keyIds);
  const rehearsal = await resignStore({ db: rehearsalStore(db), look: rehearsalStore(look), registers: look }, keyIds);
  const resigned: Resigned = { keyIds, counts: { live, rehearsal } };
  await audit.record({ type: 'recordResigned', by, at: Math.max(now, Date.now()), data: resigned });
  return resigned;
}

/** The same database, with what stands under these keys taken for signed. */
function lookingAt(db: Connection, keyIds: readonly string[]): Connection {
  const look = db.useDb(db.name);
  excuseKeys(db, look, new Set(keyIds));
  return look;
}

type Surveyed = { counts: ByStore; ends: readonly End[]; total: number };

/** Rehearsals are not sealed, and counted nowhere. */
async function surveyed(db: Connection, keyId: string): Promise<Surveyed> {
  const of = async (store: Connection) =>
    await Promise.all(allSigned.map(async (rows) => ({ rows, ...(await rows.survey(store, keyId)) })));
  const [live, rehearsal] = [await of(db), await of(rehearsalStore(db))];
  return {
    counts: { live: countsOf(live), rehearsal: countsOf(rehearsal) },
    ends: live.flatMap(({ ends }) => ends),
    total: [...live, ...rehearsal].reduce((sum, { count }) => sum + count, 0),
  };
}

const countsOf = (found: readonly { rows: SignedRows; count: number }[]): Counts =>
  Object.fromEntries(found.flatMap(({ rows, count }) => (count > 0 ? [[rows.collection, count] as const] : [])));

/** What the seals say is the key of that id; several only where somebody has put seals of his own there. */
async function requireSealed(seals: SealFolder, { keyId, fingerprint }: NamedKey): Promise<void> {
  const found = new Set<string>();
  for (const number of await seals.numbers()) {
    const seal = await wholeSealIn(seals, number);
    for (const key of [seal?.key, seal?.next]) if (key?.keyId === keyId) found.add(fingerprintOf(key));
  }
  if (found.size === 0)
    throw new DomainError(
      'not-sealed',
      `No seal in ${seals.folder} names the key ${keyId}: nothing vouches for the record`,
    );
  if (!found.has(fingerprint))
    throw new DomainError('fingerprint-differs', `The fingerprint is not that of the seals' key ${keyId}`);
}

/** All but the MACs of the lost keys, in both stores. */
async function requireWhole({ db, seals }: Stores, named: readonly LostKey[]): Promise<Sealed> {
  const look = lookingAt(
    db,
    named.map(({ keyId }) => keyId),
  );
  const broken: Fault[] = [];
  const report = (fault: Fault): void => void (isMended(fault) || broken.push(fault));
  const first = await readSealed(look, seals, () => undefined, { lost: named });
  const before = await lostKeys(look, ({ node, seq }) => first.lastSealed('audit', node) >= seq);
  const lost = [...before, ...named];
  await verifyAll(look, report, { seals, lost, againMs: 0 }); // nobody writes meanwhile
  if (broken.length === 0) await foldAll({ look, registers: look }, named, report);
  if (broken.length === 0) await foldAll({ look: rehearsalStore(look), registers: look }, named, report);
  if (broken.length > 0)
    throw new DomainError('record-broken', `${broken.length} chains do not hold: nothing is signed anew`, {
      params: { count: broken.length, broken: broken.slice(0, LISTED) },
    });
  return await readSealed(look, seals, () => undefined, { lost });
}

type Looking = { look: Connection; registers: Connection };

/** A document is signed anew only as its commits have it, so they must fold. */
async function foldAll({ look, registers }: Looking, keys: readonly NamedKey[], report: (fault: Fault) => void) {
  const ids = keys.map(({ keyId }) => keyId);
  const found = look
    .collection<{ _id: string }>('cases')
    .find({ 'kase.keyId': { $in: ids } }, { projection: { _id: 1 } });
  for await (const { _id } of found) {
    const folded = await refoldOnce({ db: look, registers }, _id);
    if (folded.outcome === 'unreadable') report({ chain: _id, seq: 0, code: folded.code });
  }
}

function unsealedOf(ends: readonly End[], sealed: Sealed): KeyPlan['unsealed'] {
  const chains = ends.flatMap(({ kind, chain, last }): Unsealed[] => {
    const from = sealed.lastSealed(kind, chain) + 1;
    return from > last ? [] : [{ kind, chain, from, last }];
  });
  return { count: chains.length, chains: chains.slice(0, LISTED) };
}

async function resignStore({ db, look, registers }: Looking & { db: Connection }, keyIds: readonly string[]) {
  const counts = new Map<string, number>();
  const note = ({ collection }: SignedRows, count: number): void => {
    if (count > 0) counts.set(collection, (counts.get(collection) ?? 0) + count);
  };
  for (const rows of evidence) for (const keyId of keyIds) note(rows, await rows.resign(db, keyId));
  for (const keyId of keyIds)
    note(documents, await documents.resign(db, keyId, (id) => asFolded({ db, look, registers }, id)));
  return Object.fromEntries(counts);
}

/** One that its commits do not bear out is put anew, signed. */
async function asFolded({ db, look, registers }: Looking & { db: Connection }, caseId: string) {
  const found = await refoldOnce({ db: look, registers }, caseId);
  if (found.outcome === 'equal') return 'as it is';
  if (found.outcome === 'unreadable' || !(await healCase(db, found)))
    throw new DomainError('record-broken', `${caseId} has changed meanwhile: run it again`);
  return 'done';
}
