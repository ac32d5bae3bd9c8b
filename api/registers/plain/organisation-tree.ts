/** The organisation as a tree: one level at a time, each with what lies at it, so that a province opens as fast as a county. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { orgPath } from '../../../domain/kernel/contract.ts';
import type { Actor, OrgPath } from '../../../domain/kernel/process.ts';
import { type Organisation, organisationOf } from '../../../models/registers/organisation.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import type { Cursors } from '../../http/cursor.ts';
import { limitAndAfter } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, orgPathOut, pageOf } from '../../http/schemas.ts';
import { onlyWithin } from '../../sign-in/key-rights.ts';
import { visibleIn } from '../register-scope.ts';

const nodeSchema = z.object({
  id: orgPathOut,
  name: z.string(),
  kind: z.string(),
  tiers: z.array(z.string()),
  open: z.boolean(),
  closesAt: instantOut.optional(),
  heir: z.string().optional(),
  version: z.int(),
  children: z.int().describe('Right below it, closed ones too'),
  teams: z.int().describe('Open teams at it'),
  people: z.int().describe('Active people of it, as far as the asker sees them'),
});
const position = z.strictObject({ id: z.string() });

export const organisationTreeRoute = ({ db, cursors }: { db: Connection; cursors: Cursors }): Route =>
  route({
    method: 'get',
    path: '/api/organisations/tree',
    operationId: 'organisations.tree',
    tag: 'organisations',
    summary: 'Organisations right below one, each with what lies at it; without `parent`: those at the top',
    access: { rule: 'signed-in' },
    query: z.strictObject({ ...limitAndAfter, parent: orgPath().optional().describe('Absent: at the top') }),
    responses: { 200: { description: 'One page, by path', schema: pageOf(nodeSchema) } },
    handle: async ({ actor, query: { parent, limit, after } }) => {
      const scope = { list: 'organisation-tree', parent: parent ?? '', person: actor.id };
      const from = after === undefined ? undefined : cursors.read(scope, after, position).id;
      const found = await db
        .collection<Organisation>('organisations')
        .find({
          $and: [visibleIn('organisations', actor), levelOf(actor, parent), ...(from ? [{ _id: { $gt: from } }] : [])],
        } as object)
        .sort({ _id: 1 })
        .limit(limit + 1)
        .toArray();
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next = found.length > limit && last ? cursors.write(scope, { id: last._id }) : null;
      const at = await countsAt(
        db,
        actor,
        items.map(({ _id }) => _id),
      );
      return { body: { items: items.map((one) => nodeOf(one, at)), next, serverNow: Date.now() } };
    },
  });

/** Who sees nothing outside one organisation begins with it. */
function levelOf(actor: Actor, parent: string | undefined): object {
  if (parent !== undefined) return { 'line.1': parent };
  const only = onlyWithin(actor);
  return only === undefined ? { line: { $size: 1 } } : { _id: only };
}

type Counts = Readonly<Record<'children' | 'teams' | 'people', ReadonlyMap<string, number>>>;

async function countsAt(db: Connection, actor: Actor, ids: readonly OrgPath[]): Promise<Counts> {
  const count = async (collection: string, field: string, more: object): Promise<ReadonlyMap<string, number>> => {
    const rows = await db
      .collection(collection)
      .aggregate<{ _id: string; n: number }>([
        { $match: { $and: [{ [field]: { $in: ids }, ...more }, visibleIn(collection, actor)] } },
        { $group: { _id: `$${field}`, n: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(rows.map(({ _id, n }) => [_id, n]));
  };
  const [children, teams, people] = await Promise.all([
    childrenOf(db, actor, ids),
    count('teams', 'orgPath', { open: true }),
    count('people', 'unit', { active: true }),
  ]);
  return { children, teams, people };
}

async function childrenOf(db: Connection, actor: Actor, ids: readonly OrgPath[]): Promise<ReadonlyMap<string, number>> {
  const rows = await organisationOf(db).aggregate<{ _id: string; n: number }>([
    { $match: { $and: [{ 'line.1': { $in: ids } }, visibleIn('organisations', actor)] } },
    { $group: { _id: { $arrayElemAt: ['$line', 1] }, n: { $sum: 1 } } },
  ]);
  return new Map(rows.map(({ _id, n }) => [_id, n]));
}

function nodeOf(one: Organisation, { children, teams, people }: Counts): z.output<typeof looseNode> {
  const { _id: id, name, kind, tiers, open, closesAt, heir } = one;
  return {
    id,
    name,
    kind,
    tiers: [...tiers],
    open,
    ...(closesAt === undefined ? {} : { closesAt }),
    ...(heir === undefined ? {} : { heir }),
    version: versionOf(one),
    children: children.get(id) ?? 0,
    teams: teams.get(id) ?? 0,
    people: people.get(id) ?? 0,
  };
}
/** Instants are numbers until they are presented. */
const looseNode = nodeSchema.extend({ closesAt: z.number().optional() });
