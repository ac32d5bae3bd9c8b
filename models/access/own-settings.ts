/** How somebody likes his screens. Nothing on record rests on it; what reaches him and how stands with the person. */
import { Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export const DENSITIES = ['comfortable', 'compact'] as const;
export const THEMES = ['light', 'dark', 'system'] as const;
export type OwnSettings = {
  /** Person. */
  _id: string;
  density: (typeof DENSITIES)[number];
  theme: (typeof THEMES)[number];
  /** Keys without Ctrl act while no field has the focus (WCAG 2.1.4). */
  singleKeys: boolean;
  /** Path of the screen that comes after signing in; absent: that of his role. */
  landing?: string;
  changedAt: Millis;
};

const schema = new Schema<OwnSettings>(
  { _id: text, density: text, theme: text, singleKeys: flag, landing: String, changedAt: integer },
  schemaOptions('own-settings'),
);
export const ownSettingsOf = modelOf<OwnSettings>('OwnSettings', schema);
