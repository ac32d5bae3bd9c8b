/** How each person has his views, and how often canned answers are used. */
import { cannedUseOf } from '../../../registers/shared/canned-use.ts';
import { ownViewsOf } from '../../../registers/shared/own-views.ts';
import type { Migration } from '../../migration.ts';

export const ownUse: Migration = {
  id: '0069',
  name: 'own-use',
  run: async (db) => {
    await ownViewsOf(db).createCollection();
    await cannedUseOf(db).createCollection();
  },
};
