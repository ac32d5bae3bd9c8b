/** Verifications of the whole record: when, by whom, what came of it. Told to people; the evidence is what was verified. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Verification = {
  _id: string;
  startedAt: Millis;
  /** Absent: still under way, or cut off. */
  finishedAt?: Millis;
  /** Person, or 'system'. */
  by: string;
  /** What was looked at, by kind; absent until it is done. */
  counts?: object;
  /** Broken chains. */
  found?: number;
  /** The first of them, each with its place. */
  broken?: readonly { chain: string; seq: number; code: string }[];
};

const schema = new Schema<Verification>(
  {
    _id: text,
    startedAt: integer,
    finishedAt: Number,
    by: text,
    counts: { ...anything, required: false },
    found: Number,
    broken: { type: [Schema.Types.Mixed], default: undefined },
  },
  schemaOptions('verifications'),
).index({ startedAt: -1 });

export const verificationOf = modelOf<Verification>('Verification', schema);
