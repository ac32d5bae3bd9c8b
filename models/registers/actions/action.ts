/** Actions outside that steps may name: a post to a tool, or a command on a runner. */
import { type Connection, Schema } from 'mongoose';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { flag, schemaOptions, text, title, type Title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

/** How heavy it is: it only looks; it changes something; the service is away meanwhile. */
export const WEIGHTS = ['looks', 'changes', 'interrupts'] as const;
export type Action = {
  _id: string;
  version?: number;
  title: Title;
  /** What it does, for who names it in a plan. */
  description?: Title;
  weight?: (typeof WEIGHTS)[number];
  /** Whose cases may use it, with all below. */
  organisation: OrgPath;
  kind: 'webhook' | 'runner';
  /** `secret`: name of the one that signs. */
  webhook?: { url: string; secret: string; timeoutMs?: Millis };
  /** What the command is stands on the runner. */
  runner?: { runner: string; command: string };
  open: boolean;
};

const schema = new Schema<Action>(
  {
    _id: text,
    version: Number,
    title,
    description: Schema.Types.Mixed,
    weight: String,
    organisation: text,
    kind: text,
    webhook: Schema.Types.Mixed,
    runner: Schema.Types.Mixed,
    open: flag,
  },
  schemaOptions('actions'),
).index({ organisation: 1, _id: 1 });

export const actionOf = modelOf<Action>('Action', schema);

/** Past every cache; null: there is none. */
export const actionNamed = async (db: Connection, id: string): Promise<Action | null> =>
  await db.collection<Action>('actions').findOne({ _id: id });

/** Of those named the ones that are open and kept by `orgPath` or above it. Past every cache. */
export async function actionsOpenTo(
  db: Connection,
  ids: readonly string[],
  orgPath: OrgPath,
): Promise<ReadonlySet<string>> {
  const found = await db
    .collection<Action>('actions')
    .find({ _id: { $in: [...ids] }, open: true, organisation: { $in: [...orgLineOf(orgPath)] } })
    .project<Pick<Action, '_id'>>({ _id: 1 })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}
