/** Messages of webhooks as they were first posted; they expire by themselves. */
import { webhookBodyOf } from '../../notices/webhook.ts';
import type { Migration } from '../migration.ts';

export const webhookBodies: Migration = {
  id: '0007',
  name: 'webhook bodies',
  run: async (db) => {
    const model = webhookBodyOf(db);
    await model.createCollection();
    await model.createIndexes();
  },
};
