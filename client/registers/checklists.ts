/** The checklist by which somebody is to inspect, as an inspection is made of it. */
import type { Connection } from 'mongoose';
import { linesAsked } from '../../domain/inspection/checklist.ts';
import type { OfferedChecklist } from '../../domain/kernel/facts.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { checklistIn, newestChecklist } from '../../models/registers/inspections/checklist.ts';
import { pinRefOf } from './pins.ts';

/** The newest version; null: there is none, or it is of others. Past every cache. */
export async function offeredChecklist(
  db: Connection,
  { key, unit }: { key: string; unit: OrgPath },
): Promise<OfferedChecklist | null> {
  const found = await newestChecklist(db, key);
  if (!found || !orgLineOf(unit).includes(found.orgPath)) return null;
  return {
    ref: found._id,
    pin: pinRefOf(checklistIn(found)),
    ways: found.ways,
    lines: linesAsked(found.lines),
    ...(found.withdrawn ? { withdrawn: true } : {}),
  };
}
