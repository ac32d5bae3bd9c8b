/**
 * The key of the record: what is written is signed under it, so that whoever has only the database cannot write the past
 * anew. It lies outside the database (CHANGMING_RECORD_KEY); each store has one of its own, derived from it.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Connection } from 'mongoose';

export type Mac = { mac: string; keyId: string };
export type RecordKey = {
  /** MAC of one text under the present key. */
  sign(text: string): Mac;
  /** 'unknown-key' when no key of that id is held; compared in constant time. */
  check(text: string, mac: Partial<Mac>): 'holds' | 'differs' | 'unknown-key' | 'missing';
};

/**
 * mac: what stands there was not written by the product, or for another place; mac-missing: it is not signed; key-unknown: it is
 * signed under a key that this process does not hold.
 */
export type MacFault = 'mac' | 'mac-missing' | 'key-unknown';
const FAULTS = { holds: null, differs: 'mac', missing: 'mac-missing', 'unknown-key': 'key-unknown' } as const;
/** What a check says is wrong, as findings name it; null when it holds. Throws nothing. */
export const macFault = (checked: ReturnType<RecordKey['check']>): MacFault | null => FAULTS[checked];

type Store = 'live' | 'rehearsal';

/** What each connection was given; the store of rehearsals asks the connection that it was made from. */
const given = new WeakMap<Connection, readonly string[]>();
const origins = new WeakMap<Connection, Connection>();
const made = new WeakMap<Connection, { secrets: readonly string[]; key: RecordKey }>();

/** Gives the connection the keys of its record: the first signs, all verify. Also for the store of rehearsals made from it. */
export function giveRecordKeys(db: Connection, secrets: readonly string[]): void {
  given.set(db, [...secrets]);
}

/** `store` is the store of rehearsals beside `db`: its key is derived from the same secrets, and is another. */
export function deriveRehearsalKeys(db: Connection, store: Connection): void {
  origins.set(store, db);
}

const secretsOf = (db: Connection): readonly string[] => given.get(origins.get(db) ?? db) ?? [];

/** Ids of keys that are lost, of connections that look all the same. */
const excused = new WeakMap<Connection, ReadonlySet<string>>();
const NONE: ReadonlySet<string> = new Set();

/**
 * `look`, another connection to the database of `db`, has the same keys, and takes what stands under one of `lost` for signed: for
 * looking whether all the rest holds, never for writing. Also for the store of rehearsals made from it.
 */
export function excuseKeys(db: Connection, look: Connection, lost: ReadonlySet<string>): void {
  given.set(look, secretsOf(db));
  excused.set(look, lost);
}

/** Keys whose MACs this connection believes unseen; none but after excuseKeys. */
export const excusedIn = (db: Connection): ReadonlySet<string> => excused.get(origins.get(db) ?? db) ?? NONE;

/** What each key that is held gives under `label`, the present one first: for keys of another kind that stand and fall with it. */
export const derivedFrom = (db: Connection, label: string): { keyId: string; bytes: Buffer }[] =>
  secretsOf(db).map((secret) => ({ keyId: idOf(secret), bytes: derive(secret, label, KEY_BYTES) }));

/** The key of the store behind `db`. Throws when none was given: nothing may be written without. */
export function recordKeyOf(db: Connection): RecordKey {
  const origin = origins.get(db);
  const secrets = secretsOf(db);
  const known = made.get(db);
  if (known?.secrets === secrets) return known.key;
  const [first, ...older] = secrets;
  if (first === undefined) throw new Error('the connection has no record key: see client/record/open-store.ts');
  const key = believing(excusedIn(db), keyOver(origin ? 'rehearsal' : 'live', first, older));
  made.set(db, { secrets, key });
  return key;
}

/** What a link of a chain is signed over: `chain|seq|hash`. */
export const linkText = (chain: string, { seq, hash }: { seq: number; hash: string }): string =>
  `${chain}|${seq}|${hash}`;

const KEY_BYTES = 32;
const ID_BYTES = 4;
/** The secret is random and long, so no salt is needed; what is derived under one label says nothing about another. */
const derive = (secret: string, label: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `changming record ${label}`, bytes));

/** Name of a key in what is stored; the same in every store, and nobody reckons the key from it. */
const idOf = (secret: string): string => derive(secret, 'key id', ID_BYTES).toString('hex');

const macOf = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('hex');

function keyOver(store: Store, first: string, older: readonly string[]): RecordKey {
  const byId = new Map([...older, first].map((secret) => [idOf(secret), derive(secret, store, KEY_BYTES)]));
  const present = derive(first, store, KEY_BYTES);
  const presentId = idOf(first);
  return {
    sign: (text) => ({ mac: macOf(present, text), keyId: presentId }),
    check: (text, { mac, keyId }) => {
      if (typeof mac !== 'string' || typeof keyId !== 'string') return 'missing';
      const key = byId.get(keyId);
      if (!key) return 'unknown-key';
      return isSame(macOf(key, text), mac) ? 'holds' : 'differs';
    },
  };
}

const believing = (lost: ReadonlySet<string>, key: RecordKey): RecordKey => ({
  sign: (text) => key.sign(text),
  check: (text, signed) => {
    const found = key.check(text, signed);
    return found === 'unknown-key' && lost.has(String(signed.keyId)) ? 'holds' : found;
  },
});

function isSame(own: string, stored: string): boolean {
  const [a, b] = [Buffer.from(own), Buffer.from(stored)];
  return a.length === b.length && timingSafeEqual(a, b);
}
