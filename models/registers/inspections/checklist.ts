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

type Meter = { unit: string; title: KeptChecklist['title'] };
/** By version: what a line that asks for a number is called there, and its unit. `versions`: `id@version`. */
export async function metersIn(
  db: Connection,
  line: string,
  versions: readonly string[],
): Promise<ReadonlyMap<string, Meter>> {
  const found = await checklistOf(db)
    .find({ _id: { $in: [...versions] } }, { lines: 1 })
    .lean<Pick<KeptChecklist, '_id' | 'lines'>[]>();
  return new Map(
    found.flatMap(({ _id, lines }): [string, Meter][] => {
      const meter = lines.find(({ id }) => id === line);
      return meter?.answer.type === 'number' ? [[_id, { unit: meter.answer.unit, title: meter.title }]] : [];
    }),
  );
}
