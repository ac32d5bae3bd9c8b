/** Duty rosters of teams; below `npm start` those of the sample organisation. */
import { addEntries } from '../../../registers/add-missing.ts';
import { dutyRosterOf } from '../../../registers/dispatch/duty-roster.ts';
import type { Migration } from '../../migration.ts';
import { dutyRosters as sampleRosters } from '../../seeds/sample-dispatch.ts';

export const dutyRosters: Migration = {
  id: '0044',
  name: 'duty-rosters',
  run: async (db, { embedded, now }) => {
    await dutyRosterOf(db).createCollection();
    await dutyRosterOf(db).createIndexes();
    if (embedded) await addEntries(db, 'duty-rosters', sampleRosters(now));
  },
};
