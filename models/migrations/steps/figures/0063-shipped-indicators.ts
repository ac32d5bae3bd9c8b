/** The indicators that the product brings along, each as its first version. */
import { addVersions } from '../../../registers/add-missing.ts';
import type { Migration } from '../../migration.ts';
import { firstVersions } from '../../seeds/shipped-indicators.ts';

export const firstIndicators: Migration = {
  id: '0063',
  name: 'shipped indicators',
  run: async (db, { now }) => {
    await addVersions(db, 'indicators', firstVersions(now));
  },
};
