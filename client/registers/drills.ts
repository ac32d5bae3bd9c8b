/** Runbooks that are to be drilled, with when each was drilled last and is due. Past every cache. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { type Day, drillDueOn } from '../../domain/runbooks/drills.ts';
import { type LastDrill, lastDrills } from '../../models/cases/drills.ts';
import { drilledRunbooks, type DrilledRunbook } from '../../models/registers/runbooks/runbook.ts';
import { wallClockSeconds } from '../../platform/zones.ts';

/** `last`, `lastOn`: of its last drill that counts; absent: there was none, and it counts from `approvedAt`. */
export type DrillDue = DrilledRunbook & { dueOn: Day } & ({ last: LastDrill; lastOn: Day } | { last?: never });

/** The day on the wall of `zone`. */
export const dayIn = (at: Millis, zone: string): Day => wallClockSeconds(at, zone).slice(0, 10);

/** By id, with the day on the wall of `zone`; `where`: those that somebody may see. */
export async function drillsDue(
  db: Connection,
  zone: string,
  where: Readonly<Record<string, unknown>> = {},
): Promise<{ today: Day; drills: DrillDue[] }> {
  const [drilled, last] = await Promise.all([drilledRunbooks(db, where), lastDrills(db)]);
  const drills = drilled.map((one): DrillDue => {
    const found = last.get(one.runbook);
    const from = dayIn(found?.closedAt ?? one.approvedAt, zone);
    const dueOn = drillDueOn(from, one.everyMonths);
    return found ? { ...one, dueOn, last: found, lastOn: from } : { ...one, dueOn };
  });
  return { today: dayIn(Date.now(), zone), drills };
}
