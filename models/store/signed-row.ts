/** Rows of registers' versions, each signed by itself for its place under the key of the record. */
import { hashOf } from './chain.ts';
import { linkText, type Mac, macFault, type MacFault, type RecordKey } from './record-key.ts';

/** Of releases that did not sign rows yet they have none until migration 0016. */
export type Signature = Mac & { hash: string };
/** `policies/incident` or `people/owner`, and the version. */
export type Place = { chain: string; version: number };
export type RowFault = 'content' | MacFault;

/** For schemas; never shown. */
export const signatureFields = { hash: String, mac: String, keyId: String } as const;

/** Hash of a row: over everything but what signs it. */
export function hashOfRow({ hash: _hash, mac: _mac, keyId: _keyId, ...body }: Partial<Signature>): string {
  return hashOf(body);
}

/** Signs a row that is stored as it is. */
export function signatureOf(row: object, { chain, version }: Place, key: RecordKey): Signature {
  const hash = hashOfRow(row);
  return { hash, ...key.sign(linkText(chain, { seq: version, hash })) };
}

/** The row as it is to be stored, signed for its place; nothing undefined in it, so that what is hashed equals what is stored. */
export function signedRow<T extends object>(row: T, place: Place, key: RecordKey): T & Signature {
  const plain: T = JSON.parse(JSON.stringify(row)); // keeps the order of clocks, which people see
  return { ...plain, ...signatureOf(plain, place, key) };
}

/** What is wrong with a row as it came from the store, for this place; null when it is what the product wrote there. */
export function rowFault(row: Partial<Signature>, { chain, version }: Place, key: RecordKey): RowFault | null {
  const { hash } = row;
  if (typeof hash !== 'string') return 'mac-missing';
  if (hashOfRow(row) !== hash) return 'content';
  return macFault(key.check(linkText(chain, { seq: version, hash }), row));
}
