/** The register of approval policies; below `npm start` those of the sample organisation. */
import { approvalPolicyOf } from '../../../registers/approval-policy.ts';
import { addVersions } from '../../../registers/add-missing.ts';
import { approvalPolicies as samples } from '../../seeds/sample-approvals.ts';
import type { Migration } from '../../migration.ts';

export const approvalPolicies: Migration = {
  id: '0023',
  name: 'approval-policies',
  run: async (db, { embedded, now }) => {
    await approvalPolicyOf(db).createCollection();
    await approvalPolicyOf(db).createIndexes();
    if (embedded) await addVersions(db, 'approval-policies', samples(now));
  },
};
