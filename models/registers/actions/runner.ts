/** Runners: machines of the operator that carry out commands. What they may run stands on them, and nowhere here. */
import { type Connection, Schema } from 'mongoose';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { flag, schemaOptions, text, title, type Title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type Runner = {
  /** Its name, as it is started with. */
  _id: string;
  version?: number;
  title: Title;
  /** Whose actions may name it, with all below. */
  organisation: OrgPath;
  open: boolean;
};

const schema = new Schema<Runner>(
  { _id: text, version: Number, title, organisation: text, open: flag },
  schemaOptions('runners'),
).index({ organisation: 1, _id: 1 });

export const runnerOf = modelOf<Runner>('Runner', schema);

/** Past every cache; null: there is none. */
export const runnerNamed = async (db: Connection, name: string): Promise<Runner | null> =>
  await db.collection<Runner>('runners').findOne({ _id: name });
