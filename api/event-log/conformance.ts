/** `GET /api/event-log/conformance`: which cases left the ways of their lifecycle, where, and how many did not. */
import { z } from 'zod';
import { processOf } from '../../domain/catalogue.ts';
import type { Departure } from '../../domain/event-log/conformance.ts';
import { FitnessCount, MOST_DEPARTURES, MOST_NAMED } from '../../domain/event-log/fitness.ts';
import { BYTE_ORDER_MARK, csvRecord } from '../../platform/spreadsheet.ts';
import { wallClockSeconds } from '../../platform/zones.ts';
import { sendFile } from '../http/file.ts';
import { workingRoles } from '../cases/reads.ts';
import { answered, type Asking, type Reply, type Route, route } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';
import { type LogFilter, logQuery } from './asked.ts';
import type { LogDeps } from './deps.ts';
import { goneAway, hasGone, reportWish, workedOn } from './worked.ts';

const fit = z.object({ of: z.int(), fit: z.int(), share: z.number().nullable().describe('Null where there is none') });
const departure = z.object({
  process: z.string(),
  code: z
    .enum(['case-ended', 'unknown-status', 'wrong-status', 'not-by-role'])
    .describe(
      'It moved behind its end; a status of it is none any more; no row leads from the one to the other; some row does, for other roles',
    ),
  event: z.string().describe('Which moved it'),
  from: z.string().describe('`none`: before the first event'),
  to: z.string(),
  command: z
    .string()
    .nullable()
    .describe('Of which the event speaks by its name; null: time did it, or nobody can say'),
  role: z.string(),
  steps: z.int().describe('How often'),
  cases: z.int(),
  olderRelease: z
    .int()
    .describe('Of the steps, those of which the record shows that a release before this one wrote them'),
  first: z
    .array(z.object({ number: z.string(), seq: z.int(), at: instantOut }))
    .describe(`The first ${MOST_NAMED} of the cases, each with its first such step`),
  more: z.int().describe('Cases beside: all of them as CSV'),
});
const answer = z.object({
  cases: fit,
  steps: fit.describe('What commands and time did; what a case notes of its notices and clocks is no step'),
  byProcess: z.array(
    z.object({
      process: z.string(),
      cases: fit,
      steps: fit,
      query: z.string().describe('Lists its cases, whatever happened when'),
    }),
  ),
  departures: z.array(departure).describe(`The most frequent ${MOST_DEPARTURES} kinds`),
  departuresLeft: z.int().describe('Steps of the others'),
  unreadable: z
    .object({ count: z.int(), first: z.array(z.string()) })
    .describe('Cases that this release cannot read: in no figure'),
  outside: z.int().describe('Cases of the filter on which the asker does not work: in no figure'),
  serverNow: instantOut,
});
const more = {
  format: z.enum(['json', 'csv']).default('json').describe('`csv`: every departure, a row each. On record'),
};
type Query = LogFilter & { format: 'json' | 'csv' };

export const conformanceRoute = (deps: LogDeps): Route =>
  route({
    method: 'get',
    path: '/api/event-log/conformance',
    operationId: 'event-log.conformance',
    tag: 'event-log',
    summary:
      'Which cases left their lifecycle as it is now, at which event, and the share of cases and steps that fit; for those who work on them',
    access: { rule: 'role', roles: workingRoles },
    costly: 'work',
    query: logQuery(more),
    responses: {
      200: { description: 'Fitness and departures, or each departure as CSV', schema: answer, mediaType: 'text/csv' },
    },
    handle: (asking) => reported(deps, asking),
  });

type Found = { number: string; process: string; departures: readonly Departure[] };

async function reported(
  deps: LogDeps,
  { identity, actor, request, response, query: { format, ...filter } }: Asking<object, Query>,
): Promise<Reply | typeof answered> {
  const wish = await reportWish(deps, identity, filter);
  const count = new FitnessCount();
  let outside = 0;
  async function* departures(): AsyncGenerator<Found> {
    for await (const one of workedOn(deps, { identity, wish })) {
      if ('outside' in one) outside += 1;
      else if (one.steps === null) count.addUnreadable(one.view._id);
      else {
        const { process, _id: number } = one.view;
        const steps = one.steps.filter(({ at }) => at >= wish.happened.from && at < wish.happened.until);
        yield { number, process, departures: steps.length > 0 ? count.add(processOf(process), number, steps) : [] };
      }
    }
  }
  if (format === 'csv') {
    const now = Date.now();
    const data = { format: 'conformance', filter, count: wish.count };
    await deps.audit.record({ type: 'eventLogExported', by: actor.id, at: now, data });
    const name = `conformance ${wallClockSeconds(now, deps.zone).slice(0, 10)}.csv`;
    await sendFile(response, { name, mediaType: 'text/csv; charset=utf-8' }, csvOf(departures()));
    return answered;
  }
  const all = departures();
  while (!(await all.next()).done) if (hasGone(response)) throw goneAway();
  const { byProcess, ...found } = count.result();
  const listed = byProcess.map((one) => ({ ...one, query: listOf(request.query, one.process) }));
  return { body: { ...found, byProcess: listed, outside, serverNow: Date.now() } };
}

/** Parameters of a log that a list has not. */
const OF_LOGS = ['format', 'happenedFrom', 'happenedTo'];
/** The list of the cases of one process, as it was asked for. */
function listOf(asked: object, process: string): string {
  const given = Object.entries(asked).filter(([name]) => !OF_LOGS.includes(name));
  return `/api/cases?${new URLSearchParams({ mode: 'live', ...Object.fromEntries(given), process }).toString()}`;
}

const HEADS = ['case', 'process', 'seq', 'at', 'event', 'from', 'to', 'command', 'role', 'code', 'olderRelease'];
async function* csvOf(found: AsyncIterable<Found>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvRecord(HEADS);
  for await (const { number, process, departures } of found)
    yield departures
      .map(({ seq, at, event, from, to, command, role, code, olderRelease }) =>
        csvRecord([
          number,
          process,
          String(seq),
          new Date(at).toISOString(),
          event,
          from,
          to,
          command ?? '',
          role,
          code,
          String(olderRelease),
        ]),
      )
      .join('');
}
