/** Who of some people has a skill at an instant: what whoever sends somebody out asks first. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { skilledAt } from '../../../domain/dispatch/skills.ts';
import { instant, key } from '../../../domain/kernel/contract.ts';
import { mayName } from '../../../domain/kernel/people/access.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { qualificationsOf } from '../../../models/registers/dispatch/qualification.ts';
import { skillNamed } from '../../../models/registers/dispatch/skill.ts';
import { notFound } from '../../http/problem.ts';
import { several } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { visibleIn } from '../register-scope.ts';
import { qualificationReaders } from './skill-rows.ts';

type Deps = { db: Connection; directory: Directory };

export const skillRoutes = ({ db, directory }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/skills/:id/people',
    operationId: 'skills.people',
    tag: 'skills',
    access: { rule: 'role', roles: qualificationReaders },
    summary: 'Who of these people has the skill at an instant, by the qualifications within your reach',
    params: z.strictObject({ id: key().describe('Key of the skill') }),
    query: z.strictObject({
      people: several(key()).describe('Ids, by comma; the answer keeps their order'),
      at: instant().optional().describe('Absent: now'),
    }),
    responses: {
      200: {
        description: 'Those at work who have it',
        schema: z.object({ people: z.array(z.string()), at: instantOut }),
      },
    },
    handle: async ({ actor, params: { id: skill }, query }) => {
      const { people: asked, at = Date.now() } = query;
      if (!(await skillNamed(db, skill))) throw notFound();
      const people = await atWork(directory, actor, [...new Set(asked)]);
      const held = await qualificationsOf(db, { skill, people }, visibleIn('qualifications', actor));
      return { body: { people: skilledAt(people, held, { skill, at }), at } };
    },
  }),
];

/** Those whom the asker may name; of anybody else it is not said that there is such a one. */
async function atWork(directory: Directory, actor: Actor, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => directory.person(id)));
  return ids.filter((id, i) => {
    const person = found[i];
    return person?.active === true && mayName(actor, { ...person, id });
  });
}
