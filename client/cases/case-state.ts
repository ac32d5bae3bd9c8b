/** A stored case as guard and decide take it, whatever code has folded its document. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { shapeOf } from '../../domain/kernel/record/shape.ts';
import type { CaseState, CaseView, PinRefs, Pins, StoredCase } from '../../domain/kernel/process.ts';
import { bodyOf, isOfNow, stateOf } from '../../models/cases/case.ts';
import { foldStored } from '../../models/cases/folding.ts';

type Resolve = (refs: PinRefs) => Promise<Pins>;
export type Standing = { kase: CaseState<{ status: string }>; view: CaseView };

/**
 * The case and what is shown of it. A document of another shape, as a release before or after has left it, is folded in
 * memory; it is stored anew at its next write. Null: one of the release before that could not be upgraded. Throws RecordBroken, and what resolving pins throws.
 */
export async function caseStateOf(db: Connection, stored: StoredCase, resolvePins: Resolve): Promise<Standing | null> {
  if (!isOfNow(stored)) return null;
  const process = processOf(stored.process);
  const { kase: _kase, ...view } = stored;
  if (stored.kase.shape === shapeOf(process)) {
    const body = bodyOf(stored);
    return { kase: stateOf(stored, body, await resolvePins(body.pins)), view };
  }
  const folded = await foldStored(db, { process, caseId: stored._id, resolvePins });
  if (!folded) throw new Error(`${stored._id} has a document and no commit`);
  return { kase: folded, view: process.view(folded, folded.headAt) };
}
