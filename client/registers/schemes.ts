/** A scheme of appraisal as an appraisal is made of it, for one of its periods. */
import type { Connection } from 'mongoose';
import { periodOf, versionFor } from '../../domain/appraisal/calculus/period.ts';
import { termsIn } from '../../domain/appraisal/calculus/scheme.ts';
import type { SchemeFact } from '../../domain/kernel/facts.ts';
import { schemeIn, versionsOfScheme } from '../../models/registers/appraisals/scheme.ts';
import type { Directory } from './directory.ts';
import { periodCalendar } from './period-calendar.ts';
import { pinRefOf } from './pins.ts';

type Stores = { db: Connection; directory: Directory };

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
