/** Webhooks: where other systems (a chat robot, an SMS gateway) take notices. */
import { Schema } from 'mongoose';
import type { Millis, OrgPath } from '../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text, texts } from './fields.ts';
import { modelOf } from './model-of.ts';

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
    open: flag,
    version: integer,
    changedAt: integer,
    changedBy: text,
  },
  schemaOptions('webhooks'),
);

export const webhookOf = modelOf<Webhook>('Webhook', schema);
