/** Drafts and contracts; below `npm start` a contract of the sample organisation. */
import { contractOf } from '../../registers/contract.ts';
import { draftMarkOf, draftOf } from '../../registers/draft.ts';
import { addVersions } from '../../registers/add-missing.ts';
import type { Migration } from '../migration.ts';
import { contracts } from '../seeds/sample-contract.ts';

export const editing: Migration = {
  id: '0004',
  name: 'drafts and contracts',
  run: async (db, { embedded, now }) => {
    for (const model of [draftOf(db), draftMarkOf(db), contractOf(db)]) {
      await model.createCollection();
      await model.createIndexes();
    }
    if (embedded) await addVersions(db, 'contracts', contracts(now));
  },
};
