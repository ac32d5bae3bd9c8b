/** Freezes 封网 by version: announced, changed and lifted, each a version. A published version never changes. */
import { type Connection, Schema } from 'mongoose';
import type { Freeze as HeldFreeze, FreezeKind, FreezeScope } from '../../domain/changes/freezes.ts';
import type { HeldSpan, Span } from '../../domain/changes/spans.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import { newestOfEach } from '../store/newest-version.ts';
import { type Signature, signatureFields } from '../store/signed-row.ts';

export type FreezeSource = FreezeScope & {
  name: string;
  reason: string;
  kind: FreezeKind;
  spans: readonly Span[];
  /** This version ends it: from its publication on it holds nothing. */
  lifted?: true | undefined;
};
export type Freeze = FreezeSource &
  Partial<Signature> & {
    /** `gd-national-day@2` */
    _id: string;
    freeze: string;
    version: number;
    /** As the spans were understood when it was published. */
    held: readonly HeldSpan[];
    /** From then on none of them holds; null: they come again for ever. */
    endsAt: Millis | null;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<Freeze>(
  {
    _id: text,
    freeze: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    name: text,
    reason: text,
    kind: text,
    organisations: texts,
    services: texts,
    items: texts,
    spans: { ...anything, immutable: true },
    lifted: Boolean,
    held: { ...anything, immutable: true },
    endsAt: { type: Number, default: null },
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('freezes'),
).index({ freeze: 1, version: -1 }, { unique: true });

export const freezeOf = modelOf<Freeze>('Freeze', schema);

/** A published version as a change meets it. */
export const heldFreezeOf = ({
  _id,
  name,
  kind,
  organisations,
  services,
  items,
  held,
  ...rest
}: Freeze): HeldFreeze => ({
  ref: _id,
  name,
  kind,
  organisations,
  services,
  items,
  spans: held,
  ...(rest.lifted ? { liftedAt: rest.publishedAt } : {}),
});

/** Of each freeze the newest version, of those that hold at `from` or later; read past every cache. */
export async function freezesSince(db: Connection, from: Millis): Promise<Freeze[]> {
  return await freezeOf(db)
    .aggregate<Freeze>([
      ...newestOfEach('freeze'),
      { $match: { $or: [{ endsAt: null }, { endsAt: { $gt: from } }] } },
      { $match: { $or: [{ lifted: { $ne: true } }, { publishedAt: { $gt: from } }] } },
      { $sort: { _id: 1 } },
    ])
    .exec();
}
