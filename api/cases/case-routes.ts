/** One case: as it stands, what happened, what the engine is doing, and the engine's own history. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { caseStateOf } from '../../client/cases/case-state.ts';
import { partTitlesOf } from '../../client/documents/part-titles.ts';
import type { Directory } from '../../client/registers/directory.ts';
import type { Reading } from '../../domain/notice-words.ts';
import { processes, type ProcessKey } from '../../domain/processes.ts';
import { DELIVERY_STATES } from '../../models/notices/delivery.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import type { Cursors } from '../http/cursor.ts';
import { lang, langFor } from '../http/file.ts';
import { engineOf, engineSchema } from './engine/engine.ts';
import { historyOfCase, historyPosition, historySchema } from './engine/history.ts';
import { limitAndAfter, wholeOr } from '../http/query.ts';
import { clockRoutes } from './clocks/routes.ts';
import { partRoutes } from './parts/routes.ts';
import type { Looks } from './recent/recent.ts';
import { answerSchemaOf, etagOf } from './process-router.ts';
import type { Reads } from './reads.ts';
import { recentChangesFor } from './incident/recent-changes.ts';
import { byWithinReach, withinReach } from './references.ts';
import { type Asking, asker, type Reply, type Route, route } from '../http/route.ts';
import { caseAnswerSchema, instantOut, numberParams, pageOf, processKeys } from '../http/schemas.ts';
import { timelineOf, timelinePosition } from './timeline.ts';
import type { Resolve } from './reads.ts';

type Deps = {
  db: Connection;
  /** Of live cases, where what rehearsals are pinned to lies too. */
  registers: Connection;
  temporal: Client;
  audit: AuditTrail;
  directory: Directory;
  reads: Reads;
  cursors: Cursors;
  resolvePins: Resolve;
  /** How a person reads these notices. */
  readerFor: (person: string, notices: readonly { data: object; stoodIn?: string }[]) => Promise<Reading>;
  /** Absent: nobody's looks are noted. */
  looks?: Looks;
};
type OfCase = Pick<Asking<{ number: string }>, 'identity' | 'params' | 'request'>;

const timelineEntry = z.union([
  z.object({
    kind: z.literal('event'),
    id: z.string(),
    at: instantOut,
    type: z.string(),
    by: z.object({ id: z.string(), role: z.string() }),
    words: z.object({ zh: z.string(), en: z.string() }).describe('What happened, and to which step'),
    seq: z.int(),
    data: z.looseObject({}),
  }),
  z.object({
    kind: z.literal('notice'),
    id: z.string(),
    at: instantOut,
    to: z.string(),
    template: z.string(),
    words: z
      .object({ zh: z.string(), en: z.string() })
      .optional()
      .describe('What it says, in one sentence; instants in the zone of the asker, which is named'),
    data: z.looseObject({}),
    stoodIn: z.string().optional(),
    deliveries: z
      .array(
        z.object({
          channel: z.string(),
          state: z
            .enum([...DELIVERY_STATES, 'not-sent'])
            .describe(
              '`dropped`: it said nothing any more when it was to go; `not-sent`: never meant to; `code` says why',
            ),
          tries: z.int(),
          nextAt: instantOut.optional(),
          sentAt: instantOut.optional(),
          code: z.string().optional(),
          digest: z.string().optional().describe('The message of many notices that it went in'),
          messageId: z.string().optional().describe('Of the mail that it went with, without its domain'),
          automaticAt: instantOut.optional().describe('When a program of the reader answered: he is away'),
          resentBy: z.string().optional(),
        }),
      )
      .optional()
      .describe('Further ways beside the inbox'),
  }),
]);

export function caseRoutes(deps: Deps): Route[] {
  return [
    oneRoute(deps),
    ...processKeys.map((process) => oneOfProcess(deps, process)),
    ...partRoutes(deps),
    ...clockRoutes(deps),
    timelineRoute(deps),
    ...engineRoutes(deps),
  ];
}

async function oneCase({ db, reads, looks }: Deps, asking: OfCase, of?: ProcessKey): Promise<Reply> {
  const { identity, params } = asking;
  const stored = await reads.one(identity, params.number, of);
  looks?.note(asking, stored._id);
  const [answer, recentChanges] = await Promise.all([
    reads.answer(identity, stored),
    recentChangesFor({ db, reads }, { identity, stored }),
  ]);
  return { body: { ...answer, recentChanges }, headers: { ETag: etagOf(answer) } };
}

const oneRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/cases/:number',
    operationId: 'cases.get',
    tag: 'cases',
    summary: 'One case, with what this person may do now',
    access: { rule: 'reader' },
    unrecorded: true,
    params: numberParams,
    responses: { 200: { description: 'The case', schema: caseAnswerSchema } },
    handle: (asking) => oneCase(deps, asking),
  });

const oneOfProcess = (deps: Deps, process: ProcessKey): Route =>
  route({
    method: 'get',
    path: `/api/${processes[process].plural}/:number`,
    operationId: `${process}.get`,
    tag: processes[process].plural,
    summary: `${processes[process].title.en}: one, with what this person may do now`,
    access: { rule: 'permission', permission: `${process}.read` },
    unrecorded: true,
    params: numberParams,
    responses: { 200: { description: 'The case', schema: answerSchemaOf(process) } },
    handle: (asking) => oneCase(deps, asking, process),
  });

const timelineRoute = ({ db, registers, reads, cursors, readerFor }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/cases/:number/timeline',
    operationId: 'cases.timeline',
    tag: 'cases',
    summary: 'Events, clock firings and notices, oldest first; internal words only for those who may',
    access: { rule: 'reader' },
    unrecorded: true,
    params: numberParams,
    query: z.strictObject(limitAndAfter),
    responses: { 200: { description: 'One page', schema: pageOf(timelineEntry) } },
    handle: async ({ identity, actor, params: { number }, query: { limit, after } }) => {
      const stored = await reads.one(identity, number);
      const scope = { list: 'timeline', number, person: actor.id };
      const page = await timelineOf(db, {
        actor,
        stored,
        limit,
        titles: await partTitlesOf({ db, registers }, stored),
        readerFor: (notices) => readerFor(actor.id, notices),
        ...(after === undefined ? {} : { after: cursors.read(scope, after, timelinePosition) }),
      });
      const next = page.next && cursors.write(scope, page.next);
      const cases = reads.scoped(identity);
      const [data, by] = await Promise.all([
        withinReach(
          cases,
          page.items.map((entry) => entry.data),
        ),
        byWithinReach(
          cases,
          page.items.map((entry) => (entry.kind === 'event' ? entry.by : { id: '', role: '' })),
        ),
      ]);
      const items = page.items.map((entry, i) => ({
        ...entry,
        data: data[i] ?? {},
        ...(entry.kind === 'event' ? { by: by[i] ?? entry.by } : {}),
      }));
      return { body: { items, next, serverNow: await reads.now(stored) } };
    },
  });

const engineRoutes = ({ db, temporal, audit, directory, reads, cursors, resolvePins }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/cases/:number/engine',
    operationId: 'cases.engine',
    tag: 'cases',
    summary: 'What the case waits for, its next timer, effects under way, and its workflow',
    access: { rule: 'reader' },
    params: numberParams,
    responses: { 200: { description: 'Now', schema: engineSchema } },
    handle: async ({ identity, actor, params }) => {
      const stored = await reads.one(identity, params.number);
      const [now, standing] = await Promise.all([reads.now(stored), caseStateOf(db, stored, resolvePins)]);
      return { body: { ...(await engineOf({ temporal, db }, { stored, standing, actor })), serverNow: now } };
    },
  }),
  route({
    method: 'get',
    path: '/api/cases/:number/history',
    operationId: 'cases.history',
    tag: 'cases',
    summary: "The engine's history with business names beside its own; the look is on record",
    access: { rule: 'role', roles: ['auditor', 'process-owner'] },
    watched: true,
    costly: 'work',
    params: numberParams,
    query: z.strictObject({
      run: z.uuid().optional().describe('One of `runs`; left out: the newest'),
      ...limitAndAfter,
      limit: wholeOr({ minimum: 1, maximum: 2_000 }, 1_000).describe('Events of one page'),
      lang: lang.describe("Of the words; left out: the person's own"),
    }),
    responses: { 200: { description: 'A page of one run of the workflow', schema: historySchema } },
    handle: async ({ identity, actor, params: { number }, query }) => {
      const stored = await reads.one(identity, number);
      const { run, limit, after, lang: asked } = query;
      const data = run === undefined ? {} : { run };
      await audit.record({ type: 'historyRead', by: asker(identity).id, at: Date.now(), caseId: stored._id, data });
      const scope = { list: 'history', number, run: run ?? '', person: actor.id };
      const { body, next } = await historyOfCase({ db, temporal }, stored, {
        run,
        limit,
        lang: await langFor(directory, actor.id, asked),
        ...(after === undefined ? {} : { after: cursors.read(scope, after, historyPosition) }),
      });
      return { body: { ...body, next: next && cursors.write(scope, next) } };
    },
  }),
];
