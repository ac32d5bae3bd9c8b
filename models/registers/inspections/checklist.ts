/** Checklists 巡检表 by version: what inspectors look at. A published version never changes; an inspection pins one. */
import { type Connection, Schema } from 'mongoose';
import type { Checklist } from '../../../domain/inspection/checklist.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts, title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { type Signature, signatureFields } from '../../store/signed-row.ts';

export type KeptChecklist = Checklist &
  Partial<Signature> & {
    /** `machine-room@1` */
    _id: string;
    checklist: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<KeptChecklist>(
  {
    _id: text,
    checklist: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    title,
    orgPath: { ...text, immutable: true },
    ways: texts,
    groups: { ...anything, immutable: true },
    lines: { ...anything, immutable: true },
    withdrawn: Boolean,
    reason: String,
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('checklists'),
).index({ checklist: 1, version: -1 }, { unique: true });

export const checklistOf = modelOf<KeptChecklist>('Checklist', schema);

/** The newest version of one; null: there is none. Read past every cache. */
export const newestChecklist = (db: Connection, key: string): Promise<KeptChecklist | null> =>
  checklistOf(db).findOne({ checklist: key }).sort({ version: -1 }).lean<KeptChecklist>().exec();

/** What of a version an inspection is made of, and its hash is of. */
export const checklistIn = ({
  checklist: id,
  version,
  title: words,
  orgPath,
  ways,
  groups,
  lines,
  withdrawn,
}: KeptChecklist): Checklist & { id: string; version: number } => ({
  id,
  version,
  title: words,
  orgPath,
  ways,
  groups,
  lines,
  ...(withdrawn ? { withdrawn } : {}),
});
