/** Tallies are marked in the order of their index: of times that end together the shorter ones first. */
import type { Migration } from '../../migration.ts';
import { tallyOf } from '../../../figures/tally.ts';

/** By which the longer ones came first. */
const FORMER = 'process_1_org_1_of_1_basis_1_until_1_from_1';

export const talliesInOrder: Migration = {
  id: '0075',
  name: 'tallies-in-order',
  run: async (db) => {
    await tallyOf(db).createIndexes();
    const tallies = tallyOf(db).collection;
    const names = (await tallies.indexes()).map(({ name }) => name);
    if (names.includes(FORMER)) await tallies.dropIndex(FORMER);
  },
};
