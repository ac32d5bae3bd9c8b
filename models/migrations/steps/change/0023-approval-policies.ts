/** The register of approval policies. */
import { approvalPolicyOf } from '../../../registers/approval-policy.ts';
import type { Migration } from '../../migration.ts';

export const approvalPolicies: Migration = {
  id: '0023',
  name: 'approval-policies',
  run: async (db) => {
    await approvalPolicyOf(db).createCollection();
    await approvalPolicyOf(db).createIndexes();
  },
};
