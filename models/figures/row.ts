/**
 * A row for each live case and each drill that has ended, beside its document: what figures are folded from. Made anew from the case
 * at any time.
 * It is written before the document, so that whoever finds an ended case finds its row; and what was counted from rows is marked
 * before and after it, so that nothing counted outlives a row that it does not hold (tally.ts). That its document may not have ended
 * yet is noted before it, too (ending.ts).
 */
import { type Connection, Schema } from 'mongoose';
import type { AnyProcess, CaseView } from '../../domain/kernel/process.ts';
import { drillRowOf, isEndedDrill } from '../../domain/figures/drill-row.ts';
import { type FigureRow, rowOf, rowShapeOf, type Standing } from '../../domain/figures/row.ts';
import { wentForward } from '../cases/drills.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';
import { forgetEndings, noteEndings } from './ending.ts';
import { flat, type Nested, nested } from './nested.ts';
import { markTallies } from './tally.ts';

/** `shape`: by which code it was folded. */
export type StoredRow = Omit<FigureRow, 'values'> & { values: Nested; shape: string };

const schema = new Schema<StoredRow>(
  {
    _id: text,
    process: text,
    orgPath: text,
    line: [String],
    unit: text,
    application: String,
    team: String,
    person: String,
    openedAt: integer,
    closedAt: integer,
    concealed: Boolean,
    values: Schema.Types.Mixed,
    head: { seq: integer, hash: text },
    shape: text,
  },
  schemaOptions('figure-rows'),
)
  // What ended in a time, and, with both ends in one index, what was open at an instant. `_id`: a total order.
  .index({ line: 1, process: 1, closedAt: 1, openedAt: 1, _id: 1 })
  .index({ line: 1, process: 1, openedAt: 1, _id: 1 })
  .index({ team: 1, process: 1, closedAt: 1 })
  .index({ person: 1, process: 1, closedAt: 1 })
  .index({ application: 1, process: 1, closedAt: 1 })
  .index({ unit: 1, process: 1, closedAt: 1 });

export const figureRowOf = modelOf<StoredRow>('FigureRow', schema);
/** The plain driver: no hydration. */
export const figureRowsIn = (db: Connection) => db.collection<StoredRow>('figure-rows');

/**
 * As the row of a case is stored; null where it has none: it is open, or a rehearsal. Of a drill its record is asked whether it counts,
 * so its events must be there. Throws when the store is away.
 */
export async function storedRowOf(
  db: Connection,
  process: AnyProcess,
  view: CaseView,
  kase: Standing,
): Promise<StoredRow | null> {
  const row = isEndedDrill(view)
    ? drillRowOf(view, kase, { completed: await wentForward(db, process.key, view._id) })
    : rowOf(view, kase);
  return row && { ...row, values: nested(row.values), shape: rowShapeOf(process) };
}

/** `values` absent: nobody asked for any. */
export function rowFrom(stored: Omit<StoredRow, 'shape' | 'values'> & { values?: Nested }): FigureRow {
  return { ...stored, values: flat(stored.values ?? {}) };
}

/**
 * Keeps the row of a case that has ended, before its document is written; of any other it does nothing at all. May run twice, and
 * beside a later one: an older head never replaces a newer one.
 */
export async function keepRow(db: Connection, process: AnyProcess, view: CaseView, kase: Standing): Promise<void> {
  const row = await storedRowOf(db, process, view, kase);
  if (row) await putRow(db, row);
}

/** `anyHead`: in the place of a newer one, too, whose record was lost. */
export async function putRow(db: Connection, row: StoredRow, { anyHead = false } = {}): Promise<void> {
  const { _id } = row;
  const before = await figureRowsIn(db).findOne({ _id });
  const touched = before ? [row, before] : [row];
  await Promise.all([noteEndings(db, [_id]), markTallies(db, touched)]);
  try {
    const older = anyHead ? {} : { 'head.seq': { $lte: row.head.seq } };
    await figureRowsIn(db).replaceOne({ _id, ...older }, row, { upsert: true });
  } catch (error) {
    if (!isDuplicate(error)) throw error; // what is there is newer
  }
  await markTallies(db, touched);
}

/** Of a case that has none any more: its end was lost, and the loss accepted. */
export async function dropRow(db: Connection, caseId: string): Promise<void> {
  const before = await figureRowsIn(db).findOne({ _id: caseId });
  if (!before) return;
  await markTallies(db, [before]);
  await figureRowsIn(db).deleteOne({ _id: caseId });
  await Promise.all([forgetEndings(db, [caseId]), markTallies(db, [before])]);
}
