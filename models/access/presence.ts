/** Who looks at a case just now, and who is typing. No history: each word lives for half a minute. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { flag, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export const PRESENT_MS: Millis = 30_000;
export type Presence = {
  /** `INC-000123/li`: the change stream names it, and so the case. */
  _id: string;
  number: string;
  person: string;
  typing: boolean;
  at: Millis;
  /** When the database drops it; it counts for half a minute alone. */
  expireAt: Date;
};

const schema = new Schema<Presence>(
  { _id: text, number: text, person: text, typing: flag, at: integer, expireAt: { type: Date, required: true } },
  schemaOptions('presence'),
)
  .index({ number: 1, at: -1 })
  .index({ expireAt: 1 }, { expireAfterSeconds: 0 });
export const presenceOf = modelOf<Presence>('Presence', schema);

const idOf = (number: string, person: string): string => `${number}/${person}`;
/** The case that a document is about, by its id. */
export const presentIn = (id: string): string => id.slice(0, Math.max(0, id.indexOf('/')));

export async function notePresence(
  db: Connection,
  { number, person, typing, at }: Pick<Presence, 'number' | 'person' | 'typing' | 'at'>,
): Promise<void> {
  const expireAt = new Date(at + PRESENT_MS);
  await presenceOf(db).replaceOne(
    { _id: idOf(number, person) },
    { number, person, typing, at, expireAt },
    { upsert: true },
  );
}

export async function endPresence(db: Connection, number: string, person: string): Promise<void> {
  await presenceOf(db).deleteOne({ _id: idOf(number, person) });
}

const MOST_PRESENT = 50;
/** Who is there at `now`, the newest word first. */
export async function presentAt(db: Connection, number: string, now: Millis): Promise<Presence[]> {
  return await presenceOf(db)
    .find({ number, at: { $gt: now - PRESENT_MS } })
    .sort({ at: -1 })
    .limit(MOST_PRESENT)
    .lean<Presence[]>();
}
