/** The organisation tree: who serves whom. */
import { type Connection, Schema } from 'mongoose';
import type { OrgPath, Tier } from '../../domain/kernel/process.ts';
import { flag, schemaOptions, text, texts } from '../store/fields.ts';
import { type Closing, closing } from './closing.ts';
import { modelOf } from '../store/model-of.ts';

export type Organisation = Closing & {
  _id: OrgPath;
  /** Absent: never edited, so 1. */
  version?: number;
  name: string;
  /** Its path and every path above it, nearest first. */
  line: readonly OrgPath[];
  /** support 支撑单位 staffs tiers; budget-unit 预算单位 and collecting-unit 执收单位 only report. */
  kind: 'support' | 'budget-unit' | 'collecting-unit';
  tiers: readonly Tier[];
  /** False: takes no new case. */
  open: boolean;
  sample?: true;
};

const schema = new Schema<Organisation>(
  {
    _id: text,
    version: Number,
    name: text,
    line: texts,
    kind: text,
    tiers: texts,
    open: flag,
    sample: Boolean,
    ...closing,
  },
  schemaOptions('organisations'),
).index({ line: 1 });

export const organisationOf = modelOf<Organisation>('Organisation', schema);

/** Where what holds for all is decided: the first organisation without one above it; `/` where there is none. */
export async function topOrganisation(db: Connection): Promise<OrgPath> {
  const top = await organisationOf(db)
    .findOne({ line: { $size: 1 } }, { _id: 1 })
    .sort({ _id: 1 })
    .lean<{ _id: OrgPath }>();
  return top?._id ?? '/';
}
