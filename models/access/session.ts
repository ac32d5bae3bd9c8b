/** Signed-in sessions. Of the cookie's secret a keyed hash is stored (secret-hash.ts). */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Session = {
  /** Keyed hash of the secret. */
  _id: string;
  personId: string;
  createdAt: Millis;
  /** Moved on with use, at most once a minute or so. */
  seenAt: Millis;
  /** A Date, since MongoDB's TTL looks at nothing else; the exact limits are checked at each request. */
  expireAt: Date;
  address?: string;
  agent?: string;
};

const schema = new Schema<Session>(
  {
    _id: text,
    personId: text,
    createdAt: integer,
    seenAt: integer,
    expireAt: { type: Date, required: true },
    address: String,
    agent: String,
  },
  schemaOptions('sessions'),
)
  .index({ personId: 1 })
  .index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const sessionOf = modelOf<Session>('Session', schema);

/** Of one person at a time. */
export const MOST_SESSIONS = 20;

/** Ends those that were opened longest ago, so that as many as a person may have are left; true when any ended. */
export async function trimSessions(db: Connection, personId: string): Promise<boolean> {
  const sessions = sessionOf(db);
  const over = await sessions
    .find({ personId }, { _id: 1 })
    .sort({ createdAt: -1, _id: 1 })
    .skip(MOST_SESSIONS)
    .lean<{ _id: string }[]>();
  if (over.length === 0) return false;
  await sessions.deleteMany({ _id: { $in: over.map(({ _id }) => _id) } });
  return true;
}
