/** API keys: made by their owner (shown once), listed and ended by him and by who keeps his account. */
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { isWithin } from '../../domain/kernel/people/access.ts';
import { formed, line, orgPath } from '../../domain/kernel/contract.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { Role } from '../../domain/roles.ts';
import { addKey, apiKeyOf, type ApiKey, endKeys, KEY_DAYS, liveKeys, MOST_KEYS } from '../../models/access/api-key.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { hashOfSecret } from '../../models/access/secret-hash.ts';
import { LONGEST_PASSWORD } from '../../platform/passwords.ts';
import type { Auth } from './auth.ts';
import { holds } from './key-rights.ts';
import type { Lockout } from './lockout.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { newSecret } from './secrets.ts';
import type { SecondFactors } from './second-factor.ts';
import { ownPassword } from './session-routes.ts';
import { instantOut, orgPathOut } from '../http/schemas.ts';

const DAY_MS = 24 * 3_600_000;

const body = z.strictObject({
  name: line(100),
  password: z.string().min(1).max(LONGEST_PASSWORD).describe('The own one: a key outlives the session that makes it'),
  code: z.string().min(1).max(32).optional().describe('Of the second factor, where there is one'),
  days: z.int().min(1).max(365).default(KEY_DAYS),
  permissions: z
    .array(formed(/^[a-z-]{1,40}\.[a-zA-Z]{1,40}$/, 'permission'))
    .min(1)
    .max(200)
    .optional()
    .describe('`incident.resolve`, `incident.read`, `mail.received` …; absent: all that the owner may do'),
  orgPath: orgPath()
    .optional()
    .describe('Nothing outside this organisation, and no notices and mails, which come from any'),
});
/** Of a path. */
export const keyId = formed(/^[a-z0-9]{12}$/, 'api-key').describe('The part of the key after `cm_`');
export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  permissions: z.array(z.string()).optional(),
  orgPath: orgPathOut.optional(),
  createdAt: instantOut,
  expiresAt: instantOut,
  usedAt: instantOut.optional(),
});

export const shownKey = ({ _id, name, permissions, orgPath: scope, createdAt, expiresAt, usedAt }: ApiKey) => ({
  id: _id,
  name,
  permissions,
  orgPath: scope,
  createdAt,
  expiresAt,
  usedAt,
});
type Deps = {
  db: Connection;
  audit: AuditTrail;
  auth: Auth;
  lockout: Lockout;
  factors: SecondFactors;
  /** Those who may call an operation that goes by role; none for any other. */
  rolesOf: (operationId: string) => readonly Role[];
};

export function apiKeyRoutes(deps: Deps): Route[] {
  const { db, audit, auth, factors, rolesOf } = deps;
  const keys = apiKeyOf(db);
  return [
    route({
      method: 'post',
      path: '/api/api-keys',
      operationId: 'api-keys.make',
      tag: 'session',
      summary: 'Make an API key; its secret is shown in this answer and never again',
      access: { rule: 'own-session' },
      body,
      responses: { 201: { description: 'Made', schema: keySchema.extend({ key: z.string() }) } },
      handle: async ({ request, actor, body: { name, password, code, days, permissions, orgPath: scope } }) => {
        refuseMoreThanOwn(actor, { permissions, scope }, rolesOf);
        await ownPassword(deps, { request, actor, password });
        await factors.check(actor.id, code);
        const id = randomBytes(6).toString('hex');
        const secret = newSecret();
        const now = Date.now();
        const made: ApiKey = {
          _id: id,
          personId: actor.id,
          name,
          mac: hashOfSecret(db, 'api-key', secret),
          ...(permissions ? { permissions } : {}),
          ...(scope ? { orgPath: scope } : {}),
          createdAt: now,
          expiresAt: now + days * DAY_MS,
        };
        const entry = { type: 'keyMade', by: actor.id, at: now, data: shownKey(made) } as const;
        await audit.record(entry);
        if (!(await addKey(db, made))) {
          await audit.record({ ...entry, type: 'editLost', data: { ...entry.data, lost: entry.type } });
          throw invalid([{ pointer: '', code: 'too-many', params: { maximum: MOST_KEYS } }]);
        }
        return { status: 201, body: { ...shownKey(made), key: `cm_${id}_${secret}` } };
      },
    }),
    route({
      method: 'get',
      path: '/api/api-keys',
      operationId: 'api-keys.list',
      tag: 'session',
      summary: 'Own API keys, without their secrets',
      access: { rule: 'own-session' },
      responses: { 200: { description: 'Newest first', schema: z.object({ items: z.array(keySchema) }) } },
      handle: async ({ actor }) => {
        const found = await keys.find(liveKeys(actor.id)).sort({ createdAt: -1 }).lean<ApiKey[]>();
        return { body: { items: found.map(shownKey) } };
      },
    }),
    route({
      method: 'delete',
      path: '/api/api-keys/:id',
      operationId: 'api-keys.end',
      tag: 'session',
      summary: 'End an own API key at once',
      access: { rule: 'own-session' },
      params: z.strictObject({ id: keyId }),
      responses: { 204: { description: 'Ended' } },
      handle: async ({ actor, params: { id } }) => {
        if ((await endKeys(db, actor.id, id)) === 0) throw notFound();
        auth.forget();
        await audit.record({ type: 'keyEnded', by: actor.id, at: Date.now(), data: { id } });
        return { status: 204 };
      },
    }),
  ];
}

type Wish = { permissions: readonly string[] | undefined; scope: string | undefined };
/** A key may do what its owner may do, or less: asked when it is made, and cut again at each use. */
function refuseMoreThanOwn(actor: Actor, { permissions = [], scope }: Wish, rolesOf: Deps['rolesOf']): void {
  const may = (operation: string): boolean => actor.grants.some(({ role }) => rolesOf(operation).includes(role));
  const errors = permissions.flatMap((permission, at) =>
    holds(actor, permission) || may(permission) ? [] : [{ pointer: `/permissions/${at}`, code: 'not-allowed-value' }],
  );
  const places = [actor.unit, ...actor.grants.map(({ orgPath: place }) => place)];
  const isOwn =
    scope === undefined || places.some((place) => isWithin(asPath(scope), place) || isWithin(place, asPath(scope)));
  if (!isOwn) errors.push({ pointer: '/orgPath', code: 'not-allowed-value' });
  if (errors.length > 0) throw invalid(errors);
}

const asPath = (path: string): `/${string}` => `/${path.slice(1)}`;
