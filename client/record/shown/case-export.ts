/** The record of one case as a file that somebody else can hold: its commits as stored, what was verified, signed by the seals' key. */
import type { Connection } from 'mongoose';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import type { Commit, Millis } from '../../../domain/kernel/process.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { commitsAfter } from '../../../models/cases/commit.ts';
import { sha256 } from '../../../models/store/chain.ts';
import { fingerprintOf, sealKeysOf } from '../../../models/store/seal-key.ts';
import type { ChainCheck } from '../verify.ts';

export const CASE_RECORD_FORMAT = 'changming-case-record/1';

export type CaseRecordManifest = {
  format: typeof CASE_RECORD_FORMAT;
  number: string;
  exportedAt: Millis;
  exportedBy: string;
  events: number;
  commits: number;
  /** Hash of the newest commit. */
  head: string;
  /** SHA-256 of the canonical text of `commits` as they stand in the file. */
  commitsHash: string;
  verification: { holds: boolean; broken: ChainCheck['broken']; seals: number; engine: boolean };
  key: { keyId: string; publicKey: string; fingerprint: string };
};
/** `signature`: Ed25519 over the canonical text of the manifest, base64. */
export type CaseRecord = { manifest: CaseRecordManifest; signature: string; commits: readonly object[] };

type Wish = {
  caseId: string;
  by: string;
  now: Millis;
  found: ChainCheck;
  seals: number;
  engine: boolean;
};
/** Whole, however the chain stands: a broken one is what an office wants to see. Throws what MongoDB throws. */
export async function caseRecordOf(
  db: Connection,
  { caseId, by, now, found, seals, engine }: Wish,
): Promise<CaseRecord> {
  const stored: Commit[] = await commitsAfter(db, caseId);
  const commits = stored.map(entryOutside);
  const [key] = sealKeysOf(db);
  const manifest: CaseRecordManifest = {
    format: CASE_RECORD_FORMAT,
    number: caseId,
    exportedAt: now,
    exportedBy: by,
    events: stored.reduce((sum, { events }) => sum + events.length, 0),
    commits: stored.length,
    head: stored.at(-1)?.hash ?? '',
    commitsHash: sha256(canonical(commits)),
    verification: { holds: found.broken === null, broken: found.broken, seals, engine },
    key: { keyId: key.keyId, publicKey: key.publicKey, fingerprint: fingerprintOf(key) },
  };
  return { manifest, signature: key.sign(canonical(manifest)), commits };
}
