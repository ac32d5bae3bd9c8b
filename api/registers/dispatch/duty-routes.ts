/** Who of a team is on duty at an instant, and when a roster leaves nobody. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { gapsIn, onDutyByAny } from '../../../domain/dispatch/duty.ts';
import { instant, key } from '../../../domain/kernel/contract.ts';
import { type DutyRoster, rostersOf } from '../../../models/registers/dispatch/duty-roster.ts';
import { notFound } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { visibleIn } from '../register-scope.ts';
import { dutyReaders } from './roster-rows.ts';

type Deps = { db: Connection; directory: Directory };
const common = { method: 'get', tag: 'duty-rosters', access: { rule: 'role', roles: dutyReaders } } as const;
const people = z.array(z.string());

export const dutyRoutes = ({ db, directory }: Deps): Route[] => [
  route({
    ...common,
    path: '/api/teams/:id/on-duty',
    operationId: 'teams.onDuty',
    summary: 'Who of a team has day duty, and who stands by, at an instant',
    params: z.strictObject({ id: key().describe('Key of the team') }),
    query: z.strictObject({ at: instant().optional().describe('Absent: now') }),
    responses: {
      200: { description: 'Those at work', schema: z.object({ day: people, standBy: people, at: instantOut }) },
    },
    handle: async ({ actor, params: { id }, query: { at = Date.now() } }) => {
      const teams = db.collection<{ _id: string }>('teams');
      if (!(await teams.findOne({ $and: [visibleIn('teams', actor), { _id: id }] }))) throw notFound();
      const { day, standBy } = onDutyByAny(await rostersOf(db, id, { from: at, until: at + 1 }), at);
      const [dayAtWork, standingBy] = await Promise.all([day, standBy].map((ids) => atWork(directory, ids)));
      return { body: { day: dayAtWork, standBy: standingBy, at } };
    },
  }),
  route({
    ...common,
    path: '/api/duty-rosters/:id/gaps',
    operationId: 'duty-rosters.gaps',
    summary: 'When on its days nobody of the team is on duty, by it or by the rosters before and after',
    params: z.strictObject({ id: key().describe('Id of the roster') }),
    responses: {
      200: {
        description: 'Half-open, ascending',
        schema: z.object({ items: z.array(z.object({ from: instantOut, until: instantOut })) }),
      },
    },
    handle: async ({ actor, params: { id } }) => {
      const rosters = db.collection<DutyRoster>('duty-rosters');
      const found = await rosters.findOne({ $and: [visibleIn('duty-rosters', actor), { _id: id }] });
      if (!found) throw notFound();
      const { team, from, until } = found;
      return { body: { items: gapsIn(await rostersOf(db, team, { from, until }), { from, until }) } };
    },
  }),
];

/** Whoever has left since is on no duty. */
async function atWork(directory: Directory, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => directory.person(id)));
  return ids.filter((_id, i) => found[i]?.active);
}
