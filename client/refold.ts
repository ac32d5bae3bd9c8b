/** A stored case against the fold of its events: where they differ, and the document as it should be. */
import type { Connection } from 'mongoose';
import { processOf } from '../domain/catalogue.ts';
import { canonical } from '../domain/kernel/chain.ts';
import { type Difference, differencesBetween } from '../domain/kernel/differences.ts';
import { emptyCase, fold } from '../domain/kernel/fold.ts';
import { pinRefsOf } from '../domain/kernel/pins.ts';
import { type ProofFinding, proofFindings } from '../domain/kernel/proof.ts';
import type { CaseEvent, Millis, PinRefs, Pins, StoredCase } from '../domain/kernel/process.ts';
import { caseOf } from '../models/case.ts';
import { firstBreak, sha256 } from '../models/chain.ts';
import { eventOf } from '../models/event.ts';
import { isDuplicate } from '../models/model-of.ts';
import { resolvePins } from './pins.ts';

/** `before`: as stored, `after`: as folded. `proof`: where the events themselves do not bear each other out. */
export type Refolded =
  | { outcome: 'equal'; caseId: string; proof: readonly ProofFinding[] }
  | {
      outcome: 'differs';
      caseId: string;
      differences: Difference[];
      proof: readonly ProofFinding[];
      document: StoredCase;
      storedVersion: number;
    }
  /** The events themselves are not whole, or nobody knows how to read them: nothing may be made from them. */
  | { outcome: 'unreadable'; caseId: string; code: string };

const AGAIN_MS = 1_000;

/** Compares; a document that is being written at this moment is given the time for it. Writes nothing. */
export async function refoldCase(db: Connection, caseId: string): Promise<Refolded> {
  const found = await lookAt(db, caseId);
  if (found.outcome !== 'differs') return found;
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  return await lookAt(db, caseId);
}

/** Every case that has an event or a document, in order of its number, once. */
export async function* caseIds(db: Connection): AsyncGenerator<string> {
  const cursors = [
    eventOf(db)
      .aggregate<{ _id: string }>([{ $group: { _id: '$caseId' } }, { $sort: { _id: 1 } }])
      .cursor(),
    caseOf(db).find({}, { _id: 1 }).sort({ _id: 1 }).lean<{ _id: string }[]>().cursor(),
  ].map((cursor) => cursor[Symbol.asyncIterator]());
  const heads = await Promise.all(cursors.map(next));
  for (;;) {
    const ids = heads.filter((id) => id !== null);
    if (ids.length === 0) return;
    const first = ids.reduce((one, other) => (other < one ? other : one));
    yield first;
    for (const [n, cursor] of cursors.entries()) if (heads[n] === first) heads[n] = await next(cursor);
  }
}

async function next(cursor: AsyncIterator<{ _id: string }>): Promise<string | null> {
  const { value, done } = await cursor.next();
  return done ? null : value._id;
}

/** Puts the folded document in the place of the one that was compared. False: it has moved on meanwhile. */
export async function healCase(
  db: Connection,
  { document, storedVersion }: Extract<Refolded, { outcome: 'differs' }>,
): Promise<boolean> {
  const cases = db.collection<StoredCase>(caseOf(db).collection.name);
  const { _id } = document;
  if (storedVersion > 0) {
    const { matchedCount } = await cases.replaceOne({ _id, version: storedVersion }, document);
    return matchedCount === 1;
  }
  try {
    await cases.insertOne(document);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

async function lookAt(db: Connection, caseId: string): Promise<Refolded> {
  const stored = await caseOf(db).findById(caseId).lean<StoredCase>();
  const events = await eventOf(db).find({ caseId }).sort({ seq: 1 }).lean<CaseEvent[]>();
  const broken = firstBreak(caseId, { seq: 0, hash: sha256(caseId) }, events);
  if (broken) return { outcome: 'unreadable', caseId, code: `${broken.code} at ${broken.seq}` };
  if (stored && stored.version > events.length)
    return { outcome: 'unreadable', caseId, code: `cut-tail at ${events.length + 1}` };
  const first = events[0];
  if (!first) return { outcome: 'unreadable', caseId, code: 'no-events' };
  const refs = pinnedIn(first) ?? stored?.kase.pins;
  if (!refs) return { outcome: 'unreadable', caseId, code: 'no-pins' };
  const pins = await resolvePins(db, refs);
  const document = documentOf(events, pins, viewedAt(stored, events));
  const proof = proofFindings(processOf(first.process), pins, events);
  const differences = differencesBetween(stored ?? {}, document);
  if (differences.length === 0) return { outcome: 'equal', caseId, proof };
  return { outcome: 'differs', caseId, differences, proof, document, storedVersion: stored?.version ?? 0 };
}

/** The view of a case is written with its newest event, or later by whoever adopted that event: never before. */
function viewedAt(stored: StoredCase | null, events: readonly CaseEvent[]): Millis {
  const newest = events.at(-1)?.at ?? 0;
  return stored?.version === events.length ? Math.max(newest, stored.updatedAt) : newest;
}

/** As the workflow writes it: the events folded with the pins of the case. */
function documentOf(events: readonly CaseEvent[], pins: Pins, at: Millis): StoredCase {
  const [first] = events;
  if (!first) throw new Error('a case without events has no document');
  const { caseId, mode } = first;
  const process = processOf(first.process);
  const empty = emptyCase(process, { caseId, pins, mode, genesis: sha256(caseId) });
  const kase = events.reduce((one, event) => fold(process, one, event), empty);
  const { state, clocks, seq, headHash } = kase;
  const document: StoredCase = {
    ...process.view(kase, at),
    kase: { state, clocks, seq, headHash, pins: pinRefsOf(kase.pins) },
  };
  return JSON.parse(canonical(document)); // as it comes out of the store: nothing undefined
}

function pinnedIn({ data }: CaseEvent): PinRefs | null {
  const { pinned }: { pinned?: PinRefs } = data;
  return pinned ?? null;
}
