/** What changes in the database, as the driver tells it. */
import type { Connection, mongo } from 'mongoose';

/**
 * A change stream over all collections. The driver's own: `connection.watch()` of mongoose is typed as one and is a
 * wrapper that lacks `tryNext`, which opens a stream without waiting for a first change. It resumes by itself after a
 * short cut of the connection. Throws when the connection is not open.
 */
export function watchDatabase(
  db: Connection,
  pipeline: object[],
  options: mongo.ChangeStreamOptions = {},
): mongo.ChangeStream {
  if (!db.db) throw new Error('the connection to MongoDB is not open');
  return db.db.watch(pipeline, options);
}
