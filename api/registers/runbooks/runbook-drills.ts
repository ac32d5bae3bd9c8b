/** When each runbook was drilled last, and when it is to be drilled again. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { type DrillDue, drillsDue } from '../../../client/registers/drills.ts';
import { day, key } from '../../../domain/kernel/contract.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import { RUN_PROCESSES } from '../../../domain/processes.ts';
import type { Reads } from '../../cases/reads.ts';
import type { Cursors } from '../../http/cursor.ts';
import { limitAndAfter } from '../../http/query.ts';
import { type Identity, type Route, route } from '../../http/route.ts';
import { instantOut, orgPathOut, pageOf } from '../../http/schemas.ts';
import { visibleIn } from '../register-scope.ts';

type Deps = { db: Connection; reads: Reads; cursors: Cursors; zone: string };

const drillSchema = z.object({
  runbook: key(),
  version: z.int().describe('That in force'),
  title: z.object({ zh: z.string(), en: z.string() }),
  process: z.enum(RUN_PROCESSES),
  orgPath: orgPathOut,
  everyMonths: z.int(),
  approvedAt: instantOut.describe('When it was first approved to be drilled so: what counts before its first drill'),
  lastDrill: z
    .object({ closedAt: instantOut, number: z.string().optional().describe('Absent: out of your reach') })
    .nullable()
    .describe('The last one that was closed, whatever its version, and went forward to the end of its last step'),
  dueOn: day().describe('On the calendar of the installation'),
  overdue: z.boolean(),
});
const position = z.strictObject({ runbook: z.string() });

export function runbookDrillRoute({ db, reads, cursors, zone }: Deps): Route {
  return route({
    method: 'get',
    path: '/api/runbooks/drills',
    operationId: 'runbooks.drills',
    tag: 'runbooks',
    summary: 'Runbooks that are drilled 演练: when last, when due, and which are overdue',
    access: { rule: 'role', roles: [...STAFF, 'auditor'] },
    query: z.strictObject(limitAndAfter),
    responses: { 200: { description: 'One page, by key', schema: pageOf(drillSchema) } },
    handle: async ({ identity, actor, query: { limit, after } }) => {
      const now = Date.now();
      const scope = { list: 'drills', person: actor.id };
      const from = after === undefined ? undefined : cursors.read(scope, after, position).runbook;
      const { today, drills } = await drillsDue(db, zone, visibleIn('runbooks', actor));
      const beyond = drills.filter(({ runbook }) => from === undefined || runbook > from);
      const page = beyond.slice(0, limit);
      const last = page.at(-1);
      const readable = await readableOf(reads, identity, page);
      return {
        body: {
          items: page.map(({ last: drill, ...one }) => ({
            ...shown(one),
            lastDrill: drill
              ? { closedAt: drill.closedAt, ...(readable.has(drill.number) ? { number: drill.number } : {}) }
              : null,
            overdue: one.dueOn < today,
          })),
          next: last && beyond.length > limit ? cursors.write(scope, { runbook: last.runbook }) : null,
          serverNow: now,
        },
      };
    },
  });
}

const shown = ({
  runbook,
  version,
  title,
  process,
  orgPath,
  everyMonths,
  approvedAt,
  dueOn,
}: Omit<DrillDue, 'last'>) => ({
  runbook,
  version,
  title,
  process,
  orgPath,
  everyMonths,
  approvedAt,
  dueOn,
});

const readableOf = async (reads: Reads, identity: Identity, page: readonly DrillDue[]): Promise<ReadonlySet<string>> =>
  await reads.scoped(identity).which(page.flatMap(({ last }) => last?.number ?? []));
