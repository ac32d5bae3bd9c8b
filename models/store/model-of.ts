import type { Connection, Model, Schema } from 'mongoose';

/**
 * How every file of this folder offers its collection: the model on a connection, made once. Indexes are declared on the
 * schema and built by a migration, never on the way (`autoIndex: false`).
 */
export function modelOf<T>(name: string, schema: Schema<T>): (db: Connection) => Model<T> {
  const made = new WeakMap<Connection, Model<T>>();
  return (db) => {
    const known = made.get(db);
    if (known) return known;
    const model = db.model<T>(name, schema);
    made.set(db, model);
    return model;
  };
}

const DUPLICATE_KEY = 11_000;

/** True when MongoDB refused a write because a unique index, or the `_id`, holds that value already. */
export const isDuplicate = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;

/** Writes; false when a unique index, or the `_id`, holds that value already. Throws whatever else the write throws. */
export async function unlessTaken(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
