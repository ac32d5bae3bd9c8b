/** Each case that has ended gets the row that figures are folded from; what is counted from rows has its place. */
import { figureRowOf } from '../../../figures/row.ts';
import { tallyOf } from '../../../figures/tally.ts';
import type { Migration } from '../../migration.ts';

export const figureRows: Migration = {
  id: '0060',
  name: 'figure-rows',
  run: async (db, { makeRows, check }) => {
    for (const modelOn of [figureRowOf, tallyOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    await makeRows(db, check);
  },
};
