/** Webhooks: other systems that take notices. Kept by system administrators. */
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../client/directory.ts';
import { canonical } from '../domain/kernel/chain.ts';
import { key, line, orgPath } from '../domain/kernel/contract.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import type { FieldError } from '../domain/kernel/process.ts';
import type { AuditTrail } from '../models/audit.ts';
import { isDuplicate } from '../models/model-of.ts';
import { webhookOf, type Webhook } from '../models/webhook.ts';
import { postWebhook, urlProblem } from '../platform/webhook.ts';
import { invalid, notFound } from './problem.ts';
import { type Route, route } from './route.ts';
import { instantOut } from './schemas.ts';

const fields = {
  name: line(200),
  url: z.string().max(2_000).describe('https, at a public address'),
  carries: z
    .array(z.enum(['webhook', 'sms', 'chat']))
    .min(1)
    .max(3)
    .describe('`webhook`: every notice; else those of ladder steps that name the way'),
  organisations: z.array(orgPath()).max(200).describe('Whose people, with all below; empty: everybody’s'),
  open: z.boolean().default(true),
};
const idParams = z.strictObject({ id: key() });
const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  carries: z.array(z.string()),
  organisations: z.array(z.string()),
  open: z.boolean(),
  version: z.int(),
  changedAt: instantOut,
  changedBy: z.string(),
});
const shown = ({ _id, secret: _secret, ...rest }: Webhook) => ({ id: _id, ...rest });
const etag = ({ version }: Webhook) => ({ ETag: `"${version}"` });

type Deps = { db: Connection; audit: AuditTrail; directory: Directory; allow: readonly string[] };

export function webhookRoutes({ db, audit, directory, allow }: Deps): Route[] {
  const webhooks = webhookOf(db);
  const common = { tag: 'webhooks', access: { rule: 'role', roles: ['system-administrator'] } } as const;

  async function one(id: string): Promise<Webhook> {
    const found = await webhooks.findById(id).lean<Webhook>();
    if (!found) throw notFound();
    return found;
  }
  async function check({ url, organisations }: Pick<Webhook, 'url' | 'organisations'>): Promise<void> {
    const problem = urlProblem(url, allow);
    const places = await Promise.all(organisations.map((path) => directory.organisation(path)));
    const errors: FieldError[] = [
      ...(problem ? [{ pointer: '/url', code: problem }] : []),
      ...places.flatMap((place, i) => (place ? [] : [{ pointer: `/organisations/${i}`, code: 'unknown' }])),
    ];
    if (errors.length > 0) throw invalid(errors);
  }
  const record = (type: string, by: string, hook: Webhook) =>
    audit.record({ type, by, at: Date.now(), data: shown(hook) });

  return [
    route({
      ...common,
      method: 'get',
      path: '/api/webhooks',
      operationId: 'webhooks.list',
      summary: 'Webhooks, without their secrets',
      responses: { 200: { description: 'All of them', schema: z.object({ items: z.array(webhookSchema) }) } },
      handle: async () => {
        const all = await webhooks.find().sort({ _id: 1 }).limit(1_000).lean<Webhook[]>();
        return { body: { items: all.map(shown) } };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/webhooks',
      operationId: 'webhooks.make',
      summary: 'Make a webhook; the secret of its signature is shown in this answer and never again',
      body: z.strictObject({ id: key(), ...fields }),
      responses: { 201: { description: 'Made', schema: webhookSchema.extend({ secret: z.string() }) } },
      handle: async ({ actor, body: { id, ...rest } }) => {
        await check(rest);
        const secret = randomBytes(32).toString('base64url');
        const stamp = { version: 1, changedAt: Date.now(), changedBy: actor.id };
        const made: Webhook = { _id: id, ...rest, secret, ...stamp };
        await record('webhookMade', actor.id, made);
        try {
          await webhooks.create(made);
        } catch (error) {
          throw isDuplicate(error) ? invalid([{ pointer: '/id', code: 'not-unique' }]) : error;
        }
        directory.drop();
        return { status: 201, body: { ...shown(made), secret }, headers: etag(made) };
      },
    }),
    route({
      ...common,
      method: 'put',
      path: '/api/webhooks/:id',
      operationId: 'webhooks.edit',
      summary: 'Change a webhook, or close it with `open: false`; its secret stays',
      versioned: 'required',
      params: idParams,
      body: z.strictObject(fields),
      responses: { 200: { description: 'Changed', schema: webhookSchema } },
      handle: async ({ actor, params: { id }, body, seen = 0 }) => {
        const former = await one(id);
        await check(body);
        const stamp = { version: seen + 1, changedAt: Date.now(), changedBy: actor.id };
        const next: Webhook = { ...former, ...body, ...stamp };
        await record('webhookChanged', actor.id, next);
        const { matchedCount } = await webhooks.updateOne({ _id: id, version: seen }, { $set: { ...body, ...stamp } });
        if (matchedCount !== 1)
          throw new DomainError('register-changed', 'Somebody else has changed this meanwhile', {
            params: { theirs: shown(await one(id)), yours: body },
          });
        directory.drop();
        return { body: shown(next), headers: etag(next) };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/webhooks/:id/test',
      operationId: 'webhooks.test',
      summary: 'Send one test message and say what became of it',
      params: idParams,
      responses: {
        200: {
          description: 'What the receiver answered',
          schema: z.object({ outcome: z.string(), code: z.string().optional() }),
        },
      },
      handle: async ({ actor, params: { id } }) => {
        const { url, secret } = await one(id);
        const test = `test.${id}.${randomBytes(8).toString('hex')}`;
        const body = canonical({ id: test, test: true, by: actor.id });
        const { outcome, ...rest } = await postWebhook({ url, secret, key: test, body }, allow);
        return { body: { outcome, ...('code' in rest ? { code: rest.code } : {}) } };
      },
    }),
  ];
}
