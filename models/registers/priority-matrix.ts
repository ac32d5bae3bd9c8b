/** Priority by impact 影响 and urgency 紧急, by version. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import { type Signature, signatureFields } from '../store/signed-row.ts';

export type MatrixSource = {
  /** impact → urgency → priority. */
  priorities: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
export type Matrix = MatrixSource &
  Partial<Signature> & {
    /** `priority@1` */
    _id: string;
    matrix: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<Matrix>(
  {
    _id: text,
    matrix: text,
    version: integer,
    priorities: { ...anything, immutable: true },
    note: String,
    publishedAt: integer,
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('matrices'),
).index({ matrix: 1, version: -1 }, { unique: true });

export const matrixOf = modelOf<Matrix>('Matrix', schema);
