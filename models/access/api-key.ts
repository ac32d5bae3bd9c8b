/** API keys `cm_<id>_<secret>`: shown once, stored as a keyed hash, never more than what the owner may do. */
import { type Connection, Schema } from 'mongoose';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf, unlessTaken } from '../store/model-of.ts';

export type ApiKey = {
  /** The `<id>` of the key. */
  _id: string;
  personId: string;
  name: string;
  /** Keyed hash of the secret (secret-hash.ts). */
  mac: string;
  /** Which of the keys that its owner may have at a time, from 1; absent: it opens nothing any more, or a tool made it in numbers. */
  slot?: number;
  /** `incident.resolve` …; absent: all that the owner may do. */
  permissions?: readonly string[];
  /** Nothing outside this organisation. */
  orgPath?: OrgPath;
  createdAt: Millis;
  /** At most 365 days after createdAt. */
  expiresAt: Millis;
  usedAt?: Millis;
  endedAt?: Millis;
};

/** Of one person at a time. */
export const MOST_KEYS = 20;
/** Unless somebody asks for more, up to 365. */
export const KEY_DAYS = 30;

const schema = new Schema<ApiKey>(
  {
    _id: text,
    personId: text,
    name: text,
    mac: text,
    slot: Number,
    permissions: { type: [String], default: undefined },
    orgPath: String,
    createdAt: integer,
    expiresAt: integer,
    usedAt: Number,
    endedAt: Number,
  },
  schemaOptions('api-keys'),
)
  .index({ personId: 1 })
  // kept by the store, so that many made at once are no more than many made one by one
  .index({ personId: 1, slot: 1 }, { unique: true, partialFilterExpression: { slot: { $exists: true } } });

export const apiKeyOf = modelOf<ApiKey>('ApiKey', schema);

/** Keys of a person that open something now. */
export const liveKeys = (personId: string, now: Millis = Date.now()) => ({
  personId,
  endedAt: { $exists: false },
  expiresAt: { $gt: now },
});

/** Stores it in a slot of its owner; false where he has all that he may have. */
export async function addKey(db: Connection, key: Omit<ApiKey, 'slot'>): Promise<boolean> {
  const { personId, createdAt } = key;
  const keys = apiKeyOf(db);
  await keys.updateMany({ personId, expiresAt: { $lte: createdAt }, slot: { $exists: true } }, { $unset: { slot: 1 } });
  for (let slot = 1; slot <= MOST_KEYS; slot += 1)
    if (await unlessTaken(() => keys.create({ ...key, slot }))) return true;
  return false;
}

/** Ends the keys of a person that still open something, or one of them; how many that were. */
export async function endKeys(db: Connection, personId: string, id?: string): Promise<number> {
  const at = Date.now();
  const which = { ...liveKeys(personId, at), ...(id === undefined ? {} : { _id: id }) };
  const { modifiedCount } = await apiKeyOf(db).updateMany(which, { $set: { endedAt: at }, $unset: { slot: 1 } });
  return modifiedCount;
}
