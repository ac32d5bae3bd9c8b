/** Rehearsals: started and moved on here; what is done in them goes by the routes of live cases, over their own store. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../client/directory.ts';
import { FURTHEST_MS, type Rehearsals, type Target } from '../client/rehearsals.ts';
import { contracts } from '../domain/contracts.ts';
import { instant, line } from '../domain/kernel/contract.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { processes } from '../domain/processes.ts';
import type { AuditTrail } from '../models/audit.ts';
import type { Rehearsal } from '../models/rehearsal.ts';
import { caseRoutes } from './case-routes.ts';
import type { Cursors } from './cursor.ts';
import { parsed } from './fields.ts';
import { listRoutes } from './lists.ts';
import { noticeText } from './notice-text.ts';
import { invalid, notFound, notPermitted } from './problem.ts';
import { asObject, processRoutes } from './process-router.ts';
import { createReads, type Reads } from './reads.ts';
import { type Asking, type Reply, type Route, route } from './route.ts';
import { caseViewSchema, instantOut, numberParams, processKey, processKeys } from './schemas.ts';
import { refuseOutside } from './sla.ts';
import { createSuggestions } from './suggest.ts';

type Deps = {
  rehearsals: Rehearsals;
  store: Connection;
  temporal: Client;
  directory: Directory;
  audit: AuditTrail;
  cursors: Cursors;
};
const STARTERS = ['process-owner', 'supervisor'] as const;
const SHOWN = 100;

const rehearsalSchema = z.object({
  number: z.string(),
  title: z.string(),
  process: z.string(),
  drafts: z.boolean(),
  startedBy: z.string(),
  startedAt: instantOut.describe('On the wall'),
});
const standing = rehearsalSchema.extend({
  mode: z.literal('rehearsal'),
  virtualAt: instantOut.describe('Its own time'),
  cases: z.array(caseViewSchema).describe('The first case and all that it started'),
});
const startBody = z.strictObject({
  title: line(200),
  process: processKey,
  data: z.record(z.string(), z.unknown()).describe('As for the intake of that process'),
  at: instant().optional().describe('Virtual instant of the intake, not before now'),
  drafts: z.boolean().optional().describe('On the drafts of registers, where there are any'),
});
const forwardBody = z
  .strictObject({
    ms: z.int().min(1).max(FURTHEST_MS).optional(),
    until: instant().optional(),
    to: z.literal('next-deadline').optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, 'name-one')
  .describe('One of them');

/** The one that was named. */
function targetOf({ ms, until }: z.output<typeof forwardBody>): Target {
  if (ms !== undefined) return { ms };
  return until === undefined ? { to: 'next-deadline' } : { until };
}
const toldSchema = z.object({
  at: instantOut,
  number: z.string(),
  to: z.string(),
  stoodIn: z.string().optional(),
  template: z.string(),
  text: z.object({ zh: z.string(), en: z.string() }).optional(),
  data: z.looseObject({}),
  deliveries: z.array(z.object({ channel: z.string(), at: instantOut, page: z.boolean() })),
});
const shown = ({ _id, title, process, drafts, startedBy, startedAt }: Rehearsal) => ({
  number: _id,
  title,
  process,
  drafts,
  startedBy,
  startedAt,
});

export function rehearsalRoutes(deps: Deps): Route[] {
  const { rehearsals, store } = deps;
  const reads = createReads({
    db: store,
    resolvePins: rehearsals.resolvePins,
    now: (stored) => rehearsals.nowOf([stored]),
  });
  return [...storeRoutes(deps, reads), ...ownRoutes(deps, reads)];
}

/** Every route of live cases that makes sense here, over the other store. */
function storeRoutes({ rehearsals, store, temporal, directory, audit, cursors }: Deps, reads: Reads): Route[] {
  const { caseClient, resolvePins } = rehearsals;
  const suggestions = createSuggestions({ reads, directory });
  const intakes = new Set<string>(processKeys.map((key) => `/api/${processes[key].plural}`));
  return [
    ...processRoutes({ caseClient, reads, suggestions }).filter(
      ({ method, path }) => method !== 'post' || !intakes.has(path),
    ),
    ...listRoutes({ reads, cursors }),
    ...caseRoutes({ db: store, temporal, audit, reads, cursors, resolvePins }),
  ].map((one) => ({
    ...one,
    path: `/api/rehearsals${one.path.slice('/api'.length)}` as const,
    operationId: `rehearsals.${one.operationId}`,
    tag: 'rehearsals',
    summary: `In a rehearsal: ${one.summary}`,
    actAs: true,
  }));
}

function ownRoutes({ rehearsals, audit }: Deps, reads: Reads): Route[] {
  const common = { tag: 'rehearsals', access: { rule: 'role', roles: STARTERS } } as const;

  /** The rehearsal, as far as its first case is within the asker's reach. */
  async function one({
    identity,
    params,
  }: Pick<Asking<{ number: string }>, 'identity' | 'params'>): Promise<Rehearsal> {
    await reads.one(identity, params.number);
    const found = await rehearsals.find(params.number);
    if (!found) throw notFound();
    return found;
  }
  async function standingOf(found: Rehearsal): Promise<Reply> {
    const group = await rehearsals.groupOf(found._id);
    const cases = group.map(({ kase: _kase, ...view }) => view);
    return { body: { ...shown(found), mode: 'rehearsal', virtualAt: await rehearsals.nowOf(group), cases } };
  }

  return [
    route({
      ...common,
      method: 'post',
      path: '/api/rehearsals',
      operationId: 'rehearsals.start',
      summary: 'Start a rehearsal: a case on the real engine in a time of its own; nobody is told, nothing is counted',
      keyed: true,
      actAs: true,
      body: startBody,
      responses: { 201: { description: 'Started', schema: standing } },
      handle: async ({ actor, key, body, request }) => {
        const { title, process, at, drafts } = body;
        const intake = contracts[process]['create'];
        if (!intake) throw notFound();
        const data = asObject(withData(() => parsed(intake.input, body.data)));
        refuseOutside(actor, 'unit' in data ? String(data.unit) : '');
        const played = request.get('act-as') === undefined ? undefined : actor;
        await audit.record({ type: 'rehearsalStarted', by: actor.id, at: Date.now(), data: { title, process } });
        const number = await rehearsals.start({
          title,
          process,
          data,
          at,
          drafts,
          actor: played,
          startedBy: actor.id,
          key,
        });
        const found = await rehearsals.find(number);
        if (!found) throw notFound();
        return { ...(await standingOf(found)), status: 201, headers: { Location: `/api/rehearsals/${number}` } };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/rehearsals',
      operationId: 'rehearsals.list',
      summary: `The newest ${SHOWN}, as far as their cases are within reach`,
      responses: {
        200: {
          description: 'Newest first',
          schema: z.object({ items: z.array(rehearsalSchema), serverNow: instantOut }),
        },
      },
      handle: async ({ identity }) => {
        const all = await rehearsals.list(SHOWN);
        const scoped = reads.scoped(identity);
        const seen = await Promise.all(all.map(({ _id }) => scoped.has(_id)));
        return { body: { items: all.filter((_, i) => seen[i]).map(shown), serverNow: Date.now() } };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/rehearsals/:number',
      operationId: 'rehearsals.get',
      summary: 'A rehearsal: its time and its cases',
      params: numberParams,
      responses: { 200: { description: 'As it stands', schema: standing } },
      handle: async (asking) => await standingOf(await one(asking)),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/rehearsals/:number/forward',
      operationId: 'rehearsals.forward',
      summary: 'Move its time on: by a length, to an instant, or to the next that anything falls due',
      mayConflict: true,
      params: numberParams,
      body: forwardBody,
      responses: {
        200: {
          description: 'As it stands then',
          schema: standing.extend({
            reached: z.boolean().describe('False: so much lay on the way; ask for the rest again'),
          }),
        },
      },
      handle: async (asking) => {
        const found = await one(asking);
        const { reached } = await rehearsals.forward(found._id, targetOf(asking.body));
        const { body } = await standingOf(found);
        return { body: { ...asObject(body), reached } };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/rehearsals/:number/told',
      operationId: 'rehearsals.told',
      summary: 'Whom the product would have told what, when and by which ways',
      params: numberParams,
      responses: { 200: { description: 'Oldest first', schema: z.object({ items: z.array(toldSchema) }) } },
      handle: async (asking) => {
        const found = await one(asking);
        const told = await rehearsals.told(found._id);
        const items = told.map(({ caseId, ...rest }) => ({
          ...rest,
          number: caseId,
          text: noticeText(rest.template, rest.data, 'rehearsal'),
        }));
        return { body: { items } };
      },
    }),
    route({
      ...common,
      method: 'delete',
      path: '/api/rehearsals/:number',
      operationId: 'rehearsals.remove',
      summary: 'End a rehearsal and forget it',
      params: numberParams,
      responses: { 204: { description: 'Gone' } },
      handle: async (asking) => {
        const found = await one(asking);
        const { actor } = asking;
        if (found.startedBy !== actor.id && !actor.grants.some(({ role }) => role === 'process-owner'))
          throw notPermitted('Who started it, or a process owner');
        await audit.record({ type: 'rehearsalRemoved', by: actor.id, at: Date.now(), data: { number: found._id } });
        await rehearsals.remove(found._id);
        return { status: 204 };
      },
    }),
  ];
}

/** Pointers of the intake's fields, as they stand in this body. */
function withData<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw invalid(error.fields.map(({ pointer, ...rest }) => ({ pointer: `/data${pointer}`, ...rest })));
  }
}
