/** Commits by whose vote they hold: cast by him, recorded of him, or cast for him. */
import { commitOf } from '../../../cases/commit.ts';
import type { Migration } from '../../migration.ts';

export const votes: Migration = {
  id: '0079',
  name: 'votes',
  run: async (db) => {
    await commitOf(db).createIndexes();
  },
};
