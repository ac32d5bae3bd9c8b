/** What of notices beside the inbox did not go out, or waits for another try: the own, and those of the people of whoever answers for them. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { isWithin } from '../../domain/kernel/people/access.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { Role } from '../../domain/roles.ts';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import { readableNow } from '../../models/notices/in-reach.ts';
import { type Person, personOf } from '../../models/registers/person.ts';
import type { Cursors } from '../http/cursor.ts';
import { notPermitted } from '../http/problem.ts';
import { limitAndAfter } from '../http/query.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, pageOf } from '../http/schemas.ts';
import { onlyWithin } from '../sign-in/key-rights.ts';

/** Who sees what could not be delivered to others. */
const ANSWERING = ['supervisor', 'process-owner', 'security-administrator'] as const satisfies readonly Role[];
const STATES = ['failed', 'trying'] as const;
/** So many rows are looked at for one page: those of other branches lie between. */
const MOST_LOOKED_AT = 2_000;

const troubledSchema = z.object({
  id: z.string(),
  to: z.string(),
  name: z.string(),
  channel: z.string().describe('`mail`, or `webhook`'),
  number: z.string().optional().describe('Of the case that it is about, where the asker reads it'),
  state: z.enum(STATES).describe('`trying`: it waits for another try'),
  tries: z.int(),
  code: z.string().optional(),
  answer: z.string().optional().describe('What came back, or why it could not be sent'),
  at: instantOut,
  nextAt: instantOut.describe('Of the next try; of what failed for good that of the last'),
});
const position = z.strictObject({ at: z.int(), id: z.string() });

export const deliveryRoute = ({ db, cursors }: { db: Connection; cursors: Cursors }): Route =>
  route({
    method: 'get',
    path: '/api/deliveries',
    operationId: 'deliveries.list',
    tag: 'notices',
    summary:
      'Notices that did not go out by mail or webhook, or wait for another try, newest first; `of=people`: to the people of the own organisations, for supervisors, process owners and security administrators',
    access: { rule: 'signed-in' },
    ofAnyBranch: true,
    query: z.strictObject({
      ...limitAndAfter,
      of: z.enum(['me', 'people']).default('me').describe('To the asker, or to the people of his organisations'),
      state: z.enum(STATES).default('failed').describe('Failed for good, or to be tried again'),
    }),
    responses: {
      200: { description: 'One page; it may be short and still have a `next`', schema: pageOf(troubledSchema) },
    },
    handle: async ({ actor, query: { limit, after, of, state } }) => {
      if (of === 'people' && placesOf(actor).length === 0) throw notPermitted('Only for those who answer for people');
      const scope = { list: 'deliveries', of, state, person: actor.id };
      const from = after === undefined ? undefined : cursors.read(scope, after, position);
      const { page, last } = await pageFor(db, actor, { of, state, limit, from });
      const next = last ? cursors.write(scope, { at: last.nextAt, id: last._id }) : null;
      return { body: { items: await shown(db, actor, page), next, serverNow: Date.now() } };
    },
  });

const placesOf = ({ grants }: Actor) =>
  grants.filter(({ role }) => ANSWERING.some((one) => one === role)).map(({ orgPath }) => orgPath);

type Asked = {
  of: 'me' | 'people';
  state: (typeof STATES)[number];
  limit: number;
  from: { at: number; id: string } | undefined;
};

/** `last`: from where to go on; absent: that was all. */
async function pageFor(
  db: Connection,
  actor: Actor,
  { of, state, limit, from }: Asked,
): Promise<{ page: Delivery[]; last?: Delivery }> {
  const page: Delivery[] = [];
  let place = from;
  for (let looked = 0; looked < MOST_LOOKED_AT; ) {
    const before = place ? { $or: [{ nextAt: { $lt: place.at } }, { nextAt: place.at, _id: { $lt: place.id } }] } : {};
    const found = await deliveryOf(db)
      .find({
        ...(of === 'me' ? { to: actor.id } : {}),
        ...(state === 'failed' ? { state } : { state: 'waiting', tries: { $gt: 0 } }),
        ...before,
      })
      .sort({ nextAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean<Delivery[]>();
    const seen = of === 'me' ? found : await ofHisPeople(db, actor, found);
    for (const one of seen) {
      if (page.length === limit) return { page, ...lastOf(page) };
      page.push(one);
    }
    const last = found.at(-1);
    if (!last || found.length <= limit) return { page };
    place = { at: last.nextAt, id: last._id };
    looked += found.length;
    if (looked >= MOST_LOOKED_AT) return { page, last };
  }
  return { page };
}
const lastOf = (page: readonly Delivery[]): { last?: Delivery } => {
  const last = page.at(-1);
  return last ? { last } : {};
};

async function ofHisPeople(db: Connection, actor: Actor, rows: readonly Delivery[]): Promise<Delivery[]> {
  const places = placesOf(actor);
  const only = onlyWithin(actor);
  const people = await personOf(db)
    .find({ _id: { $in: rows.map(({ to }) => to) } }, { unit: 1 })
    .lean<Pick<Person, '_id' | 'unit'>[]>();
  const his = new Set(
    people
      .filter(
        ({ unit }) => places.some((place) => isWithin(unit, place)) && (only === undefined || isWithin(unit, only)),
      )
      .map(({ _id }) => _id),
  );
  return rows.filter(({ to }) => his.has(to));
}

/** A case out of reach is not named. */
async function shown(db: Connection, actor: Actor, rows: readonly Delivery[]): Promise<object[]> {
  const people = await personOf(db)
    .find({ _id: { $in: rows.map(({ to }) => to) } }, { name: 1 })
    .lean<Pick<Person, '_id' | 'name'>[]>();
  const names = new Map(people.map(({ _id, name }) => [_id, name]));
  const asked = rows.map(({ _id, caseId }) => ({ _id, template: '', ...(caseId === undefined ? {} : { caseId }) }));
  const readable = await readableNow(db, actor, asked);
  return rows.map(({ _id: id, to, channel, caseId, state, tries, code, detail, at, nextAt }) => ({
    id,
    to,
    name: names.get(to) ?? to,
    channel: channel.startsWith('webhook:') ? 'webhook' : channel,
    number: caseId !== undefined && readable.has(id) ? caseId : undefined,
    state: state === 'failed' ? 'failed' : 'trying',
    tries,
    code,
    answer: detail,
    at,
    nextAt,
  }));
}
