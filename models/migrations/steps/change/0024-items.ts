/** Configuration items: their register, the kinds and relations that are shipped; below `npm start` some of the sample. */
import { addEntries } from '../../../registers/add-missing.ts';
import { itemOf } from '../../../registers/items/item.ts';
import { itemKindOf, itemRelationOf } from '../../../registers/items/item-types.ts';
import { registerVersionOf } from '../../../registers/register-version.ts';
import type { Migration } from '../../migration.ts';
import { itemKinds, itemRelations, items as sampleItems } from '../../seeds/items.ts';

export const items: Migration = {
  id: '0024',
  name: 'configuration items',
  run: async (db, { embedded }) => {
    for (const modelOn of [itemKindOf, itemRelationOf, itemOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    await registerVersionOf(db).createIndexes();
    await addEntries(db, 'item-kinds', itemKinds);
    await addEntries(db, 'item-relations', itemRelations);
    if (embedded) await addEntries(db, 'items', sampleItems);
  },
};
