/**
 * The keys that seals are signed with: Ed25519, so that who checks a seal needs nothing secret. Each stands and falls with a key of
 * the record, and carries its id.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Connection } from 'mongoose';
import { derivedFrom } from './record-key.ts';

/** `publicKey`: SPKI, DER, base64. */
export type PublicSealKey = { keyId: string; publicKey: string };
export type SealKey = PublicSealKey & {
  /** Signature of a text, base64. */
  sign(text: string): string;
};

/** RFC 8410: what stands before the 32 bytes of a private key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const made = new Map<string, SealKey>();

/** Those of the record keys that are held, the present one first. Throws when none is. */
export function sealKeysOf(db: Connection): readonly [SealKey, ...SealKey[]] {
  const [first, ...older] = derivedFrom(db, 'seal').map(({ keyId, bytes }) => keptKey(keyId, bytes));
  if (!first) throw new Error('the connection has no record key: see client/record/open-store.ts');
  return [first, ...older];
}

function keptKey(keyId: string, bytes: Buffer): SealKey {
  const known = made.get(keyId);
  if (known) return known;
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: 'der', type: 'pkcs8' });
  const key: SealKey = {
    keyId,
    publicKey: createPublicKey(secret).export({ format: 'der', type: 'spki' }).toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), secret).toString('base64'),
  };
  made.set(keyId, key);
  return key;
}

/** False also for a key or a signature that is none. */
export function isSignedBy({ publicKey }: Pick<PublicSealKey, 'publicKey'>, text: string, signature: string): boolean {
  try {
    return verify(null, Buffer.from(text), publicObject(publicKey), Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

const publicObject = (publicKey: string): KeyObject =>
  createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });

/** As files hold public keys, for tools of others. */
export const pemOf = ({ publicKey }: Pick<PublicSealKey, 'publicKey'>): string =>
  publicObject(publicKey).export({ format: 'pem', type: 'spki' }).toString();

/** What people note and compare: SHA-256, hex, of the key as DER. */
export const fingerprintOf = ({ publicKey }: Pick<PublicSealKey, 'publicKey'>): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
