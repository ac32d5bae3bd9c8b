/** Which of the cases that somebody names stand in the frozen list of an appraisal. */
import type { Connection } from 'mongoose';
import type { Facts } from '../../domain/kernel/facts.ts';
import { itemsListed } from '../../models/appraisals/list.ts';

/** Undefined: none is named; null: the appraisal has no list, as a drill has none. */
export async function listedFact(
  db: Connection,
  appraisal: string | undefined,
  numbers: readonly string[],
): Promise<Facts['listed']> {
  if (appraisal === undefined || numbers.length === 0) return undefined;
  const found = await itemsListed(db, appraisal, numbers);
  return found && Object.fromEntries(found);
}
