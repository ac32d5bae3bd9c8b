/** Why it happened, as named when an incident is resolved. */
import { Schema } from 'mongoose';
import { flag, integer, schemaOptions, text, title, type Title } from '../store/fields.ts';
import { type Closing, closing } from './closing.ts';
import { modelOf } from '../store/model-of.ts';

export type CauseCode = Closing & { _id: string; version?: number; title: Title; order: number; open: boolean };

const schema = new Schema<CauseCode>(
  { _id: text, version: Number, title, order: integer, open: flag, ...closing },
  schemaOptions('cause-codes'),
);

export const causeCodeOf = modelOf<CauseCode>('CauseCode', schema);
