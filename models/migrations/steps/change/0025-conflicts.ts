/** What the conflict check rests on: of two commits that take one item in one turn, one is stored. */
import { commitOf } from '../../../cases/commit.ts';
import type { Migration } from '../../migration.ts';

export const conflicts: Migration = {
  id: '0025',
  name: 'conflicts',
  run: async (db) => {
    await commitOf(db).createIndexes();
  },
};
