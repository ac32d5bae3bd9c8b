import type { Model } from 'mongoose';

/** Inserts what is not there by `_id`; what is there stays as it is. One process at a time. */
export async function addMissing<T extends { _id: string }>(model: Model<T>, documents: readonly T[]): Promise<void> {
  const there = new Set<unknown>(await model.distinct('_id'));
  await model.insertMany(documents.filter(({ _id }) => !there.has(_id)));
}
