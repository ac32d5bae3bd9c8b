/** What the console keeps beside the cases: who calls, who is there, how somebody likes his screens; wall-boards and their links. */
import { ownSettingsOf } from '../../../access/own-settings.ts';
import { wallLinkOf } from '../../../access/wall-link.ts';
import { presenceOf } from '../../../access/presence.ts';
import { callerOf } from '../../../registers/callers/caller.ts';
import { personOf } from '../../../registers/person.ts';
import type { Migration } from '../../migration.ts';

export const consoleStores: Migration = {
  id: '0066',
  name: 'console',
  run: async (db) => {
    for (const modelOn of [ownSettingsOf, presenceOf, callerOf, wallLinkOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    await personOf(db).createIndexes();
  },
};
