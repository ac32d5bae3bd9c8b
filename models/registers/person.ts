/** People: where they belong, what they may do, how they sign in. */
import { Schema } from 'mongoose';
import type { Preferences } from '../../domain/kernel/people/delivery.ts';
import type { Grant, Millis, OrgPath } from '../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Person = {
  _id: string;
  /** Absent: never edited, so 1. */
  version?: number;
  name: string;
  unit: OrgPath;
  grants: readonly Grant[];
  /** Keys of the teams that he is a member of. */
  teams: readonly string[];
  /** False: signs in no more and is neither assignee nor addressee of anything new. */
  active: boolean;
  /** Who took his places when he left; absent: the queues did, or he was only locked. */
  successor?: string;
  locale: 'zh' | 'en';
  /** Argon2id; absent: no password, so no sign-in by one. */
  password?: string;
  /** The password was set by somebody else. */
  mustChange?: true;
  phone?: string;
  email?: string;
  /** How notices reach him beside his inbox; absent: as shipped. */
  preferences?: Preferences;
  /** IANA name of the zone that his quiet hours and texts are in; absent: that of the installation. */
  zone?: string;
  /** Ended cases that he called about before he had an account. */
  called?: readonly string[];
  changedAt: Millis;
  sample?: true;
};

const grant = new Schema<Grant>({ role: text, orgPath: text }, { _id: false, strict: 'throw' });
const schema = new Schema<Person>(
  {
    _id: text,
    version: Number,
    name: text,
    unit: text,
    grants: { type: [grant], required: true },
    teams: texts,
    active: flag,
    successor: String,
    locale: text,
    password: String,
    mustChange: Boolean,
    phone: String,
    email: String,
    preferences: Schema.Types.Mixed,
    zone: String,
    called: { type: [String], default: undefined },
    changedAt: integer,
    sample: Boolean,
  },
  schemaOptions('people'),
)
  .index({ teams: 1 })
  .index({ 'grants.role': 1, 'grants.orgPath': 1 })
  .index({ unit: 1 })
  // Whom the list of callers must be told of.
  .index({ changedAt: 1 });

export const personOf = modelOf<Person>('Person', schema);
