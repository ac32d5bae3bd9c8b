/** Skills 技能 that work outside may ask for. Who has one stands in the register of qualifications. */
import { type Connection, Schema } from 'mongoose';
import { flag, integer, schemaOptions, text, title, type Title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type Skill = {
  _id: string;
  version?: number;
  title: Title;
  order: number;
  /** Whoever has it has it until a day. */
  expires: boolean;
  /** False: no new qualification names it; those that there are go on. */
  open: boolean;
  sample?: true;
};

const schema = new Schema<Skill>(
  { _id: text, version: Number, title, order: integer, expires: flag, open: flag, sample: Boolean },
  schemaOptions('skills'),
);

export const skillOf = modelOf<Skill>('Skill', schema);

/** Past every cache; null: there is none. */
export const skillNamed = async (db: Connection, id: string): Promise<Skill | null> =>
  await db.collection<Skill>('skills').findOne({ _id: id });
