import type { Model } from 'mongoose';
import { isDuplicate } from '../model-of.ts';

/** Inserts what is not there by `_id`; what is there stays as it is. */
export async function addMissing<T extends { _id: string }>(model: Model<T>, documents: readonly T[]): Promise<void> {
  for (const document of documents) {
    try {
      await model.create([document]);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
}
