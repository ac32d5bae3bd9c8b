/** Witnesses of the seals: kept by the audit administrator, so that no other can quietly stop telling them. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { key, line } from '../../domain/kernel/contract.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../models/access/audit.ts';
import { type Witness, witnessOf } from '../../models/record/witness.ts';
import { sha256 } from '../../models/store/chain.ts';
import { unlessTaken } from '../../models/store/model-of.ts';
import type { Env } from '../../platform/env.ts';
import { urlProblem } from '../../platform/webhook.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';
import { recorded } from '../http/recorded.ts';
import { newSecret } from '../sign-in/secrets.ts';

type Deps = { db: Connection; audit: AuditTrail; env: Pick<Env, 'smtpUrl' | 'webhookAllow'> };

const MOST = 50;
const wish = z.strictObject({
  id: key(),
  name: line(200),
  mail: z.email().max(200).optional().describe('Address that each seal is mailed to'),
  url: z.string().max(2_000).optional().describe('https, at a public address: each seal is posted there, signed'),
  locale: z.enum(['zh', 'en']).default('zh').describe('Of the letters'),
});
const witnessSchema = z.object({
  id: z.string(),
  name: z.string(),
  mail: z.string().optional(),
  url: z.string().optional(),
  locale: z.enum(['zh', 'en']),
  toldUpTo: z.int().describe('Number of the newest seal that it was told; 0: none yet'),
  failing: z.object({ code: z.string(), since: instantOut }).nullable(),
  madeAt: instantOut,
  madeBy: z.string(),
});
const idParams = z.strictObject({ id: key().describe('Key of the witness') });
const editors = ['audit-administrator'] as const;

const shown = ({ _id, way, failing, ...rest }: Witness) => ({
  id: _id,
  ...rest,
  ...('mail' in way ? way : { url: way.url }),
  failing: failing ?? null,
});

/** What is recorded of one: of its address no more than host or domain, and by what to know it again. It may open what lies behind it. */
const onRecord = ({ _id: id, name, way, locale }: Witness): object => ({
  id,
  name,
  locale,
  ...('mail' in way
    ? { mail: `${way.mail.slice(way.mail.lastIndexOf('@'))} ${shortDigest(way.mail)}` }
    : { url: `${new URL(way.url).origin} ${shortDigest(way.url)}` }),
});
const shortDigest = (text: string): string => sha256(text).slice(0, 8);

export function witnessRoutes({ db, audit, env }: Deps): Route[] {
  const witnesses = witnessOf(db);
  const common = { tag: 'audit', watched: true, ofAnyBranch: true, access: { rule: 'role', roles: editors } } as const;

  function wayOf({ mail, url }: z.output<typeof wish>): Witness['way'] {
    if (mail !== undefined && url === undefined) {
      if (env.smtpUrl === undefined) throw invalid([{ pointer: '/mail', code: 'no-mail-server' }]);
      return { mail };
    }
    if (url === undefined || mail !== undefined) throw invalid([{ pointer: '/url', code: 'either-or' }]);
    const problem = urlProblem(url, env.webhookAllow);
    if (problem) throw invalid([{ pointer: '/url', code: problem }]);
    return { url, secret: newSecret() };
  }

  async function make(actor: Actor, asked: z.output<typeof wish>): Promise<Witness> {
    const { id, name, locale } = asked;
    const made: Witness = {
      _id: id,
      name,
      way: wayOf(asked),
      locale,
      toldUpTo: 0,
      madeAt: Date.now(),
      madeBy: actor.id,
    };
    if ((await witnesses.countDocuments()) >= MOST) throw invalid([{ pointer: '', code: 'too-many' }]);
    const entry: AuditEntry = { type: 'witnessMade', by: actor.id, at: made.madeAt, data: onRecord(made) };
    if (await witnesses.exists({ _id: id })) throw taken();
    if (!(await recorded(audit, entry, () => unlessTaken(() => witnesses.create(made))))) throw taken();
    return made;
  }

  return [
    route({
      ...common,
      access: { rule: 'role', roles: ['auditor', ...editors] },
      method: 'get',
      path: '/api/audit/witnesses',
      operationId: 'audit.witnesses',
      summary: 'Who is told each seal, and up to which',
      responses: { 200: { description: 'All of them', schema: z.object({ items: z.array(witnessSchema) }) } },
      handle: async () => ({ body: { items: (await witnesses.find().sort({ _id: 1 }).lean<Witness[]>()).map(shown) } }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/audit/witnesses',
      operationId: 'audit.makeWitness',
      summary: 'Name a witness by mail or by url; the secret of its posts is shown in this answer and never again',
      body: wish,
      responses: {
        201: { description: 'Made', schema: witnessSchema.extend({ secret: z.string().optional() }) },
      },
      handle: async ({ actor, body }) => {
        const made = await make(actor, body);
        const secret = 'secret' in made.way ? { secret: made.way.secret } : {};
        return { status: 201, body: { ...shown(made), ...secret }, headers: { Location: '/api/audit/witnesses' } };
      },
    }),
    route({
      ...common,
      method: 'delete',
      path: '/api/audit/witnesses/:id',
      operationId: 'audit.endWitness',
      summary: 'Tell it no further seals',
      params: idParams,
      responses: { 204: { description: 'Ended' } },
      handle: async ({ actor, params: { id } }) => {
        const found = await witnesses.findById(id).lean<Witness>();
        if (!found) throw notFound();
        const entry: AuditEntry = { type: 'witnessEnded', by: actor.id, at: Date.now(), data: onRecord(found) };
        const ended = async () => (await witnesses.deleteOne({ _id: id })).deletedCount === 1;
        if (!(await recorded(audit, entry, ended))) throw notFound();
        return { status: 204 };
      },
    }),
  ];
}

const taken = () => invalid([{ pointer: '/id', code: 'not-unique' }]);
