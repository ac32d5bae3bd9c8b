/**
 * Change templates 标准变更模板 by version: a change whose plan was approved beforehand, for whoever raises one like it. Publication is
 * the approval. A published version never changes; a change pins it with the hash of what it says.
 */
import { type Connection, Schema } from 'mongoose';
import type { ChangeTemplate } from '../../../domain/change/standard/template.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { type Signature, signatureFields } from '../../store/signed-row.ts';

export type ChangeTemplateSource = ChangeTemplate & { name: string };
export type KeptChangeTemplate = ChangeTemplateSource &
  Partial<Signature> & {
    /** `restart-middleware@1` */
    _id: string;
    changeTemplate: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
    /** Whoever wrote it; none of them published it. Absent: of a release that kept them with the draft only. */
    authors?: readonly string[];
  };

const schema = new Schema<KeptChangeTemplate>(
  {
    _id: text,
    changeTemplate: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    name: text,
    organisation: { ...text, immutable: true },
    applications: texts,
    kinds: texts,
    items: texts,
    title: text,
    description: text,
    plan: { ...anything, immutable: true },
    validFrom: { ...text, immutable: true },
    validUntil: { ...text, immutable: true },
    withdrawn: Boolean,
    reason: String,
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    authors: { type: [String], default: undefined },
    ...signatureFields,
  },
  schemaOptions('change-templates'),
).index({ changeTemplate: 1, version: -1 }, { unique: true });

export const changeTemplateOf = modelOf<KeptChangeTemplate>('ChangeTemplate', schema);

/** The newest version of one; null: there is none. Read past every cache. */
export const newestTemplate = (db: Connection, key: string): Promise<KeptChangeTemplate | null> =>
  changeTemplateOf(db).findOne({ changeTemplate: key }).sort({ version: -1 }).lean<KeptChangeTemplate>().exec();

/** What of a version a change is made of, and its hash is of. */
export const changeTemplateIn = ({
  changeTemplate: id,
  version,
  organisation,
  applications,
  kinds,
  items,
  title,
  description,
  plan,
  validFrom,
  validUntil,
  withdrawn,
}: KeptChangeTemplate): ChangeTemplate & { id: string; version: number } => ({
  id,
  version,
  organisation,
  applications,
  kinds,
  items,
  title,
  description,
  plan,
  validFrom,
  validUntil,
  ...(withdrawn ? { withdrawn } : {}),
});
