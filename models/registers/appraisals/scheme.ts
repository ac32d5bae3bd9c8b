/** Schemes of appraisal 考核方案 by version: by what somebody is judged. A published version never changes; an appraisal pins one. */
import { type Connection, Schema } from 'mongoose';
import type { Scheme } from '../../../domain/appraisal/calculus/shapes.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { type Signature, signatureFields } from '../../store/signed-row.ts';

export type KeptScheme = Scheme &
  Partial<Signature> & {
    /** `province-service@1` */
    _id: string;
    scheme: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const fixed = { ...anything, immutable: true } as const;
const schema = new Schema<KeptScheme>(
  {
    _id: text,
    scheme: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    title,
    orgPath: { ...text, immutable: true },
    subject: fixed,
    judge: { ...text, immutable: true },
    period: { ...text, immutable: true },
    firstMonth: { ...integer, immutable: true },
    items: fixed,
    clauses: fixed,
    currency: { ...text, immutable: true },
    fee: Number,
    cap: Number,
    silence: Boolean,
    withdrawn: Boolean,
    reason: String,
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('appraisal-schemes'),
).index({ scheme: 1, version: -1 }, { unique: true });

export const schemeOf = modelOf<KeptScheme>('AppraisalScheme', schema);

type Versions = [KeptScheme, ...KeptScheme[]];
/** Of each scheme its versions, the oldest first. Read past every cache. */
export async function allSchemes(db: Connection): Promise<Versions[]> {
  const found = await schemeOf(db).find().sort({ scheme: 1, version: 1 }).lean<KeptScheme[]>();
  const by = new Map<string, Versions>();
  for (const one of found) {
    const before = by.get(one.scheme);
    if (before) before.push(one);
    else by.set(one.scheme, [one]);
  }
  return [...by.values()];
}
/** The versions of one, the oldest first. Read past every cache. */
export const versionsOfScheme = (db: Connection, scheme: string): Promise<KeptScheme[]> =>
  schemeOf(db).find({ scheme }).sort({ version: 1 }).lean<KeptScheme[]>().exec();

/** What of a version an appraisal is made of, and its hash is of. */
export const schemeIn = ({ scheme: id, version, ...kept }: KeptScheme): Scheme & { id: string; version: number } => {
  const { title: words, orgPath, subject, judge, period, firstMonth, items, clauses, currency } = kept;
  const { fee, cap, silence, withdrawn } = kept;
  return {
    id,
    version,
    title: words,
    orgPath,
    subject,
    judge,
    period,
    firstMonth,
    items,
    clauses,
    currency,
    ...(fee === undefined ? {} : { fee }),
    ...(cap === undefined ? {} : { cap }),
    ...(silence ? { silence } : {}),
    ...(withdrawn ? { withdrawn } : {}),
  };
};
