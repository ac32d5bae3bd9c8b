/** The register of change templates; below `npm start` those of the sample organisation. */
import { addVersions } from '../../../registers/add-missing.ts';
import { changeTemplateOf } from '../../../registers/changes/change-template.ts';
import { changeTemplates as samples } from '../../seeds/sample-templates.ts';
import type { Migration } from '../../migration.ts';

export const changeTemplates: Migration = {
  id: '0030',
  name: 'change-templates',
  run: async (db, { embedded, now }) => {
    await changeTemplateOf(db).createCollection();
    await changeTemplateOf(db).createIndexes();
    if (embedded) await addVersions(db, 'change-templates', samples(now));
  },
};
