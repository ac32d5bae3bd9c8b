/** The outbox 发件箱 of an installation without a mail server: messages as they would have gone out, for people to read. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Mail = {
  /** Message-ID, without its angle brackets. */
  _id: string;
  /** Person. */
  person: string;
  to: string;
  subject: string;
  text: string;
  /** The whole message, RFC 5322. */
  raw: string;
  at: Millis;
};

const schema = new Schema<Mail>(
  { _id: text, person: text, to: text, subject: text, text, raw: text, at: integer },
  schemaOptions('mails'),
)
  .index({ person: 1, at: -1, _id: -1 })
  .index({ at: -1, _id: -1 });

export const mailOf = modelOf<Mail>('Mail', schema);
