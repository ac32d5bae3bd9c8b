/** Deliveries, the outbox and webhooks; below `npm start` the sample people get addresses of their own. */
import { deliveryOf } from '../../notices/delivery.ts';
import { mailOf } from '../../notices/mail.ts';
import { personOf } from '../../registers/person.ts';
import { webhookOf } from '../../notices/webhook.ts';
import type { Migration } from '../migration.ts';

export const deliveries: Migration = {
  id: '0005',
  name: 'deliveries',
  run: async (db, { embedded }) => {
    for (const model of [deliveryOf(db), mailOf(db), webhookOf(db)]) {
      await model.createCollection();
      await model.createIndexes();
    }
    if (!embedded) return;
    const sample = await personOf(db)
      .find({ sample: true, email: { $exists: false } }, { _id: 1 })
      .lean<{ _id: string }[]>();
    // `.example` is reserved: no such address can belong to anybody.
    for (const { _id } of sample)
      await personOf(db).updateOne({ _id, email: { $exists: false } }, { $set: { email: `${_id}@dongxing.example` } });
  },
};
