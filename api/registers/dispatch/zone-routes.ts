/** Which zone an organisation lies in, and who serves it there. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { zoneFor } from '../../../domain/dispatch/zones.ts';
import { orgPath } from '../../../domain/kernel/contract.ts';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import { zonesNaming } from '../../../models/registers/dispatch/zone.ts';
import { notFound } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { visibleIn } from '../register-scope.ts';
import { zoneReaders } from './zone-rows.ts';

type Deps = { db: Connection; directory: Directory };

export const zoneRoutes = ({ db, directory }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/organisations/:id/zone',
    operationId: 'organisations.zone',
    tag: 'zones',
    access: { rule: 'role', roles: zoneReaders },
    summary: 'The zone that covers a unit: the one that names it, or the nearest organisation above it',
    params: z.strictObject({ id: orgPath().describe('Which unit') }),
    responses: {
      200: {
        description: 'With the teams that are open, the first one first',
        schema: z.object({
          id: z.string(),
          name: z.string(),
          teams: z.array(z.string()),
          depot: z.string().optional(),
        }),
      },
    },
    handle: async ({ actor, params: { id } }) => {
      const organisations = db.collection<{ _id: string }>('organisations');
      if (!(await organisations.findOne({ $and: [visibleIn('organisations', actor), { _id: id }] }))) throw notFound();
      const zone = zoneFor(await zonesNaming(db, orgLineOf(id)), id);
      if (!zone) throw notFound();
      const teams = await Promise.all(zone.teams.map((team) => directory.team(team)));
      const open = teams.flatMap((team) => (team?.open ? [team._id] : []));
      return { body: { id: zone._id, name: zone.name, teams: open, depot: zone.depot } };
    },
  }),
];
