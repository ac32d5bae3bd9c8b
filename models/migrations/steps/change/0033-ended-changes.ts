/** The index of changes by status and window also says when they ended: what the figures of a time are counted from. */
import { createPlannedIndexes, dropFormerPlannedIndex } from '../../../cases/planned.ts';
import type { Migration } from '../../migration.ts';

export const endedChanges: Migration = {
  id: '0033',
  name: 'ended changes',
  run: async (db) => {
    await createPlannedIndexes(db);
    await dropFormerPlannedIndex(db);
  },
};
