/** Rows of ended cases made from the cases themselves: of a store that has none yet, and of one whose rows are not what they should be. */
import type { Connection } from 'mongoose';
import { DRILL, kindOf, processesOf } from '../../domain/figures/kinds.ts';
import { processes } from '../../domain/processes.ts';
import { processOf } from '../../domain/catalogue.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { PinRefs, StoredCase } from '../../domain/kernel/process.ts';
import { casesIn } from '../../models/cases/case.ts';
import { RecordBroken } from '../../models/cases/folding.ts';
import { dropRow, figureRowsIn, putRow, type StoredRow, storedRowOf } from '../../models/figures/row.ts';
import { caseStateOf } from '../cases/case-state.ts';
import { resolvePins } from '../registers/pins.ts';

const AT_ONCE = 500;

/**
 * The row that a case should have; null: none, for it is open, or moves no figure, or is of the release before. Throws RecordBroken,
 * and what resolving pins throws.
 */
export async function rowDue(db: Connection, stored: StoredCase): Promise<StoredRow | null> {
  if (stored.closedAt === undefined || kindOf(stored) === null) return null;
  const standing = await caseStateOf(db, stored, (refs: PinRefs) => resolvePins(db, refs));
  return standing && storedRowOf(db, processOf(stored.process), standing.view, standing.kase);
}

/**
 * Writes the rows of all ended cases, in order of their numbers; begun again it writes the same. A case whose record is broken, or
 * whose pins are missing, gets none: the verification of the record names it. `check` throws where another has taken over.
 */
export const makeRows = async (db: Connection, check: () => void = () => undefined): Promise<void> =>
  await rowsAmong(db, {}, check);

/** Likewise those of drills alone: of the few processes of which there are any. */
export async function makeDrillRows(db: Connection, check: () => void = () => undefined): Promise<void> {
  for (const { prefix } of processesOf(DRILL).map((process) => processes[process]))
    await rowsAmong(db, { mode: 'drill', after: `${prefix}-`, before: `${prefix}.` }, check); // `.` follows `-`
}

type Among = { mode?: 'drill'; after?: string; before?: string };

async function rowsAmong(db: Connection, { mode, after: first = '', before }: Among, check: () => void): Promise<void> {
  for (let after = first; ; ) {
    check();
    const page = await casesIn(db)
      .find(
        { _id: { $gt: after, ...(before === undefined ? {} : { $lt: before }) }, ...(mode ? { mode } : {}) },
        { sort: { _id: 1 }, limit: AT_ONCE },
      )
      .toArray();
    const last = page.at(-1);
    if (!last) return;
    after = last._id;
    const rows: StoredRow[] = [];
    for (const stored of page) rows.push(...(await soundRow(db, stored)));
    if (rows.length === 0) continue;
    const writes = rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } }));
    await figureRowsIn(db).bulkWrite(writes, { ordered: false });
  }
}

async function soundRow(db: Connection, stored: StoredCase): Promise<StoredRow[]> {
  try {
    const row = await rowDue(db, stored);
    return row ? [row] : [];
  } catch (error) {
    if (error instanceof RecordBroken || error instanceof DomainError) return [];
    throw error;
  }
}

/** Rows that no case has: nothing but a hand beside the product writes one. In order of their numbers. */
export async function strayRows(db: Connection): Promise<string[]> {
  const cases = { from: casesIn(db).collectionName, localField: '_id', foreignField: '_id', as: 'cases' };
  const found = await figureRowsIn(db)
    .aggregate<{ _id: string }>([
      { $project: { _id: 1 } },
      { $lookup: { ...cases, pipeline: [{ $project: { _id: 1 } }] } },
      { $match: { cases: [] } },
      { $sort: { _id: 1 } },
    ])
    .toArray();
  return found.map(({ _id }) => _id);
}

/**
 * True when the row of a case is not what its document says; with `write` it is put in order. Throws RecordBroken, and what
 * resolving pins throws.
 */
export async function rerowed(db: Connection, caseId: string, { write }: { write: boolean }): Promise<boolean> {
  const stored = await casesIn(db).findOne({ _id: caseId });
  const [due, there] = await Promise.all([
    stored ? rowDue(db, stored) : null,
    figureRowsIn(db).findOne({ _id: caseId }),
  ]);
  if (canonical(due) === canonical(there)) return false;
  if (write) await (due ? putRow(db, due, { anyHead: true }) : dropRow(db, caseId));
  return true;
}
