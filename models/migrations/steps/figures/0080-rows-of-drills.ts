/** Drills that have ended get their rows, and the indicator that says how many of them were completed is there. */
import { addVersions } from '../../../registers/add-missing.ts';
import type { Migration } from '../../migration.ts';
import { firstVersions } from '../../seeds/shipped-indicators.ts';

export const rowsOfDrills: Migration = {
  id: '0080',
  name: 'rows-of-drills',
  run: async (db, { makeDrillRows, check, now }) => {
    await makeDrillRows(db, check);
    await addVersions(db, 'indicators', firstVersions(now, ['drill-completion']));
  },
};
