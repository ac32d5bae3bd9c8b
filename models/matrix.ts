/** Priority by impact 影响 and urgency 紧急, by version. */
import { Schema } from 'mongoose';
import type { Millis } from '../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from './fields.ts';
import { modelOf } from './model-of.ts';

export type Matrix = {
  /** `priority@1` */
  _id: string;
  matrix: string;
  version: number;
  /** impact → urgency → priority. */
  priorities: Readonly<Record<string, Readonly<Record<string, string>>>>;
  publishedAt: Millis;
  publishedBy: string;
};

const schema = new Schema<Matrix>(
  {
    _id: text,
    matrix: text,
    version: integer,
    priorities: { ...anything, immutable: true },
    publishedAt: integer,
    publishedBy: text,
  },
  schemaOptions('matrices'),
).index({ matrix: 1, version: -1 }, { unique: true });

export const matrixOf = modelOf<Matrix>('Matrix', schema);
