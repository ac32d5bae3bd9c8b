/** `GET /api/event-log/follows`: what follows what, how often and after how long, and the ways that cases go: for a picture. */
import { z } from 'zod';
import { calendarOfDays } from '../../client/registers/period-calendar.ts';
import { type Activity, FollowsCount, LONGEST_PATH } from '../../domain/event-log/follows.ts';
import { isNote } from '../../domain/event-log/steps.ts';
import { eventWords } from '../../domain/event-words.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { wholeOr } from '../http/query.ts';
import { workingRoles } from '../cases/reads.ts';
import { type Asking, type Reply, type Route, route } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';
import { type LogFilter, logQuery } from './asked.ts';
import type { LogDeps } from './deps.ts';
import { goneAway, hasGone, reportWish, workedOn } from './worked.ts';

/** Durations of so many steps are held at once. */
const MOST_EVENTS = 3_000_000;

const upTo = (most: number, usual: number) => wholeOr({ minimum: 1, maximum: most }, usual);
const more = {
  nodes: upTo(200, 50).describe('The most frequent activities'),
  edges: upTo(1_000, 200).describe('The most frequent successions between them'),
  variants: upTo(100, 20).describe('The most frequent ways'),
  notes: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Also what cases note of their clocks, notices and effects'),
};
type Query = LogFilter & { nodes: number; edges: number; variants: number; notes: 'true' | 'false' };

const lengths = z.object({ medianMs: z.int(), p90Ms: z.int(), meanMs: z.int() });
const answer = z.object({
  cases: z.int(),
  events: z.int(),
  nodes: z.array(
    z.object({
      activity: z.string(),
      title: z.object({ zh: z.string(), en: z.string() }),
      events: z.int(),
      cases: z.int(),
      starts: z.int().describe('Cases that begin with it'),
      ends: z.int().describe('Cases of which it is the last so far'),
    }),
  ),
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      count: z.int(),
      cases: z.int(),
      wall: lengths,
      business: lengths.describe('Within the service hours of `calendar`'),
    }),
  ),
  variants: z.array(
    z.object({
      path: z.array(z.string()).describe(`Activities in order, the first ${LONGEST_PATH}`),
      cases: z.int(),
      share: z.number().nullable(),
      first: z.array(z.string()).describe('Numbers of the first of them'),
      more: z.int(),
    }),
  ),
  left: z
    .object({
      nodes: z.int(),
      events: z.int(),
      edges: z.int(),
      steps: z.int(),
      variants: z.int(),
      cases: z.int(),
    })
    .describe(
      'Beyond what is shown: activities with their events, successions with their steps, ways with their cases',
    ),
  calendar: z.string().describe('Id and version of the calendar of business times'),
  unreadable: z.int().describe('Cases that this release cannot read: in no figure'),
  outside: z.int().describe('Cases of the filter on which the asker does not work: in no figure'),
  serverNow: instantOut,
});

export const followsRoute = (deps: LogDeps): Route =>
  route({
    method: 'get',
    path: '/api/event-log/follows',
    operationId: 'event-log.follows',
    tag: 'event-log',
    summary:
      'Which activity directly follows which, how often and after how long, where cases begin and end, and the ways that they go most; for those who work on them',
    access: { rule: 'role', roles: workingRoles },
    costly: 'work',
    query: logQuery(more),
    responses: { 200: { description: 'Activities, successions and ways, the most frequent of each', schema: answer } },
    handle: (asking) => followed(deps, asking),
  });

async function followed(
  deps: LogDeps,
  { identity, response, query: { nodes, edges, variants, notes, ...filter } }: Asking<object, Query>,
): Promise<Reply> {
  const wish = await reportWish(deps, identity, filter);
  const calendar = await calendarOfDays(deps, filter.org?.length === 1 ? filter.org[0] : undefined);
  const count = new FollowsCount(calendar);
  let [unreadable, outside] = [0, 0];
  const isMeant = ({ name, at }: Activity): boolean =>
    at >= wish.happened.from && at < wish.happened.until && (notes === 'true' || !isNote(name));
  for await (const one of workedOn(deps, { identity, wish })) {
    if (hasGone(response)) throw goneAway();
    if ('outside' in one) outside += 1;
    else if (one.steps === null) unreadable += 1;
    else {
      const happened = one.steps.flatMap((step) =>
        step.happened.map(({ event: { type, at } }) => ({ name: type, at })),
      );
      count.add(one.view._id, happened.filter(isMeant));
    }
    if (count.events > MOST_EVENTS)
      throw new DomainError('too-many-rows', 'More happened than is looked at at once: ask for less', {
        params: { maximum: MOST_EVENTS },
      });
  }
  const found = count.result({ nodes, edges, variants });
  const titled = found.nodes.map((node) => ({ ...node, title: eventWords(node.activity) }));
  const { id, version } = calendar;
  return {
    body: { ...found, nodes: titled, calendar: `${id}@${version}`, unreadable, outside, serverNow: Date.now() },
  };
}
