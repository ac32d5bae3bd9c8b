/** The audit trail for those who review it: refusals, sign-ins, looks, and what administrators did. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { auditTitle, auditTypesOf } from '../../domain/audit-types.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import {
  administratorsAsked,
  trailAsked,
  type TrailAsked,
  trailPage,
  type TrailPosition,
} from '../../models/access/audit-trail.ts';
import { limitAndAfter } from '../http/query.ts';
import type { Cursors } from '../http/cursor.ts';
import { type Asking, type Reply, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/schemas.ts';
import {
  administratorsFilter,
  readers,
  recordOutside,
  recordSchema,
  refuseBelow,
  storedFilter,
  trailFilter,
} from './trail-filter.ts';

type Deps = { db: Connection; audit: AuditTrail; cursors: Cursors };
type Page = z.output<typeof pageFields>;
type Look = { list: 'records' | 'administrators'; filter: object; asked: TrailAsked; page: Page };

const pageFields = z.strictObject(limitAndAfter);
const position = z.strictObject({ at: z.int(), node: z.string(), seq: z.int() });
const common = {
  method: 'get',
  tag: 'audit',
  access: { rule: 'role', roles: readers },
  watched: true,
  ofAnyBranch: true,
  responses: { 200: { description: 'One page, newest first', schema: pageOf(recordSchema) } },
} as const;

const typesSchema = z.object({
  items: z.array(z.object({ type: z.string(), title: z.object({ zh: z.string(), en: z.string() }) })),
});

export const trailRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    tag: 'audit',
    access: { rule: 'role', roles: readers },
    ofAnyBranch: true,
    path: '/api/audit/types',
    operationId: 'audit.types',
    summary: 'The types of records in the audit trail, with their words',
    responses: { 200: { description: 'All of them', schema: typesSchema } },
    handle: async () => ({ body: { items: auditTypesOf().map((type) => ({ type, title: auditTitle(type) })) } }),
  }),
  route({
    ...common,
    path: '/api/audit/records',
    operationId: 'audit.records',
    summary: 'The audit trail as stored, by type, person, address, case and time; at the top. The look is on record',
    query: trailFilter.extend(limitAndAfter),
    handle: ({ actor, query: { limit, after, ...filter } }) => {
      const asked = trailAsked(storedFilter(filter));
      return looked(deps, actor, { list: 'records', filter, asked, page: { limit, after } });
    },
  }),
  route({
    ...common,
    path: '/api/audit/administrators',
    operationId: 'audit.administrators',
    summary:
      'What system and security administrators did and were refused, and operators for them, with what changed; at the top. The look is on record',
    query: administratorsFilter.extend(limitAndAfter),
    handle: ({ actor, query: { limit, after, ...filter } }) => {
      const asked = administratorsAsked(filter);
      return looked(deps, actor, { list: 'administrators', filter, asked, page: { limit, after } });
    },
  }),
];

/** Recorded once it is found, so that a look does not see itself; without a record nothing leaves. */
async function looked(
  { db, audit, cursors }: Deps,
  actor: Asking['actor'],
  { list, filter, asked, page: { limit, after } }: Look,
): Promise<Reply> {
  refuseBelow(actor);
  const scope = { list: `audit.${list}`, filter, person: actor.id };
  const from: TrailPosition | undefined = after === undefined ? undefined : cursors.read(scope, after, position);
  const found = await trailPage(db, asked, { after: from, limit: limit + 1 });
  const data = { list, filter, limit, ...(from ? { after: from } : {}) };
  await audit.record({ type: 'trailRead', by: actor.id, at: Date.now(), data });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last ? cursors.write(scope, positionOf(last)) : null;
  return { raw: { items: items.map(recordOutside), next, serverNow: new Date().toISOString() } };
}

const positionOf = ({ at, node, seq }: TrailPosition): TrailPosition => ({ at, node, seq });
