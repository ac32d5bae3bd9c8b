/** A case whose workflow knows more of it than the store has: an operator accepts the loss, and it goes on from the store. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { draftOf } from '../../domain/kernel/draft.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { lossKey } from '../../domain/kernel/ids.ts';
import type { AnyProcess, CaseState, Head, PinRefs, StoredCase } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { bodyOf, casesIn, documentOf, isGenuine } from '../../models/cases/case.ts';
import { appended, commitUnder } from '../../models/cases/commit.ts';
import { foldStored } from '../../models/cases/folding.ts';
import { dropRow, putRow, storedRowOf } from '../../models/figures/row.ts';
import { type Parked, parkedOf, release } from '../../models/cases/parked.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import type { EngineCases } from './engine-cases.ts';
import { resolvePins } from '../registers/pins.ts';
import type { Reviver } from './revive.ts';

type Deps = { db: Connection; engine: EngineCases; reviver: Reviver; audit: AuditTrail };
type Case = CaseState<{ status: string }>;
/** `known`: what its workflow had; `stored`: what was there, null for nothing; `seq`: the event that says so, 0 for none. */
export type Accepted = { known: Head; stored: Head | null; seq: number };

/**
 * Ends the run that knows more, records both heads on the case and in the audit trail, and has the case go on from what is
 * stored; where nothing is, the case is no more, and the audit trail alone says so. Cut off and run again it goes on where it
 * stopped. Throws DomainError 'not-behind' for a case that is not parked for this, 'case-moved' when another writes at this
 * moment; what stands there must verify, else RecordBroken.
 */
export async function acceptLoss(
  { db, engine, reviver, audit }: Deps,
  caseId: string,
  { by, now }: { by: string; now: number },
): Promise<Accepted> {
  const parked = await parkedOf(db).findById(caseId).lean<Parked>();
  if (parked?.reason !== 'store-behind' || !parked.known)
    throw new DomainError('not-behind', `${caseId} is not parked because its store lost something`);
  const { known } = parked;
  const process = processOf(parked.process);
  if (!(await reviver.isOurEngine())) throw new DomainError('other-engine', 'The engine is not the one of this store');
  const resolve = (refs: PinRefs) => resolvePins(db, refs);
  const fold = () => foldStored(db, { process, caseId, resolvePins: resolve });
  const kase = await fold();
  await engine.terminate(process.key, caseId, `the loss of what followed version ${kase?.seq ?? 0} was accepted`);
  const accepted = kase
    ? ((await onRecord(db, kase, known)) ?? (await record(db, process, kase, { known, by, now })))
    : { known, stored: null, seq: 0 };
  if (!kase) await dropRow(db, caseId);
  await putAnew(db, process, await fold());
  await audit.record({ type: 'lossAccepted', by, at: now, caseId, data: accepted });
  await release(db, caseId);
  if (kase) await reviver.revive(caseId, { why: 'the loss was accepted', by, byHand: true });
  return accepted;
}

/** When it was cut off behind the commit. */
async function onRecord(db: Connection, { caseId }: Case, known: Head): Promise<Accepted | null> {
  const commit = await commitUnder(db, caseId, lossKey(known));
  return commit && { known, stored: { seq: commit.seq - 1, hash: commit.prevHash }, seq: commit.seq };
}

type Loss = { known: Head; by: string; now: number };
async function record(db: Connection, process: AnyProcess, kase: Case, { known, by, now }: Loss): Promise<Accepted> {
  const { caseId, seq, headHash, headAt } = kase;
  const stored = { seq, hash: headHash };
  const stamp = { at: Math.max(now, headAt), by: SYSTEM, key: lossKey(known), digest: '' };
  const event = { type: `${process.key}.lossAccepted`, data: { known, stored, by } } as const;
  const commit = await appended(db, draftOf(process, kase, [event], stamp).draft, headHash);
  if (!commit || commit === 'booked')
    throw new DomainError('case-moved', `Somebody writes to ${caseId} at this moment: try again`);
  return { known, stored, seq: commit.seq };
}

/** Whatever document stands there: one of a later version is of what is lost. */
async function putAnew(db: Connection, process: AnyProcess, kase: Case | null): Promise<void> {
  if (!kase) return;
  const { caseId, seq, headAt } = kase;
  const key = recordKeyOf(db);
  const effectsFrom = lowestOpen(db, await casesIn(db).findOne({ _id: caseId }), seq);
  const document = documentOf(process, kase, { at: headAt, effectsFrom, key });
  const row = await storedRowOf(db, process, document, kase);
  await (row ? putRow(db, row, { anyHead: true }) : dropRow(db, caseId)); // it may have ended in what is lost
  await casesIn(db).replaceOne({ _id: caseId }, document, { upsert: true });
}

const SYSTEM = { id: 'system', role: 'system' } as const;

/** Effects below it were carried out; all may be open where no document of ours says so. What was done is done again under its key. */
function lowestOpen(db: Connection, stored: StoredCase | null, seq: number): number {
  if (!stored || !isGenuine(stored, recordKeyOf(db))) return 1;
  const body = bodyOf(stored);
  return Math.min(body.effectsFrom ?? body.seq + 1, seq + 1);
}
