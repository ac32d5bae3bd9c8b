/** Actions outside, the runners that carry them out, and the secrets that sign; below `npm start` those of the sample organisation. */
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Millis } from '../../../../domain/kernel/process.ts';
import { actionOf } from '../../../registers/actions/action.ts';
import { actionSecretOf } from '../../../registers/actions/action-secret.ts';
import { runnerOf } from '../../../registers/actions/runner.ts';
import { addEntries } from '../../../registers/add-missing.ts';
import { actions as samples, SAMPLE_SECRET } from '../../seeds/sample-actions.ts';
import type { Migration } from '../../migration.ts';

export const actions: Migration = {
  id: '0035',
  name: 'actions',
  run: async (db, { embedded, now }) => {
    for (const modelOn of [actionOf, runnerOf, actionSecretOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    if (embedded) await addSamples(db, now);
  },
};

/** Its secret is nobody's: what it signs goes nowhere. */
async function addSamples(db: Connection, now: Millis): Promise<void> {
  const secret = {
    organisation: '/dx',
    secret: randomBytes(32).toString('base64url'),
    version: 1,
    changedAt: now,
    changedBy: 'system',
  };
  await actionSecretOf(db).updateOne({ _id: SAMPLE_SECRET }, { $setOnInsert: secret }, { upsert: true });
  await addEntries(db, 'actions', samples());
}
