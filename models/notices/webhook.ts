/** Webhooks: where other systems (a chat robot, an SMS gateway) take notices. */
import { type Connection, Schema } from 'mongoose';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Webhook = {
  _id: string;
  name: string;
  url: string;
  /** Ways that it carries; `webhook`: every notice. */
  carries: readonly ('webhook' | 'sms' | 'chat')[];
  /** Whose people, with all below; empty: everybody's. */
  organisations: readonly OrgPath[];
  /** Of the signature; shown once, when it is made. */
  secret: string;
  /** The one before, which signs as well for a while, so that a receiver can be told the new one in peace. */
  former?: { secret: string; until: Millis };
  open: boolean;
  version: number;
  changedAt: Millis;
  changedBy: string;
};

const schema = new Schema<Webhook>(
  {
    _id: text,
    name: text,
    url: text,
    carries: texts,
    organisations: texts,
    secret: text,
    former: Schema.Types.Mixed,
    open: flag,
    version: integer,
    changedAt: integer,
    changedBy: text,
  },
  schemaOptions('webhooks'),
);

export const webhookOf = modelOf<Webhook>('Webhook', schema);

/** Which sign at `now`, the present one first. */
export const secretsOf = ({ secret, former }: Pick<Webhook, 'secret' | 'former'>, now: Millis): string[] => [
  secret,
  ...(former && now < former.until ? [former.secret] : []),
];

/** A message as it was first posted: whatever changes until it arrives, it is sent again byte for byte. */
export type WebhookBody = { _id: string; body: string; at: Date };

/** Tries end after a day. */
const KEPT_SECONDS = 7 * 86_400;
const bodySchema = new Schema<WebhookBody>(
  { _id: text, body: text, at: { type: Date, required: true } },
  schemaOptions('webhook-bodies'),
).index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS });

export const webhookBodyOf = modelOf<WebhookBody>('WebhookBody', bodySchema);

/** The body under this key: `body` itself when it is the first. */
export async function keptBody(db: Connection, key: string, body: string): Promise<string> {
  const kept = await webhookBodyOf(db)
    .findOneAndUpdate(
      { _id: key },
      { $setOnInsert: { body, at: new Date() } },
      { upsert: true, returnDocument: 'after' },
    )
    .lean<WebhookBody>();
  return kept?.body ?? body;
}
