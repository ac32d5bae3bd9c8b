/** What one administrator asked and another must consent to: who becomes an administrator, and who holds an administrator's account. */
import { Schema } from 'mongoose';
import type { Grant, Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

/** `grants`: give somebody an administrator's role; `password`, `second-factor`: of somebody who has one, set or taken away. */
export const consentKinds = ['grants', 'password', 'second-factor'] as const;
export type ConsentKind = (typeof consentKinds)[number];
export type Consent = {
  _id: string;
  kind: ConsentKind;
  /** Who it is about. */
  person: string;
  /** Of kind `grants`: those of administrators that he is to have beside what he has. */
  grants?: readonly Grant[];
  reason: string;
  by: string;
  at: Millis;
  /** Neither decided nor used after this. */
  expiresAt: Millis;
  state: 'open' | 'given' | 'refused' | 'withdrawn' | 'used';
  decidedBy?: string;
  decidedAt?: Millis;
};

const grant = new Schema<Grant>({ role: text, orgPath: text }, { _id: false, strict: 'throw' });
const schema = new Schema<Consent>(
  {
    _id: text,
    kind: text,
    person: text,
    grants: { type: [grant], default: undefined },
    reason: text,
    by: text,
    at: integer,
    expiresAt: integer,
    state: text,
    decidedBy: String,
    decidedAt: Number,
  },
  schemaOptions('consents'),
).index({ at: -1 });

export const consentOf = modelOf<Consent>('Consent', schema);
