/** What rules are told of the files that a command names. */
import type { Connection } from 'mongoose';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { fileFactOf, filesFor } from '../../models/files/file.ts';

/** By id. A person names what he uploaded himself, the product any; what is not there, or about to go, is null. */
export async function fileFacts(db: Connection, ids: readonly string[], actor: Actor): Promise<Facts['files']> {
  if (ids.length === 0) return undefined;
  const found = await filesFor(db, ids, actor.kind === 'system' ? undefined : actor.id);
  const byId = new Map(found.map((row) => [row._id, fileFactOf(row)] as const));
  return Object.fromEntries(ids.map((id) => [id, byId.get(id) ?? null] as const));
}
