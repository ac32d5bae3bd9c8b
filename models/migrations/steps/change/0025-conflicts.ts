/** What the conflict check rests on: freezes, changes by item, implementer and time, and who is first to take an item. */
import { commitOf } from '../../../cases/commit.ts';
import { createPlannedIndexes } from '../../../cases/planned.ts';
import { freezeOf } from '../../../registers/freeze.ts';
import type { Migration } from '../../migration.ts';

export const conflicts: Migration = {
  id: '0025',
  name: 'conflicts',
  run: async (db) => {
    await freezeOf(db).createCollection();
    await freezeOf(db).createIndexes();
    await createPlannedIndexes(db);
    await commitOf(db).createIndexes();
  },
};
