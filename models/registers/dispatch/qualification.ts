/** Qualifications 资质: which person has which skill, from when until when. */
import { type Connection, Schema } from 'mongoose';
import type { Qualification as QualificationBody } from '../../../domain/dispatch/skills.ts';
import { flag, integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type Qualification = QualificationBody & { _id: string; version?: number; sample?: true };

const schema = new Schema<Qualification>(
  {
    _id: text,
    version: Number,
    person: text,
    skill: text,
    orgPath: text,
    number: String,
    validFrom: integer,
    validUntil: Number,
    open: flag,
    withdrawnAt: Number,
    sample: Boolean,
  },
  schemaOptions('qualifications'),
)
  .index({ skill: 1, person: 1 })
  .index({ orgPath: 1, _id: 1 });

export const qualificationOf = modelOf<Qualification>('Qualification', schema);

/** Of a skill those of these people, within `visible`, whatever their time; past every cache. */
export const qualificationsOf = async (
  db: Connection,
  { skill, people }: { skill: string; people: readonly string[] },
  visible: object,
): Promise<Qualification[]> =>
  await db
    .collection<Qualification>('qualifications')
    .find({ $and: [{ skill, person: { $in: [...people] } }, visible] })
    .toArray();

const SHOWN = 200;
/** Ids of those of a skill that are not withdrawn and have no end, the first 200. */
export async function endlessOf(db: Connection, skill: string): Promise<string[]> {
  const found = await qualificationOf(db)
    .find({ skill, open: true, validUntil: { $exists: false } }, { _id: 1 })
    .sort({ _id: 1 })
    .limit(SHOWN)
    .lean<{ _id: string }[]>();
  return found.map(({ _id }) => _id);
}
