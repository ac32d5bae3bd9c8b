/**
 * The calendar by which days, months and years of an organisation are cut, the same in figures, archives, appraisals, reports and exports:
 * that of its service hours, as its monthly archive has it.
 */
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar-snapshot.ts';
import { topOrganisation } from '../../models/registers/organisation.ts';
import type { Directory } from './directory.ts';
import { pinsFor } from './pins.ts';

/** As it stands now; its working days too. Throws DomainError where the registers allow for none. */
export async function periodCalendar(
  stores: { db: Connection; directory: Directory },
  orgPath: OrgPath,
): Promise<CalendarSnapshot> {
  const { calendars, snapshots } = await pinsFor(stores, 'archive', { orgPath });
  const found = snapshots[calendars['service'] ?? calendars['always'] ?? ''];
  if (!found) throw new Error(`${orgPath} has no calendar of service hours`);
  return found;
}

/**
 * The same of an organisation that is looked at; of the top one where none is, or where the registers have none for it: there may be no such
 * organisation. Throws DomainError where the top one has none.
 */
export async function calendarOfDays(
  stores: { db: Connection; directory: Directory },
  orgPath: OrgPath | undefined,
): Promise<CalendarSnapshot> {
  try {
    return await periodCalendar(stores, orgPath ?? (await topOrganisation(stores.db)));
  } catch (error) {
    if (!(error instanceof DomainError) || orgPath === undefined) throw error;
    return await periodCalendar(stores, await topOrganisation(stores.db));
  }
}

/** The zone by whose clock days and months begin there; `otherwise`: where the registers have no calendar at all. */
export async function zoneOfDays(
  stores: { db: Connection; directory: Directory },
  orgPath: OrgPath | undefined,
  otherwise: string,
): Promise<string> {
  try {
    return (await calendarOfDays(stores, orgPath)).zone;
  } catch (error) {
    if (error instanceof DomainError) return otherwise;
    throw error;
  }
}
