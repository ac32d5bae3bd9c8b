/** Who may be sent to the site of a work order: by its zone, who is on duty, and the skills that it asks for. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { skilledIn, zoneFact } from '../../../client/registers/field-work.ts';
import { candidatesOf } from '../../../domain/dispatch/candidates.ts';
import { onDutyByAny } from '../../../domain/dispatch/duty.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { inHandOf } from '../../../models/cases/processes/work-order.ts';
import { rostersOf } from '../../../models/registers/dispatch/duty-roster.ts';
import { awayShown } from '../../../models/registers/meetings/away.ts';
import { personOf } from '../../../models/registers/person.ts';
import { notPermitted } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { awaySchema, instantOut, numberParams } from '../../http/schemas.ts';
import { type Reads, worksOn } from '../reads.ts';

const candidateSchema = z.object({
  person: z.string(),
  name: z.string(),
  team: z.string().describe('The first team by which he may have it'),
  duty: z.enum(['day', 'stand-by']).optional().describe('By the duty rosters now; absent: he is on none'),
  has: z.array(z.string()).describe('Of the skills that it asks for, those that he has now'),
  lacks: z.array(z.string()),
  inHand: z.int().describe('Work orders that he has in hand'),
  away: awaySchema.optional().describe('Out of office: he may be sent all the same'),
});
type Order = StoredCase & { skills?: readonly string[]; zone?: string };

export const candidateRoute = ({
  db,
  directory,
  reads,
}: {
  db: Connection;
  directory: Directory;
  reads: Reads;
}): Route =>
  route({
    method: 'get',
    path: '/api/dispatch/:number/candidates',
    operationId: 'dispatch.candidates',
    tag: 'work-orders',
    summary: 'Who may be sent to a work order, the likeliest first: skills, duty, zone, what each has in hand',
    access: { rule: 'permission', permission: 'work-order.read' },
    params: numberParams,
    responses: {
      200: {
        description: 'Members of the teams that may have it',
        schema: z.object({
          zone: z.string().nullable(),
          depot: z.string().optional().describe('Where the nearest parts lie'),
          items: z.array(candidateSchema),
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ actor, identity, params: { number } }) => {
      const stored: Order = await reads.one(identity, number, 'work-order');
      if (!worksOn(actor, stored)) throw notPermitted();
      const now = Date.now();
      const zone = await zoneFact({ db, directory }, stored.orgPath);
      const keys = [...(zone?.places.map(({ queue }) => queue) ?? []), ...(stored.queue ? [stored.queue] : [])];
      const teams = await Promise.all([...new Set(keys)].map((key) => teamNow(db, key, now)));
      const people = [...new Set(teams.flatMap(({ members }) => members))];
      const { skills = [] } = stored;
      const [skilled, inHand, names, away] = await Promise.all([
        skilledIn(db, { skills, people, at: now }),
        inHandOf(db, people),
        namesOf(directory, people),
        awayShown(db, people, now),
      ]);
      const items = candidatesOf({ teams, skills, skilled, inHand }).map((one) => ({
        ...one,
        name: names.get(one.person) ?? one.person,
        away: away.get(one.person),
      }));
      const depot = zone?.depot === undefined ? {} : { depot: zone.depot };
      return { body: { zone: zone?.id ?? null, ...depot, items, serverNow: now } };
    },
  });

async function teamNow(db: Connection, key: string, now: number) {
  const [found, rosters] = await Promise.all([
    personOf(db).find({ teams: key, active: true }, { _id: 1 }).sort({ _id: 1 }).lean<{ _id: string }[]>(),
    rostersOf(db, key, { from: now, until: now + 1 }),
  ]);
  return { key, members: found.map(({ _id }) => _id), onDuty: onDutyByAny(rosters, now) };
}

async function namesOf(directory: Directory, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(people.map((id) => directory.person(id)));
  return new Map(found.flatMap((one) => (one ? [[one._id, one.name] as const] : [])));
}
