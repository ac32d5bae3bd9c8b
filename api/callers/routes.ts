/** Caller look-up: who is on the phone, what he has open, what goes on around him. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { catchUp } from '../../client/registers/callers/catch-up.ts';
import { asKey, FEWEST_LETTERS, saysEnough } from '../../client/registers/callers/keys.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { formed, keyOf, line, orgPath } from '../../domain/kernel/contract.ts';
import { isWithin } from '../../domain/kernel/people/access.ts';
import type { Caller } from '../../models/registers/callers/caller.ts';
import type { Reads } from '../cases/reads.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { caseStatus, instantOut, orgPathOut, processKey } from '../http/schemas.ts';
import { aroundUnit, historyOf } from './around.ts';
import { ANSWERING, callerFor, callersLike, servedBy } from './look-up.ts';

const openCase = z.object({
  number: z.string(),
  process: processKey,
  title: z.string(),
  status: caseStatus,
  clock: z.enum(['running', 'soon', 'over', 'none']).describe('Of the deadline: `soon` within the hour'),
  dueAt: instantOut.nullable(),
});
const callerSchema = z.object({
  id: z.string().describe('Of the look-up'),
  person: z.string().optional().describe('Id of the account; absent: a caller without one'),
  name: z.string(),
  contact: z.string().optional(),
  unit: orgPathOut,
  unitName: z.string().optional(),
  applications: z.array(z.string()).describe('The usual ones, the most frequent first'),
  open: z.array(openCase).describe('The newest five'),
  last: z
    .array(z.object({ application: z.string().optional(), count: z.int() }))
    .describe('The last ten cases, by application'),
});
const around = z.object({
  open: z
    .object({ count: z.int(), capped: z.boolean(), query: z.string(), items: z.array(openCase) })
    .describe('Of the unit'),
  majors: z
    .array(
      z.object({
        number: z.string(),
        title: z.string(),
        status: caseStatus,
        application: z.string().optional(),
        orgPath: orgPathOut,
        openedAt: instantOut,
      }),
    )
    .describe('Open major incidents of the service, and of the unit or above'),
});

/** A minute of the clock may pass between two looks; a second time within this is not worth asking. */
const KEPT_MS = 2_000;

type Deps = { db: Connection; directory: Directory; reads: Reads };
export function callerLookUpRoutes({ db, directory, reads }: Deps): Route[] {
  const common = {
    method: 'get',
    tag: 'callers',
    access: { rule: 'role', roles: ANSWERING },
    unrecorded: true,
  } as const;
  let caughtUpAt = 0;
  let since: number | undefined;
  let running: Promise<void> | undefined;
  async function kept(): Promise<void> {
    if (Date.now() - caughtUpAt < KEPT_MS) return;
    running ??= caughtUp().finally(() => {
      running = undefined;
    });
    await running;
  }

  async function caughtUp(): Promise<void> {
    const at = Date.now();
    if (await catchUp(db, since)) since = at;
    caughtUpAt = Date.now();
  }

  async function shown(identity: Identity, caller: Caller) {
    const { _id: id, is, name, contact, unit } = caller;
    const [history, organisation] = await Promise.all([
      historyOf(reads, identity, caller),
      directory.organisation(unit),
    ]);
    return {
      id,
      ...(is === 'person' ? { person: id.slice(id.indexOf(':') + 1) } : {}),
      name,
      ...(contact === undefined ? {} : { contact }),
      unit,
      ...(organisation ? { unitName: organisation.name } : {}),
      ...history,
    };
  }

  return [
    route({
      ...common,
      path: '/api/callers',
      operationId: 'callers.find',
      summary:
        'Who may be on the phone: by phone, name, pinyin or its initials, id, or unit; the best eight, each with what he has open',
      query: z.strictObject({
        q: line(50).describe(`At least 3 digits of a phone or ${FEWEST_LETTERS} characters`),
      }),
      responses: {
        200: {
          description: 'The likeliest first',
          schema: z.object({ items: z.array(callerSchema), serverNow: instantOut }),
        },
      },
      handle: async ({ identity, actor, query: { q } }) => {
        if (!saysEnough(asKey(q)))
          throw invalid([{ pointer: '/q', code: 'too-short', params: { minimum: FEWEST_LETTERS } }]);
        await kept();
        const found = await callersLike({ db, directory, actor, q });
        const items = await Promise.all(found.map((caller) => shown(identity, caller)));
        return { body: { items, serverNow: Date.now() } };
      },
    }),
    route({
      ...common,
      path: '/api/callers/around',
      operationId: 'callers.around',
      summary: 'What a unit has open, and the major incidents near it: before anybody is known by name',
      query: z.strictObject({
        unit: orgPath().describe('Of the caller'),
        application: keyOf('application').optional().describe('The service that he calls about'),
      }),
      responses: { 200: { description: 'Within reach', schema: around.extend({ serverNow: instantOut }) } },
      handle: async ({ identity, actor, query: { unit, application } }) => {
        if (!servedBy(actor).some((place) => isWithin(unit, place)))
          throw invalid([{ pointer: '/unit', code: 'unknown' }]);
        return { body: { ...(await aroundUnit(reads, identity, { unit, application })), serverNow: Date.now() } };
      },
    }),
    route({
      ...common,
      path: '/api/callers/:id',
      operationId: 'callers.get',
      summary: 'One caller, with what goes on around him',
      params: z.strictObject({
        id: formed(/^(?:person|caller):[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'caller').describe('As the look-up has it'),
      }),
      responses: {
        200: { description: 'The caller', schema: callerSchema.extend({ around, serverNow: instantOut }) },
      },
      handle: async ({ identity, actor, params: { id } }) => {
        const caller = await callerFor(db, actor, id);
        if (!caller) throw notFound();
        const one = await shown(identity, caller);
        const { unit } = caller;
        const near = await aroundUnit(reads, identity, { unit, application: one.applications[0] });
        return { body: { ...one, around: near, serverNow: Date.now() } };
      },
    }),
  ];
}
