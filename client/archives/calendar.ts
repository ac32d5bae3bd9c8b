/** The calendar by which months of an organisation are cut, and the third working day found: that of its service hours. */
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar-snapshot.ts';
import { topOrganisation } from '../../models/registers/organisation.ts';
import type { Directory } from '../registers/directory.ts';
import { pinsFor } from '../registers/pins.ts';

/** The one that an archive opened now would run on. Throws DomainError where the registers allow for none. */
export async function archiveCalendar(
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
    return await archiveCalendar(stores, orgPath ?? (await topOrganisation(stores.db)));
  } catch (error) {
    if (!(error instanceof DomainError) || orgPath === undefined) throw error;
    return await archiveCalendar(stores, await topOrganisation(stores.db));
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
