/** Case numbers: one for each stored key of an intake, so that a retry meets its own case. Gaps are allowed. */
import { Schema } from 'mongoose';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type NumberRecord = {
  /** Stored key of the intake. */
  _id: string;
  process: string;
  caseId: string;
  /** Of the intake's command: the same key for another body is refused. */
  digest: string;
  /** When it was allotted, on the clock of the process that asked. */
  at: number;
};
/** `_id`: process key. */
export type Counter = { _id: string; last: number };

const numberSchema = new Schema<NumberRecord>(
  { _id: String, process: text, caseId: text, digest: text, at: integer },
  schemaOptions('numbers'),
);
numberSchema.index({ caseId: 1 }, { unique: true });

const counterSchema = new Schema<Counter>({ _id: String, last: integer }, schemaOptions('counters'));

export const numberRecords = modelOf<NumberRecord>('Number', numberSchema);
export const counterOf = modelOf<Counter>('Counter', counterSchema);
