/** Monthly service reports have their place, and rows their order in lists. */
import { figureRowOf } from '../../../figures/row.ts';
import { serviceReportOf } from '../../../figures/service-report.ts';
import type { Migration } from '../../migration.ts';

export const serviceReports: Migration = {
  id: '0061',
  name: 'service-reports',
  run: async (db) => {
    await figureRowOf(db).createIndexes();
    await serviceReportOf(db).createCollection();
    await serviceReportOf(db).createIndexes();
  },
};
