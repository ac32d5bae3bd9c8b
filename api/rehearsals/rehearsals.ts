/** Rehearsals: started, moved on and read here; what is done in them goes by rehearsed-routes.ts. */
import { z } from 'zod';
import type { Told } from '../../client/rehearsals/rehearsal-told.ts';
import { contracts } from '../../domain/contracts.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { mayName } from '../../domain/kernel/people/access.ts';
import { aboutOutside } from '../../domain/kernel/record/outside.ts';
import type { Actor, CaseView, Role, StoredCase } from '../../domain/kernel/process.ts';
import type { Rehearsal } from '../../models/rehearsal.ts';
import { parsed } from '../http/fields.ts';
import { limitAndAfter } from '../http/query.ts';
import { type NoticeReader, noticeText, readerOf } from '../notices/notice-text.ts';
import { invalid, notFound, notPermitted } from '../http/problem.ts';
import { asObject } from '../cases/process-router.ts';
import {
  forwardBody,
  position,
  rehearsalSchema,
  standing,
  startBody,
  targetOf,
  toldSchema,
} from './rehearsal-schemas.ts';
import { worksOn } from '../cases/reads.ts';
import { TAG, type RehearsedDeps, rehearsedRoutes } from './rehearsed-routes.ts';
import { type Identity, type Reply, type Route, route } from '../http/route.ts';
import { instantOut, numberParams, pageOf } from '../http/schemas.ts';
import { refuseOutside } from '../registers/sla.ts';

type Deps = RehearsedDeps;
/** Who starts one, moves its time and removes it, for cases of his organisations. */
const STARTERS: readonly Role[] = ['process-owner', 'supervisor'];

/** True for a route that acts on rehearsals. */
export const isOfRehearsals = ({ tag }: Pick<Route, 'tag'>): boolean => tag === TAG;

export const rehearsalRoutes = (deps: Deps): Route[] => [
  ...rehearsedRoutes(deps),
  ...startedRoutes(deps),
  ...timeRoutes(deps),
];

const common = { tag: TAG, params: numberParams } as const;

function headOf({ _id, title, process, drafts, policyVersion, by, startedBy, startedAt, lost }: Rehearsal) {
  const about = {
    number: _id,
    mode: 'rehearsal',
    title,
    process,
    drafts,
    policyVersion,
    by,
    startedBy,
    startedAt,
  } as const;
  return lost ? { ...about, lost } : about;
}

/** The rehearsal, as far as its first case is within the asker's reach. */
async function oneOf({ reads, rehearsals }: Deps, identity: Identity, number: string) {
  const first = await reads.one(identity, number);
  const rehearsal = await rehearsals.find(number);
  if (!rehearsal) throw notFound();
  return { first, rehearsal };
}

/** The cases of a rehearsal that one may see. */
async function seenOf({ reads, rehearsals }: Deps, identity: Identity, number: string) {
  const group = await rehearsals.groupOf(number);
  const seen = await reads.scoped(identity).which(group.map(({ _id }) => _id));
  return { group, seen: group.filter(({ _id }) => seen.has(_id)) };
}

async function standingOf(deps: Deps, identity: Identity, rehearsal: Rehearsal): Promise<object> {
  const { group, seen } = await seenOf(deps, identity, rehearsal._id);
  const [virtualAt, cases, lost] = await Promise.all([
    deps.rehearsals.nowOf(group),
    deps.reads.shown(identity, seen.map(viewOf)),
    deps.rehearsals.isLost(rehearsal._id),
  ]);
  return { ...headOf(rehearsal), ...(lost ? { lost } : {}), virtualAt, cases };
}

const viewOf = ({ kase: _kase, ...view }: StoredCase): CaseView => view;

function refuseOutsideStarters({ grants }: Actor, { orgLine }: StoredCase, roles: readonly Role[] = STARTERS): void {
  const is = grants.some(({ role, orgPath }) => roles.includes(role) && orgLine.includes(orgPath));
  if (!is) throw notPermitted(`Only a ${roles.join(' or ')} of the organisation`);
}

/** Who opens the case: oneself, or whom a process owner plays. */
async function partOf({ directory }: Deps, actor: Actor, by: string | undefined): Promise<Actor | undefined> {
  if (by === undefined) return undefined;
  if (by !== actor.id && !actor.grants.some(({ role }) => role === 'process-owner'))
    throw notPermitted('Only a process owner plays others');
  const part = await directory.actorOf(by);
  if (!part || !mayName(actor, part)) throw invalid([{ pointer: '/by', code: 'unknown' }]);
  return part;
}

function startedRoutes(deps: Deps): Route[] {
  const { rehearsals, reads, audit, cursors } = deps;
  return [
    route({
      tag: TAG,
      access: { rule: 'role', roles: STARTERS },
      method: 'post',
      path: '/api/rehearsals',
      operationId: 'rehearsals.start',
      summary: 'Start a rehearsal: a case on the real engine in a time of its own; nobody is told, nothing is counted',
      keyed: true,
      body: startBody,
      responses: { 201: { description: 'Started', schema: standing } },
      handle: async ({ identity, actor, key: ownKey, body }) => {
        const { title, process, at, by, drafts = false, policyVersion } = body;
        const intake = contracts[process]['create'];
        if (!intake) throw notFound();
        const data = asObject(await inData(async () => parsed(intake.input, body.data)));
        await inData(async () => refuseOutside(actor, 'unit' in data ? String(data.unit) : ''));
        const part = await partOf(deps, actor, by);
        const about = { title, process, at, by, drafts, policyVersion };
        if (!(await rehearsals.isStarted(actor.id, ownKey)))
          await audit.record({ type: 'rehearsalStarted', by: actor.id, at: Date.now(), data: about });
        const wish = { ...about, data, actor: part, startedBy: actor.id, key: ownKey };
        const number = await inData(() => rehearsals.start(wish));
        const { rehearsal } = await oneOf(deps, identity, number);
        const headers = { Location: `/api/rehearsals/${number}` };
        return { status: 201, headers, body: await standingOf(deps, identity, rehearsal) };
      },
    }),
    route({
      tag: TAG,
      access: { rule: 'reader' },
      actAs: true,
      method: 'get',
      path: '/api/rehearsals',
      operationId: 'rehearsals.list',
      summary: 'Rehearsals, as far as their first case is within reach',
      query: z.strictObject(limitAndAfter),
      responses: {
        200: {
          description: 'Newest first',
          schema: pageOf(rehearsalSchema).extend({ serverNow: instantOut.describe('On the wall') }),
        },
      },
      handle: async ({ identity, actor, query: { limit, after } }) => {
        const scope = { list: 'rehearsals', person: actor.id };
        const found = await rehearsals.list({
          joined: reads.scoped(identity).joined(),
          after: after === undefined ? undefined : cursors.read(scope, after, position),
          limit: limit + 1,
        });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? cursors.write(scope, { at: last.startedAt, id: last._id }) : null;
        return { body: { items: items.map(headOf), next, serverNow: Date.now() } };
      },
    }),
    route({
      ...common,
      access: { rule: 'role', roles: STARTERS },
      method: 'delete',
      path: '/api/rehearsals/:number',
      operationId: 'rehearsals.remove',
      summary: 'End a rehearsal and forget it',
      mayConflict: true,
      responses: { 204: { description: 'Gone' } },
      handle: async ({ identity, actor, params: { number } }) => {
        const { first, rehearsal } = await oneOf(deps, identity, number);
        refuseOutsideStarters(actor, first, rehearsal.startedBy === actor.id ? STARTERS : ['process-owner']);
        await audit.record({ type: 'rehearsalRemoved', by: actor.id, at: Date.now(), caseId: rehearsal._id, data: {} });
        await rehearsals.remove(rehearsal._id);
        return { status: 204 };
      },
    }),
  ];
}

function timeRoutes(deps: Deps): Route[] {
  const { rehearsals, cursors } = deps;
  return [
    route({
      ...common,
      access: { rule: 'reader' },
      actAs: true,
      method: 'get',
      path: '/api/rehearsals/:number',
      operationId: 'rehearsals.get',
      summary: 'A rehearsal: its time and its cases',
      responses: { 200: { description: 'As it stands', schema: standing } },
      handle: async ({ identity, params: { number } }) => {
        const { rehearsal } = await oneOf(deps, identity, number);
        return { body: await standingOf(deps, identity, rehearsal) };
      },
    }),
    route({
      ...common,
      access: { rule: 'role', roles: STARTERS },
      method: 'post',
      path: '/api/rehearsals/cases/:number/forward',
      formerly: '/api/rehearsals/:number/forward',
      operationId: 'rehearsals.forward',
      summary: 'Move its time on: by a length, to an instant, or to the next that anything falls due',
      mayConflict: true,
      body: forwardBody,
      responses: {
        200: {
          description: 'As it stands then',
          schema: standing.extend({
            goalAt: instantOut,
            reached: z.boolean().describe('False: so much lay on the way that it stopped; ask again until `goalAt`'),
          }),
        },
      },
      handle: async ({ identity, actor, params: { number }, body }) => {
        const { first, rehearsal } = await oneOf(deps, identity, number);
        refuseOutsideStarters(actor, first);
        const { goal, reached } = await rehearsals.forward(number, targetOf(body));
        return { body: { ...(await standingOf(deps, identity, rehearsal)), goalAt: goal, reached } };
      },
    }),
    route({
      ...common,
      access: { rule: 'reader' },
      actAs: true,
      method: 'get',
      path: '/api/rehearsals/cases/:number/told',
      formerly: '/api/rehearsals/:number/told',
      operationId: 'rehearsals.told',
      summary:
        'Whom the product would have told what, when, why and by which ways; who does not work on it sees his own',
      query: z.strictObject(limitAndAfter),
      responses: { 200: { description: 'Oldest first', schema: pageOf(toldSchema) } },
      handle: async ({ identity, actor, params: { number }, query: { limit, after } }): Promise<Reply> => {
        await oneOf(deps, identity, number);
        const { group, seen } = await seenOf(deps, identity, number);
        const [cases, others] = [true, false].map((works) =>
          seen.filter((stored) => worksOn(actor, stored) === works).map(({ _id }) => _id),
        );
        const scope = { list: 'told', number, person: actor.id };
        const found = await rehearsals.told({
          cases: cases ?? [],
          own: { cases: others ?? [], to: actor.id },
          after: after === undefined ? undefined : cursors.read(scope, after, position),
          limit: limit + 1,
        });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? cursors.write(scope, { at: last.at, id: last.id }) : null;
        const reader = await readerOf(deps, actor.id, items);
        const shown = items.map((told) => shownTold(told, reader));
        return { body: { items: shown, next, serverNow: await rehearsals.nowOf(group) } };
      },
    }),
  ];
}

const shownTold = (told: Told, reader: NoticeReader) => ({
  ...aboutOutside(told),
  text: noticeText(told.template, told.data, 'rehearsal', reader),
});

/** Fields of the wish itself. */
const OWN = new Set(['/at', '/policyVersion']);

/** What is wrong with the intake, by its pointers in this body. */
async function inData<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, params } = error;
    const fields = error.fields.map((field) =>
      OWN.has(field.pointer) ? field : { ...field, pointer: `/data${field.pointer}` },
    );
    throw new DomainError(code, message, { fields, params });
  }
}
