/** Rows of ended cases as this release folds them, with the time that people put down; and the indicator that adds it up. */
import { shippedIndicators } from '../../../../domain/figures/pack/shipped.ts';
import { addVersions } from '../../../registers/add-missing.ts';
import type { Migration } from '../../migration.ts';

export const rowsWithTime: Migration = {
  id: '0072',
  name: 'rows-with-time',
  run: async (db, { makeRows, check, now }) => {
    await makeRows(db, check);
    const versions = shippedIndicators().map(({ key, ...indicator }) => ({
      _id: `${key}@1`,
      indicator: key,
      version: 1,
      ...indicator,
      note: '随产品提供',
      publishedAt: now,
      publishedBy: 'system',
    }));
    await addVersions(
      db,
      'indicators',
      versions.filter(({ indicator }) => indicator === 'time-spent'),
    );
  },
};
