/** Makes the next seal: where every chain stands, signed, in a folder outside the database. */
import type { Connection } from 'mongoose';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { type AuditRecord, type AuditTrail, auditOf } from '../../../models/access/audit.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { rowOf, type SealRow, sealRowOf } from '../../../models/record/seal-row.ts';
import { recordKeyOf } from '../../../models/store/record-key.ts';
import { unlessTaken } from '../../../models/store/model-of.ts';
import {
  FIRST_PREVIOUS,
  type Seal,
  type SealBody,
  sealed,
  type SealedHead,
  type SealedKind,
} from '../../../models/store/seal.ts';
import { type SealKey, sealKeysOf } from '../../../models/store/seal-key.ts';
import { isOurs } from '../losses.ts';
import type { SealFolder } from '../../../platform/seal-folder.ts';
import { archivesSince, headsSince, listsSince, type UnsoundHead } from './heads.ts';
import { wholeSealIn } from './seals-in.ts';

/** Clocks of several machines differ. */
const OVERLAP_MS: Millis = 3_600_000;
/**
 * What was decided while MongoDB was away is written when it is back, with the instant of its decision: no seal was made meanwhile, so
 * whoever looks back over some seals looks back over that time.
 */
const LOOK_BACK_SEALS = 3;

type Deps = { db: Connection; seals: SealFolder; audit: Pick<AuditTrail, 'record'> };
/** `missing`: seals that the database knows of and that are not in their folder. */
export type Sealing = { seal: Seal; unsound: readonly UnsoundHead[]; missing: readonly number[] };

/**
 * The next seal, written and on record. A number that another has meanwhile taken is not taken twice: the next one is made.
 * `now`: never before the seal before. Throws when the folder or MongoDB is away; what was written until then is whole.
 */
export async function makeSeal({ db, seals, audit }: Deps, now: Millis): Promise<Sealing> {
  for (;;) {
    const { before, missing, taken } = await standing({ db, seals, audit });
    const recent = await recentSeals(db, seals, before?.number ?? 0);
    const since = recent.length < LOOK_BACK_SEALS ? 0 : Math.min(...recent.map(({ at }) => at)) - OVERLAP_MS;
    const { heads, unsound } = await headsSince(db, since);
    const archives = withoutKnown(await archivesSince(db, since), recent, 'archives');
    const lists = withoutKnown(await listsSince(db, since), recent, 'lists');
    const { key, next } = signer(sealKeysOf(db), before);
    const seal = sealed(
      {
        number: firstFree((before?.number ?? 0) + 1, taken),
        at: Math.max(now, before?.at ?? 0),
        since,
        previous: before?.hash ?? FIRST_PREVIOUS,
        cases: await casesIn(db).estimatedDocumentCount(),
        heads: withoutSealed(heads, recent),
        ...(archives.length > 0 ? { archives } : {}),
        ...(lists.length > 0 ? { lists } : {}),
        ...(next ? { next: { keyId: next.keyId, publicKey: next.publicKey } } : {}),
      },
      key,
    );
    if (!(await seals.write(seal.number, `${canonical(seal)}\n`))) continue;
    await putOnRecord({ db, audit }, seal);
    return { seal, unsound, missing };
  }
}

/** A file that is no seal of ours keeps nobody from the next one; verification names it. */
function firstFree(number: number, taken: ReadonlySet<number>): number {
  return taken.has(number) ? firstFree(number + 1, taken) : number;
}

/** Those of ours that lie in the folder, the newest last: what another puts there keeps nothing from being sealed. */
async function recentSeals(db: Connection, seals: SealFolder, last: number): Promise<Seal[]> {
  const numbers = Array.from({ length: LOOK_BACK_SEALS }, (_, n) => last - n).filter((number) => number > 0);
  const there = new Set(await seals.numbers());
  const found = await Promise.all(numbers.filter((number) => there.has(number)).map((n) => ownSealIn(db, seals, n)));
  return found.filter((seal) => seal !== null).toReversed();
}

/** What stands in one of `recent` already is not sealed again. */
function withoutSealed(heads: SealBody['heads'], recent: readonly Seal[]): SealBody['heads'] {
  const rest = (kind: SealedKind): SealedHead[] => {
    const known = new Set(recent.flatMap((seal) => seal.heads[kind]).map(([chain, , hash]) => `${chain} ${hash}`));
    return heads[kind].filter(([chain, , hash]) => !known.has(`${chain} ${hash}`));
  };
  return { cases: rest('cases'), audit: rest('audit'), registers: rest('registers') };
}

type Named = NonNullable<SealBody['archives']>;
function withoutKnown(found: Named, recent: readonly Seal[], as: 'archives' | 'lists'): Named {
  const known = new Set(recent.flatMap((seal) => seal[as] ?? []).map((pair) => pair.join(' ')));
  return found.filter((pair) => !known.has(pair.join(' ')));
}

/** The key that the seal before names signs, as long as it is held; it hands over when another is the present one. */
function signer(keys: readonly [SealKey, ...SealKey[]], before: Before | null): { key: SealKey; next?: SealKey } {
  const [present] = keys;
  const named = keys.find(({ keyId }) => keyId === before?.nextKeyId);
  if (!named) return { key: present }; // the first, or nobody holds that key any more: verification says so
  return named.keyId === present.keyId ? { key: present } : { key: named, next: present };
}

/** The newest seal leaves the next to another key than the present one. */
export async function isUnderNewKey(db: Connection): Promise<boolean> {
  const known = await newestOnRecord(db);
  return known !== null && known.nextKeyId !== sealKeysOf(db)[0].keyId;
}

type Before = Pick<Seal, 'number' | 'at' | 'hash'> & { nextKeyId: string };
type Standing = { before: Before | null; missing: number[]; taken: ReadonlySet<number> };

/**
 * The newest seal. One that lies in the folder and is not on record yet is put there: its maker was cut off. Where the folder lacks
 * the newest, or holds something else, the chain goes on from what the signed trail knows of it. What others put into folder or
 * database counts for nothing.
 */
async function standing({ db, seals, audit }: Deps): Promise<Standing> {
  const numbers = await seals.numbers();
  const taken = new Set(numbers);
  const missing = await missingFrom(db, taken);
  const known = await newestOnRecord(db);
  const seal = await newestOfOurs(db, seals, numbers);
  if (!seal || (known && known.number > seal.number)) return { before: known, missing, taken };
  if (known?.number !== seal.number) await putOnRecord({ db, audit }, seal);
  return { before: { ...seal, nextKeyId: (seal.next ?? seal.key).keyId }, missing, taken };
}

async function newestOfOurs(db: Connection, seals: SealFolder, numbers: readonly number[]): Promise<Seal | null> {
  for (const number of numbers.toReversed()) {
    const seal = await ownSealIn(db, seals, number);
    if (seal) return seal;
  }
  return null;
}

async function ownSealIn(db: Connection, seals: SealFolder, number: number): Promise<Seal | null> {
  const seal = await wholeSealIn(seals, number);
  const isOwn = sealKeysOf(db).some(({ publicKey }) => publicKey === seal?.key.publicKey);
  return isOwn && seal?.number === number ? seal : null;
}

type SealedRecord = AuditRecord & { data: { number: number; hash: string; keyId: string; nextKeyId?: string } };
/** Put on record twice at most, so the last few hold the newest. */
const LAST_RECORDS = 10;

async function newestOnRecord(db: Connection): Promise<Before | null> {
  const records = await auditOf(db)
    .find({ type: 'sealed' })
    .sort({ at: -1 })
    .limit(LAST_RECORDS)
    .lean<SealedRecord[]>();
  const key = recordKeyOf(db);
  const sound = records.filter((record) => isOurs(record, key));
  const newest = sound.toSorted((one, other) => other.data.number - one.data.number)[0];
  if (!newest) return null;
  const { number, hash, keyId, nextKeyId = keyId } = newest.data;
  return { number, at: newest.at, hash, nextKeyId };
}

async function missingFrom(db: Connection, there: ReadonlySet<number>): Promise<number[]> {
  const known = await sealRowOf(db).find({}, { _id: 1 }).sort({ _id: 1 }).lean<Pick<SealRow, '_id'>[]>();
  return known.map(({ _id }) => _id).filter((number) => !there.has(number));
}

/** On record before it is in the list: the list may miss one, the record may not. */
async function putOnRecord({ db, audit }: Omit<Deps, 'seals'>, seal: Seal): Promise<void> {
  const { number, hash, at, key, next } = seal;
  const data = { number, hash, keyId: key.keyId, nextKeyId: (next ?? key).keyId };
  await audit.record({ type: 'sealed', by: 'system', at, data });
  await unlessTaken(() => sealRowOf(db).create(rowOf(seal)));
}
