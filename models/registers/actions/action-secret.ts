/** Secrets that sign posts of actions and their answers, by name: no action, version, case or history holds one. */
import { type Connection, Schema } from 'mongoose';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type ActionSecret = {
  _id: string;
  /** Whose actions may name it, with all below. */
  organisation: OrgPath;
  /** Shown once, when it is made. */
  secret: string;
  /** The one before, which is good as well for a while, so that a tool can be told the new one in peace. */
  former?: { secret: string; until: Millis };
  version: number;
  changedAt: Millis;
  changedBy: string;
};

const schema = new Schema<ActionSecret>(
  {
    _id: text,
    organisation: text,
    secret: text,
    former: Schema.Types.Mixed,
    version: integer,
    changedAt: integer,
    changedBy: text,
  },
  schemaOptions('action-secrets'),
);

export const actionSecretOf = modelOf<ActionSecret>('ActionSecret', schema);

/** Past every cache; null: there is none. */
export const actionSecretNamed = async (db: Connection, id: string): Promise<ActionSecret | null> =>
  await db.collection<ActionSecret>('action-secrets').findOne({ _id: id });
