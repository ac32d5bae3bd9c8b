/** What is proposed for inspection plans. */
import { proposalOf } from '../../../registers/inspections/proposal.ts';
import type { Migration } from '../../migration.ts';

export const planProposals: Migration = {
  id: '0058',
  name: 'plan-proposals',
  run: async (db) => {
    await proposalOf(db).createCollection();
    await proposalOf(db).createIndexes();
  },
};
