/** What the slots of an inspection plan follow from, as the registers say it now. */
import type { Connection } from 'mongoose';
import { everyOf, lastDayOf } from '../../domain/inspection/plan.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { SlotPlan } from '../../domain/inspection/slots.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar-snapshot.ts';
import { calendarOf } from '../../models/registers/calendar.ts';
import type { KeptInspectionPlan } from '../../models/registers/inspections/plan.ts';
import { offsetsOfYears } from '../../platform/zones.ts';
import type { Directory } from './directory.ts';

/** `isOwed`: its contract says how often. */
export type SlotSource = { plan: SlotPlan; calendar: CalendarSnapshot; isOwed: boolean };
/** Years beyond the present one for which the changes of a zone's clocks are looked up. */
const YEARS_AHEAD = 10;

/** By the newest versions of its calendar and contract. Throws 'calendar-missing' when its calendar is not there. */
export async function slotSourceOf(
  { db, directory }: { db: Connection; directory: Directory },
  plan: KeptInspectionPlan,
  now: Millis,
): Promise<SlotSource> {
  const [ref, contracts] = await Promise.all([directory.newestCalendar(plan.calendar), directory.contracts()]);
  const found = await calendarOf(db).findById(ref).lean();
  if (!found) throw new DomainError('calendar-missing', `There is no calendar ${plan.calendar}`);
  const contract = contracts.find((one) => one.contract === plan.contract) ?? null;
  const { _id: id, firstDay, windowDays, zone } = plan;
  const years = [Number(firstDay.slice(0, 4)), new Date(now).getUTCFullYear()];
  return {
    plan: {
      id,
      everyMonths: everyOf(plan, contract),
      firstDay,
      lastDay: lastDayOf(plan, contract),
      windowDays,
      offsets: offsetsOfYears(zone, [Math.min(...years) - 1, Math.max(...years) + YEARS_AHEAD]),
    },
    calendar: found.snapshot,
    isOwed: contract?.inspections?.[plan.way] !== undefined,
  };
}
