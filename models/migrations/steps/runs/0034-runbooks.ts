/** The register of runbooks; below `npm start` those of the sample organisation. */
import { addVersions } from '../../../registers/add-missing.ts';
import { runbookOf } from '../../../registers/runbooks/runbook.ts';
import { runbooks as samples } from '../../seeds/sample-runbooks.ts';
import type { Migration } from '../../migration.ts';

export const runbooks: Migration = {
  id: '0034',
  name: 'runbooks',
  run: async (db, { embedded, now }) => {
    await runbookOf(db).createCollection();
    await runbookOf(db).createIndexes();
    if (embedded) await addVersions(db, 'runbooks', samples(now));
  },
};
