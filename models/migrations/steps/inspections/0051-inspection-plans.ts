/** Inspection plans; below `npm start` those of the sample organisation. */
import { addEntries } from '../../../registers/add-missing.ts';
import { inspectionPlanOf } from '../../../registers/inspections/plan.ts';
import type { Migration } from '../../migration.ts';
import { inspectionPlans as samples } from '../../seeds/sample-inspections.ts';

export const inspectionPlans: Migration = {
  id: '0051',
  name: 'inspection-plans',
  run: async (db, { embedded, now }) => {
    await inspectionPlanOf(db).createCollection();
    await inspectionPlanOf(db).createIndexes();
    if (embedded) await addEntries(db, 'inspection-plans', samples(now));
  },
};
