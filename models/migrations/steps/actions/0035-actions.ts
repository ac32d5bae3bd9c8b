/** Actions outside, the runners that carry them out, and the secrets that sign. */
import { actionOf } from '../../../registers/actions/action.ts';
import { actionSecretOf } from '../../../registers/actions/action-secret.ts';
import { runnerOf } from '../../../registers/actions/runner.ts';
import type { Migration } from '../../migration.ts';

export const actions: Migration = {
  id: '0035',
  name: 'actions',
  run: async (db) => {
    for (const modelOn of [actionOf, runnerOf, actionSecretOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
  },
};
