/** Temporal histories kept beyond the engine's retention: one document a run, gzipped, with the hash of its text. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import type { Mac } from '../store/record-key.ts';

export type History = {
  /** caseId:runId. */
  _id: string;
  caseId: string;
  process: string;
  workflowId: string;
  runId: string;
  /** The run before a continue-as-new; absent for the first. */
  previousRunId?: string;
  events: number;
  closedAt: Millis;
  /** It ended by itself: the last run of a closed case. */
  last: boolean;
  /** SHA-256, hex, of the JSON text before gzip. */
  sha256: string;
  /** The JSON of `historyToJSON`, gzipped. */
  gzip: Buffer;
} & Partial<Mac>;

const schema = new Schema<History>(
  {
    _id: String,
    caseId: text,
    process: text,
    workflowId: text,
    runId: text,
    previousRunId: String,
    events: integer,
    closedAt: integer,
    last: flag,
    sha256: text,
    gzip: { type: Buffer, required: true },
    mac: String,
    keyId: String,
  },
  schemaOptions('histories'),
);
schema.index({ caseId: 1, closedAt: 1 });

export const historyOf = modelOf<History>('History', schema);

/** What a history is signed over: `_id|sha256`. */
export const historyText = ({ _id, sha256 }: Pick<History, '_id' | 'sha256'>): string => `${_id}|${sha256}`;
