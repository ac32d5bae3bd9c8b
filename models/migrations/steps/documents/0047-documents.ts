/** Documents of cases with their files, and the register of their templates. */
import { prepareDocuments } from '../../../documents/document.ts';
import { documentTemplateOf } from '../../../registers/documents/document-template.ts';
import type { Migration } from '../../migration.ts';

export const documents: Migration = {
  id: '0047',
  name: 'documents',
  run: async (db) => {
    await documentTemplateOf(db).createCollection();
    await documentTemplateOf(db).createIndexes();
    await prepareDocuments(db);
  },
};
