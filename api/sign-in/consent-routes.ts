/** What administrators ask of one another before somebody becomes one of them, or gets into an account of theirs. */
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { formed, key, line, orgPath } from '../../domain/kernel/contract.ts';
import { isRole } from '../../domain/roles.ts';
import { type Consent, consentKinds } from '../../models/access/consent.ts';
import { invalid } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, orgPathOut } from '../http/schemas.ts';
import { administrators, type Consents, administrative } from './consents.ts';

const grant = z.strictObject({ role: z.string().refine(isRole, 'unknown'), orgPath: orgPath() });
const asked = z.strictObject({
  kind: z.enum(consentKinds),
  person: key(),
  grants: z
    .array(grant)
    .min(1)
    .max(3)
    .optional()
    .describe('Of kind `grants`: those of an administrator that he is to have beside what he has'),
  reason: line(500),
});
const consentSchema = z.object({
  id: z.string(),
  kind: z.enum(consentKinds),
  person: z.string(),
  grants: z.array(z.object({ role: z.string(), orgPath: orgPathOut })).optional(),
  reason: z.string(),
  by: z.string(),
  at: instantOut,
  expiresAt: instantOut,
  state: z.enum(['open', 'given', 'refused', 'withdrawn', 'used', 'expired']),
  decidedBy: z.string().optional(),
  decidedAt: instantOut.optional(),
});
const shown = ({ _id, state, expiresAt, ...rest }: Consent) => {
  const isOver = (state === 'open' || state === 'given') && expiresAt <= Date.now();
  return { id: _id, ...rest, expiresAt, state: isOver ? 'expired' : state };
};

type Deps = { consents: Consents; directory: Directory };

export function consentRoutes({ consents, directory }: Deps): Route[] {
  const homeOf = async (person: string) => (await directory.person(person))?.unit;
  const common = { tag: 'people', ofAnyBranch: true, access: { rule: 'role', roles: administrators } } as const;
  const ofOne = {
    ...common,
    params: z.strictObject({ id: formed(/^[0-9a-f]{12}$/, 'consent').describe('As the list of consents names it') }),
  } as const;
  const guard = { rule: 'role', roles: ['security-administrator'] } as const;
  const one = { description: 'As it stands now', schema: consentSchema };
  return [
    route({
      ...common,
      access: guard,
      method: 'post',
      path: '/api/consents',
      operationId: 'consents.ask',
      summary:
        "Ask another administrator to consent: that somebody becomes one, or that an administrator's password is set or his second factor taken away. Good for a day, once, for who asked",
      body: asked,
      responses: { 201: one },
      handle: async ({ actor, body: { kind, person, grants, reason } }) => {
        const wrong =
          kind === 'grants' ? !grants || administrative(grants).length < grants.length : grants !== undefined;
        if (wrong) throw invalid([{ pointer: '/grants', code: grants ? 'not-allowed-value' : 'required' }]);
        const matter = { kind, person, ...(grants ? { grants } : {}) };
        return { status: 201, body: shown(await consents.ask(actor, matter, reason)) };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/consents',
      operationId: 'consents.list',
      summary:
        'What administrators asked of one another: the own, and what concerns organisations that one answers for',
      responses: {
        200: { description: 'The last 200, newest first', schema: z.object({ items: z.array(consentSchema) }) },
      },
      handle: async ({ actor }) => ({ body: { items: (await consents.list(actor, homeOf)).map(shown) } }),
    }),
    ...(['give', 'refuse'] as const).map((word) =>
      route({
        ...ofOne,
        method: 'post',
        path: `/api/consents/:id/${word}`,
        operationId: `consents.${word}`,
        summary: `${word === 'give' ? 'Consent to' : 'Refuse'} what another administrator asked`,
        responses: { 200: one },
        handle: async ({ actor, params: { id } }) => ({
          body: shown(await consents.decide(actor, id, word === 'give' ? 'given' : 'refused', homeOf)),
        }),
      }),
    ),
    route({
      ...ofOne,
      access: guard,
      method: 'delete',
      path: '/api/consents/:id',
      operationId: 'consents.withdraw',
      summary: 'Withdraw what one has asked and not used',
      responses: { 204: { description: 'Withdrawn' } },
      handle: async ({ actor, params: { id } }) => {
        await consents.withdraw(actor, id);
        return { status: 204 };
      },
    }),
  ];
}
