/** Counts what boards show first before somebody asks: a year by month, of the top and wherever somebody has asked before. */
import type { Connection } from 'mongoose';
import { periodAt } from '../../domain/figures/periods.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { talliedOrganisations } from '../../models/figures/tally.ts';
import { topOrganisation } from '../../models/registers/organisation.ts';
import { periodCalendar } from '../registers/period-calendar.ts';
import type { Directory } from '../registers/directory.ts';
import { boardFigures } from './board.ts';
import { indicatorsInForce } from './indicators.ts';

type Stores = { db: Connection; directory: Directory };
const MONTHS = 12;

/** What holds already costs one read. `failed`: organisations whose registers allow for no calendar. Throws when the store is away. */
export async function countAhead(stores: Stores, now: Millis): Promise<{ counted: number; failed: number }> {
  const { db } = stores;
  const sum = { counted: 0, failed: 0 };
  for (const org of new Set([await topOrganisation(db), ...(await talliedOrganisations(db))]))
    if (await countOne(stores, org, now)) sum.counted += 1;
    else sum.failed += 1;
  return sum;
}

async function countOne(stores: Stores, org: OrgPath, now: Millis): Promise<boolean> {
  try {
    const { offsets } = await periodCalendar(stores, org);
    const cut = { offsets, firstMonth: 1 };
    const { all, formulaOf: formulaOfRef } = await indicatorsInForce(stores.db);
    const formulas = all.map(({ formula }) => formula);
    const period = periodAt(cut, 'month', now);
    await boardFigures(stores.db, { org, of: '', cut, period, trend: MONTHS, formulas, formulaOfRef, now });
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
