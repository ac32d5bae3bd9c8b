/** The indicators that the product brings along, each as its first version. */
import { shippedIndicators } from '../../../../domain/figures/pack/shipped.ts';
import { addVersions } from '../../../registers/add-missing.ts';
import type { Migration } from '../../migration.ts';

export const firstIndicators: Migration = {
  id: '0063',
  name: 'shipped indicators',
  run: async (db, { now }) => {
    const versions = shippedIndicators().map(({ key, ...indicator }) => ({
      _id: `${key}@1`,
      indicator: key,
      version: 1,
      ...indicator,
      note: '随产品提供',
      publishedAt: now,
      publishedBy: 'system',
    }));
    await addVersions(db, 'indicators', versions);
  },
};
