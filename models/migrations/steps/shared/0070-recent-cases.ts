/** The cases that each person looked at last. */
import { recentCasesOf } from '../../../access/recent-cases.ts';
import type { Migration } from '../../migration.ts';

export const recentCases: Migration = {
  id: '0070',
  name: 'recent-cases',
  run: async (db) => {
    await recentCasesOf(db).createCollection();
    await recentCasesOf(db).createIndexes();
  },
};
