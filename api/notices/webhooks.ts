/** Webhooks: other systems that take notices. Kept by the system administrators of the organisations whose notices they take. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { changesBetween } from '../../domain/kernel/record/changes.ts';
import { key, line, orgPath } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor, FieldError } from '../../domain/kernel/process.ts';
import type { AuditEntry } from '../../models/access/audit.ts';
import { unlessTaken } from '../../models/store/model-of.ts';
import { secretsOf, webhookOf, type Webhook } from '../../models/notices/webhook.ts';
import { postWebhook, urlProblem } from '../../platform/webhook.ts';
import { recorded } from '../http/recorded.ts';
import { answersFor, refuseElsewhere } from '../registers/plain/plain-registers.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';
import { newSecret } from '../sign-in/secrets.ts';
import { type DeliveriesDeps, webhookDeliveryRoutes } from './webhook-deliveries.ts';

/** So long the former secret signs as well. */
const BOTH_SIGN_MS = 86_400_000;

const fields = {
  name: line(200),
  url: z.string().max(2_000).describe('https, at a public address'),
  carries: z
    .array(z.enum(['webhook', 'sms', 'chat']))
    .min(1)
    .max(3)
    .describe('`webhook`: every notice; else those of ladder steps that name the way'),
  organisations: z
    .array(orgPath())
    .max(200)
    .describe('Whose people, with all below; empty: everybody’s, which is decided at the top'),
  open: z.boolean().default(true),
};
const idParams = z.strictObject({ id: key().describe('Key of the webhook') });
const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  carries: z.array(z.string()),
  organisations: z.array(z.string()),
  open: z.boolean(),
  secretId: z.string().describe('Tells secrets apart without showing them'),
  version: z.int(),
  changedAt: instantOut,
  changedBy: z.string(),
});
const withSecret = webhookSchema.extend({ secret: z.string().describe('Shown now and never again') });
const triedSchema = z.object({
  outcome: z.enum(['sent', 'again', 'failed']).describe('`again`: a notice would be sent again later'),
  code: z.string().optional(),
  status: z.int().optional(),
  answer: z.string().describe('The first 500 characters of what came back'),
  tookMs: z.int(),
});

const MOST = 1_000;
const idOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 8);
const shown = ({ _id, secret, former: _former, ...rest }: Webhook) => ({
  id: _id,
  ...rest,
  secretId: idOfSecret(secret),
});
const etag = ({ version }: Webhook) => ({ ETag: `"${version}"` });

type Deps = DeliveriesDeps & { directory: Directory; allow: readonly string[] };
type Change = { id: string; seen: number; actor: Actor; type: AuditEntry['type']; set: Partial<Webhook> };
const editors = ['system-administrator'] as const;
const entryOf = (type: AuditEntry['type'], by: string, data: object): AuditEntry => ({
  type,
  by,
  at: Date.now(),
  data,
});

/** What is recorded of one: of its address no more than the host, since that of a chat robot opens it to whoever has it. */
const onRecord = ({ name, url, carries, organisations, open, secret }: Webhook) => ({
  name,
  url: `${new URL(url).origin} ${idOfSecret(url)}`,
  carries,
  organisations,
  open,
  secret,
});
const recordOf = (next: Webhook, former?: Webhook): object => ({
  id: next._id,
  name: next.name,
  version: next.version,
  ...changesBetween(former ? onRecord(former) : {}, onRecord(next)),
});
const isHis = (actor: Actor, { organisations }: Webhook): boolean => answersFor(actor, editors, organisations);

function registerOf({ db, audit, directory, allow }: Deps) {
  const webhooks = webhookOf(db);

  /** One that takes notices of other organisations is as unknown as one that is not there. */
  async function oneFor(actor: Actor, id: string): Promise<Webhook> {
    const found = await webhooks.findById(id).lean<Webhook>();
    if (!found || !isHis(actor, found)) throw notFound();
    return found;
  }

  /** Every fault of what somebody sent. */
  async function check(actor: Actor, { url, organisations }: Pick<Webhook, 'url' | 'organisations'>): Promise<void> {
    refuseElsewhere(actor, editors, organisations);
    const problem = urlProblem(url, allow);
    const places = await Promise.all(organisations.map((path) => directory.organisation(path)));
    const errors: FieldError[] = [
      ...(problem ? [{ pointer: '/url', code: problem }] : []),
      ...places.flatMap((place, i) => (place ? [] : [{ pointer: `/organisations/${i}`, code: 'unknown' }])),
    ];
    if (errors.length > 0) throw invalid(errors);
  }

  async function make(actor: Actor, made: Webhook): Promise<Webhook> {
    await check(actor, made);
    if (await webhooks.exists({ _id: made._id })) throw taken();
    const entry = entryOf('webhookMade', actor.id, recordOf(made));
    if (!(await recorded(audit, entry, () => unlessTaken(() => webhooks.create(made))))) throw taken();
    directory.drop();
    return made;
  }

  /** What has changed meanwhile is refused, with both texts. */
  async function change({ id, seen, actor, type, set }: Change): Promise<Webhook> {
    const former = await oneFor(actor, id);
    const next: Webhook = { ...former, ...set, version: seen + 1, changedAt: Date.now(), changedBy: actor.id };
    if (former.version !== seen) throw changed(former, set);
    const { _id, ...rest } = next;
    const isChanged = await recorded(audit, entryOf(type, actor.id, recordOf(next, former)), async () => {
      const { matchedCount } = await webhooks.updateOne({ _id, version: seen }, { $set: rest });
      return matchedCount === 1;
    });
    if (!isChanged) throw changed(await oneFor(actor, id), set);
    directory.drop();
    return next;
  }

  /** Those that are his, the first of them. */
  async function allFor(actor: Actor): Promise<{ found: Webhook[]; capped: boolean }> {
    const found: Webhook[] = [];
    for await (const one of webhooks.find().sort({ _id: 1 }).lean<Webhook[]>().cursor()) {
      if (!isHis(actor, one)) continue;
      if (found.length === MOST) return { found, capped: true };
      found.push(one);
    }
    return { found, capped: false };
  }

  const recordTest = (actor: Actor, { _id: id, version }: Webhook) =>
    audit.record(entryOf('webhookTested', actor.id, { id, version }));

  return { oneFor, allFor, check, recordTest, make, change };
}

const taken = (): DomainError => invalid([{ pointer: '/id', code: 'not-unique' }]);
function changed(theirs: Webhook, { secret: _secret, former: _former, ...yours }: Partial<Webhook>): DomainError {
  return new DomainError('register-changed', 'Somebody else has changed this meanwhile', {
    params: { theirs: shown(theirs), yours },
  });
}

export function webhookRoutes(deps: Deps): Route[] {
  const register = registerOf(deps);
  const common = { tag: 'webhooks', access: { rule: 'role', roles: editors } } as const;
  const ofOne = { ...common, params: idParams } as const;
  const edited = { ...ofOne, versioned: 'required' } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/api/webhooks',
      operationId: 'webhooks.list',
      summary: 'Webhooks of the own organisations, without their secrets',
      responses: {
        200: {
          description: 'All of them; `capped`: only the first 1,000',
          schema: z.object({ items: z.array(webhookSchema), capped: z.boolean() }),
        },
      },
      handle: async ({ actor }) => {
        const { found, capped } = await register.allFor(actor);
        return { body: { items: found.map(shown), capped } };
      },
    }),
    route({
      ...ofOne,
      method: 'get',
      path: '/api/webhooks/:id',
      operationId: 'webhooks.get',
      summary: 'One webhook, without its secret',
      responses: { 200: { description: 'The webhook', schema: webhookSchema } },
      handle: async ({ actor, params: { id } }) => {
        const found = await register.oneFor(actor, id);
        return { body: shown(found), headers: etag(found) };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/webhooks',
      operationId: 'webhooks.make',
      summary: 'Make a webhook; the secret of its signature is shown in this answer and never again',
      body: z.strictObject({ id: key(), ...fields }),
      responses: { 201: { description: 'Made', schema: withSecret } },
      handle: async ({ actor, body: { id, ...rest } }) => {
        const stamp = { version: 1, changedAt: Date.now(), changedBy: actor.id };
        const made = await register.make(actor, { _id: id, ...rest, secret: newSecret(), ...stamp });
        const { secret } = made;
        const headers = { ...etag(made), Location: `/api/webhooks/${id}` };
        return { status: 201, body: { ...shown(made), secret }, headers };
      },
    }),
    route({
      ...edited,
      method: 'put',
      path: '/api/webhooks/:id',
      operationId: 'webhooks.edit',
      summary: 'Change a webhook; its secret stays',
      body: z.strictObject(fields),
      responses: { 200: { description: 'Changed', schema: webhookSchema } },
      handle: async ({ actor, params: { id }, body, seen = 0 }) => {
        await register.oneFor(actor, id);
        await register.check(actor, body);
        const next = await register.change({ id, seen, actor, type: 'webhookChanged', set: body });
        return { body: shown(next), headers: etag(next) };
      },
    }),
    route({
      ...edited,
      method: 'delete',
      path: '/api/webhooks/:id',
      operationId: 'webhooks.close',
      summary: 'Close a webhook: nothing goes there any more. It stays in the list and may be opened again',
      responses: { 200: { description: 'Closed', schema: webhookSchema } },
      handle: async ({ actor, params: { id }, seen = 0 }) => {
        const next = await register.change({ id, seen, actor, type: 'webhookClosed', set: { open: false } });
        return { body: shown(next), headers: etag(next) };
      },
    }),
    route({
      ...edited,
      method: 'post',
      path: '/api/webhooks/:id/secret',
      operationId: 'webhooks.renew',
      summary: 'A new secret, shown in this answer and never again; for a day the former one signs as well',
      responses: { 200: { description: 'Renewed', schema: withSecret } },
      handle: async ({ actor, params: { id }, seen = 0 }) => {
        const { secret: old } = await register.oneFor(actor, id);
        const secret = newSecret();
        const set = { secret, former: { secret: old, until: Date.now() + BOTH_SIGN_MS } };
        const next = await register.change({ id, seen, actor, type: 'webhookRenewed', set });
        return { body: { ...shown(next), secret }, headers: etag(next) };
      },
    }),
    route({
      ...ofOne,
      method: 'post',
      path: '/api/webhooks/:id/test',
      operationId: 'webhooks.test',
      summary: 'Send one test message, also to a closed webhook, and say what came back',
      responses: { 200: { description: 'What the receiver answered', schema: triedSchema } },
      handle: async ({ actor, params: { id } }) => {
        const hook = await register.oneFor(actor, id);
        await register.recordTest(actor, hook);
        return { body: await tried(hook, actor.id, deps.allow) };
      },
    }),
    ...webhookDeliveryRoutes(deps, register.oneFor),
  ];
}

async function tried(hook: Webhook, by: string, allow: readonly string[]): Promise<z.output<typeof triedSchema>> {
  const id = `test:${hook._id}:${randomBytes(8).toString('hex')}`;
  const post = {
    url: hook.url,
    secrets: secretsOf(hook, Date.now()),
    key: id,
    body: canonical({ id, test: true, by }),
  };
  const from = performance.now();
  const posted = await postWebhook(post, allow);
  return {
    outcome: posted.outcome,
    ...(posted.outcome === 'sent' ? {} : { code: posted.code }),
    ...(posted.status === undefined ? {} : { status: posted.status }),
    answer: posted.detail,
    tookMs: Math.round(performance.now() - from),
  };
}
