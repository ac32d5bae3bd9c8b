/** What a call or incident is about, in two levels. */
import { Schema } from 'mongoose';
import { flag, integer, schemaOptions, text, title, type Title } from '../store/fields.ts';
import { type Closing, closing } from './closing.ts';
import { modelOf } from '../store/model-of.ts';

export type Category = Closing & {
  _id: string;
  /** Absent: never edited, so 1. */
  version?: number;
  title: Title;
  /** Absent: first level. */
  parent?: string;
  order: number;
  open: boolean;
};

const schema = new Schema<Category>(
  { _id: text, version: Number, title, parent: String, order: integer, open: flag, ...closing },
  schemaOptions('categories'),
);

export const categoryOf = modelOf<Category>('Category', schema);
