/** Secrets of actions: made here, shown once, and named by actions. Kept by the system administrators of their organisations. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { key, orgPath } from '../../../domain/kernel/contract.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import {
  type ActionSecret,
  actionSecretNamed,
  actionSecretOf,
} from '../../../models/registers/actions/action-secret.ts';
import { unlessTaken } from '../../../models/store/model-of.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { recorded } from '../../http/recorded.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { newSecret } from '../../sign-in/secrets.ts';
import { answersFor, refuseElsewhere } from '../plain/plain-registers.ts';

/** So long the former secret is good as well. */
const BOTH_SIGN_MS = 86_400_000;
const MOST = 1_000;
const editors = ['system-administrator'] as const;

const secretSchema = z.object({
  id: z.string(),
  organisation: z.string(),
  secretId: z.string().describe('Tells secrets apart without showing them'),
  version: z.int(),
  changedAt: instantOut,
  changedBy: z.string(),
});
const withSecret = secretSchema.extend({ secret: z.string().describe('Shown now and never again') });
const idOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 8);
const shown = ({ _id: id, secret, organisation, version, changedAt, changedBy }: ActionSecret) => ({
  id,
  organisation,
  secretId: idOfSecret(secret),
  version,
  changedAt,
  changedBy,
});
const etag = ({ version }: ActionSecret) => ({ ETag: `"${version}"` });

type Deps = { db: Connection; directory: Directory; audit: AuditTrail };

export function actionSecretRoutes({ db, directory, audit }: Deps): Route[] {
  const secrets = actionSecretOf(db);
  const common = { tag: 'actions', access: { rule: 'role', roles: editors } } as const;
  const ofOne = { ...common, params: z.strictObject({ id: key().describe('Name of the secret') }) } as const;

  async function oneFor(actor: Actor, id: string): Promise<ActionSecret> {
    const found = await actionSecretNamed(db, id);
    if (!found || !answersFor(actor, editors, [found.organisation])) throw notFound();
    return found;
  }

  async function make(actor: Actor, id: string, organisation: ActionSecret['organisation']): Promise<ActionSecret> {
    refuseElsewhere(actor, editors, [organisation]);
    if (!(await directory.organisation(organisation))) throw invalid([{ pointer: '/organisation', code: 'unknown' }]);
    const stamp = { version: 1, changedAt: Date.now(), changedBy: actor.id };
    const made: ActionSecret = { _id: id, organisation, secret: newSecret(), ...stamp };
    if (await secrets.exists({ _id: id })) throw taken();
    const entry = entryOf('actionSecretMade', made);
    if (!(await recorded(audit, entry, () => unlessTaken(() => secrets.create(made))))) throw taken();
    return made;
  }

  /** The former one is good for another day; the one before that is over. */
  async function renew(actor: Actor, id: string, seen: number): Promise<ActionSecret> {
    const former = await oneFor(actor, id);
    if (former.version !== seen) throw changed(former);
    const now = Date.now();
    const next: ActionSecret = {
      ...former,
      secret: newSecret(),
      former: { secret: former.secret, until: now + BOTH_SIGN_MS },
      version: seen + 1,
      changedAt: now,
      changedBy: actor.id,
    };
    const { _id, ...rest } = next;
    const isChanged = await recorded(audit, entryOf('actionSecretRenewed', next), async () => {
      const { matchedCount } = await secrets.updateOne({ _id, version: seen }, { $set: rest });
      return matchedCount === 1;
    });
    if (!isChanged) throw changed(await oneFor(actor, id));
    return next;
  }

  return [
    route({
      ...common,
      method: 'get',
      path: '/api/action-secrets',
      operationId: 'actionSecrets.list',
      summary: 'Names of the secrets that sign actions, without the secrets',
      responses: {
        200: {
          description: 'All of the own organisations; `capped`: only the first 1,000',
          schema: z.object({ items: z.array(secretSchema), capped: z.boolean() }),
        },
      },
      handle: async ({ actor }) => {
        const all = await secrets.find().sort({ _id: 1 }).lean<ActionSecret[]>();
        const own = all.filter(({ organisation }) => answersFor(actor, editors, [organisation]));
        return { body: { items: own.slice(0, MOST).map(shown), capped: own.length > MOST } };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/action-secrets',
      operationId: 'actionSecrets.make',
      summary: 'Make a secret that signs actions; it is shown in this answer and never again',
      body: z.strictObject({
        id: key().describe('By which actions name it'),
        organisation: orgPath().describe('Whose actions may name it, with all below'),
      }),
      responses: { 201: { description: 'Made', schema: withSecret } },
      handle: async ({ actor, body: { id, organisation } }) => {
        const made = await make(actor, id, organisation);
        return { status: 201, body: { ...shown(made), secret: made.secret }, headers: etag(made) };
      },
    }),
    route({
      ...ofOne,
      method: 'post',
      path: '/api/action-secrets/:id/renew',
      operationId: 'actionSecrets.renew',
      summary: 'Another secret under the same name; the former one is good for another day',
      versioned: 'required',
      responses: { 200: { description: 'Renewed', schema: withSecret } },
      handle: async ({ actor, params: { id }, seen = 0 }) => {
        const next = await renew(actor, id, seen);
        return { body: { ...shown(next), secret: next.secret }, headers: etag(next) };
      },
    }),
  ];
}

const entryOf = (type: 'actionSecretMade' | 'actionSecretRenewed', made: ActionSecret): AuditEntry => ({
  type,
  by: made.changedBy,
  at: made.changedAt,
  data: shown(made),
});
const taken = () => invalid([{ pointer: '/id', code: 'not-unique' }]);
const changed = (theirs: ActionSecret): DomainError =>
  new DomainError('register-changed', 'Somebody else has changed this meanwhile', {
    params: { theirs: shown(theirs) },
  });
