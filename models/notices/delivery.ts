/** Deliveries of notices beside the inbox: one row for each notice and way, written before anything is sent. */
import { type Connection, Schema } from 'mongoose';
import type { Millis, Mode } from '../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

/** failed: for good; recorded: of a rehearsal, never sent; dropped: it said nothing any more when it was to go. */
export const DELIVERY_STATES = ['waiting', 'sent', 'failed', 'recorded', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export type Delivery = {
  /** `<notice>:<channel>` */
  _id: string;
  notice: string;
  /** Of the effect behind it: e:caseId:seq:n. */
  key: string;
  caseId?: string;
  process?: string;
  mode: Mode;
  /** Person. */
  to: string;
  /** `mail`, or `webhook:<id>`. */
  channel: string;
  page: boolean;
  state: DeliveryState;
  /** When it is tried (again). */
  nextAt: Millis;
  tries: number;
  code?: string;
  detail?: string;
  /** The message that it went out with, when that was a digest. */
  digest?: string;
  at: Millis;
  sentAt?: Millis;
  /** When a program of the reader answered it: he is away. */
  automaticAt?: Millis;
  /** Who had it sent once more, after it had failed. */
  resentBy?: string;
  /** Of the mail that it goes out with, without its domain; known before it goes, so that it is known when it comes back. */
  messageId?: string;
};

const schema = new Schema<Delivery>(
  {
    _id: text,
    notice: text,
    key: text,
    caseId: String,
    process: String,
    mode: text,
    to: text,
    channel: text,
    page: flag,
    state: text,
    nextAt: integer,
    tries: integer,
    code: String,
    detail: String,
    digest: String,
    at: integer,
    sentAt: Number,
    automaticAt: Number,
    resentBy: String,
    messageId: String,
  },
  schemaOptions('deliveries'),
)
  .index({ to: 1, state: 1, nextAt: 1, _id: 1 })
  .index({ to: 1, sentAt: 1 }, { partialFilterExpression: { sentAt: { $exists: true } } })
  .index({ digest: 1 }, { partialFilterExpression: { digest: { $exists: true } } })
  .index({ notice: 1 })
  // What went to one webhook.
  .index({ channel: 1, at: -1, _id: -1 }, { partialFilterExpression: { channel: { $gt: 'webhook:' } } })
  .index({ caseId: 1, at: 1, _id: 1 }, { partialFilterExpression: { caseId: { $exists: true } } })
  .index({ state: 1, nextAt: 1 })
  .index({ messageId: 1 }, { partialFilterExpression: { messageId: { $exists: true } } });

export const deliveryOf = modelOf<Delivery>('Delivery', schema);

/** Of what went as one message, one for each case: what became of it is said once there. */
export const firstOfEachCase = <T extends Pick<Delivery, 'caseId'>>(rows: readonly T[]): T[] =>
  rows.filter(({ caseId }, n) => rows.findIndex((other) => other.caseId === caseId) === n);

/** How many were tried by each way and wait for another try. */
export async function troubledDeliveries(db: Connection): Promise<{ channel: string; deliveries: number }[]> {
  const found = await deliveryOf(db).aggregate<{ _id: string; deliveries: number }>([
    { $match: { state: 'waiting', tries: { $gt: 0 } } },
    { $group: { _id: '$channel', deliveries: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ]);
  return found.map(({ _id, deliveries }) => ({ channel: _id, deliveries }));
}
