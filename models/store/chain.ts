/** Hash chains: of a case's events and of the audit trail. */
import { hash as digest } from 'node:crypto';
import { contentHash } from '../../domain/kernel/record/content-hash.ts';

/** SHA-256, hex. */
export const sha256 = (content: string): string => digest('sha256', content);

type Link = { _id: string; seq: number; prevHash: string; hash: string; mac?: string; keyId?: string };
export type Break = {
  seq: number;
  /** seq-gap: records are missing before this one; misplaced: its id is not its place; content: it was changed. */
  code: 'seq-gap' | 'misplaced' | 'not-linked' | 'content';
};

/** Hash of a record: over everything but `hash` and what signs it, so also over the hash before it. */
export const hashOf = (body: object): string => contentHash(body);

/**
 * The first record that does not continue the chain from (`seq`, `hash`), or null when all do. `records` oldest first,
 * as they came from the store: every field counts, an unknown one too; only `mac` and `keyId`, which sign the hash, do not.
 */
export function firstBreak(chain: string, from: { seq: number; hash: string }, records: readonly Link[]): Break | null {
  let { seq, hash } = from;
  for (const { hash: own, mac: _mac, keyId: _keyId, ...body } of records) {
    seq += 1;
    if (body.seq !== seq) return { seq, code: 'seq-gap' };
    if (body._id !== `${chain}:${seq}`) return { seq, code: 'misplaced' };
    if (hashOf(body) !== own) return { seq, code: 'content' };
    if (body.prevHash !== hash) return { seq, code: 'not-linked' };
    hash = own;
  }
  return null;
}
