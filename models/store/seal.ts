/**
 * Seals: where every chain stood at one instant, signed and kept outside the database, so that its owner cannot take back what
 * was there (X4). Each holds the hash of the one before.
 */
import type { Millis } from '../../domain/kernel/process.ts';
import { hashOf, sha256 } from './chain.ts';
import { isSignedBy, type PublicSealKey, type SealKey } from './seal-key.ts';

/** Where a chain stood: its last seq, and the hash of what is there. Of a register's entry, its version. */
export type SealedHead = readonly [chain: string, seq: number, hash: string];
export type SealBody = {
  /** 1, 2, 3 … without a gap. */
  number: number;
  at: Millis;
  /** What came before this instant stands in the seals before, unless it was written late. */
  since: Millis;
  /** Hash of the seal before. */
  previous: string;
  /** Cases that there were. */
  cases: number;
  /** Of chains that went on since, by chain. Registers: `policies/incident`. */
  heads: Record<SealedKind, readonly SealedHead[]>;
  /** Manifests of months that were archived since: number of the archive, SHA-256 of its manifest; absent: none was. */
  archives?: readonly (readonly [archive: string, manifestHash: string])[];
  /** Lists of cases that were frozen since: number of the appraisal, SHA-256 of its list; absent: none was. */
  lists?: readonly (readonly [appraisal: string, listHash: string])[];
  /** Who signs this one. */
  key: PublicSealKey;
  /** Who signs from the next one on; absent: the same. */
  next?: PublicSealKey;
};
/** What is sealed. */
export const KINDS = ['cases', 'audit', 'registers'] as const;
export type SealedKind = (typeof KINDS)[number];
export type Seal = SealBody & { hash: string; signature: string };

/** Null for a text that is no seal. Whether it is a true one, `isWhole` and `breakOfSeal` say. */
export function sealFrom(text: string): Seal | null {
  try {
    const value: unknown = JSON.parse(text);
    return isSeal(value) ? value : null;
  } catch {
    return null;
  }
}

function isSeal(value: unknown): value is Seal {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parse border: each field is looked at below
  const given = { ...(value as Partial<Seal>) };
  const { number, at, since, cases, previous, hash, signature, heads, archives = [], lists = [], key, next } = given;
  return (
    [number, at, since, cases].every((one) => Number.isSafeInteger(one)) &&
    [previous, hash, signature].every((one) => typeof one === 'string') &&
    isKey(key) &&
    (next === undefined || isKey(next)) &&
    [...archives, ...lists].every((pair) => pair.every((one) => typeof one === 'string')) &&
    KINDS.every((kind) => heads?.[kind].every(isHead) === true)
  );
}

const isKey = (key: Partial<PublicSealKey> | undefined): boolean =>
  typeof key?.keyId === 'string' && typeof key.publicKey === 'string';
const isHead = ([chain, seq, hash]: readonly unknown[]): boolean =>
  typeof chain === 'string' && Number.isSafeInteger(seq) && typeof hash === 'string';

/** What the first seal follows. */
export const FIRST_PREVIOUS: string = sha256('changming seals');

/** What the signature is over. */
export const sealText = ({ number, hash }: Pick<Seal, 'number' | 'hash'>): string => `changming seal|${number}|${hash}`;

/** `key` is the one that `body.key` names. */
export function sealed(body: Omit<SealBody, 'key'>, key: SealKey): Seal {
  const whole: SealBody = { ...body, key: { keyId: key.keyId, publicKey: key.publicKey } };
  const hash = hashOf(whole);
  return { ...whole, hash, signature: key.sign(sealText({ number: body.number, hash })) };
}

/**
 * signature: nobody who holds the key made it; key-not-handed-over: another key than the seal before it names; the others as
 * those of any chain.
 */
export type SealBreak = 'seq-gap' | 'content' | 'not-linked' | 'signature' | 'key-not-handed-over';

/** Content and signature agree with each other; whose key it is, is another matter. */
export function isWhole(seal: Seal): boolean {
  const { hash, signature, ...body } = seal;
  return hashOf(body) === hash && isSignedBy(body.key, sealText(seal), signature);
}

/** Why a seal does not follow the one before it, or null. `before`: null for the first, whose key nothing vouches for here. */
export function breakOfSeal(before: Seal | null, seal: Seal): SealBreak | null {
  const { hash, signature: _signature, ...body } = seal;
  if (body.number !== (before?.number ?? 0) + 1) return 'seq-gap';
  if (hashOf(body) !== hash) return 'content';
  if (!isWhole(seal)) return 'signature';
  if (body.previous !== (before?.hash ?? FIRST_PREVIOUS)) return 'not-linked';
  const expected = before ? (before.next ?? before.key) : body.key;
  return expected.publicKey === body.key.publicKey ? null : 'key-not-handed-over';
}
