/** Every event of every case, once, hash-chained: the truth that people see. */
import { Schema } from 'mongoose';
import type { CaseEvent } from '../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from './fields.ts';
import { modelOf } from './model-of.ts';

const schema = new Schema<CaseEvent>(
  {
    _id: String, // caseId:seq; its index decides who was first
    caseId: text,
    process: text,
    mode: text,
    seq: integer,
    schema: integer,
    type: text,
    data: anything,
    at: integer,
    by: { id: text, role: text },
    key: text,
    digest: String, // '' for a tick, which `required` would refuse
    prevHash: text,
    hash: text,
  },
  // minimize would drop {} and so break the hash
  schemaOptions('events'),
);
schema.index({ caseId: 1, seq: 1 });
schema.index({ at: 1 }); // catch-up after a stop, and figures over a time

export const eventOf = modelOf<CaseEvent>('Event', schema);
