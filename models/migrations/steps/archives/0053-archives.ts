/** Monthly archives: which took which case, their packages, and the months that were opened. */
import { archivedCaseOf, archiveMonthOf } from '../../../archives/archived-case.ts';
import { archivePackageOf } from '../../../archives/package.ts';
import type { Migration } from '../../migration.ts';

export const archives: Migration = {
  id: '0053',
  name: 'archives',
  run: async (db) => {
    for (const modelOn of [archivedCaseOf, archivePackageOf, archiveMonthOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
  },
};
