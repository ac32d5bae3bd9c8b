/** The register of checklists; below `npm start` those of the sample organisation. */
import { addVersions } from '../../../registers/add-missing.ts';
import { checklistOf } from '../../../registers/inspections/checklist.ts';
import type { Migration } from '../../migration.ts';
import { checklists as samples } from '../../seeds/sample-checklists.ts';

export const checklists: Migration = {
  id: '0050',
  name: 'checklists',
  run: async (db, { embedded, now }) => {
    await checklistOf(db).createCollection();
    await checklistOf(db).createIndexes();
    if (embedded) await addVersions(db, 'checklists', samples(now));
  },
};
