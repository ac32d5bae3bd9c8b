/** An inspection's own fields beside those of every case, and what its visits before kept. */
import type { Connection } from 'mongoose';
import { inspectionFields } from '../../../domain/inspection/fields.ts';
import type { KaseBody, Millis, Mode, OrgPath, StoredCase } from '../../../domain/kernel/process.ts';
import { bodyOf } from '../case.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
const fields = storeOf(inspectionFields)
  // The readings of a meter, the last visit first.
  .index({ plan: 1, begunAt: -1 }, where('plan'))
  .index({ items: 1, begunAt: -1 }, where('items'));

export const inspectionOf = ownModelOf('Inspection', 'inspection', fields);

export type Visit = {
  caseId: string;
  mode: Mode;
  /** When it had begun. */
  before: Millis;
  plan?: string | undefined;
  unit: OrgPath;
  items: readonly string[];
};
/** What the last visits of the same plan keep, ascending; of one without a plan those of the same unit and items. */
export async function visitsBefore(
  db: Connection,
  { caseId, mode, before, plan, unit, items }: Visit,
  most: number,
): Promise<KaseBody<{ status: string }>[]> {
  const same = plan === undefined ? { plan: { $exists: false }, 'parties.unit': unit, items } : { plan };
  const found = await inspectionOf(db)
    .find({ ...same, _id: { $ne: caseId }, mode, begunAt: { $lt: before } }, { 'kase.text': 1 })
    .sort({ begunAt: -1 })
    .limit(most)
    .lean<Pick<StoredCase, '_id' | 'kase'>[]>();
  return found.map(bodyOf).toReversed();
}

const CARRIED_OUT = 3;
/** The last visits of a plan that were carried out and signed, the last one first: whether each found everything in order. */
export async function lastVisits(db: Connection, plan: string): Promise<{ isClean: boolean }[]> {
  const found = await inspectionOf(db)
    .find({ plan, mode: 'live', begunAt: { $gt: 0 }, status: 'archived' }, { lines: 1, findings: 1 })
    .sort({ begunAt: -1 })
    .limit(CARRIED_OUT)
    .lean<{ lines?: { abnormal: number }; findings?: { all: number } }[]>();
  return found.map(({ lines, findings }) => ({ isClean: lines?.abnormal === 0 && findings?.all === 0 }));
}
