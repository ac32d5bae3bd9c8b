/** Seals as lists show them; the seals themselves lie outside the database (platform/seal-folder.ts). */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import type { Seal, SealedKind } from '../store/seal.ts';

export type SealRow = {
  /** Its number. */
  _id: number;
  at: Millis;
  hash: string;
  signature: string;
  keyId: string;
  /** Whose key the next one is signed with. */
  nextKeyId: string;
  cases: number;
  /** How many heads of each kind it holds. */
  heads: Record<SealedKind, number>;
};

const schema = new Schema<SealRow>(
  {
    _id: Number,
    at: integer,
    hash: text,
    signature: text,
    keyId: text,
    nextKeyId: text,
    cases: integer,
    heads: { cases: integer, audit: integer, registers: integer },
  },
  schemaOptions('seals'),
);

export const sealRowOf = modelOf<SealRow>('SealRow', schema);

/** Of a seal that lies in its folder. */
export const rowOf = ({ number, at, hash, signature, key, next, cases, heads }: Seal): SealRow => ({
  _id: number,
  at,
  hash,
  signature,
  keyId: key.keyId,
  nextKeyId: (next ?? key).keyId,
  cases,
  heads: { cases: heads.cases.length, audit: heads.audit.length, registers: heads.registers.length },
});
