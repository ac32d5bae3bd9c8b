/**
 * Cases that have a row while their document may not have ended yet: noted before the row is written, and forgotten once the document
 * has ended. So who reads very many open documents asks of these few, and not of each, whether it has ended already.
 */
import { type Connection, Schema } from 'mongoose';
import { schemaOptions, text } from '../store/fields.ts';
import { modelOf, unlessTaken } from '../store/model-of.ts';

type Ending = { _id: string };

export const endingOf = modelOf<Ending>('Ending', new Schema<Ending>({ _id: text }, schemaOptions('endings')));
const endingsIn = (db: Connection) => db.collection<Ending>('endings');

/** May run twice. */
export async function noteEndings(db: Connection, caseIds: readonly string[]): Promise<void> {
  if (caseIds.length === 0) return;
  const notes = caseIds.map((_id) => ({ _id }));
  await unlessTaken(() => endingsIn(db).insertMany(notes, { ordered: false }));
}

export async function forgetEndings(db: Connection, caseIds: readonly string[]): Promise<void> {
  if (caseIds.length > 0) await endingsIn(db).deleteMany({ _id: { $in: [...caseIds] } });
}

/** In no order. */
export async function notedEndings(db: Connection): Promise<string[]> {
  const all = await endingsIn(db).find({}, { batchSize: 10_000 }).toArray();
  return all.map(({ _id }) => _id);
}
