/** Drafts of versioned registers: what an editor has written and nobody runs on yet. One for each entry. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../domain/kernel/process.ts';
import type { CalendarSource } from './calendar.ts';
import type { ContractSource } from './contract.ts';
import type { MatrixSource } from './matrix.ts';
import type { PolicySource } from './policy.ts';
import { anything, integer, schemaOptions, text } from './fields.ts';
import { isDuplicate, modelOf } from './model-of.ts';

export type Sources = {
  calendars: CalendarSource;
  policies: PolicySource;
  matrices: MatrixSource;
  contracts: ContractSource;
};
export type VersionedName = keyof Sources;
/** `source`: what people edit; the published version is made of it. */
export type DraftOf<K extends VersionedName> = { register: K; source: Sources[K] } & {
  /** `calendars/cn-5x8` */
  _id: string;
  /** Of the entry, without version. */
  id: string;
  /** 1, 2, 3 …: raised by each edit; what `If-Match` names. */
  revision: number;
  /** The version that was in force when it was begun; 0: a new entry. */
  base: number;
  editedAt: Millis;
  editedBy: string;
};
export type Draft = { [K in VersionedName]: DraftOf<K> }[VersionedName];

const schema = new Schema<Draft>(
  {
    _id: text,
    register: text,
    id: text,
    revision: integer,
    base: integer,
    source: anything,
    editedAt: integer,
    editedBy: text,
  },
  schemaOptions('drafts'),
).index({ register: 1, id: 1 });

export const draftOf = modelOf<Draft>('Draft', schema);

export const draftId = (register: VersionedName, id: string): string => `${register}/${id}`;

type Edit = Pick<Draft, 'register' | 'id' | 'base' | 'editedAt' | 'editedBy'> & { source: object };

/**
 * Keeps an edit made on revision `seen` (0: there was no draft). False: somebody else has edited, discarded or begun it
 * meanwhile, and nothing was written.
 */
export async function keepDraft(db: Connection, seen: number, edit: Edit): Promise<boolean> {
  const drafts = draftOf(db);
  const _id = draftId(edit.register, edit.id);
  if (seen > 0) {
    const { source, editedAt, editedBy } = edit;
    const { matchedCount } = await drafts.updateOne(
      { _id, revision: seen },
      { $set: { source, editedAt, editedBy }, $inc: { revision: 1 } },
    );
    return matchedCount === 1;
  }
  try {
    const first: { _id: string } = Object.assign({ _id, revision: 1 }, edit);
    await db.collection<{ _id: string }>('drafts').insertOne(first);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** False: it is not there in this revision any more. */
export async function discardDraft(
  db: Connection,
  { _id, revision }: Pick<Draft, '_id' | 'revision'>,
): Promise<boolean> {
  return (await draftOf(db).deleteOne({ _id, revision })).deletedCount === 1;
}

type Version = { _id: string; version: number };

/**
 * The draft becomes `published`, in one transaction. False, and nothing has changed: the draft was edited meanwhile, or its
 * base is not the newest version any more. `field` names the entry in the register's collection ('calendar').
 */
export async function publishDraft(db: Connection, draft: Draft, field: string, published: Version): Promise<boolean> {
  const versions = db.collection<Version>(draft.register);
  const session = await db.startSession();
  try {
    return await session.withTransaction(async () => {
      const newest = await versions.findOne({ [field]: draft.id }, { sort: { version: -1 }, session });
      if ((newest?.version ?? 0) !== draft.base) return false;
      const { deletedCount } = await draftOf(db).deleteOne({ _id: draft._id, revision: draft.revision }, { session });
      if (deletedCount !== 1) return false;
      await versions.insertOne(published, { session });
      return true;
    });
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  } finally {
    await session.endSession();
  }
}
