/** What has been done once to this database. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { isDuplicate } from '../store/model-of.ts';

type Done = { _id: string; name: string; at: Millis };

const records = (db: Connection) => db.collection<Done>('migrations');

export const isDone = async (db: Connection, id: string): Promise<boolean> =>
  (await records(db).findOne({ _id: id })) !== null;

/** When it was done; undefined: it was not. */
export const doneAt = async (db: Connection, id: string): Promise<Millis | undefined> =>
  (await records(db).findOne({ _id: id }))?.at;

/** Of what was done, by id. */
export const allDone = async (db: Connection): Promise<Set<string>> =>
  new Set((await records(db).find().toArray()).map(({ _id }) => _id));

/** Noted once; a second note changes nothing. */
export async function markDone(db: Connection, { id, name }: { id: string; name: string }): Promise<void> {
  try {
    await records(db).insertOne({ _id: id, name, at: Date.now() });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
