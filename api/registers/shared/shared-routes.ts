/** Reading the shared registers, and ending what is in them. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { key } from '../../../domain/kernel/contract.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { keeps } from '../../../domain/sharing/scope.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { sharedIn, type SharedEntries, type SharedName } from '../../../models/registers/shared/kept.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { notFound, notPermitted } from '../../http/problem.ts';
import { type Reply, type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { recordedEdit } from '../on-record.ts';
import { changed } from '../plain/plain-registers.ts';
import type { PlainRegister } from '../plain/plain-row.ts';
import { visibleIn } from '../register-scope.ts';
import { listed, listedSchemaOf, MOST_LISTED } from './shared-list.ts';

type Deps = { db: Connection; audit: AuditTrail };
export const idParams = z.strictObject({ id: key().describe('Id of the entry') });
export const signedIn = { rule: 'signed-in' } as const;
export const answerOfList = (item: z.ZodType, more: z.ZodRawShape = {}) => ({
  200: {
    description: `Own ones first, then those of teams and organisations, each by order and name; \`capped\`: of more than ${MOST_LISTED}`,
    schema: z.object({ items: z.array(item), capped: z.boolean(), serverNow: instantOut, ...more }),
  },
});

/** As far as he may see it; 'not-found' else. */
export async function sharedFor<K extends SharedName>(
  db: Connection,
  name: K,
  { actor, id }: { actor: Actor; id: string },
): Promise<SharedEntries[K]> {
  const found = await sharedIn<SharedName>(db, name).findOne({ $and: [visibleIn(name, actor), { _id: id }] });
  if (!found) throw notFound();
  return found as SharedEntries[K]; // oxlint-disable-line typescript/no-unsafe-type-assertion -- each register has its own
}

/** One entry, and its end. */
export function sharedRoutes(deps: Deps, register: PlainRegister & { name: SharedName }): Route[] {
  const { name, title } = register;
  const common = { path: `/api/${name}/:id`, tag: name, access: signedIn, params: idParams } as const;
  return [
    route({
      ...common,
      method: 'get',
      operationId: `${name}.get`,
      summary: `${title}: one, ended or not`,
      responses: { 200: { description: 'The entry', schema: listedSchemaOf(register) } },
      handle: async ({ actor, params: { id } }) => {
        const found = await sharedFor(deps.db, name, { actor, id });
        return { body: listed(actor, found), headers: { ETag: `"${versionOf(found)}"` } };
      },
    }),
    route({
      ...common,
      method: 'delete',
      operationId: `${name}.end`,
      summary: `${title}: end it; it is offered no more, and an edit may open it again`,
      versioned: 'required',
      responses: { 204: { description: 'Ended' } },
      handle: ({ actor, params: { id }, seen = 0 }) => ended(deps, name, { actor, id, seen }),
    }),
  ];
}

async function ended(
  { db, audit }: Deps,
  register: SharedName,
  { actor, id, seen }: { actor: Actor; id: string; seen: number },
): Promise<Reply> {
  const found = await sharedFor(db, register, { actor, id });
  if (!keeps(actor, found)) throw notPermitted('Only what is his to keep');
  if (versionOf(found) !== seen) throw changed({ ...found }, { open: false });
  if (!found.open) return { status: 204 };
  const at = Date.now();
  const change: Change = { register, id, seen, fields: { open: false }, at, by: actor.id };
  const data = { register, id, version: seen + 1 };
  const entry: AuditEntry = { type: 'registerChanged', by: actor.id, at, data };
  if (!(await recordedEdit({ db, audit }, { entry, changes: [change] })))
    throw changed({ ...(await sharedFor(db, register, { actor, id })) }, { open: false });
  return { status: 204 };
}
