/** Service zones; below `npm start` those of the sample organisation. */
import { addEntries } from '../../../registers/add-missing.ts';
import { serviceZoneOf } from '../../../registers/dispatch/zone.ts';
import type { Migration } from '../../migration.ts';
import { zones as sampleZones } from '../../seeds/sample-dispatch.ts';

export const zones: Migration = {
  id: '0045',
  name: 'zones',
  run: async (db, { embedded }) => {
    await serviceZoneOf(db).createCollection();
    await serviceZoneOf(db).createIndexes();
    if (embedded) await addEntries(db, 'zones', sampleZones);
  },
};
