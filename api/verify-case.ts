/** Recomputes the chain of one case from what is stored. */
import type { Connection } from 'mongoose';
import type { CaseEvent, StoredCase } from '../domain/kernel/process.ts';
import { firstBreak, sha256 } from '../models/chain.ts';
import { eventOf } from '../models/event.ts';

export type ChainCheck = { events: number; head: string; broken: { seq: number; code: string } | null };
const PAGE = 500;

/**
 * The first broken place, or null. The document knows how far the chain went, so a cut tail shows as 'seq-gap' and
 * another head as 'not-linked'.
 */
export async function verifyCase(db: Connection, { _id: caseId, version, kase }: StoredCase): Promise<ChainCheck> {
  let [seq, hash] = [0, sha256(caseId)];
  for (;;) {
    const page = await eventOf(db)
      .find({ caseId, seq: { $gt: seq } })
      .sort({ seq: 1 })
      .limit(PAGE)
      .lean<CaseEvent[]>();
    const broken = firstBreak(caseId, { seq, hash }, page);
    const last = page.at(-1);
    if (broken) return { events: seq + page.length, head: hash, broken };
    if (last) [seq, hash] = [last.seq, last.hash];
    if (page.length < PAGE) break;
  }
  const atVersion = seq === version ? hash === kase.headHash : seq > version; // newer than the document: it was read first
  const broken = atVersion ? null : { seq, code: seq < version ? 'seq-gap' : 'not-linked' };
  return { events: seq, head: hash, broken };
}
