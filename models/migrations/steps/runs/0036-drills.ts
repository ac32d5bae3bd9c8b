/** Drills by their end: which of a runbook was the last. */
import { createDrillIndexes } from '../../../cases/drills.ts';
import type { Migration } from '../../migration.ts';

export const drills: Migration = {
  id: '0036',
  name: 'drills',
  run: createDrillIndexes,
};
