/** The register of returned parts. */
import { returnedPartOf } from '../../../registers/items/returned-part.ts';
import type { Migration } from '../../migration.ts';

export const returnedParts: Migration = {
  id: '0059',
  name: 'returned-parts',
  run: async (db) => {
    await returnedPartOf(db).createCollection();
    await returnedPartOf(db).createIndexes();
  },
};
