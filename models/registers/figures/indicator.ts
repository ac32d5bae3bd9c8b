/** Indicators 指标 by version: what is counted of cases. A published version never changes; what was frozen names the one it was made by. */
import { type ClientSession, type Connection, Schema } from 'mongoose';
import type { PublishedIndicator } from '../../../domain/figures/indicator.ts';
import type { Indicator, Indicators } from '../../../domain/figures/language/references.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts, title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { type Signature, signatureFields } from '../../store/signed-row.ts';

export type KeptIndicator = PublishedIndicator &
  Partial<Signature> & {
    /** `first-line-resolution@1` */
    _id: string;
    indicator: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<KeptIndicator>(
  {
    _id: text,
    indicator: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    name: title,
    description: title,
    organisations: texts,
    formula: { ...text, immutable: true },
    parsed: { ...anything, immutable: true },
    unit: { ...text, immutable: true },
    better: String,
    target: { type: Schema.Types.Mixed, immutable: true },
    scopes: texts,
    withdrawn: Boolean,
    reason: String,
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('indicators'),
).index({ indicator: 1, version: -1 }, { unique: true });

export const indicatorOf = modelOf<KeptIndicator>('Indicator', schema);

/** All that were ever published. `names`: by `key@version`. */
export type IndicatorsKnown = {
  indicators: Indicators;
  /** The newest version of each. */
  newest: readonly Indicator[];
  names: ReadonlyMap<string, KeptIndicator['name']>;
};

/** Read past every cache: an installation has few. */
export async function indicatorsIn(db: Connection, session: ClientSession | null = null): Promise<IndicatorsKnown> {
  const rows = await indicatorOf(db)
    .find({}, { indicator: 1, version: 1, unit: 1, parsed: 1, name: 1, withdrawn: 1 })
    .sort({ indicator: 1, version: 1 })
    .session(session)
    .lean<Pick<KeptIndicator, '_id' | 'indicator' | 'version' | 'unit' | 'parsed' | 'name' | 'withdrawn'>[]>();
  const gone = new Map(rows.map((row) => [row.indicator, row.withdrawn === true])); // the newest one says
  const byRef = new Map<string, Indicator>();
  const newest = new Map<string, Indicator>();
  for (const { _id, indicator: key, version, unit, parsed } of rows) {
    const one: Indicator = { key, version, unit, formula: parsed, withdrawn: gone.get(key) === true };
    byRef.set(_id, one);
    newest.set(key, one);
  }
  return {
    indicators: (key, version) => (version === undefined ? newest.get(key) : byRef.get(`${key}@${version}`)) ?? null,
    newest: [...newest.values()],
    names: new Map(rows.map(({ _id, name }) => [_id, name])),
  };
}
