/** Whom somebody at the desk may have on the phone: people with accounts, and callers without one, by what their cases say. */
import { type Connection, Schema } from 'mongoose';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

/** Made of people and of cases, and made anew whenever they change: nothing rests on it. */
export type Caller = {
  /** `person:<id>`; of a caller without an account `caller:<hash of name, contact and unit>`. */
  _id: string;
  is: 'person' | 'caller';
  name: string;
  unit: OrgPath;
  /** Phone of a person; what the caller left. */
  contact?: string;
  /** What he is found by: each begins with what somebody may type (client/registers/callers/keys.ts). */
  keys: readonly string[];
  /** False: a person who is there no more. */
  active: boolean;
  /** Of the person, or of the last case, as it was when this was made. */
  changedAt: Millis;
};

const schema = new Schema<Caller>(
  {
    _id: text,
    is: text,
    name: text,
    unit: text,
    contact: String,
    keys: texts,
    active: flag,
    changedAt: integer,
  },
  schemaOptions('callers'),
)
  .index({ keys: 1 })
  .index({ unit: 1, _id: 1 })
  .index({ is: 1, changedAt: -1 });

export const callerOf = modelOf<Caller>('Caller', schema);
/** The plain driver: no hydration. */
export const callersIn = (db: Connection) => db.collection<Caller>('callers');
