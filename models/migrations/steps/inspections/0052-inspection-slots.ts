/** What became of the slots of inspection plans. */
import { inspectionSlotOf } from '../../../registers/inspections/slot.ts';
import type { Migration } from '../../migration.ts';

export const inspectionSlots: Migration = {
  id: '0052',
  name: 'inspection-slots',
  run: async (db) => {
    await inspectionSlotOf(db).createCollection();
    await inspectionSlotOf(db).createIndexes();
  },
};
