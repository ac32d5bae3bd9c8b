/** A stored case against its events: where it differs from their fold, what they do not bear out, and how it should be. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import { type Difference, differencesBetween } from '../../domain/kernel/record/differences.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { pinRefsOf } from '../../domain/kernel/record/pins.ts';
import { type ProofFinding, proofFindings } from '../../domain/kernel/record/proof.ts';
import type { CaseEvent, KaseBody, Millis, PinRefs, StoredCase } from '../../domain/kernel/process.ts';
import { bodyOf, caseOf, casesIn, documentOf, isGenuine } from '../../models/cases/case.ts';
import { commitOf, commitsAfter } from '../../models/cases/commit.ts';
import { foldStored, pinsNamedIn, RecordBroken } from '../../models/cases/folding.ts';
import { unlessTaken } from '../../models/store/model-of.ts';
import { type RecordKey, recordKeyOf } from '../../models/store/record-key.ts';
import { resolvePins } from '../registers/pins.ts';

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
      stored: StoredCase | null;
    }
  /** The events themselves are not whole, or nobody knows how to read them: nothing may be made from them. */
  | { outcome: 'unreadable'; caseId: string; code: string };

/** `registers`: calendars and policies, where they are kept apart from the cases; else in `db`. */
export type Stores = { db: Connection; registers?: Connection };

const AGAIN_MS = 1_000;
/** Looks at a case that moves on between one and the next; after them it is judged as of its document. */
const MOST_LOOKS = 4;
/** A deadline may be noticed so late: a worker starts again, very many fall due at once. */
const NOTICED_MS: Millis = 300_000;

/**
 * Compares; safe on a live system, since a difference counts only when a second look finds the same events and document: a
 * case that moves on meanwhile is looked at again, and one that never stands still is compared with the events up to the
 * version of its document. Writes nothing. Throws when a published version is missing.
 */
export async function refoldCase(stores: Stores, caseId: string): Promise<Refolded> {
  let found = await refoldOnce(stores, caseId);
  for (let looks = 1; found.outcome === 'differs' && looks < MOST_LOOKS; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    const again = await refoldOnce(stores, caseId);
    if (again.outcome !== 'differs' || isSame(again, found)) return again;
    found = again;
  }
  return found.outcome === 'differs' ? await lookAt(stores, caseId, 'document') : found;
}

type Differing = Extract<Refolded, { outcome: 'differs' }>;
const isSame = (one: Differing, other: Differing): boolean =>
  one.storedVersion === other.storedVersion && one.document.version === other.document.version;

/** Every case that has an event or a document, in order of its number, once. */
export async function* caseIds(db: Connection): AsyncGenerator<string> {
  const cursors = [
    commitOf(db)
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

/**
 * Puts the folded document in the place of the one that was compared. False: it has moved on meanwhile.
 */
export async function healCase(db: Connection, { document, stored }: Differing): Promise<boolean> {
  if (!stored) return await unlessTaken(() => casesIn(db).insertOne(document));
  const { _id, version, kase } = stored;
  const { matchedCount } = await casesIn(db).replaceOne({ _id, version, 'kase.text': kase.text }, document);
  return matchedCount === 1;
}

/** As refoldCase, with one look: where nobody writes. */
export const refoldOnce = (stores: Stores, caseId: string): Promise<Refolded> => lookAt(stores, caseId, 'end');

/** One look: the document against all events, or against those up to its own version; the proof is of all. */
async function lookAt({ db, registers = db }: Stores, caseId: string, asOf: 'end' | 'document'): Promise<Refolded> {
  const stored = await casesIn(db).findOne({ _id: caseId });
  const [first] = await commitsAfter(db, caseId, { limit: 1 });
  if (!first) return { outcome: 'unreadable', caseId, code: 'no-events' };
  const process = processOf(first.process);
  const events: CaseEvent[] = [];
  let atDocument: Awaited<ReturnType<typeof foldStored>> = null;
  try {
    const resolve = (refs: PinRefs) => resolvePins(registers, refs, db);
    const kase = await foldStored(db, {
      process,
      caseId,
      resolvePins: resolve,
      seen: (commit, after) => {
        events.push(...unwound(commit));
        if (asOf === 'document' && after.seq === stored?.version) atDocument = after;
      },
    });
    if (!kase) return { outcome: 'unreadable', caseId, code: 'no-events' };
    if (stored && stored.version > kase.seq)
      return { outcome: 'unreadable', caseId, code: `cut-tail at ${kase.seq + 1}` };
    const key = recordKeyOf(db);
    const pins = await resolve(pinsNamedIn(first) ?? pinRefsOf(kase.pins));
    const proof = proofFindings(process, pins, events, Date.now() - NOTICED_MS);
    const own = atDocument ?? kase;
    return compared(
      stored,
      documentOf(process, own, { at: own.headAt, effectsFrom: effectsFrom(stored, key), key }),
      proof,
    );
  } catch (error) {
    if (error instanceof RecordBroken) return { outcome: 'unreadable', caseId, code: `${error.code} at ${error.seq}` };
    if (error instanceof DomainError) return { outcome: 'unreadable', caseId, code: error.code };
    throw error;
  }
}

/** Which effects are open is the workflow's to know. Where no document of ours says from where on, all are looked at again. */
function effectsFrom(stored: StoredCase | null, key: RecordKey): number {
  if (!stored || !isGenuine(stored, key)) return 1;
  const { effectsFrom: from, seq } = bodyOf(stored);
  return from ?? seq + 1;
}

function compared(stored: StoredCase | null, folded: StoredCase, proof: readonly ProofFinding[]): Refolded {
  const { _id: caseId } = folded;
  const differences = differencesBetween(stored ? shownOf(stored) : {}, shownOf(folded));
  if (differences.length === 0) return { outcome: 'equal', caseId, proof };
  return {
    outcome: 'differs',
    caseId,
    differences,
    proof,
    document: folded,
    storedVersion: stored?.version ?? 0,
    stored,
  };
}

/** Everything that the commits tell: as it comes out of the store, nothing undefined. */
function shownOf({ kase, ...view }: StoredCase): object {
  const { text, mac: _mac, keyId: _key, ...beside } = kase;
  const kept: KaseBody = JSON.parse(text);
  const { effectsFrom: _open, ...body } = kept;
  const shown: object = JSON.parse(canonical({ ...view, kase: { ...beside, ...body } }));
  return shown;
}
