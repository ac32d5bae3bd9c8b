/** Witnesses: who is told the hash of each seal, so that even the host's owner cannot make all seals anew. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Witness = {
  _id: string;
  name: string;
  /** An address of mail, or where signed posts go. */
  way: { mail: string } | { url: string; secret: string };
  locale: 'zh' | 'en';
  /** Number of the newest seal that it was told; 0: none yet. */
  toldUpTo: number;
  /** Absent: it took what it was told last. */
  failing?: { code: string; since: Millis };
  madeAt: Millis;
  madeBy: string;
};

const schema = new Schema<Witness>(
  {
    _id: text,
    name: text,
    way: anything,
    locale: text,
    toldUpTo: integer,
    failing: { type: { code: text, since: integer }, _id: false, required: false },
    madeAt: integer,
    madeBy: text,
  },
  schemaOptions('witnesses'),
);

export const witnessOf = modelOf<Witness>('Witness', schema);
