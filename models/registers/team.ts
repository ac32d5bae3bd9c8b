/** A team is a queue: its members see the cases in it. Who is a member stands with the person. */
import { Schema } from 'mongoose';
import type { OrgPath, Tier } from '../../domain/kernel/process.ts';
import { flag, schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Team = {
  /** Key, as in `queue` of a case. */
  _id: string;
  /** Absent: never edited, so 1. */
  version?: number;
  name: string;
  orgPath: OrgPath;
  tier: Tier;
  /** Takes what no other team of its organisation and tier serves; exactly one per organisation and tier. */
  standard: boolean;
  applications: readonly string[];
  lead?: string;
  onCall?: string;
  onCallBackup?: string;
  /** Id of its working calendar, without version. */
  calendar: string;
  /** False: takes no case any more. */
  open: boolean;
  /** The team that went on with its cases when it was closed. */
  heir?: string;
  sample?: true;
};

const schema = new Schema<Team>(
  {
    _id: text,
    version: Number,
    name: text,
    orgPath: text,
    tier: text,
    standard: flag,
    applications: texts,
    lead: String,
    onCall: String,
    onCallBackup: String,
    calendar: text,
    open: flag,
    heir: String,
    sample: Boolean,
  },
  schemaOptions('teams'),
).index({ orgPath: 1, tier: 1 }, { unique: true, partialFilterExpression: { standard: true, open: true } });

export const teamOf = modelOf<Team>('Team', schema);
