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
 * The zone by whose clock days and months of an organisation begin; absent: of the top one. `otherwise`: where the registers have
 * no calendar for it, or it is none.
 */
export async function zoneOfDays(
  stores: { db: Connection; directory: Directory },
  orgPath: OrgPath | undefined,
  otherwise: string,
): Promise<string> {
  try {
    return (await archiveCalendar(stores, orgPath ?? (await topOrganisation(stores.db)))).zone;
  } catch (error) {
    if (error instanceof DomainError) return otherwise;
    throw error;
  }
}
