/** Links by which a screen on a wall shows figures of an organisation, without anybody signed in. */
import { Schema } from 'mongoose';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type WallLink = {
  _id: string;
  /** Where the screen hangs. */
  name: string;
  orgPath: OrgPath;
  by: string;
  createdAt: Millis;
  expiresAt: Millis;
  endedAt?: Millis;
};

const schema = new Schema<WallLink>(
  {
    _id: text,
    name: text,
    orgPath: text,
    by: text,
    createdAt: integer,
    expiresAt: integer,
    endedAt: Number,
  },
  schemaOptions('wall-links'),
).index({ orgPath: 1, createdAt: -1 });
export const wallLinkOf = modelOf<WallLink>('WallLink', schema);
