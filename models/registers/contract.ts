/**
 * Contracts 合同 by version: for whom which services (applications) are kept up, by which policies and hours. A published
 * version never changes.
 */
import { Schema } from 'mongoose';
import type { Way } from '../../domain/inspection/plan.ts';
import type { EveryMonths } from '../../domain/inspection/slots.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import { type Signature, signatureFields } from '../store/signed-row.ts';

export type ContractSource = {
  name: string;
  /** Number in the customer's files. */
  reference?: string;
  /** Holds for these and all below. */
  organisations: readonly OrgPath[];
  /** The services; empty: all. */
  applications: readonly string[];
  /** What clocks call `service` and `vendor`; ids without version. */
  calendars: Readonly<Record<'service' | 'vendor', string>>;
  /** Process → policy, without version. A process that is left out has the policy of its organisation. */
  policies: Readonly<Record<string, string>>;
  /** Months from one inspection to the next, by way: before what plans under it say. */
  inspections?: Readonly<Partial<Record<Way, EveryMonths>>>;
  /** Local dates, both included, in the zone of its service hours. */
  firstDay: string;
  lastDay: string;
};
export type Contract = ContractSource &
  Partial<Signature> & {
    /** `dx-maintenance@1` */
    _id: string;
    contract: string;
    version: number;
    /** The instants of its first day's begin and of the end of its last. */
    inForceFrom: Millis;
    inForceUntil: Millis;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<Contract>(
  {
    _id: text,
    contract: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    name: text,
    reference: String,
    organisations: texts,
    applications: texts,
    calendars: { ...anything, immutable: true },
    policies: { ...anything, immutable: true },
    inspections: { type: Schema.Types.Mixed, immutable: true },
    firstDay: text,
    lastDay: text,
    inForceFrom: { ...integer, immutable: true },
    inForceUntil: { ...integer, immutable: true },
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('contracts'),
).index({ contract: 1, version: -1 }, { unique: true });

export const contractOf = modelOf<Contract>('Contract', schema);
