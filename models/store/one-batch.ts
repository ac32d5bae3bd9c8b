/** Reads of at most one batch by the bare command: the driver's cursor costs a third more for the same bytes. */
import { type Connection, mongo } from 'mongoose';

/** So many documents come in the first batch of any find. */
const MOST_IN_BATCH = 101;

type Wish = {
  projection?: Record<string, 0 | 1>;
  sort?: Record<string, 1 | -1>;
  hint?: Record<string, 1>;
  limit: number;
};

/** What `collection.find` gives, by the read concern of the connection. */
export async function foundAtOnce<T extends object>(
  db: Connection,
  collection: string,
  filter: object,
  wish: Wish,
): Promise<T[]> {
  const find = () => db.collection(collection).find<T>(filter, wish).toArray();
  if (!db.db || wish.limit > MOST_IN_BATCH) return await find();
  const readConcern = db.db.readConcern?.toJSON();
  const command = { find: collection, filter, ...wish, batchSize: wish.limit, singleBatch: true };
  try {
    const { cursor } = await db.db.command({ ...command, ...(readConcern && { readConcern }) });
    return cursor.firstBatch;
  } catch (error) {
    if (error instanceof mongo.MongoServerSelectionError) throw error;
    return await find(); // which the driver repeats where that helps
  }
}
