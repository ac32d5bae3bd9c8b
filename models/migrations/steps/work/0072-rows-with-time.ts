/** Rows of ended cases as this release folds them, with the time that people put down; and the indicator that adds it up. */
import { addVersions } from '../../../registers/add-missing.ts';
import type { Migration } from '../../migration.ts';
import { firstVersions } from '../../seeds/shipped-indicators.ts';

export const rowsWithTime: Migration = {
  id: '0072',
  name: 'rows-with-time',
  run: async (db, { makeRows, check, now }) => {
    await makeRows(db, check);
    await addVersions(db, 'indicators', firstVersions(now, ['time-spent']));
  },
};
