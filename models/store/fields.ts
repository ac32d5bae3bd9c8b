/** What the schemas of this folder share. */
import mongoose from 'mongoose';

export const text = { type: String, required: true } as const;
export const flag = { type: Boolean, required: true } as const;
export const integer = { type: Number, required: true } as const;
/** A list that may be empty and is never absent. */
export const texts = { type: [String], required: true } as const;
export const anything = { type: mongoose.Schema.Types.Mixed, required: true } as const;
export const title = { zh: text, en: text } as const;

export type Title = { zh: string; en: string };

/**
 * `strict: 'throw'`: a field that nobody declared is a bug, not a silent loss. `minimize` would drop `{}` and change
 * what was hashed. Indexes are built by migration 0001 and by nothing else.
 */
export const schemaOptions = (collection: string) =>
  ({ collection, strict: 'throw', autoIndex: false, versionKey: false, minimize: false }) as const;
