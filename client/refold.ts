/** A stored case against its events: where it differs from their fold, what they do not bear out, and how it should be. */
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
import { unlessTaken } from '../models/model-of.ts';
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

/** `registers`: calendars and policies, where they are kept apart from the cases; else in `db`. */
export type Stores = { db: Connection; registers?: Connection };

const AGAIN_MS = 1_000;
/** A case at which something happens every second is looked at so often. */
const MOST_LOOKS = 10;
/** A deadline may be noticed so late: a worker starts again, very many fall due at once. */
const NOTICED_MS: Millis = 300_000;

/**
 * Compares; safe on a live system, since a difference counts only when a second look finds the same events and document: a
 * case that moves on meanwhile is looked at again. Writes nothing. Throws when a published version is missing.
 */
export async function refoldCase(stores: Stores, caseId: string): Promise<Refolded> {
  let found = await lookAt(stores, caseId);
  for (let looks = 1; found.outcome === 'differs' && looks < MOST_LOOKS; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    const again = await lookAt(stores, caseId);
    const stood = again.outcome === 'differs' && isSame(again, found);
    found = again;
    if (stood) break;
  }
  return found;
}

type Differing = Extract<Refolded, { outcome: 'differs' }>;
const isSame = (one: Differing, other: Differing): boolean =>
  one.storedVersion === other.storedVersion && one.document.version === other.document.version;

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
export async function healCase(db: Connection, { document, storedVersion }: Differing): Promise<boolean> {
  const cases = db.collection<StoredCase>(caseOf(db).collection.name);
  const { _id } = document;
  if (storedVersion > 0) {
    const { matchedCount } = await cases.replaceOne({ _id, version: storedVersion }, document);
    return matchedCount === 1;
  }
  return await unlessTaken(() => cases.insertOne(document));
}

async function lookAt({ db, registers = db }: Stores, caseId: string): Promise<Refolded> {
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
  const pins = await resolvePins(registers, refs, db);
  const document = documentOf(events, pins, viewedAt(stored, events));
  const proof = proofFindings(processOf(first.process), pins, events, Date.now() - NOTICED_MS);
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
