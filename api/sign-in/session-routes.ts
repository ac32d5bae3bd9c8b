/** Signing in and out, the own sessions, the own password. */
import type { Request } from 'express';
import { z } from 'zod';
import { formed } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { personOf, type Person } from '../../models/registers/person.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { endKeys } from '../../models/access/api-key.ts';
import { isGuessable } from '../../platform/sign-in/password-strength.ts';
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD, verifyPassword } from '../../platform/passwords.ts';
import { addressOf, agentOf, askerOf } from '../http/asked.ts';
import type { Auth } from './auth.ts';
import { type MeDeps, meOfNew, meSchema } from './me.ts';
import type { From, Lockout } from './lockout.ts';
import type { Limiter } from '../http/rates.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Asking, type Reply, type Route, route } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';

type Deps = MeDeps & {
  auth: Auth;
  audit: AuditTrail;
  lockout: Lockout;
  limiter: Limiter;
  metrics: Metrics;
};

const credentials = z.strictObject({
  name: z.string().min(1).max(64),
  password: z.string().min(1).max(LONGEST_PASSWORD),
  code: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe('Of the second factor, where there is one: six digits of the app, or a recovery code'),
});
const newPassword = z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD);

const sessionSchema = z.object({
  id: z.string(),
  createdAt: instantOut,
  seenAt: instantOut,
  address: z.string().optional(),
  agent: z.string().optional(),
  current: z.boolean(),
});

export function sessionRoutes(deps: Deps): Route[] {
  return [signInRoute(deps), signOutRoute(deps), ...ownSessionRoutes(deps), passwordRoute(deps)];
}

type Device = Pick<Auth['cookies'], 'device'>;
/** Where a password is tried from. */
export const fromOf = (cookies: Device, request: Request): From => ({
  address: askerOf(request),
  device: cookies.device(request),
});
const openedFrom = (request: Request) => ({ address: addressOf(request), agent: agentOf(request) });

const signInRoute = (deps: Deps): Route =>
  route({
    method: 'post',
    path: '/api/session',
    operationId: 'session.open',
    tag: 'session',
    summary: 'Sign in; the answer sets the cookie',
    access: { rule: 'anyone' },
    countsItself: true,
    body: credentials,
    responses: { 200: { description: 'Signed in', schema: meSchema } },
    handle: (asking) => signIn(deps, asking),
  });

async function signIn(
  deps: Deps,
  { request, body }: Asking<object, object, z.output<typeof credentials>>,
): Promise<Reply> {
  const { auth, audit, lockout, limiter } = deps;
  const { name } = body;
  const from = fromOf(auth.cookies, request);
  const agent = agentOf(request);
  const device = (await lockout.isKnownDevice(name, from)) ? `device ${name}@${from.device}` : from.address;
  limiter.take('sign-in', device, true); // whoever is known here does not wait for strangers behind the same address
  const { attempt, secondFactor } = await proved(deps, body, from).catch(async (error: unknown) => {
    if (error instanceof DomainError) {
      deps.metrics.refused(error.code);
      await audit.record({ type: 'signInRefused', by: name, at: Date.now(), data: { code: error.code, agent } });
    }
    throw error;
  });
  const kept = auth.cookies.keepDevice(from.device);
  await lockout.succeeded({ ...attempt, from: { ...from, device: kept.device } });
  await audit.record({ type: 'signedIn', by: name, at: Date.now(), data: { agent, secondFactor } }); // no record, no session
  const before = auth.cookies.read(request);
  if (before !== undefined) await auth.endBySecret(before); // a session id never outlives a sign-in
  const secret = await auth.open(name, openedFrom(request));
  const cookies = [auth.cookies.set(secret), kept.cookie];
  return { body: await meOfNew(deps, name), headers: { 'Set-Cookie': cookies } };
}

/** The right password, and the second factor of whoever has one. A code that is missing or wrong counts as a failure. */
async function proved(
  { db, lockout, factors }: Deps,
  { name, password, code }: z.output<typeof credentials>,
  from: From,
) {
  const attempt = await lockout.attempt(name, from);
  const person = await personOf(db).findById(name).lean<Person>();
  const right = await verifyPassword(person?.active ? person.password : undefined, password);
  if (!person || !right) throw new DomainError('sign-in-refused', 'Name or password is wrong');
  return { attempt, secondFactor: await factors.check(name, code) };
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
    path: '/api/sessions',
    operationId: 'sessions.endOthers',
    tag: 'session',
    summary: 'End all own sessions but this one',
    access: { rule: 'own-session' },
    responses: { 204: { description: 'Ended; also where there was none' } },
    handle: async ({ identity, actor }) => {
      await audit.record({ type: 'sessionEnded', by: actor.id, at: Date.now(), data: { session: 'all others' } });
      await auth.end(actor.id, { allBut: identity.id });
      return { status: 204 };
    },
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
    summary:
      'Change the own password: all other sessions and the API keys end, and this session gets a new id; API keys stay where that is asked',
    access: { rule: 'own-session' },
    body: z.strictObject({
      oldPassword: z.string().min(1).max(LONGEST_PASSWORD),
      newPassword,
      keepApiKeys: z.boolean().default(false).describe('Where nobody else can have known the old password'),
    }),
    responses: { 204: { description: 'Changed' } },
    handle: async ({ request, actor, body }) => {
      const { db, auth, audit, directory } = deps;
      const person = await ownPassword(deps, { request, actor, password: body.oldPassword });
      await refuseWeak(body, person);
      const password = await hashPassword(body.newPassword);
      const at = Date.now();
      const data = {
        agent: agentOf(request),
        changes: [{ pointer: '/password', withheld: true }],
        ...(body.keepApiKeys ? { keepApiKeys: true } : {}),
      };
      await audit.record({ type: 'passwordChanged', by: actor.id, at, data });
      await personOf(db).updateOne({ _id: actor.id }, { $set: { password, changedAt: at }, $unset: { mustChange: 1 } });
      directory.drop();
      if (!body.keepApiKeys) await endKeys(db, actor.id);
      await auth.end(actor.id, { allBut: null });
      const secret = await auth.open(actor.id, openedFrom(request));
      return { status: 204, headers: { 'Set-Cookie': auth.cookies.set(secret) } };
    },
  });

type Proof = { request: Request; actor: Pick<Actor, 'id'>; password: string };
/** Whoever sits before an open session is not yet its owner: asked before what outlives it. Throws 'password-wrong'. */
export async function ownPassword(
  { db, auth, lockout }: Pick<Deps, 'db' | 'auth' | 'lockout'>,
  { request, actor, password }: Proof,
): Promise<Person> {
  const attempt = await lockout.attempt(actor.id, fromOf(auth.cookies, request));
  const person = await personOf(db).findById(actor.id).lean<Person>();
  if (!person || !(await verifyPassword(person.password, password)))
    throw new DomainError('password-wrong', 'The present password is wrong');
  await lockout.succeeded(attempt);
  return person;
}

/** No rules of composition: length, and nothing that others would try first. */
async function refuseWeak(
  { oldPassword, newPassword: next }: { oldPassword: string; newPassword: string },
  { _id, name, unit, email = '', phone = '' }: Person,
): Promise<void> {
  if (next === oldPassword || (await isGuessable(next, [_id, name, unit, email, phone])))
    throw invalid([{ pointer: '/newPassword', code: 'too-easy' }]);
}
