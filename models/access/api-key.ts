/** API keys `cm_<id>_<secret>`: shown once, stored as SHA-256, never more than what the owner may do. */
import { Schema } from 'mongoose';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type ApiKey = {
  /** The `<id>` of the key. */
  _id: string;
  personId: string;
  name: string;
  /** SHA-256, hex, of the secret. */
  hash: string;
  /** `incident.resolve` …; absent: all that the owner may do. */
  permissions?: readonly string[];
  /** Nothing outside this organisation. */
  orgPath?: OrgPath;
  createdAt: Millis;
  /** At most 365 days after createdAt. */
  expiresAt: Millis;
  usedAt?: Millis;
  endedAt?: Millis;
};

const schema = new Schema<ApiKey>(
  {
    _id: text,
    personId: text,
    name: text,
    hash: text,
    permissions: { type: [String], default: undefined },
    orgPath: String,
    createdAt: integer,
    expiresAt: integer,
    usedAt: Number,
    endedAt: Number,
  },
  schemaOptions('api-keys'),
).index({ personId: 1 });

export const apiKeyOf = modelOf<ApiKey>('ApiKey', schema);
