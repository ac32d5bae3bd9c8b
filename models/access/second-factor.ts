/** The second factor of a person: a secret that his authenticator app shares, encrypted, and codes for when it is lost. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type SecondFactor = {
  /** Of the person. */
  _id: string;
  /** Base32, encrypted under the secret of the installation for this person. */
  secret: string;
  /** False: offered, and not yet shown to work. */
  on: boolean;
  /** The newest step whose code was taken: it, and those before it, are good no more. */
  step: number;
  /** Keyed hashes of the recovery codes that are left. */
  recovery: readonly string[];
  at: Millis;
};

const schema = new Schema<SecondFactor>(
  { _id: text, secret: text, on: flag, step: integer, recovery: texts, at: integer },
  schemaOptions('second-factors'),
);

export const secondFactorOf = modelOf<SecondFactor>('SecondFactor', schema);
