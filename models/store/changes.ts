/** What changes in the database, as the driver tells it. */
import type { Connection, mongo } from 'mongoose';

/** Fields that say when something was last used, and nothing else that anybody would look at anew for. */
const OF_USE = ['usedAt', 'seenAt'];
const touched = {
  $map: { input: { $objectToArray: { $ifNull: ['$updateDescription.updatedFields', {}] } }, in: '$$this.k' },
};
const removed = { $size: { $ifNull: ['$updateDescription.removedFields', []] } };

/** Stage of a pipeline: an update that only notes a use is no change. */
export const butUses = {
  $match: {
    $expr: {
      $not: {
        $and: [{ $eq: ['$operationType', 'update'] }, { $setIsSubset: [touched, OF_USE] }, { $eq: [removed, 0] }],
      },
    },
  },
};

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

/**
 * Opens it: resolves when it tells all that comes from then on. `first`: what it tells first, null when nothing came; the
 * server keeps a question that finds nothing for a second, for which whoever opens need not wait. Throws when it cannot
 * be opened.
 */
export async function opened(stream: mongo.ChangeStream): Promise<{ first: Promise<unknown> }> {
  const isOpen = new Promise((resolve) => stream.once('resumeTokenChanged', resolve)); // the answer to its opening says where it is
  const first: Promise<unknown> = stream.tryNext();
  first.catch(() => undefined); // whoever reads on meets it
  await Promise.race([first, isOpen]);
  return { first };
}
