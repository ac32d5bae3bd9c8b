/** Each order of a list has an index of its own, and those that are open are found by one. */
import { caseOf, casesIn } from '../../../cases/case.ts';
import type { Migration } from '../../migration.ts';

/** Held the ended ones alone. */
const FORMER = 'closedAt_1__id_1';

export const casesInOrder: Migration = {
  id: '0037',
  name: 'cases-in-order',
  run: async (db) => {
    await caseOf(db).createIndexes();
    const names = (await casesIn(db).indexes()).map(({ name }) => name);
    if (names.includes(FORMER)) await casesIn(db).dropIndex(FORMER);
  },
};
