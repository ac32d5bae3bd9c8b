/** The register of indicators. */
import { indicatorOf } from '../../../registers/figures/indicator.ts';
import type { Migration } from '../../migration.ts';

export const indicators: Migration = {
  id: '0062',
  name: 'indicators',
  run: async (db) => {
    await indicatorOf(db).createCollection();
    await indicatorOf(db).createIndexes();
  },
};
