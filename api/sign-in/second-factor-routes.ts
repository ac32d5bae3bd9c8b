/** The own second factor: offered, shown to work, its recovery codes, and its end. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { AuditType } from '../../domain/audit-types.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { LONGEST_PASSWORD } from '../../platform/passwords.ts';
import { agentOf } from '../http/asked.ts';
import { notFound } from '../http/problem.ts';
import { type Asking, type Route, route } from '../http/route.ts';
import type { Auth } from './auth.ts';
import type { Lockout } from './lockout.ts';
import type { SecondFactors } from './second-factor.ts';
import { ownPassword } from './session-routes.ts';

type Deps = { db: Connection; auth: Auth; audit: AuditTrail; lockout: Lockout; factors: SecondFactors };

const password = z.string().min(1).max(LONGEST_PASSWORD);
const code = z.string().min(1).max(32).describe('Six digits of the app; where it says so, a recovery code too');
const proof = z.strictObject({ password, code });
const stateSchema = z.object({
  state: z.enum(['none', 'offered', 'on']),
  required: z.boolean().describe('By this installation, of the roles that he holds'),
  recoveryCodesLeft: z.int(),
});
const codesSchema = z.object({
  recoveryCodes: z.array(z.string()).describe('Each good once; shown now and never again'),
});
const common = { tag: 'session', access: { rule: 'own-session' }, beforeChange: true } as const;

export function secondFactorRoutes(deps: Deps): Route[] {
  const { audit, factors } = deps;

  const noted = (type: AuditType, { actor, request }: Pick<Asking, 'actor' | 'request'>) =>
    audit.record({ type, by: actor.id, at: Date.now(), data: { agent: agentOf(request) } });

  /** Password and code. Throws 'not-found' where there is no factor. */
  async function proved({ actor, request, body }: Asking<object, object, z.output<typeof proof>>): Promise<void> {
    if ((await factors.state(actor.id)) !== 'on') throw notFound();
    await ownPassword(deps, { request, actor, password: body.password });
    await factors.check(actor.id, body.code);
  }

  return [
    route({
      ...common,
      method: 'get',
      path: '/api/second-factor',
      operationId: 'second-factor.get',
      summary: 'Whether one has a second factor, and must have one',
      responses: { 200: { description: 'Its state', schema: stateSchema } },
      handle: async ({ actor }) => ({
        body: {
          state: await factors.state(actor.id),
          required: factors.isRequired(actor),
          recoveryCodesLeft: await factors.recoveryLeft(actor.id),
        },
      }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/second-factor',
      operationId: 'second-factor.offer',
      mayConflict: true,
      summary: 'A new secret for the own authenticator app (TOTP, RFC 6238), asked for once a code of it was confirmed',
      body: z.strictObject({ password }),
      responses: {
        201: {
          description: 'Shown now and never again',
          schema: z.object({ secret: z.string().describe('Base32'), uri: z.string().describe('otpauth://') }),
        },
      },
      handle: async (asking) => {
        const { actor, request, body } = asking;
        await ownPassword(deps, { request, actor, password: body.password });
        await noted('secondFactorOffered', asking);
        return { status: 201, body: await factors.offer(actor.id) };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/second-factor/confirm',
      operationId: 'second-factor.confirm',
      summary: 'The app works: from now on a code is asked at each sign-in; other sessions and the API keys stay',
      body: z.strictObject({ code }),
      responses: { 200: { description: 'Recovery codes', schema: codesSchema } },
      handle: async (asking) => {
        const { actor, body } = asking;
        const recoveryCodes = await factors.confirm(actor.id, body.code);
        await noted('secondFactorOn', asking);
        return { body: { recoveryCodes } };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/second-factor/recovery-codes',
      operationId: 'second-factor.renew',
      summary: 'New recovery codes; the old ones are good no more',
      body: proof,
      responses: { 200: { description: 'Recovery codes', schema: codesSchema } },
      handle: async (asking) => {
        await proved(asking);
        await noted('recoveryCodesMade', asking);
        return { body: { recoveryCodes: await factors.renewRecovery(asking.actor.id) } };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/second-factor/remove',
      operationId: 'second-factor.remove',
      summary: 'End the own second factor, by a code of it or a recovery code; whoever must have one sets up another',
      body: proof,
      responses: { 204: { description: 'Ended' } },
      handle: async (asking) => {
        await proved(asking);
        await noted('secondFactorOff', asking);
        await factors.remove(asking.actor.id);
        return { status: 204 };
      },
    }),
  ];
}
