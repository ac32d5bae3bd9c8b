/** Signing in and out, the own sessions, the own password, and who one is. */
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { formed } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { type Role, roles } from '../../domain/roles.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { personOf, type Person } from '../../models/registers/person.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { hashPassword, LONGEST_PASSWORD, verifyPassword } from '../../platform/passwords.ts';
import { addressOf, agentOf } from '../http/asked.ts';
import type { Auth } from './auth.ts';
import type { Lockout } from './lockout.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Asking, type Identity, type Reply, type Route, route } from '../http/route.ts';
import { instantOut, orgPathOut } from '../http/schemas.ts';

type Deps = {
  db: Connection;
  auth: Auth;
  audit: AuditTrail;
  directory: Directory;
  lockout: Lockout;
  metrics: Metrics;
};

const credentials = z.strictObject({
  name: z.string().min(1).max(64),
  password: z.string().min(1).max(LONGEST_PASSWORD),
});
const newPassword = z.string().min(12).max(LONGEST_PASSWORD);

const meSchema = z.object({
  id: z.string(),
  name: z.string(),
  unit: orgPathOut,
  teams: z.array(z.string()),
  grants: z.array(
    z.object({ role: z.string(), orgPath: orgPathOut, title: z.object({ zh: z.string(), en: z.string() }) }),
  ),
  navigation: z.array(z.string()),
  language: z.enum(['zh', 'en']),
  mustChangePassword: z.boolean(),
  signedInBy: z.enum(['session', 'key']),
  serverNow: instantOut,
});
const sessionSchema = z.object({
  id: z.string(),
  createdAt: instantOut,
  seenAt: instantOut,
  address: z.string().optional(),
  agent: z.string().optional(),
  current: z.boolean(),
});

export function sessionRoutes(deps: Deps): Route[] {
  return [signInRoute(deps), signOutRoute(deps), meRoute(deps), ...ownSessionRoutes(deps), passwordRoute(deps)];
}

const fromOf = (request: Request) => ({ address: addressOf(request), agent: agentOf(request) });

const signInRoute = (deps: Deps): Route =>
  route({
    method: 'post',
    path: '/api/session',
    operationId: 'session.open',
    tag: 'session',
    summary: 'Sign in; the answer sets the cookie',
    access: { rule: 'anyone' },
    body: credentials,
    responses: { 200: { description: 'Signed in', schema: meSchema } },
    handle: (asking) => signIn(deps, asking),
  });

async function signIn(
  deps: Deps,
  { request, body }: Asking<object, object, z.output<typeof credentials>>,
): Promise<Reply> {
  const { db, auth, audit, lockout } = deps;
  const { name, password } = body;
  const from = fromOf(request);
  const { agent } = from;
  try {
    await lockout.attempt(name, from.address);
    const person = await personOf(db).findById(name).lean<Person>();
    const right = await verifyPassword(person?.active ? person.password : undefined, password);
    if (!person || !right) throw new DomainError('sign-in-refused', 'Name or password is wrong');
  } catch (error) {
    if (error instanceof DomainError) {
      deps.metrics.refused(error.code);
      await audit.record({ type: 'signInRefused', by: name, at: Date.now(), data: { code: error.code, agent } });
    }
    throw error;
  }
  await lockout.succeeded(name, from.address);
  await audit.record({ type: 'signedIn', by: name, at: Date.now(), data: { agent } }); // no record, no session
  const before = auth.cookies.read(request);
  if (before !== undefined) await auth.endBySecret(before); // a session id never outlives a sign-in
  const secret = await auth.open(name, from);
  return { body: await meOf(deps, name, 'session'), headers: { 'Set-Cookie': auth.cookies.set(secret) } };
}

const signOutRoute = ({ auth, audit }: Deps): Route =>
  route({
    method: 'delete',
    path: '/api/session',
    operationId: 'session.close',
    beforeChange: true,
    tag: 'session',
    summary: 'Sign out',
    access: { rule: 'own-session' },
    responses: { 204: { description: 'Signed out' } },
    handle: async ({ identity, actor }) => {
      await auth.end(actor.id, { id: identity.id });
      await audit.record({ type: 'signedOut', by: actor.id, at: Date.now(), data: {} });
      return { status: 204, headers: { 'Set-Cookie': auth.cookies.clear } };
    },
  });

const meRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/me',
    operationId: 'me.get',
    beforeChange: true,
    tag: 'session',
    summary: 'Who asks, with roles, units, teams and the screens for them',
    access: { rule: 'signed-in' },
    responses: { 200: { description: 'The asker', schema: meSchema } },
    handle: async ({ identity }) => ({ body: await meOf(deps, identity.actor.id, identity.by) }),
  });

const screens: readonly { screen: string; roles: readonly Role[] }[] = [
  { screen: 'my', roles: ['requester'] },
  { screen: 'desk', roles: ['desk-agent'] },
  { screen: 'queue', roles: ['desk-agent', 'engineer', 'coordinator', 'supervisor'] },
  { screen: 'board', roles: ['coordinator', 'supervisor', 'quality-lead'] },
  { screen: 'overview', roles: ['process-owner', 'customer-representative'] },
  { screen: 'audit', roles: ['auditor'] },
  { screen: 'admin', roles: ['system-administrator'] },
  { screen: 'admin-security', roles: ['security-administrator'] },
  { screen: 'admin-records', roles: ['audit-administrator'] },
];

async function meOf({ directory }: Deps, id: string, signedInBy: Identity['by']): Promise<object> {
  const person = await directory.person(id);
  if (!person) throw notFound();
  const { name, unit, teams, grants, locale, mustChange } = person;
  return {
    id,
    name,
    unit,
    teams,
    grants: grants.map(({ role, orgPath }) => ({ role, orgPath, title: roles[role].title })),
    navigation: screens
      .filter((one) => grants.some(({ role }) => one.roles.includes(role)))
      .map(({ screen }) => screen),
    language: locale,
    mustChangePassword: mustChange === true,
    signedInBy,
    serverNow: Date.now(),
  };
}

/** What a session is called outside: a piece of its hash, which opens nothing. */
const outerId = (id: string): string => id.slice(0, 16);

const ownSessionRoutes = ({ auth, audit }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/sessions',
    operationId: 'sessions.list',
    tag: 'session',
    summary: 'Own sessions',
    access: { rule: 'own-session' },
    responses: { 200: { description: 'Newest first', schema: z.object({ items: z.array(sessionSchema) }) } },
    handle: async ({ identity, actor }) => ({
      body: {
        items: (await auth.list(actor.id)).map(({ _id, createdAt, seenAt, address, agent }) => ({
          id: outerId(_id),
          createdAt,
          seenAt,
          address,
          agent,
          current: _id === identity.id,
        })),
      },
    }),
  }),
  route({
    method: 'delete',
    path: '/api/sessions/:id',
    operationId: 'sessions.end',
    tag: 'session',
    summary: 'End one of the own sessions',
    access: { rule: 'own-session' },
    params: z.strictObject({ id: formed(/^[0-9a-f]{16}$/, 'session').describe('As the list of sessions names it') }),
    responses: { 204: { description: 'Ended' } },
    handle: async ({ actor, params }) => {
      const found = (await auth.list(actor.id)).find(({ _id }) => outerId(_id) === params.id);
      if (!found || !(await auth.end(actor.id, { id: found._id }))) throw notFound();
      await audit.record({ type: 'sessionEnded', by: actor.id, at: Date.now(), data: { session: params.id } });
      return { status: 204 };
    },
  }),
];

const passwordRoute = (deps: Deps): Route =>
  route({
    method: 'put',
    path: '/api/password',
    operationId: 'password.change',
    beforeChange: true,
    tag: 'session',
    summary: 'Change the own password: all other sessions end, this one gets a new id, API keys stay',
    access: { rule: 'own-session' },
    body: z.strictObject({ oldPassword: z.string().min(1).max(LONGEST_PASSWORD), newPassword }),
    responses: { 204: { description: 'Changed' } },
    handle: async ({ request, actor, body }) => {
      const { db, auth, audit, directory, lockout } = deps;
      const from = fromOf(request);
      await lockout.attempt(actor.id, from.address);
      const person = await personOf(db).findById(actor.id).lean<Person>();
      if (!(await verifyPassword(person?.password, body.oldPassword)))
        throw new DomainError('password-wrong', 'The present password is wrong');
      await lockout.succeeded(actor.id, from.address);
      refuseWeak(body, actor.id);
      const password = await hashPassword(body.newPassword);
      const data = { agent: from.agent, changes: [{ pointer: '/password', withheld: true }] };
      await audit.record({ type: 'passwordChanged', by: actor.id, at: Date.now(), data });
      await personOf(db).updateOne(
        { _id: actor.id },
        { $set: { password, changedAt: Date.now() }, $unset: { mustChange: 1 } },
      );
      directory.drop();
      await auth.end(actor.id, { allBut: null });
      const secret = await auth.open(actor.id, from);
      return { status: 204, headers: { 'Set-Cookie': auth.cookies.set(secret) } };
    },
  });

/** No rules of composition: length, and nothing that everybody would try first. */
function refuseWeak(
  { oldPassword, newPassword: next }: { oldPassword: string; newPassword: string },
  id: string,
): void {
  const lower = next.toLowerCase();
  const isGuessable = lower.includes(id.toLowerCase()) || lower.includes('changming') || new Set(next).size < 5;
  if (next === oldPassword || isGuessable) throw invalid([{ pointer: '/newPassword', code: 'too-easy' }]);
}
