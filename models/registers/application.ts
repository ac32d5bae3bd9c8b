/** Applications 应用系统 that cases are about; which team serves one stands with the team. */
import { Schema } from 'mongoose';
import { flag, integer, schemaOptions, text, title, type Title } from '../store/fields.ts';
import { type Closing, closing } from './closing.ts';
import { modelOf } from '../store/model-of.ts';

export type Application = Closing & {
  _id: string;
  version?: number;
  title: Title;
  order: number;
  open: boolean;
  sample?: true;
};

const schema = new Schema<Application>(
  { _id: text, version: Number, title, order: integer, open: flag, sample: Boolean, ...closing },
  schemaOptions('applications'),
);

export const applicationOf = modelOf<Application>('Application', schema);
