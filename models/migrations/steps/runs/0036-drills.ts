/** Cases by their end, of drills alone: which drill of a runbook was the last. */
import { caseOf } from '../../../cases/case.ts';
import type { Migration } from '../../migration.ts';

export const drills: Migration = {
  id: '0036',
  name: 'drills',
  run: async (db) => {
    await caseOf(db).createIndexes();
  },
};
