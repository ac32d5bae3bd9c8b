/** Overdue wake-ups by index: the job of the minute asks for them (activities/overdue.ts). */
import { caseOf } from '../../cases/case.ts';
import type { Migration } from '../migration.ts';

export const wakeUps: Migration = {
  id: '0013',
  name: 'wake-ups',
  run: async (db) => {
    await caseOf(db).createIndexes();
  },
};
