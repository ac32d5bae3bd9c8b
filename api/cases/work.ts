/** My work: the cases whose next step is mine, my team's or my role's. */
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/process.ts';
import type { CaseFilter } from '../../models/cases/scoped.ts';
import type { CaseOrder } from '../../models/cases/search.ts';
import type { Cursors } from '../http/cursor.ts';
import { keyset } from './lists.ts';
import { limitAndAfter } from '../http/query.ts';
import { type Reads, shown, worksSomewhere } from './reads.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { caseViewSchema, instantOut, pageOf } from '../http/schemas.ts';

const countsSchema = z.object({
  mine: z.int().describe('Waits for me'),
  team: z.int().describe('Waits for a team of mine'),
  role: z.int().describe('Waits for a role of mine'),
  over: z.int().describe('Of these, past their deadline'),
});
export type WorkCounts = z.output<typeof countsSchema>;

/** Deadlines of work without one come last. Whoever sees no deadline of the work has the oldest first. */
const orderFor = (actor: Actor) =>
  ({ field: worksSomewhere(actor) ? 'dueAt' : 'openedAt' }) as const satisfies CaseOrder;
/** More do not wait for somebody who works nowhere. */
const MOST_ASKED = 200;

const byPerson = ({ id }: Actor): CaseFilter[] => [{ 'waitsFor.to.person': { is: id } }];
const byTeam = ({ teams }: Actor): CaseFilter[] => (teams.length > 0 ? [{ 'waitsFor.to.team': { in: teams } }] : []);
/** A role is waited for at an organisation; who holds it there or above is meant. */
const byRole = ({ grants }: Actor): CaseFilter[] =>
  grants
    .filter(({ role }) => role !== 'requester')
    .flatMap(({ role, orgPath }) => [
      { 'waitsFor.to.role': { is: role }, 'waitsFor.to.orgPath': { is: orgPath } },
      { 'waitsFor.to.role': { is: role }, 'waitsFor.to.orgPath': { prefix: `${orgPath}/` } },
    ]);
const all = (actor: Actor): CaseFilter[] => [...byPerson(actor), ...byTeam(actor), ...byRole(actor)];

/** For the navigation, the work list and the live stream alike. */
export async function workCounts(reads: Reads, identity: Identity): Promise<WorkCounts> {
  const cases = reads.scoped(identity);
  const { actor } = identity;
  const count = async (filters: CaseFilter[]) => (filters.length > 0 ? (await cases.count(filters)).count : 0);
  const now = Date.now();
  const pastDue = all(actor).map((one) => ({ ...one, dueAt: { range: { lte: now } } }));
  const [mine, team, role, over] = await Promise.all([
    count(byPerson(actor)),
    count(byTeam(actor)),
    count(byRole(actor)),
    worksSomewhere(actor) ? count(pastDue) : seenOver(reads, identity, now),
  ]);
  return { mine, team, role, over };
}

/** By the deadlines that he is shown: the stored one may be of the work. */
async function seenOver(reads: Reads, identity: Identity, now: number): Promise<number> {
  const { actor } = identity;
  const found = await reads.scoped(identity).find(all(actor), { order: orderFor(actor), limit: MOST_ASKED });
  return found.filter((view) => (shown(actor, view).dueAt ?? Infinity) <= now).length;
}

/** Numbers of the cases that wait for this person, at most `limit`. */
export async function workNumbers(reads: Reads, identity: Identity, limit: number): Promise<string[]> {
  const found = await reads.scoped(identity).find(all(identity.actor), { order: orderFor(identity.actor), limit });
  return found.map(({ _id }) => _id);
}

export function workRoutes({ reads, cursors }: { reads: Reads; cursors: Cursors }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/work',
      operationId: 'work.list',
      tag: 'work',
      summary:
        'Cases that wait for me, my teams or a role of mine, nearest deadline first, or the oldest for those who work nowhere; with counts',
      access: { rule: 'reader' },
      unrecorded: true,
      query: z.strictObject({
        ...limitAndAfter,
        of: z
          .enum(['mine', 'team', 'role', 'all'])
          .default('all')
          .describe('Whose turn it is: mine by name, a team or a role of mine'),
      }),
      responses: {
        200: {
          description: 'One page',
          schema: pageOf(caseViewSchema).extend({ counts: countsSchema, serverNow: instantOut }),
        },
      },
      handle: async ({ identity, actor, query: { limit, after, of } }) => {
        const filters = { mine: byPerson, team: byTeam, role: byRole, all }[of](actor);
        const order = orderFor(actor);
        const scope = { list: 'work', of, order, person: actor.id };
        const [found, counts] = await Promise.all([
          reads.scoped(identity).find(filters, {
            order,
            limit: limit + 1,
            after: after === undefined ? undefined : cursors.read(scope, after, keyset),
          }),
          workCounts(reads, identity),
        ]);
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next =
          found.length > limit && last ? cursors.write(scope, { value: last[order.field], id: last._id }) : null;
        return { body: { items: await reads.shown(identity, items), next, counts, serverNow: Date.now() } };
      },
    }),
  ];
}
