/** What each change of organisations, teams, people and words made of them. */
import { registerVersionOf } from '../../registers/register-version.ts';
import type { Migration } from '../migration.ts';

export const registerVersions: Migration = {
  id: '0006',
  name: 'register versions',
  run: async (db) => {
    const model = registerVersionOf(db);
    await model.createCollection();
    await model.createIndexes();
  },
};
