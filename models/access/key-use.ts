/** Where an API key was used from on a day, so that the trail says each address of a day once and not each request. */
import { Schema } from 'mongoose';
import { schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type KeyUse = {
  /** `<id of the key> 2026-11-24` */
  _id: string;
  addresses: readonly string[];
  /** A Date, since MongoDB's TTL looks at nothing else. */
  expireAt: Date;
};

const schema = new Schema<KeyUse>(
  { _id: text, addresses: texts, expireAt: { type: Date, required: true } },
  schemaOptions('key-uses'),
).index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const keyUseOf = modelOf<KeyUse>('KeyUse', schema);
