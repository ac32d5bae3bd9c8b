/** Lists of cases: parameters in, one page and a cursor out. */
import { z } from 'zod';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import type { CaseOrder } from '../../models/cases/search.ts';
import type { Cursors } from '../http/cursor.ts';
import { limitAndAfter } from '../http/query.ts';
import { type Identity, type Reply, type Route, route } from '../http/route.ts';
import { caseViewSchema, countSchema, pageOf, processKeys } from '../http/schemas.ts';
import { filterQuery, type ListFilter, refuseWorkDeadlines, wishOf } from './filters.ts';
import type { Reads } from './reads.ts';

const orders = ['dueAt', 'openedAt', 'updatedAt', 'priority', 'title'] as const;
export const sortWord = z.enum([...orders, '-dueAt', '-openedAt', '-updatedAt', '-priority', '-title']);
export const sortField = sortWord.default('-openedAt').describe('What the rows are ordered by; `-`: descending');
const pageFields = {
  sort: sortField,
  ...limitAndAfter,
};

/** What a list of these processes may be asked, and a count of it: over all, and over each. */
export const listQueries = (of: readonly ProcessKey[]) => ({
  list: filterQuery(of, pageFields),
  count: filterQuery(of, {}),
});
type ListQuery = ListFilter & z.output<z.ZodObject<typeof pageFields>>;

export const keyset = z.strictObject({ value: z.union([z.string(), z.number(), z.null()]), id: z.string() });

/** One page. `scope` names the list, so that a cursor of another does not fit. */
export async function pageOfCases(
  { reads, cursors }: { reads: Reads; cursors: Cursors },
  { identity, of, query }: { identity: Identity; of?: readonly ProcessKey[]; query: ListQuery },
): Promise<Reply> {
  const { limit, after, ...filter } = query;
  refuseWorkDeadlines(identity.actor, query, sortWord.options);
  const scope = { list: of ?? 'all', filter, person: identity.actor.id };
  const now = Date.now();
  const { filters, sought } = await wishOf(reads, identity, { given: filter, of, now });
  const from = after === undefined ? undefined : cursors.read(scope, after, keyset);
  const page = { order: orderOf(query.sort), limit, after: from };
  const { items, next } = await reads.scoped(identity, of).seek(filters, page, sought);
  const cursor = next && cursors.write(scope, { value: next.value, id: next.id });
  return { body: { items: await reads.shown(identity, items), next: cursor, serverNow: now } };
}

function orderOf(sort: z.output<typeof sortWord>): CaseOrder {
  const descending = sort.startsWith('-');
  const field = orders.find((one) => sort === one || sort === `-${one}`) ?? 'openedAt';
  return { field, descending };
}

/** The list over all processes, and one for each. */
export function listRoutes(deps: { reads: Reads; cursors: Cursors }): Route[] {
  const answer = { 200: { description: 'One page', schema: pageOf(caseViewSchema) } };
  const counted = {
    200: {
      description: 'How many, counted to 10,000, with `q` to 500; `capped`: there are more, or may be',
      schema: countSchema,
    },
  };
  const count = async (identity: Identity, filter: ListFilter, of?: readonly ProcessKey[]): Promise<Reply> => {
    refuseWorkDeadlines(identity.actor, filter, []);
    const { filters, sought } = await wishOf(deps.reads, identity, { given: filter, of, now: Date.now() });
    return { body: await deps.reads.scoped(identity, of).tally(filters, { sought }) };
  };
  const ofAll = listQueries(processKeys);
  const all = [
    route({
      method: 'get',
      path: '/api/cases',
      operationId: 'cases.list',
      tag: 'cases',
      summary: 'Cases of all processes',
      access: { rule: 'reader' },
      unrecorded: true,
      query: ofAll.list,
      responses: answer,
      handle: ({ identity, query }) => pageOfCases(deps, { identity, query }),
    }),
    route({
      method: 'get',
      path: '/api/cases/count',
      operationId: 'cases.count',
      tag: 'cases',
      summary: 'How many cases the same filter finds',
      access: { rule: 'reader' },
      unrecorded: true,
      query: ofAll.count,
      responses: counted,
      handle: ({ identity, query }) => count(identity, query),
    }),
  ];
  const each = processKeys.flatMap((name): Route[] => {
    const { plural, title } = processes[name];
    const of = [name];
    const asked = listQueries(of);
    const access = { rule: 'permission', permission: `${name}.read` } as const;
    const common = { method: 'get', tag: plural, access, unrecorded: true } as const;
    return [
      route({
        ...common,
        path: `/api/${plural}`,
        operationId: `${name}.list`,
        summary: `${title.en}: list`,
        query: asked.list,
        responses: answer,
        handle: ({ identity, query }) => pageOfCases(deps, { identity, of, query }),
      }),
      route({
        ...common,
        path: `/api/${plural}/count`,
        operationId: `${name}.count`,
        summary: `${title.en}: how many the same filter finds`,
        query: asked.count,
        responses: counted,
        handle: ({ identity, query }) => count(identity, query, of),
      }),
    ];
  });
  return [...all, ...each];
}
