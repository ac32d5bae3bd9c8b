/** The registers, read-only: reference data for all, organisation and people as far as they concern the asker. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { orgPath } from '../domain/kernel/contract.ts';
import type { Actor } from '../domain/kernel/process.ts';
import type { Person } from '../models/person.ts';
import { versionOf } from '../models/register-version.ts';
import type { Cursors } from './cursor.ts';
import { limitAndAfter } from './lists.ts';
import { notFound } from './problem.ts';
import { type Filter, presentPerson, presentWhole, visibleIn, within } from './register-scope.ts';
import { type Route, route } from './route.ts';
import { instantOut, pageOf } from './schemas.ts';

type Document = { _id: string; version?: number };
type Register = {
  /** Path, tag and collection. */
  name: string;
  title: string;
  /** Field that names the entry over all its versions; absent: entries have no versions. */
  versioned?: string;
  /** Left out of every answer. */
  projection?: Readonly<Record<string, 0 | 1>>;
  /** What may be asked by organisation: the field that holds its path. */
  byOrg?: string;
  present?: (found: Document, actor: Actor) => object;
  /** One alone; absent: as in a list. */
  presentOne?: (found: Document, actor: Actor) => object;
};
const allOf = (parts: readonly Filter[]): Filter => ({ $and: [{}, ...parts] });
/** The plain driver: what is read is presented as it stands. */
const entriesOf = (db: Connection, { name }: Register) => db.collection<Document>(name);

const isPerson = (found: Document): found is Person => 'grants' in found && 'teams' in found;

const registers: readonly Register[] = [
  {
    name: 'organisations',
    title: 'Organisations',
    byOrg: '_id',
  },
  {
    name: 'people',
    title: 'People',
    projection: { password: 0, preferences: 0 },
    byOrg: 'unit',
    present: (found, actor) => (isPerson(found) ? presentPerson(found, actor) : {}),
    presentOne: (found, actor) => (isPerson(found) ? presentWhole(found, actor) : {}),
  },
  {
    name: 'teams',
    title: 'Teams, which are the queues',
    byOrg: 'orgPath',
  },
  { name: 'applications', title: 'Applications' },
  { name: 'calendars', title: 'Service calendars', versioned: 'calendar' },
  { name: 'policies', title: 'Service level policies', versioned: 'policy' },
  { name: 'contracts', title: 'Contracts', versioned: 'contract' },
  { name: 'matrices', title: 'Priority by impact and urgency', versioned: 'matrix' },
  { name: 'categories', title: 'Categories' },
  { name: 'cause-codes', title: 'Cause codes' },
];

const documentSchema = z.looseObject({ _id: z.string() });
const idParams = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9/][A-Za-z0-9/._@-]{0,200}$/) });
const position = z.strictObject({ id: z.string() });
const pageQuery = z.strictObject({ ...limitAndAfter, org: z.undefined().optional() });
const orgQuery = z.strictObject({ ...limitAndAfter, org: orgPath().optional().describe('At it and below') });

type Deps = { db: Connection; cursors: Cursors };

export const registerRoutes = (deps: Deps): Route[] =>
  registers.flatMap((register) => [
    listRoute(deps, register),
    oneRoute(deps, register),
    ...(register.versioned ? [versionsRoute(deps, register, register.versioned)] : []),
  ]);

const common = ({ name }: Register) => ({ method: 'get', tag: name, access: { rule: 'signed-in' } }) as const;

function listRoute({ db, cursors }: Deps, register: Register): Route {
  const { name, title, byOrg, versioned, projection = {}, present = same } = register;
  return route({
    ...common(register),
    path: `/api/${name}`,
    operationId: `${name}.list`,
    summary: versioned ? `${title}: the newest version of each` : title,
    query: byOrg ? orgQuery : pageQuery,
    responses: { 200: { description: 'One page, by id', schema: pageOf(documentSchema) } },
    handle: async ({ actor, query }) => {
      const { limit, after, org } = query;
      const scope = { list: name, org, person: actor.id };
      const from = after === undefined ? undefined : cursors.read(scope, after, position).id;
      const newest = versioned ? [{ _id: { $in: await newestIds(db, register, versioned) } }] : [];
      const filter = allOf([
        visibleIn(name, actor),
        ...(byOrg && org ? [within(byOrg, [org])] : []),
        ...(from === undefined ? [] : [{ _id: { $gt: from } }]),
        ...newest,
      ]);
      const found = await entriesOf(db, register)
        .find(filter, { projection })
        .sort({ _id: 1 })
        .limit(limit + 1)
        .toArray();
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next = found.length > limit && last ? cursors.write(scope, { id: last._id }) : null;
      return { body: { items: items.map((one) => present(one, actor)), next, serverNow: Date.now() } };
    },
  });
}

/** An entry that was never edited is its first version. */
const same = (found: Document): object => ({ ...found, version: versionOf(found) });

/** Of each entry the newest version. */
async function newestIds(db: Connection, register: Register, versioned: string): Promise<string[]> {
  const newest = entriesOf(db, register).aggregate<{ newest: string }>([
    { $sort: { version: -1 } },
    { $group: { _id: `$${versioned}`, newest: { $first: '$_id' } } },
  ]);
  return (await newest.toArray()).map((one) => one.newest);
}

function oneRoute({ db }: Deps, register: Register): Route {
  const { name, title, versioned, projection = {}, present = same, presentOne = present } = register;
  return route({
    ...common(register),
    path: `/api/${name}/:id`,
    operationId: `${name}.get`,
    summary: versioned
      ? `${title}: the newest version of one, or the version that \`id@version\` names`
      : `${title}: one`,
    params: idParams,
    responses: { 200: { description: 'The entry', schema: documentSchema } },
    handle: async ({ actor, params: { id } }) => {
      const byName = versioned && !id.includes('@') ? { [versioned]: id } : { _id: id };
      const [found] = await entriesOf(db, register)
        .find(allOf([visibleIn(name, actor), byName]), { projection })
        .sort({ version: -1, _id: 1 })
        .limit(1)
        .toArray();
      if (!found) throw notFound();
      return { body: presentOne(found, actor), ...(versioned ? {} : { headers: { ETag: `"${versionOf(found)}"` } }) };
    },
  });
}

function versionsRoute({ db }: Deps, register: Register, versioned: string): Route {
  const version = z.looseObject({
    _id: z.string(),
    version: z.int(),
    publishedAt: instantOut,
    publishedBy: z.string(),
    note: z.string().optional(),
  });
  return route({
    ...common(register),
    path: `/api/${register.name}/:id/versions`,
    operationId: `${register.name}.versions`,
    summary: `${register.title}: all versions of one, newest first`,
    params: idParams,
    responses: { 200: { description: 'Versions', schema: z.object({ items: z.array(version) }) } },
    handle: async ({ params: { id } }) => {
      const items = await entriesOf(db, register)
        .find({ [versioned]: id }, { projection: { version: 1, publishedAt: 1, publishedBy: 1, note: 1 } })
        .sort({ version: -1 })
        .limit(1_000)
        .toArray();
      if (items.length === 0) throw notFound();
      return { body: { items } };
    },
  });
}
