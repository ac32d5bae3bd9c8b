/** Every event of every case, once, hash-chained: the truth that people see. */
import { type Connection, Schema } from 'mongoose';
import type { CaseEvent, Millis } from '../domain/kernel/process.ts';
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

/** How much time itself has recorded in `(after, until]`; counted up to `most`. */
export const countTicks = (
  db: Connection,
  { after, until, most }: { after: Millis; until: Millis; most: number },
): Promise<number> =>
  eventOf(db)
    .countDocuments({ at: { $gt: after, $lte: until }, key: /^t:/ }, { limit: most })
    .exec();
