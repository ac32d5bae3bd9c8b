/** What went to a webhook, and once more what did not arrive: a receiver may have been away for longer than a day. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { callCourier } from '../../client/cases/courier.ts';
import { key } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { type Delivery, DELIVERY_STATES, deliveryOf } from '../../models/notices/delivery.ts';
import type { Webhook } from '../../models/notices/webhook.ts';
import { limitAndAfter } from '../http/query.ts';
import type { Cursors } from '../http/cursor.ts';
import { invalid } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, pageOf } from '../http/schemas.ts';

export type DeliveriesDeps = {
  db: Connection;
  temporal: Client;
  taskQueue: string;
  audit: AuditTrail;
  cursors: Cursors;
};
/** One webhook as the asker may see it; 'not-found' otherwise. */
type OneFor = (actor: Actor, id: string) => Promise<Webhook>;

const common = { tag: 'webhooks', access: { rule: 'role', roles: ['system-administrator'] } } as const;
const ofOne = { ...common, params: z.strictObject({ id: key().describe('Key of the webhook') }) } as const;
const position = z.strictObject({ at: z.int(), id: z.string() });
const deliverySchema = z.object({
  id: z.string(),
  number: z.string().optional().describe('Of the case that it is about'),
  notice: z.string(),
  to: z.string(),
  state: z.enum(DELIVERY_STATES),
  tries: z.int(),
  code: z.string().optional(),
  answer: z.string().optional().describe('What came back, or why it could not be sent'),
  digest: z.string().optional().describe('The message of many notices that it went in'),
  at: instantOut,
  nextAt: instantOut,
  sentAt: instantOut.optional(),
  resentBy: z.string().optional(),
});
const shown = ({
  _id: id,
  caseId: number,
  notice,
  to,
  state,
  tries,
  code,
  detail: answer,
  digest,
  ...when
}: Delivery) => {
  const { at, nextAt, sentAt, resentBy } = when;
  return { id, number, notice, to, state, tries, code, answer, digest, at, nextAt, sentAt, resentBy };
};

export function webhookDeliveryRoutes(deps: DeliveriesDeps, oneFor: OneFor): Route[] {
  const deliveries = deliveryOf(deps.db);
  return [
    route({
      ...ofOne,
      method: 'get',
      path: '/api/webhooks/:id/deliveries',
      operationId: 'webhooks.deliveries',
      summary: 'What went to a webhook, or did not, newest first',
      query: z.strictObject({
        ...limitAndAfter,
        state: z.enum(DELIVERY_STATES).optional().describe('What has become of them'),
      }),
      responses: { 200: { description: 'One page', schema: pageOf(deliverySchema) } },
      handle: async ({ actor, params: { id }, query: { limit, after, state } }) => {
        await oneFor(actor, id);
        const scope = { list: 'webhook-deliveries', id, state: state ?? '', person: actor.id };
        const from = after === undefined ? undefined : deps.cursors.read(scope, after, position);
        const before = from ? { $or: [{ at: { $lt: from.at } }, { at: from.at, _id: { $lt: from.id } }] } : {};
        const found = await deliveries
          .find({ channel: `webhook:${id}`, ...(state === undefined ? {} : { state }), ...before })
          .sort({ at: -1, _id: -1 })
          .limit(limit + 1)
          .lean<Delivery[]>();
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? deps.cursors.write(scope, { at: last.at, id: last._id }) : null;
        return { body: { items: items.map(shown), next, serverNow: Date.now() } };
      },
    }),
    route({
      ...ofOne,
      method: 'post',
      path: '/api/webhooks/:id/resend',
      operationId: 'webhooks.resend',
      summary:
        'Send once more what has failed, or was sent and got lost there: the same message under the same key. What still waits is passed over',
      mayConflict: true,
      body: z.strictObject({ ids: z.array(z.string().min(1).max(600)).min(1).max(200).describe('Of deliveries') }),
      responses: {
        200: { description: 'How many go', schema: z.object({ resent: z.int(), waiting: z.int() }) },
      },
      handle: async ({ actor, params: { id }, body: { ids } }) => {
        const hook = await oneFor(actor, id);
        if (!hook.open) throw new DomainError('target-not-open', 'The webhook is closed');
        return { body: await resent(deps, { actor, id, ids }) };
      },
    }),
  ];
}

type Wish = { actor: Actor; id: string; ids: readonly string[] };

/** A digest goes again whole, as it went. */
async function resent({ db, temporal, taskQueue, audit }: DeliveriesDeps, { actor, id, ids }: Wish) {
  const deliveries = deliveryOf(db);
  const named = await deliveries.find({ _id: { $in: [...ids] }, channel: `webhook:${id}` }).lean<Delivery[]>();
  const known = new Set(named.map(({ _id }) => _id));
  const unknown = ids.flatMap((one, n) => (known.has(one) ? [] : [{ pointer: `/ids/${n}`, code: 'unknown' }]));
  if (unknown.length > 0) throw invalid(unknown);
  const over = named.filter(({ state }) => state === 'failed' || state === 'sent');
  const digests = over.flatMap(({ digest }) => digest ?? []);
  const which = {
    $or: [{ _id: { $in: over.map(({ _id }) => _id) } }, { digest: { $in: digests } }],
    state: { $in: ['failed' as const, 'sent' as const] },
  };
  const at = Date.now();
  await audit.record({ type: 'webhookResent', by: actor.id, at, data: { id, ids: [...ids] } });
  await deliveries.updateMany(which, { $set: { state: 'waiting', nextAt: at, resentBy: actor.id } });
  for (const person of new Set(over.map(({ to }) => to))) await callCourier(temporal, taskQueue, person);
  return { resent: over.length, waiting: named.filter(({ state }) => state === 'waiting').length };
}
