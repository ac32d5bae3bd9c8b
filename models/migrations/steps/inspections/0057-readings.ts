/** Indexes of inspections by plan and by item: the readings of their meters. */
import { inspectionOf } from '../../../cases/processes/inspection.ts';
import type { Migration } from '../../migration.ts';

export const readings: Migration = {
  id: '0057',
  name: 'readings',
  run: async (db) => {
    await inspectionOf(db).createIndexes();
  },
};
