/** Counts, each with the query that lists its cases. */
import { z } from 'zod';
import { processOf } from '../../../domain/catalogue.ts';
import { isEnd, statusesOf } from '../../../domain/kernel/lifecycle.ts';
import { type ProcessKey, processes } from '../../../domain/processes.ts';
import type { AlikeWish, CaseFilter } from '../../../models/cases/scoped.ts';
import type { Reads } from '../reads.ts';
import { type Identity, type Route, route } from '../../http/route.ts';
import { instantOut, processKeys } from '../../http/schemas.ts';

/**
 * Where every figure starts: live cases within the reach. Drills and rehearsals move no figure because nothing counts
 * past this function.
 */
export function figures(reads: Reads, identity: Identity, process: ProcessKey) {
  const cases = reads.scoped(identity, [process]);
  const live: CaseFilter = { mode: { is: 'live' } };
  return {
    count: (filter: CaseFilter) => cases.count({ ...filter, ...live }),
    countBy: (filter: CaseFilter, field: string) => cases.countBy({ ...filter, ...live }, field),
    alike: (filter: CaseFilter, wish: AlikeWish) => cases.alike({ ...filter, ...live }, wish),
  };
}

/** The field that is counted, and the filter of lists that finds one value of it and no other. */
const rows = {
  status: { field: 'status', filter: 'status' },
  priority: { field: 'priority', filter: 'priority' },
  tier: { field: 'tier', filter: 'tier' },
  org: { field: 'parties.unit', filter: 'unit' }, // `org` would list all below as well
  queue: { field: 'queue', filter: 'queue' },
} as const;
const by = z.enum(['status', 'priority', 'tier', 'org', 'queue']);
const countedSchema = z.object({ process: z.string(), count: z.int(), capped: z.boolean(), query: z.string() });
const figureSchema = z.object({
  process: z.string(),
  value: z.string(),
  count: z.int(),
  query: z.string().describe('Lists these cases'),
});

export function figureRoutes({ reads }: { reads: Reads }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/figures/open',
      operationId: 'figures.open',
      tag: 'figures',
      summary:
        'Open cases within the reach, by status, priority, tier, organisation or queue; what another case works for is counted with that one, and told apart',
      access: { rule: 'reader' },
      query: z.strictObject({ by: by.default('status').describe('What the counts are grouped by') }),
      responses: {
        200: {
          description: 'Counts, largest first',
          schema: z.object({
            items: z.array(figureSchema),
            total: z.int().describe('Of the items'),
            elsewhere: z
              .array(countedSchema)
              .describe('Open cases for which another works, in no item: calls of incidents'),
            serverNow: instantOut,
          }),
        },
      },
      handle: async ({ identity, query }) => {
        const all = await Promise.all(
          processKeys.map(async (process) => {
            const { field, filter } = rows[query.by];
            const counts = await figures(reads, identity, process).countBy(filterOf(standing(process).own), field);
            return counts.flatMap(({ value, count }) =>
              value === null
                ? []
                : [
                    figureOf(
                      process,
                      { ...queryOf(standing(process).own), [filter]: String(value) },
                      String(value),
                      count,
                    ),
                  ],
            );
          }),
        );
        const items = all.flat();
        const total = items.reduce((sum, { count }) => sum + count, 0);
        return { body: { items, total, elsewhere: await elsewhereOf(reads, identity), serverNow: Date.now() } };
      },
    }),
    route({
      method: 'get',
      path: '/api/figures/taken-back',
      operationId: 'figures.takenBack',
      tag: 'figures',
      summary: 'Cases of which a re-target or a change of priority took a breach back',
      access: { rule: 'reader' },
      query: z.strictObject({}),
      responses: {
        200: {
          description: 'A count for each process',
          schema: z.object({
            items: z.array(z.object({ process: z.string(), count: z.int(), capped: z.boolean(), query: z.string() })),
            serverNow: instantOut,
          }),
        },
      },
      handle: async ({ identity }) => {
        const items = await Promise.all(
          processKeys.map(async (process) => ({
            process,
            ...(await figures(reads, identity, process).count({ takenBack: { present: true } })),
            query: listOf(process, { takenBack: 'true' }),
          })),
        );
        return { body: { items, serverNow: Date.now() } };
      },
    }),
  ];
}

const figureOf = (process: ProcessKey, query: Readonly<Record<string, string>>, value: string, count: number) => ({
  process,
  value,
  count,
  query: listOf(process, query),
});

/** Statuses of open cases: those that are worked on themselves, where some are not, and those for which another case works. */
function standing(process: ProcessKey): { own: readonly string[] | null; elsewhere: readonly string[] } {
  const rules = processOf(process);
  const { elsewhere } = rules;
  if (elsewhere.length === 0) return { own: null, elsewhere };
  return { own: statusesOf(rules).filter((one) => !isEnd(rules, one) && !elsewhere.includes(one)), elsewhere };
}
const filterOf = (statuses: readonly string[] | null): CaseFilter => ({
  closedAt: { present: false },
  ...(statuses ? { status: { in: statuses } } : {}),
});
const queryOf = (statuses: readonly string[] | null): Readonly<Record<string, string>> => ({
  open: 'true',
  ...(statuses ? { status: statuses.join(',') } : {}),
});

/** Nobody need count them twice, and nobody misses them. */
async function elsewhereOf(reads: Reads, identity: Identity) {
  const some = processKeys.filter((process) => standing(process).elsewhere.length > 0);
  return await Promise.all(
    some.map(async (process) => {
      const { elsewhere } = standing(process);
      const counted = await figures(reads, identity, process).count(filterOf(elsewhere));
      return { process, ...counted, query: listOf(process, queryOf(elsewhere)) };
    }),
  );
}

/** The list of what was counted: of live cases alone, as every figure. */
export const listOf = (process: ProcessKey, filter: Readonly<Record<string, string>>): string =>
  `/api/${processes[process].plural}?${new URLSearchParams({ mode: 'live', ...filter }).toString()}`;
