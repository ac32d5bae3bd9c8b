/** Configuration items as they are read: lists, one, what stands beside it, what its fault reaches, what hangs on it. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { pathsOf } from '../../../domain/items/impact.ts';
import { ITEM_STATUSES, statusAt } from '../../../domain/items/item.ts';
import { goesBack } from '../../../domain/items/relations.ts';
import { key, line, orgPath } from '../../../domain/kernel/contract.ts';
import type { Actor, Millis } from '../../../domain/kernel/process.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { lookupOf, termsOf } from '../../../domain/kernel/search/folded.ts';
import { isRole, roles, type Role } from '../../../domain/roles.ts';
import { literal } from '../../../models/cases/search.ts';
import { casesNamingItem } from '../../../models/registers/in-use/items.ts';
import type { Item } from '../../../models/registers/items/item.ts';
import { impactIn, type ImpactInStore, type WalkedItem } from '../../../models/registers/items/item-facts.ts';
import { itemTypesOf } from '../../../models/registers/items/item-types.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { holdingReach } from '../../cases/holding-reach.ts';
import type { Cursors } from '../../http/cursor.ts';
import { limitAndAfter, several, wholeOr } from '../../http/query.ts';
import { notFound } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, orgPathOut, pageOf } from '../../http/schemas.ts';
import { visibleIn } from '../register-scope.ts';
import { entrySchemaOf } from '../plain/plain-table.ts';
import { itemId, itemRegister } from './item-rows.ts';
import { installedNear } from './installed-seen.ts';
import { seesItem } from './item-scope.ts';

type Deps = { db: Connection; cursors: Cursors };
type Filter = Record<string, unknown>;

/** Whoever works here in any role. */
export const staff: readonly Role[] = Object.keys(roles)
  .filter(isRole)
  .filter((role) => role !== 'requester');
const common = { method: 'get', tag: 'items', access: { rule: 'role', roles: staff } } as const;
const params = z.strictObject({ id: itemId().describe('Key of the item') });
const itemSchema = entrySchemaOf(itemRegister);
const version = { appVersion: z.string(), release: z.string(), at: instantOut };
export const installedSchema = z.object({
  organisation: orgPathOut,
  ...version,
  former: z.object(version).optional().describe('What it had before, of another release'),
});
const oneSchema = itemSchema.extend({
  installed: z
    .array(installedSchema)
    .optional()
    .describe('Which version organisations of the own branches have, as releases brought it; nobody edits it'),
});

/** What a list and an export may ask for. */
export const itemFilter = {
  kind: several(key()).optional().describe('Of the register item-kinds'),
  org: orgPath().optional().describe('At it and below'),
  application: several(key()).optional().describe('The services'),
  status: several(z.enum(ITEM_STATUSES)).optional().describe('As of now'),
  maintainer: key().optional().describe('A person'),
  team: key().optional().describe('A team that maintains it'),
  q: line(100).optional().describe('Words that all stand in its key, its name or its own fields'),
};
export type ItemFilter = {
  [K in keyof typeof itemFilter]?: z.output<(typeof itemFilter)[K]>;
};

/** Within the asker's reach, and as the filter says at `now`. */
export function itemQuery(actor: Actor, filter: ItemFilter, now: Millis): Filter {
  const { kind, org, application, status, maintainer, team, q } = filter;
  const parts = [
    visibleIn('items', actor),
    ...(kind ? [{ kind: { $in: kind } }] : []),
    ...(org === undefined ? [] : [{ line: org }]),
    ...(application ? [{ application: { $in: application } }] : []),
    ...(status ? [statusQuery(status, now)] : []),
    ...(maintainer === undefined ? [] : [{ maintainers: maintainer }]),
    ...(team === undefined ? [] : [{ teams: team }]),
    ...(q === undefined ? [] : termsOf(q).flatMap(wordQuery)),
  ];
  return { $and: parts };
}

const statusQuery = (statuses: readonly string[], now: Millis): Filter => ({
  $or: [
    ...(statuses.includes('retired') ? [{ status: 'retired' }, { retiresAt: { $lte: now } }] : []),
    { status: { $in: statuses.filter((one) => one !== 'retired') }, $nor: [{ retiresAt: { $lte: now } }] },
  ],
});
/** By the pieces that the index has, then by the text. */
function wordQuery(term: string): Filter[] {
  const lookup = lookupOf(term);
  const pieces = 'begins' in lookup ? { $regex: `^${literal(lookup.begins)}` } : { $all: lookup.pieces };
  return [{ pieces }, { words: { $regex: literal(term) } }];
}

export const itemRoutes = (deps: Deps): Route[] => [
  listRoute(deps),
  oneRoute(deps),
  neighboursRoute(deps),
  impactRoute(deps),
  holdingsRoute(deps),
];

const SHOWN = { words: 0, pieces: 0 } as const;
/** What many organisations have of each would make a page of megabytes: of one alone it is shown. */
const LISTED = { ...SHOWN, installed: 0 } as const;
const shown = (item: Item, now: Millis): object => ({
  ...entryOutside(item),
  version: versionOf(item),
  status: statusAt(item, now),
});
const position = z.strictObject({ id: z.string() });

function listRoute({ db, cursors }: Deps): Route {
  return route({
    ...common,
    path: '/api/items',
    operationId: 'items.list',
    summary: 'Configuration items of your organisations and above, and those that you maintain',
    query: z.strictObject({ ...limitAndAfter, ...itemFilter }),
    responses: { 200: { description: 'One page, by key', schema: pageOf(itemSchema) } },
    handle: async ({ actor, query: { limit, after, ...filter } }) => {
      const now = Date.now();
      const scope = { list: 'items', filter, person: actor.id };
      const from = after === undefined ? undefined : cursors.read(scope, after, position).id;
      const query = itemQuery(actor, filter, now);
      const found = await db
        .collection<Item>('items')
        .find(from === undefined ? query : { $and: [query, { _id: { $gt: from } }] }, {
          projection: LISTED,
          sort: { _id: 1 },
          limit: limit + 1,
        })
        .toArray();
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next = found.length > limit && last ? cursors.write(scope, { id: last._id }) : null;
      return { body: { items: items.map((one) => shown(one, now)), next, serverNow: now } };
    },
  });
}

/** Throws 'not-found' also for one out of reach. */
async function itemFor(db: Connection, actor: Actor, id: string): Promise<Item> {
  const found = await db
    .collection<Item>('items')
    .findOne({ $and: [visibleIn('items', actor), { _id: id }] }, { projection: SHOWN });
  if (!found) throw notFound();
  return found;
}

function oneRoute({ db }: Deps): Route {
  return route({
    ...common,
    path: '/api/items/:id',
    operationId: 'items.get',
    summary: 'Configuration item: one',
    params,
    responses: { 200: { description: 'The item; its status is that of now', schema: oneSchema } },
    handle: async ({ actor, params: { id } }) => {
      const { installed, ...item } = await itemFor(db, actor, id);
      const near = installed && installedNear(actor, installed);
      const body = { ...shown(item, Date.now()), ...(near ? { installed: near } : {}) };
      return { body, headers: { ETag: `"${versionOf(item)}"` } };
    },
  });
}

const besideSchema = z.object({
  id: key(),
  name: z.string(),
  kind: key(),
  status: z.enum(ITEM_STATUSES),
  orgPath: orgPathOut,
  application: key().optional(),
});
const beside = (item: WalkedItem, now: Millis) => ({
  id: item._id,
  name: item.name,
  kind: item.kind,
  status: statusAt(item, now),
  orgPath: item.orgPath,
  application: item.application,
});
const BESIDE = {
  name: 1,
  kind: 1,
  status: 1,
  retiresAt: 1,
  orgPath: 1,
  application: 1,
  maintainers: 1,
  teams: 1,
  relations: 1,
} as const;

const neighbourSchema = besideSchema.extend({
  type: key().describe('Of the relation'),
  way: z.enum(['out', 'in']).describe('`out`: the item names it; `in`: it names the item'),
});

/** What the item names comes with the first page; what names it goes on by key. */
function neighboursRoute({ db, cursors }: Deps): Route {
  return route({
    ...common,
    path: '/api/items/:id/neighbours',
    operationId: 'items.neighbours',
    summary:
      'Configuration items one relation away: those that it names, on the first page, and by key those that name it',
    params,
    query: z.strictObject(limitAndAfter),
    responses: {
      200: { description: 'One page; what is out of your reach is left out', schema: pageOf(neighbourSchema) },
    },
    handle: async ({ actor, params: { id }, query: { limit, after } }) => {
      const item = await itemFor(db, actor, id);
      const now = Date.now();
      const items = db.collection<Item>('items');
      const scope = { list: 'neighbours', id, person: actor.id };
      const from = after === undefined ? undefined : cursors.read(scope, after, position).id;
      const outgoing = from === undefined ? item.relations.map(({ to }) => to) : [];
      const visible = visibleIn('items', actor);
      const options = { projection: BESIDE, sort: { _id: 1 } } as const;
      const [named, naming] = await Promise.all([
        outgoing.length === 0
          ? []
          : items.find<WalkedItem>({ $and: [visible, { _id: { $in: outgoing } }] }, options).toArray(),
        items
          .find<WalkedItem>(
            { $and: [visible, { 'relations.to': id }, ...(from === undefined ? [] : [{ _id: { $gt: from } }])] },
            { ...options, limit: limit + 1 },
          )
          .toArray(),
      ]);
      const page = naming.slice(0, limit);
      const last = page.at(-1);
      const out = named.flatMap((one) =>
        item.relations.flatMap(({ type, to }) => (to === one._id ? [{ ...beside(one, now), type, way: 'out' }] : [])),
      );
      const inward = page.flatMap((one) =>
        one.relations.flatMap(({ type, to }) => (to === id ? [{ ...beside(one, now), type, way: 'in' }] : [])),
      );
      const next = naming.length > limit && last ? cursors.write(scope, { id: last._id }) : null;
      return { body: { items: [...out, ...inward], next, serverNow: now } };
    },
  });
}

/** More is no answer that anybody reads: it says that there is more. */
const MOST_REACHED = 10_000;
const [DEPTH, MOST_DEPTH] = [10, 50];
const reachedSchema = besideSchema.extend({
  depth: z.int(),
  path: z.array(z.string().nullable()).describe('Keys from the first relation to itself; null: one out of your reach'),
  type: key().describe('Of the relation by which it is reached'),
  way: z.enum(['back', 'forth']).describe('`back`: it names the one before; `forth`: that one names it'),
});
const impactSchema = z.object({
  id: key(),
  items: z.array(reachedSchema).describe('Nearest first'),
  outside: z.int().describe('Reached, and out of your reach: counted, and not named'),
  kinds: z.record(z.string(), z.int()).describe('How many of each kind, those out of reach too'),
  services: z.record(z.string(), z.int()).describe('By application, of those within reach'),
  deeper: z.boolean().describe('More lies beyond the depth'),
  capped: z.boolean().describe(`More than ${MOST_REACHED} are reached, of which these are the nearest`),
  serverNow: instantOut,
});

function impactRoute({ db }: Deps): Route {
  return route({
    ...common,
    path: '/api/items/:id/impact',
    operationId: 'items.impact',
    summary:
      'What a fault of a configuration item reaches, over the relations that carry one. Retired items carry nothing',
    costly: 'work',
    params,
    query: z.strictObject({
      depth: wholeOr({ minimum: 1, maximum: MOST_DEPTH }, DEPTH).describe('Relations'),
    }),
    responses: { 200: { description: 'As of now', schema: impactSchema } },
    handle: async ({ actor, params: { id }, query }) => {
      await itemFor(db, actor, id);
      const now = Date.now();
      const { relations } = await itemTypesOf(db);
      const impact = await impactIn(db, id, relations, { depth: query.depth, most: MOST_REACHED, now });
      if (!impact) throw notFound();
      return { body: { id, ...seenOf(impact, { sees: seesItem(actor), now }), serverNow: now } };
    },
  });
}

type Seeing = { sees: (item: WalkedItem) => boolean; now: Millis };
/** The impact as far as its reader sees items. */
function seenOf(impact: ImpactInStore, { sees, now }: Seeing) {
  const { reached, items, isDeeper, isCapped } = impact;
  const paths = pathsOf(impact);
  const seen = new Set<string>();
  const [within, kinds, services]: [object[], string[], string[]] = [[], [], []];
  for (const { id, depth: away, type, way } of reached) {
    const item = items.get(id); // what was reached was read
    if (!item) continue;
    kinds.push(item.kind);
    if (!sees(item)) continue;
    seen.add(id); // nearest first, so whatever lies on its path was looked at
    if (item.application !== undefined) services.push(item.application);
    const path = (paths.get(id) ?? []).map((step) => (seen.has(step) ? step : null));
    const { name, kind, orgPath: place, application } = item;
    within.push({
      id,
      name,
      kind,
      status: statusAt(item, now),
      orgPath: place,
      application,
      depth: away,
      path,
      type,
      way,
    });
  }
  return {
    items: within,
    outside: kinds.length - within.length,
    kinds: countsOf(kinds),
    services: countsOf(services),
    deeper: isDeeper,
    capped: isCapped,
  };
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const HELD = 200;
const holdingsSchema = z.object({
  open: z.array(z.string()).describe('Open cases that name it: they go on'),
  outside: z.int().optional().describe('Open cases of these out of your reach: counted, and not named'),
  neededBy: z
    .array(z.string())
    .describe(
      'Items in use that its fault would reach at once: it is not retired before they stand elsewhere, or without a successor',
    ),
  neededOutside: z.int().describe('Such items out of your reach'),
});

function holdingsRoute({ db }: Deps): Route {
  return route({
    ...common,
    path: '/api/items/:id/holdings',
    operationId: 'items.holdings',
    summary: 'What hangs on a configuration item, before it is retired',
    params,
    responses: { 200: { description: `Of each the first ${HELD}`, schema: holdingsSchema } },
    handle: async ({ actor, params: { id } }) => {
      const { kind } = await itemFor(db, actor, id);
      const now = Date.now();
      const [named, { relations: types }, naming] = await Promise.all([
        casesNamingItem(db, id, holdingReach(actor)),
        itemTypesOf(db),
        db
          .collection<Item>('items')
          .find<WalkedItem>({ 'relations.to': id }, { projection: BESIDE, sort: { _id: 1 } })
          .toArray(),
      ]);
      const standing = naming.filter(
        (one) =>
          statusAt(one, now) !== 'retired' &&
          one.relations.some((relation) => relation.to === id && goesBack(types, relation, one.kind, kind)),
      );
      const seen = standing.filter(seesItem(actor));
      const neededBy = seen.slice(0, HELD).map(({ _id }) => _id);
      return { body: { ...named, neededBy, neededOutside: standing.length - seen.length } };
    },
  });
}
