/** Case templates: those that an intake may be begun with. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { AuditTrail } from '../../../models/access/audit.ts';
import { type Route, route } from '../../http/route.ts';
import { processKey } from '../../http/schemas.ts';
import { listed, listedOf, listedSchemaOf, sharedQuery } from './shared-list.ts';
import { answerOfList, sharedRoutes, signedIn } from './shared-routes.ts';
import { templateRegister } from './template-rows.ts';

type Deps = { db: Connection; audit: AuditTrail };

export const templateRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/case-templates',
    operationId: 'case-templates.list',
    tag: 'case-templates',
    summary: 'Case templates 工单模板 that I work with: what an intake is begun with',
    access: signedIn,
    query: z.strictObject({ ...sharedQuery, process: processKey.optional().describe('For intakes of this process') }),
    responses: answerOfList(listedSchemaOf(templateRegister)),
    handle: async ({ actor, query: { process, ...query } }) => {
      const where = process === undefined ? {} : { process };
      const { entries, capped } = await listedOf(deps.db, 'case-templates', { actor, query, where });
      return { body: { items: entries.map((one) => listed(actor, one)), capped, serverNow: Date.now() } };
    },
  }),
  ...sharedRoutes(deps, { ...templateRegister, name: 'case-templates' }),
];
