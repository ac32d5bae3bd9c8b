/** Runs: what one looks at in the night, and the plan to print. */
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { planText } from '../../domain/runbooks/plan-text.ts';
import { eventsAfter } from '../../models/cases/commit.ts';
import { wallClockSeconds, zoneNamed } from '../../platform/zones.ts';
import { langFor } from '../http/file.ts';
import { notPermitted } from '../http/problem.ts';
import { answered, type Route, route } from '../http/route.ts';
import { numberParams } from '../http/schemas.ts';
import { runsForAll } from './run-for-all.ts';
import { lookedAt, type RunDeps } from './run-head.ts';
import { planOf } from './run-plan.ts';
import { runPlanSchema, runSchema } from './run-schemas.ts';
import { runSeen } from './run-seen.ts';

type Deps = Omit<RunDeps, 'forAll'> & {
  registers: Connection;
  /** Of the installation, for people who have chosen none. */
  zone: string;
};
const lang = z.enum(['zh', 'en']).optional().describe("Of the texts; absent: the person's own");

export function runRoutes(deps: Deps): Route[] {
  const shared = { ...deps, forAll: runsForAll(deps) };
  return [seenRoute(shared), planRoute(shared)];
}

const seenRoute = (deps: RunDeps): Route =>
  route({
    method: 'get',
    path: '/api/runs/:number',
    operationId: 'runs.get',
    tag: 'runs',
    summary: 'A run at night: what is to be done now and by whom, what comes next, what an abort would take back',
    access: { rule: 'reader' },
    conditional: true,
    params: numberParams,
    query: z.strictObject({ lang }),
    responses: {
      200: { description: 'The run. Its ETag is the same as long as nothing but time has changed', schema: runSchema },
    },
    handle: async ({ identity, actor, params: { number }, query }) => {
      const language = await langFor(deps.directory, actor.id, query.lang);
      const body = await runSeen(await lookedAt(deps, identity, number), language);
      return { body, headers: { ETag: tagOf(body) } };
    },
  });

/** What goes on by itself between two looks. */
const TIMES = new Set(['serverNow', 'elapsedMs', 'remainingMs']);
/** Of all that is shown but the passing of time: rights and people may change while the version of the case does not. */
function tagOf(body: object): string {
  const words = JSON.stringify(body, (name, value: unknown) => (TIMES.has(name) ? undefined : value));
  return `"${createHash('sha256').update(words).digest('base64url').slice(0, 27)}"`;
}

const planRoute = (deps: RunDeps & Pick<Deps, 'zone'>): Route =>
  route({
    method: 'get',
    path: '/api/runs/:number/plan',
    operationId: 'runs.plan',
    tag: 'runs',
    summary: 'The plan of a run with what happened to each step; as data, or as a text to print and go on by hand',
    access: { rule: 'reader' },
    params: numberParams,
    query: z.strictObject({ format: z.enum(['json', 'text']).optional().describe('Absent: as `Accept` says'), lang }),
    responses: { 200: { description: 'The plan', schema: runPlanSchema, mediaType: 'text/plain' } },
    handle: async ({ identity, actor, params: { number }, query, request, response }) => {
      const looked = await lookedAt(deps, identity, number);
      if (!looked.works) throw notPermitted('The steps are for those who work on it');
      const plan = await planOf(looked, await eventsAfter(deps.db, number));
      if (!wantsText(request, query.format)) return { body: plan };
      const { directory, zone } = deps;
      const own = (await directory.person(actor.id))?.zone ?? zone;
      const text = planText(plan, {
        lang: await langFor(directory, actor.id, query.lang),
        clock: (at) => wallClockSeconds(at, own),
        zone: zoneNamed(plan.serverNow, own),
      });
      response.status(200).set({ 'Content-Type': 'text/plain; charset=utf-8', Vary: 'Accept' }).send(text);
      return answered;
    },
  });

const wantsText = (request: Request, format: 'json' | 'text' | undefined): boolean =>
  format === undefined ? request.accepts(['application/json', 'text/plain']) === 'text/plain' : format === 'text';
