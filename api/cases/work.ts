/** My work: the cases whose next step is mine, my team's or my role's. */
import { z } from 'zod';
import type { Actor, CaseView } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import type { CaseFilter } from '../../models/cases/scoped.ts';
import type { CaseOrder } from '../../models/cases/search.ts';
import type { Cursors } from '../http/cursor.ts';
import { asksApproval } from './approvals/inbox.ts';
import { keyset } from './lists.ts';
import { limitAndAfter } from '../http/query.ts';
import { type Reads, shown, worksSomewhere } from './reads.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { caseViewSchema, instantOut, pageOf, processKey } from '../http/schemas.ts';
import { TURN_WORDS, turnsOf, turnWord } from './work/turns.ts';

const countsSchema = z.object({
  mine: z.int().describe('Waits for me'),
  team: z.int().describe('Waits for a team of mine'),
  role: z.int().describe('Waits for a role of mine'),
  over: z.int().describe('Of these, past their deadline'),
  soon: z.int().describe('Of these, due within the hour'),
  approvals: z.int().describe('Cases that wait for my approval'),
  waiting: z.int().describe('I have them in hand, and they stand still or somebody else acts next'),
});
export type WorkCounts = z.output<typeof countsSchema>;
/** Where the cases are that are counted. */
const BEHIND = {
  mine: '/api/work?of=mine',
  team: '/api/work?of=team',
  role: '/api/work?of=role',
  over: '/api/work?clock=over',
  soon: '/api/work?clock=soon',
  approvals: '/api/approvals',
  waiting: '/api/work?of=waiting',
} as const satisfies Record<keyof WorkCounts, string>;
const behindSchema = z.object({
  mine: z.string(),
  team: z.string(),
  role: z.string(),
  over: z.string(),
  soon: z.string(),
  approvals: z.string(),
  waiting: z.string(),
});

/** Deadlines of work without one come last. Whoever sees no deadline of the work has the oldest first. */
const orderFor = (actor: Actor) =>
  ({ field: worksSomewhere(actor) ? 'dueAt' : 'openedAt' }) as const satisfies CaseOrder;
/** More do not wait for somebody who works nowhere. */
const MOST_ASKED = 200;

type Clock = 'over' | 'soon';
const SOON_MS = 3_600_000;
const rangeOf = (clock: Clock, now: number) => (clock === 'over' ? { lte: now } : { gt: now, lte: now + SOON_MS });
const dueBy = (filters: readonly CaseFilter[], clock: Clock | undefined, now: number): CaseFilter[] =>
  filters.map((one) => (clock ? { ...one, dueAt: { range: rangeOf(clock, now) } } : one));

export type CountName = keyof WorkCounts;
export const COUNTS: readonly CountName[] = ['mine', 'team', 'role', 'over', 'soon', 'approvals', 'waiting'];

/** For the navigation, the work list and the live stream alike; `of`: in these processes alone. */
export async function workCounts(reads: Reads, identity: Identity, of?: readonly ProcessKey[]): Promise<WorkCounts> {
  const counted = await workCountsOf(reads, identity, { names: COUNTS, of });
  return { mine: 0, team: 0, role: 0, over: 0, soon: 0, approvals: 0, waiting: 0, ...counted };
}

type Wish = { names: readonly CountName[]; of?: readonly ProcessKey[] | undefined };
/** Some of them. */
export async function workCountsOf(
  reads: Reads,
  identity: Identity,
  { names, of }: Wish,
): Promise<Partial<WorkCounts>> {
  const cases = reads.scoped(identity, of);
  const { actor } = identity;
  const count = async (filters: CaseFilter[]) => (filters.length > 0 ? (await cases.count(filters)).count : 0);
  const now = Date.now();
  const works = worksSomewhere(actor);
  const dueTo = async (clock: Clock) =>
    works
      ? await count(dueBy(turnsOf('all', actor), clock, now))
      : (await seenDue(reads, identity, { clock, now, of })).length;
  const ways: Record<CountName, () => Promise<number>> = {
    mine: () => count(turnsOf('mine', actor)),
    team: () => count(turnsOf('team', actor)),
    role: () => count(turnsOf('role', actor)),
    over: () => dueTo('over'),
    soon: () => dueTo('soon'),
    approvals: () => count([asksApproval(actor.id)]),
    waiting: async () => (works ? await count(turnsOf('waiting', actor)) : 0),
  };
  const found = names.map(async (name) => [name, await ways[name]()] as const);
  return Object.fromEntries(await Promise.all(found));
}

type Due = { clock: Clock; now: number; filters?: CaseFilter[]; of?: readonly ProcessKey[] | undefined };
/** Of who works nowhere, by the deadlines that he is shown: the stored one may be of the work. */
async function seenDue(reads: Reads, identity: Identity, { clock, now, filters, of }: Due): Promise<CaseView[]> {
  const { actor } = identity;
  const asked = filters ?? turnsOf('all', actor);
  const found = await reads.scoped(identity, of).find(asked, { order: orderFor(actor), limit: MOST_ASKED });
  const { gt = -Infinity, lte }: { gt?: number; lte: number } = rangeOf(clock, now);
  return found.filter((view) => {
    const { dueAt } = shown(actor, view);
    return dueAt !== null && dueAt > gt && dueAt <= lte;
  });
}

/** Numbers of the cases that wait for this person, at most `limit`. */
export async function workNumbers(reads: Reads, identity: Identity, limit: number): Promise<string[]> {
  const order = orderFor(identity.actor);
  const found = await reads.scoped(identity).find(turnsOf('all', identity.actor), { order, limit });
  return found.map(({ _id }) => _id);
}

type Deps = { reads: Reads; cursors: Cursors; unread: (actor: Actor) => Promise<number> };
export function workRoutes({ reads, cursors, unread }: Deps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me/counts',
      operationId: 'me.counts',
      tag: 'work',
      summary:
        'What waits for me, in numbers, each with the address of its cases; GET /api/live tells them as they change',
      access: { rule: 'reader' },
      unrecorded: true,
      passive: true,
      responses: {
        200: {
          description: 'Counted to 10,000',
          schema: countsSchema.extend({
            notices: z.int().describe('Unread'),
            behind: behindSchema.describe('By count: GET it'),
            serverNow: instantOut,
          }),
        },
      },
      handle: async ({ identity, actor }) => {
        const [counts, notices] = await Promise.all([workCounts(reads, identity), unread(actor)]);
        return { body: { ...counts, notices, behind: BEHIND, serverNow: Date.now() } };
      },
    }),
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
        of: turnWord.default('all').describe(TURN_WORDS),
        process: processKey.optional().describe('Of this process alone, the counts too'),
        clock: z.enum(['over', 'soon']).optional().describe('Past their deadline, or due within the hour'),
      }),
      responses: {
        200: {
          description: 'One page',
          schema: pageOf(caseViewSchema).extend({ counts: countsSchema, serverNow: instantOut }),
        },
      },
      handle: async ({ identity, actor, query: { limit, after, of, clock, process } }) => {
        const asked = turnsOf(of, actor);
        const within = process === undefined ? undefined : [process];
        const order = orderFor(actor);
        const scope = {
          list: 'work',
          of,
          order,
          person: actor.id,
          ...(clock ? { clock } : {}),
          ...(process ? { process } : {}),
        };
        const from = after === undefined ? undefined : cursors.read(scope, after, keyset);
        const now = Date.now();
        if (clock && !worksSomewhere(actor)) {
          const few = await seenDue(reads, identity, { clock, now, filters: asked, of: within }); // all of them: they are few
          const counts = await workCounts(reads, identity, within);
          return { body: { items: await reads.shown(identity, few), next: null, counts, serverNow: now } };
        }
        const [found, counts] = await Promise.all([
          reads.scoped(identity, within).find(dueBy(asked, clock, now), { order, limit: limit + 1, after: from }),
          workCounts(reads, identity, within),
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
