/** The chain of a case worked out anew in the browser: whoever looks need not believe the server (docs/record.md). */
// oxlint-disable-next-line no-restricted-imports -- the text that is hashed is said once
import { canonical } from '../../../../domain/kernel/record/chain.ts';

export const canonicalText: (value: unknown) => string = canonical;

export type StoredCommit = {
  id: string;
  seq: number;
  events: readonly unknown[];
  prevHash: string;
  hash: string;
  [further: string]: unknown;
};
export type ChainCheck = {
  events: number;
  head: string;
  /** The first place that does not hold, with the hash that stands there and the one that its content has. */
  broken: { seq: number; code: 'seq-gap' | 'content' | 'not-linked'; stored: string; computed: string } | null;
};

export async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** All but the hash and what signs it; the record's id is `_id` in the text that was hashed. */
function hashed({ id, hash: _hash, mac: _mac, keyId: _keyId, ...body }: StoredCommit): Record<string, unknown> {
  return { ...body, _id: id };
}

/** `commits`: all of a case, oldest first. Signatures need the record key and are the server's to check. */
export async function checked(caseId: string, commits: readonly StoredCommit[]): Promise<ChainCheck> {
  let [seq, head] = [0, await sha256(caseId)];
  for (const commit of commits) {
    const { hash: stored, prevHash } = commit;
    const [first, last] = [seq + 1, seq];
    if (commit.seq !== first)
      return { events: last, head, broken: { seq: first, code: 'seq-gap', stored, computed: '' } };
    const computed = await sha256(canonical(hashed(commit)));
    if (computed !== stored) return { events: last, head, broken: { seq: first, code: 'content', stored, computed } };
    if (prevHash !== head)
      return { events: last, head, broken: { seq: first, code: 'not-linked', stored: prevHash, computed: head } };
    seq += commit.events.length;
    head = stored;
  }
  return { events: seq, head, broken: null };
}
