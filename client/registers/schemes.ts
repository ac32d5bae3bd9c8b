/** A scheme of appraisal as an appraisal is made of it, for one of its periods. */
import type { Connection } from 'mongoose';
import { periodOf, versionFor } from '../../domain/appraisal/calculus/period.ts';
import { termsIn } from '../../domain/appraisal/calculus/scheme.ts';
import type { SchemeFact } from '../../domain/kernel/facts.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar-snapshot.ts';
import { schemeIn, versionsOfScheme } from '../../models/registers/appraisals/scheme.ts';
import type { Directory } from './directory.ts';
import { pinRefOf, pinsFor } from './pins.ts';

type Stores = { db: Connection; directory: Directory };

/** The calendar by which periods of an organisation are cut: that of its service hours. Throws DomainError where registers allow for none. */
export async function periodCalendar(stores: Stores, orgPath: OrgPath): Promise<CalendarSnapshot> {
  const { calendars, snapshots } = await pinsFor(stores, 'appraisal', { orgPath });
  const found = snapshots[calendars['service'] ?? calendars['always'] ?? ''];
  if (!found) throw new Error(`${orgPath} has no calendar of service hours`);
  return found;
}

/** Null: there is no such scheme. The version that holds is the one that was in force as the period began. Past every cache. */
export async function schemeFact(
  stores: Stores,
  { scheme, period }: { scheme: string; period: string },
): Promise<Omit<SchemeFact, 'appraised'> | null> {
  const versions = await versionsOfScheme(stores.db, scheme);
  const [first] = versions;
  if (!first) return null;
  const { orgPath, period: kind, firstMonth } = first;
  const frame = { orgPath, period: kind, firstMonth };
  const { offsets } = await periodCalendar(stores, orgPath);
  const span = periodOf(offsets, first, period);
  const held = span && versionFor(versions, span.from);
  if (!held || held.withdrawn) return { ...frame, offered: null };
  const { title, subject, judge } = held;
  return {
    ...frame,
    offered: { ref: held._id, pin: pinRefOf(schemeIn(held)), title: title.zh, terms: termsIn(held), subject, judge },
  };
}
