/** Signed-in sessions. The cookie's secret is stored as SHA-256 only. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Session = {
  /** SHA-256, hex, of the secret. */
  _id: string;
  personId: string;
  createdAt: Millis;
  /** Moved on with use, at most once a minute or so. */
  seenAt: Millis;
  /** A Date, since MongoDB's TTL looks at nothing else; the exact limits are checked at each request. */
  expireAt: Date;
  address?: string;
  agent?: string;
};

const schema = new Schema<Session>(
  {
    _id: text,
    personId: text,
    createdAt: integer,
    seenAt: integer,
    expireAt: { type: Date, required: true },
    address: String,
    agent: String,
  },
  schemaOptions('sessions'),
)
  .index({ personId: 1 })
  .index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const sessionOf = modelOf<Session>('Session', schema);
