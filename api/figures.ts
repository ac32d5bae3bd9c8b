/** Counts, each with the query that lists its cases. */
import { z } from 'zod';
import { type ProcessKey, processes } from '../domain/processes.ts';
import type { CaseFilter } from '../models/scoped.ts';
import type { Reads } from './reads.ts';
import { type Identity, type Route, route } from './route.ts';
import { instantOut, processKeys } from './schemas.ts';

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
  };
}

const fields = { status: 'status', priority: 'priority', tier: 'tier', org: 'orgPath', queue: 'queue' } as const;
const by = z.enum(['status', 'priority', 'tier', 'org', 'queue']);
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
      summary: 'Open cases within the reach, by status, priority, tier, organisation or queue',
      access: { rule: 'reader' },
      query: z.strictObject({ by: by.default('status') }),
      responses: {
        200: {
          description: 'Counts, largest first',
          schema: z.object({ items: z.array(figureSchema), total: z.int(), serverNow: instantOut }),
        },
      },
      handle: async ({ identity, query }) => {
        const open: CaseFilter = { closedAt: { present: false } };
        const all = await Promise.all(
          processKeys.map(async (process) => {
            const counts = await figures(reads, identity, process).countBy(open, fields[query.by]);
            return counts.flatMap(({ value, count }) =>
              value === null ? [] : [figureOf(process, query.by, String(value), count)],
            );
          }),
        );
        const items = all.flat();
        const total = items.reduce((sum, { count }) => sum + count, 0);
        return { body: { items, total, serverNow: Date.now() } };
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
            query: `/api/${processes[process].plural}?takenBack=true`,
          })),
        );
        return { body: { items, serverNow: Date.now() } };
      },
    }),
  ];
}

function figureOf(process: ProcessKey, field: z.output<typeof by>, value: string, count: number) {
  const query = new URLSearchParams({ open: 'true', [field]: value });
  return { process, value, count, query: `/api/${processes[process].plural}?${query.toString()}` };
}
