/** That something is being edited, as those see it who edit. */
import type { Connection } from 'mongoose';
import type { Actor, Role } from '../../../domain/kernel/process.ts';
import { type Draft, type DraftOf, draftOf, type VersionedName } from '../../../models/registers/draft.ts';
import { visibleIn } from '../register-scope.ts';

export type DraftMark = Pick<Draft, 'revision' | 'base' | 'editedAt' | 'editedBy'>;

type Wanted = { register: VersionedName; ids: readonly string[]; writers?: readonly Role[] | undefined };
/** By the entry's id; empty for whoever edits nothing. */
export async function draftsAmong(
  db: Connection,
  actor: Actor,
  { register, ids, writers = ['process-owner'] }: Wanted,
): Promise<ReadonlyMap<string, DraftMark>> {
  if (!actor.grants.some(({ role }) => writers.includes(role))) return new Map();
  const found = await draftOf(db)
    .find({ $and: [visibleIn('drafts', actor), { register, id: { $in: ids } }] }, { source: 0 })
    .lean<Omit<DraftOf<VersionedName>, 'source'>[]>();
  return new Map(
    found.map(({ id, revision, base, editedAt, editedBy }) => [id, { revision, base, editedAt, editedBy }]),
  );
}
