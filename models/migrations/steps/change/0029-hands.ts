/** Cases by who has one of their parts in hand, and by whom they name: a leaver's are found, and readers find theirs. */
import { caseOf } from '../../../cases/case.ts';
import type { Migration } from '../../migration.ts';

export const hands: Migration = {
  id: '0029',
  name: 'hands',
  run: async (db) => {
    await caseOf(db).createIndexes();
  },
};
