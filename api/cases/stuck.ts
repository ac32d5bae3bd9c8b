/** Cases that do not go on by themselves: their workflow fails at each try or may not be brought back, and a person must look. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { isOtherEngine, openCasesIn } from '../../client/record/other-engine.ts';
import { caseOfWorkflow } from '../../domain/kernel/ids.ts';
import { caseOf } from '../../models/cases/case.ts';
import { stillParked } from '../../models/cases/parked.ts';
import type { Env } from '../../platform/env.ts';
import { inTime } from '../../platform/temporal.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, processKey } from '../http/schemas.ts';

const MOST = 200;
const PATIENCE_MS = 5_000;

const stuckSchema = z.object({
  number: z.string(),
  process: processKey,
  since: instantOut,
  tries: z.int().describe('Of the step that fails now, or of people who met it parked'),
  problems: z
    .array(z.string())
    .describe('As the engine, or the case itself, names them; empty: nothing is tried at this moment'),
});
type Stuck = { number: string; process: string; since: number; tries: number; problems: readonly string[] };

type Deps = { db: Connection; temporal: Client; env: Pick<Env, 'taskQueue'> };

export const stuckRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/cases/stuck',
    operationId: 'cases.stuck',
    tag: 'operations',
    summary: `Cases whose workflow fails at each try, at most ${MOST}, \`capped\` where there may be more: numbers only, nothing of what stands in them`,
    access: { rule: 'role', roles: ['system-administrator', 'process-owner'] },
    ofAnyBranch: true,
    responses: {
      200: {
        description: 'The longest first',
        schema: z.object({ items: z.array(stuckSchema), capped: z.boolean(), serverNow: instantOut }),
      },
    },
    handle: async () => {
      const items = await stuckCases(deps);
      return { body: { items, capped: items.length === MOST, serverNow: Date.now() } };
    },
  }),
];

/** What the engine reports, and what people met: a command that cannot be decided leaves nothing to try again. */
export async function stuckCases({ db, temporal, env }: Deps): Promise<Stuck[]> {
  const [reported, met, without] = await Promise.all([
    inTime(temporal, Date.now() + PATIENCE_MS, (timed) => reportedCases(timed, env.taskQueue)),
    stillParked(db, MOST),
    withoutEngine(temporal, db),
  ]);
  const known = new Set(reported.map(({ number }) => number));
  const others = met
    .filter(({ _id }) => !known.has(_id))
    .map(
      ({ _id, process, since, times, reason }): Stuck => ({
        number: _id,
        process,
        since,
        tries: times,
        problems: reason === undefined ? [] : [reason],
      }),
    );
  const named = new Set([...reported, ...others].map(({ number }) => number));
  return [...reported, ...others, ...without.filter(({ number }) => !named.has(number))]
    .toSorted((a, b) => a.since - b.since)
    .slice(0, MOST);
}

/** The engine is another one: every open case stands. */
async function withoutEngine(temporal: Client, db: Connection): Promise<Stuck[]> {
  if (!(await inTime(temporal, Date.now() + PATIENCE_MS, (timed) => isOtherEngine(timed, db)))) return [];
  const open = await caseOf(db)
    .find(openCasesIn, { process: 1, updatedAt: 1 })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<{ _id: string; process: string; updatedAt: number }[]>();
  return open.map(({ _id: number, process, updatedAt: since }) => ({
    number,
    process,
    since,
    tries: 0,
    problems: ['other-engine'],
  }));
}

const queryFor = (taskQueue: string): string =>
  `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running' AND TemporalReportedProblems IS NOT NULL`;

async function reportedCases(temporal: Client, taskQueue: string): Promise<Stuck[]> {
  const found: Stuck[] = [];
  for await (const { workflowId, searchAttributes } of temporal.workflow.list({ query: queryFor(taskQueue) })) {
    const own = caseOfWorkflow(workflowId);
    if (!own) continue;
    const { process, caseId: number } = own;
    const { raw } = await temporal.workflow.getHandle(workflowId).describe();
    const { attempt, originalScheduledTime } = raw.pendingWorkflowTask ?? {};
    const since = originalScheduledTime?.seconds ? Number(originalScheduledTime.seconds) * 1000 : Date.now();
    const problems = (searchAttributes['TemporalReportedProblems'] ?? []).map(String);
    found.push({ number, process, since, tries: attempt ?? 0, problems });
    if (found.length >= MOST) break;
  }
  return found;
}
