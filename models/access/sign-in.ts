/** Failed sign-ins per account and per address, for the growing delay; kept for all API processes together. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type SignInFailures = {
  /** `account:<name>`, `address:<address>`, `known:<name>@<address>` `device:<name>@<device>` or `code:<name>`. */
  _id: string;
  failures: number;
  /** Up to where failures were forgotten; absent: noted by a release that forgot none. */
  at?: Millis;
  /** No further try before this instant. */
  closedUntil: Millis;
  expireAt: Date;
};

const schema = new Schema<SignInFailures>(
  { _id: text, failures: integer, at: Number, closedUntil: integer, expireAt: { type: Date, required: true } },
  schemaOptions('sign-in-failures'),
).index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const signInFailuresOf = modelOf<SignInFailures>('SignInFailures', schema);
