/** Standing delegations of approvals: given for a time in every case, listed for both sides, revoked by who gave them. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { startMandateNoted } from '../../../client/cases/mandate-noted.ts';
import type { Directory } from '../../../client/registers/directory.ts';
import { key, orgPath, text } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { isNear, mayName } from '../../../domain/kernel/people/access.ts';
import { takesPart } from '../../../domain/kernel/people/who.ts';
import type { Actor, FieldError, Millis } from '../../../domain/kernel/process.ts';
import { mandateFaults, MOST_MANDATES, refuseMandate } from '../../../domain/meetings/mandates.ts';
import type { AuditType } from '../../../domain/audit-types.ts';
import type { AuditTrail } from '../../../models/access/audit.ts';
import {
  type KeptMandate,
  mandatesGiven,
  mandatesGivenSince,
  mandatesIn,
  nextMandateId,
} from '../../../models/registers/meetings/mandate.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import type { Cursors } from '../../http/cursor.ts';
import { instantOrDay, type When } from '../../http/days.ts';
import { limitAndAfter } from '../../http/query.ts';
import { instantsOfDays } from '../../../platform/zones.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, orgPathOut, pageOf, processKey } from '../../http/schemas.ts';
import { recordedEdit } from '../on-record.ts';

type Deps = {
  db: Connection;
  directory: Directory;
  audit: AuditTrail;
  cursors: Cursors;
  jobs: { temporal: Client; taskQueue: string };
  /** Of whoever has none of his own. */
  zone: string;
};
const DAY: Millis = 86_400_000;
/** A person's own affair: no key of his gives his vote away. */
const common = { tag: 'approvals', access: { rule: 'own-session' } } as const;
const shown = z.object({
  id: z.string(),
  from: z.string().describe('Who gave it'),
  to: z.string().describe('Who votes for him'),
  since: instantOut.describe('Half-open'),
  until: instantOut,
  reason: z.string(),
  process: z.string().optional(),
  organisation: orgPathOut.optional(),
  away: z.literal(true).optional().describe('Out of office in that time'),
  givenAt: instantOut,
  revokedAt: instantOut.optional(),
});
const giving = z.strictObject({
  to: key().describe('Who votes for him; he still may himself, and the first vote counts'),
  from: instantOrDay().optional().describe('An instant, or a day, from its begin in the own zone; absent: from now on'),
  until: instantOrDay().describe('An instant, or a day, to its end in the own zone'),
  reason: text(2000),
  process: processKey.optional().describe('In cases of this process only'),
  organisation: orgPath().optional().describe('In cases at it and below only'),
  away: z
    .literal(true)
    .optional()
    .describe(
      'Out of office: what brings me work goes to him, too, where he reads the case, and pickers of people say so',
    ),
});
const position = z.strictObject({ value: z.number(), id: z.string() });

export const mandateRoutes = (deps: Deps): Route[] => [listRoute(deps), giveRoute(deps), revokeRoute(deps)];

function listRoute({ db, cursors }: Deps): Route {
  return route({
    ...common,
    method: 'get',
    path: '/api/delegations',
    operationId: 'delegations.list',
    summary: 'Standing delegations that I gave, or by which I vote for others; the one that ends last first',
    query: z.strictObject(limitAndAfter),
    responses: { 200: { description: 'One page', schema: pageOf(shown) } },
    handle: async ({ actor, query: { limit, after } }) => {
      const scope = { list: 'delegations', person: actor.id };
      const place = after === undefined ? undefined : cursors.read(scope, after, position);
      const beyond = place && {
        $or: [{ until: { $lt: place.value } }, { until: place.value, _id: { $gt: place.id } }],
      };
      const found = await mandatesIn(db)
        .find({ $and: [{ $or: [{ from: actor.id }, { to: actor.id }] }, beyond ?? {}] })
        .sort({ until: -1, _id: 1 })
        .limit(limit + 1)
        .toArray();
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next = found.length > limit && last ? cursors.write(scope, { value: last.until, id: last._id }) : null;
      return { body: { items: page.map(outside), next, serverNow: Date.now() } };
    },
  });
}

const outside = ({
  _id: id,
  from,
  to,
  since,
  until,
  reason,
  process,
  orgPath: organisation,
  away,
  ...of
}: KeptMandate) => ({
  id,
  from,
  to,
  since,
  until,
  reason,
  process,
  organisation,
  away,
  givenAt: of.givenAt,
  revokedAt: of.revokedAt,
});

function giveRoute(deps: Deps): Route {
  return route({
    ...common,
    method: 'post',
    path: '/api/delegations',
    operationId: 'delegations.give',
    summary:
      'Name who votes for me for a time, or stands in for me while I am away, in every case or in those said; open cases learn it at once',
    mayConflict: true,
    body: giving,
    responses: { 201: { description: 'Given', schema: shown } },
    handle: async ({ actor, body }) => {
      const now = Date.now();
      const { to, reason, process, organisation, away } = body;
      const { from: begins = now, until } = await inOwnZone(deps, actor, body);
      const scope = { ...(process ? { process } : {}), ...(organisation ? { orgPath: organisation } : {}) };
      const given = { from: actor.id, to, since: Math.max(begins, now), until, ...scope };
      const faults = await faultsOf(deps, actor, given, now);
      if (faults.length > 0) throw invalid(faults);
      const made = await givenOnce(deps, actor, { ...given, reason, ...(away ? { away } : {}) }, now);
      return { status: 201, body: outside(made) };
    },
  });
}

const TRIES = 5;
/** Another that he gives at the same moment takes its place: then it is held against that one. Throws what `refuseMandate` says. */
async function givenOnce(
  deps: Deps,
  actor: Actor,
  given: Omit<KeptMandate, '_id' | 'givenAt'>,
  now: Millis,
): Promise<KeptMandate> {
  const { db } = deps;
  for (let tries = 1; ; tries += 1) {
    const _id = await nextMandateId(db, actor.id); // before the others are read: whoever comes between is seen, or collides
    const [held, lately] = await Promise.all([
      mandatesGiven(db, [actor.id, given.to], now),
      mandatesGivenSince(db, actor.id, now - DAY, MOST_MANDATES),
    ]);
    const of = (person: string) => held.filter((one) => one.from === person);
    refuseMandate(given, { own: of(actor.id), theirs: of(given.to), lately });
    const fields = { ...given, givenAt: now };
    const change: Change = { register: 'mandates', id: _id, seen: 0, fields, at: now, by: actor.id };
    if (await isStored(deps, actor, 'mandateGiven', change)) return { _id, ...fields };
    if (tries === TRIES) throw changedMeanwhile();
  }
}

/** A day begins and ends by his own clock on the wall. */
async function inOwnZone(
  { directory, zone: usual }: Deps,
  { id }: Actor,
  { from, until }: { from?: When | undefined; until: When },
): Promise<{ from: Millis | undefined; until: Millis }> {
  const zone = (await directory.person(id))?.zone ?? usual;
  return {
    from: typeof from === 'string' ? instantsOfDays(zone, from, from).from : from,
    until: typeof until === 'string' ? instantsOfDays(zone, until, until).until : until,
  };
}

type Given = Parameters<typeof mandateFaults>[0];
async function faultsOf({ directory }: Deps, actor: Actor, given: Given, now: Millis): Promise<FieldError[]> {
  const [person, place] = await Promise.all([
    directory.person(given.to),
    given.orgPath === undefined ? undefined : directory.organisation(given.orgPath),
  ]);
  const isThere = person?.active === true && mayName(actor, { ...person, id: given.to });
  return [
    ...mandateFaults(given, { isThere, takesPart: takesPart(person?.grants ?? []) }, now),
    ...(place === undefined || (place && isNear(actor, place._id))
      ? []
      : [{ pointer: '/organisation', code: 'unknown' }]),
  ];
}

function revokeRoute(deps: Deps): Route {
  const { db } = deps;
  return route({
    ...common,
    method: 'post',
    path: '/api/delegations/:id/revoke',
    operationId: 'delegations.revoke',
    summary: 'Take it back: from now on he votes no more for me; what he voted stands',
    mayConflict: true,
    params: z.strictObject({ id: key().describe('Id of the delegation') }),
    responses: { 200: { description: 'Revoked', schema: shown } },
    handle: async ({ actor, params: { id } }) => {
      const found = await mandatesIn(db).findOne({ _id: id, from: actor.id });
      if (!found) throw notFound();
      const now = Date.now();
      if (found.revokedAt !== undefined || found.until <= now)
        throw new DomainError('not-delegated', 'It holds no more');
      const fields = { revokedAt: now };
      const seen = versionOf(found);
      const change: Change = { register: 'mandates', id, seen, fields, at: now, by: actor.id };
      if (!(await isStored(deps, actor, 'mandateRevoked', change))) throw changedMeanwhile();
      return { body: outside({ ...found, ...fields }) };
    },
  });
}

/** On record first; the job that tells people and cases is begun before it is stored, and waits for it. */
async function isStored(deps: Deps, actor: Actor, type: AuditType, change: Change): Promise<boolean> {
  const { id, seen, at } = change;
  const version = seen + 1;
  const entry = { type, by: actor.id, at, data: { register: 'mandates', id, version } };
  const first = () => startMandateNoted(deps.jobs, { id, version });
  return await recordedEdit(deps, { entry, changes: [change], first });
}
const changedMeanwhile = (): DomainError => new DomainError('register-changed', 'It was changed meanwhile');
