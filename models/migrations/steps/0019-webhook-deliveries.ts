/** What went to a webhook is listed, newest first. */
import { deliveryOf } from '../../notices/delivery.ts';
import type { Migration } from '../migration.ts';

export const webhookDeliveries: Migration = {
  id: '0019',
  name: 'webhook-deliveries',
  run: async (db) => {
    await deliveryOf(db).createIndexes();
  },
};
