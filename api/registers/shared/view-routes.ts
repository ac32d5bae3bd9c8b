/** Saved views: those of the asker in his order, and how many cases each finds now. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { key } from '../../../domain/kernel/contract.ts';
import type { AuditTrail } from '../../../models/access/audit.ts';
import type { SavedView } from '../../../models/registers/shared/kept.ts';
import { ownViewsIn } from '../../../models/registers/shared/own-views.ts';
import { wishOf } from '../../cases/filters.ts';
import type { Reads } from '../../cases/reads.ts';
import { invalid } from '../../http/problem.ts';
import { several } from '../../http/query.ts';
import { type Identity, type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { listed, listedOf, listedSchemaOf, MOST_LISTED, type SharedQuery, sharedQuery } from './shared-list.ts';
import { answerOfList, sharedRoutes, signedIn } from './shared-routes.ts';
import { queryOf } from './view-query.ts';
import { viewRegister } from './view-rows.ts';

type Deps = { db: Connection; audit: AuditTrail; reads: Reads };
/** So many are counted in one answer, and so many at a time. */
const MOST_COUNTED = 50;
const AT_ONCE = 4;

const arranging = z.strictObject({
  order: z
    .array(key())
    .max(MOST_LISTED)
    .refine((ids) => new Set(ids).size === ids.length, 'named-twice')
    .describe('Views that I work with, in my order; those that are not named come behind them'),
});
const counted = z.object({
  id: z.string(),
  count: z.int().optional().describe('Counted to 10,000, with `q` to 500; absent: the list refuses its query'),
  capped: z.boolean().optional().describe('There are more, or may be'),
  refused: z
    .array(z.looseObject({ code: z.string() }))
    .optional()
    .describe('What of its query the list refuses of me, or takes no more'),
});

export const viewRoutes = (deps: Deps): Route[] => [
  listRoute(deps),
  countsRoute(deps),
  settingRoute(deps),
  ...sharedRoutes(deps, { ...viewRegister, name: 'views' }),
];

/** Those that he works with, in his order. */
async function usedBy(db: Connection, actor: Identity['actor'], query: SharedQuery): Promise<Found> {
  const [{ entries, capped }, own] = await Promise.all([
    listedOf(db, 'views', { actor, query }),
    query.of === 'used' ? ownViewsIn(db).findOne({ _id: actor.id }) : null,
  ]);
  return { views: inOwnOrder(entries, own?.order ?? []), capped };
}
type Found = { views: SavedView[]; capped: boolean };
const ALL: SharedQuery = { of: 'used' };

/** Those that he has put in order, then the rest as they came. */
function inOwnOrder(views: readonly SavedView[], order: readonly string[]): SavedView[] {
  const ranks = new Map(order.map((id, rank) => [id, rank]));
  const rankOf = ({ _id }: SavedView): number => ranks.get(_id) ?? order.length;
  return views.toSorted((a, b) => rankOf(a) - rankOf(b));
}

const listRoute = ({ db }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/views',
    operationId: 'views.list',
    tag: 'views',
    summary: 'Saved views 视图 that I work with, in my order; or those that are mine to edit',
    access: signedIn,
    query: z.strictObject(sharedQuery),
    responses: answerOfList(listedSchemaOf(viewRegister)),
    handle: async ({ actor, query }) => {
      const { views, capped } = await usedBy(db, actor, query);
      return { body: { items: views.map((view) => listed(actor, view)), capped, serverNow: Date.now() } };
    },
  });

const countsRoute = ({ db, reads }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/views/counts',
    operationId: 'views.counts',
    tag: 'views',
    summary: `How many cases each of my saved views finds now, of the first ${MOST_COUNTED} or of those named`,
    access: signedIn,
    unrecorded: true,
    costly: 'work',
    query: z.strictObject({ ids: several(key()).optional().describe('Views that I work with; others are left out') }),
    responses: {
      200: {
        description: 'In my order',
        schema: z.object({ items: z.array(counted), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, actor, query: { ids } }) => {
      const { views } = await usedBy(db, actor, ALL);
      const asked = views.filter(({ _id }) => ids === undefined || ids.includes(_id)).slice(0, MOST_COUNTED);
      const now = Date.now();
      return { body: { items: await inTurns(asked, (view) => countOf(reads, identity, view, now)), serverNow: now } };
    },
  });

type Counted = { id: string; count?: number; capped?: boolean; refused?: readonly object[] };
/** As its list counts it: within the reach of who asks, whoever saved it. */
async function countOf(reads: Reads, identity: Identity, view: SavedView, now: number): Promise<Counted> {
  const { given, of, errors } = queryOf(view, identity.actor);
  if (errors.length > 0) return { id: view._id, refused: errors.map(({ code, params }) => ({ code, ...params })) };
  const { filters, sought } = await wishOf(reads, identity, { given, of, now });
  return { id: view._id, ...(await reads.scoped(identity, of).tally(filters, { sought })) };
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return results;
}

const settingRoute = ({ db }: Deps): Route =>
  route({
    method: 'put',
    path: '/api/me/views',
    operationId: 'views.arrange',
    tag: 'views',
    summary: 'My order of the saved views; nobody else sees it',
    access: signedIn,
    body: arranging,
    responses: { 200: { description: 'Kept', schema: arranging } },
    handle: async ({ actor, body: { order } }) => {
      const { views } = await usedBy(db, actor, ALL);
      const ids = new Set(views.map(({ _id }) => _id));
      const faults = order.flatMap((id, at) => (ids.has(id) ? [] : [{ pointer: `/order/${at}`, code: 'unknown' }]));
      if (faults.length > 0) throw invalid(faults);
      await ownViewsIn(db).replaceOne({ _id: actor.id }, { order }, { upsert: true });
      return { body: { order } };
    },
  });
