/** The audit trail is read by type, person, address, case and time; and each address of a day of a key is noted once. */
import { auditOf } from '../../access/audit.ts';
import { keyUseOf } from '../../access/key-use.ts';
import type { Migration } from '../migration.ts';

/** Longer ones begin alike. */
const REPLACED = ['at_1', 'by_1_at_1', 'caseId_1_at_1'];

export const auditTrail: Migration = {
  id: '0015',
  name: 'audit-trail',
  run: async (db) => {
    for (const modelOn of [auditOf, keyUseOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    const audit = auditOf(db).collection;
    for (const { name } of await audit.indexes())
      if (name !== undefined && REPLACED.includes(name)) await audit.dropIndex(name);
  },
};
