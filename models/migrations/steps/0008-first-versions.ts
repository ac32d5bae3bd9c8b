/** Entries of the plain registers as they stood before anybody could edit them: their first versions. */
import { caseOf } from '../../cases/case.ts';
import type { PlainName } from '../../registers/register-version.ts';
import type { Migration } from '../migration.ts';

const REGISTERS = [
  'organisations',
  'teams',
  'people',
  'applications',
  'categories',
  'cause-codes',
] as const satisfies readonly PlainName[];

export const firstVersions: Migration = {
  id: '0008',
  name: 'first versions of plain registers',
  run: async (db, { now }) => {
    await caseOf(db).createIndexes(); // what a person who leaves has in hand
    for (const register of REGISTERS) {
      const entries = db.collection(register);
      const row = {
        _id: { $concat: [`${register}/`, '$_id', '@1'] },
        register: { $literal: register },
        id: '$_id',
        version: { $literal: 1 },
        value: { $mergeObjects: ['$$ROOT', { version: 1 }] },
        at: { $literal: now },
        by: { $literal: 'system' },
      };
      await entries
        .aggregate([
          { $match: { version: { $exists: false } } },
          { $unset: 'password' },
          { $replaceWith: row },
          { $merge: { into: 'register-versions', whenMatched: 'keepExisting' } },
        ])
        .toArray();
      await entries.updateMany({ version: { $exists: false } }, { $set: { version: 1 } });
    }
  },
};
