/** Service-level policies 服务级别 by version: the clocks and terms of a process. A published version never changes. */
import { Schema } from 'mongoose';
import type { Millis, OrgPath, PinnedPolicy } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import { type Signature, signatureFields } from '../store/signed-row.ts';

export type PolicySource = {
  process: string;
  name: string;
  /** Holds for these and all below; empty: everywhere. The nearest organisation upward decides. */
  organisations: readonly OrgPath[];
  /** Holds nowhere of itself, only where a contract names it. */
  byContract?: true;
  /** What its clocks call `service` and `vendor`; ids without version. Desks have the calendar of their team. */
  calendars: Readonly<Record<'service' | 'vendor', string>>;
  clocks: PinnedPolicy['clocks'];
  terms: PinnedPolicy['terms'];
  silent?: readonly string[];
};
export type Policy = PolicySource &
  Partial<Signature> & {
    /** `incident@1` */
    _id: string;
    policy: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<Policy>(
  {
    _id: text,
    policy: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    process: { ...text, immutable: true },
    name: text,
    organisations: texts,
    byContract: { type: Boolean, immutable: true },
    calendars: { ...anything, immutable: true },
    clocks: { ...anything, immutable: true },
    terms: { ...anything, immutable: true },
    silent: { type: [String], default: undefined, immutable: true },
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('policies'),
)
  .index({ policy: 1, version: -1 }, { unique: true })
  .index({ process: 1, version: -1 });

export const policyOf = modelOf<Policy>('Policy', schema);
