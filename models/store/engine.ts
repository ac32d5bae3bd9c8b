/** Which engine a store belongs to: under another one nothing is brought back by itself, or all would begin twice. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from './fields.ts';
import { modelOf } from './model-of.ts';

/** `_id`: name of the namespace; `uuid`: what the engine itself calls it, another one in each database of an engine. */
export type Engine = { _id: string; uuid: string; since: Millis };

const schema = new Schema<Engine>({ _id: text, uuid: text, since: integer }, schemaOptions('engines'));
export const engineOf = modelOf<Engine>('Engine', schema);

/** The engine that the store was first used with; the one that asks, when it is the first. */
export async function engineKnown(db: Connection, namespace: string, uuid: string): Promise<Engine> {
  const found = await engineOf(db)
    .findOneAndUpdate(
      { _id: namespace },
      { $setOnInsert: { uuid, since: Date.now() } },
      { upsert: true, returnDocument: 'after' },
    )
    .lean<Engine>();
  return found ?? { _id: namespace, uuid, since: Date.now() };
}

/** From now on the store belongs to this engine: an operator says so. */
export const moveToEngine = async (db: Connection, namespace: string, uuid: string): Promise<void> => {
  await engineOf(db).updateOne({ _id: namespace }, { uuid, since: Date.now() }, { upsert: true });
};
