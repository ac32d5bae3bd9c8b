/** `GET /api/figures/repeated-faults` 重复故障: which item, cause or place had how many incidents in a time, each with its list. */
import { z } from 'zod';
import { statusesOf } from '../../../domain/kernel/lifecycle.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { instant, key, orgPath } from '../../../domain/kernel/contract.ts';
import type { Interval } from '../../../domain/kernel/time/intervals.ts';
import type { CaseFilter } from '../../../models/cases/scoped.ts';
import { several, wholeOr } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { NONE } from '../own-filters.ts';
import type { Reads } from '../reads.ts';
import { countedOf, MOST_GROUPS, timeOf } from './ended.ts';
import { figures, listOf } from './figures.ts';

/** The field that they are alike in, and the filter of lists that finds one value of it and no other. */
const rows = {
  item: { field: 'item', filter: 'item' },
  cause: { field: 'causeCode', filter: 'causeCode' },
  place: { field: 'parties.unit', filter: 'unit' },
} as const;
type By = keyof typeof rows;
const BY: readonly By[] = ['item', 'cause', 'place'];
/** What was withdrawn, or merged into another, was no fault of its own. */
const CANCELED = 'canceled';
const FAULTS = statusesOf(processOf('incident')).filter((status) => status !== CANCELED);

/** The list of the faults of a time; `more`: in what they are alike. */
export const faultList = ({ from, until }: Interval, more: Readonly<Record<string, string>>): string =>
  listOf('incident', {
    openedFrom: new Date(from).toISOString(),
    openedTo: new Date(until).toISOString(),
    status: FAULTS.join(),
    parent: NONE,
    ...more,
  });

const MOST_LEAST = 1_000;
const query = z.strictObject({
  from: instant().optional().describe('Opened then or later; absent: 30 days before `until`'),
  until: instant().optional().describe('Opened earlier than then, at most 400 days after `from`; absent: now'),
  by: z.enum(BY).default('item').describe('What they are alike in: configuration item, cause code, or unit'),
  least: wholeOr({ minimum: 2, maximum: MOST_LEAST }, 2).describe('So many make a repeated fault'),
  org: several(orgPath()).optional().describe('With all below'),
  application: several(key()).optional().describe('Applications'),
});
const counted = countedOf('incidents');

export const repeatedFaultRoutes = ({ reads }: { reads: Reads }): Route[] => [
  route({
    method: 'get',
    path: '/api/figures/repeated-faults',
    operationId: 'figures.repeatedFaults',
    tag: 'figures',
    summary:
      'Repeated faults: items, causes or places with several incidents in a time; children and canceled ones count with none',
    access: { rule: 'reader' },
    query,
    responses: {
      200: {
        description: 'The most frequent first',
        schema: z.object({
          from: instantOut,
          until: instantOut,
          by: z.enum(BY),
          faults: counted.describe('All of the time, repeated or not'),
          repeated: z.int().describe('How many of them belong to a group, also of those groups that are not shown'),
          unknown: counted
            .optional()
            .describe('Of which that is not known, so that they belong to none; each has a place'),
          groups: z.array(z.object({ value: z.string(), ...counted.shape })),
          groupsLeft: z.int().describe(`Beyond the first ${MOST_GROUPS}`),
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ identity, query: asked }) => {
      const now = Date.now();
      const { from, until } = timeOf(asked, now);
      const { by, least, org, application } = asked;
      const { field, filter: name } = rows[by];
      const filter: CaseFilter = {
        status: { in: FAULTS },
        openedAt: { range: { gte: from, lt: until } },
        parent: { present: false },
        ...(org ? { orgLine: { in: org } } : {}),
        ...(application ? { application: { in: application } } : {}),
      };
      const found = await figures(reads, identity, 'incident').countBy(filter, field);
      const within = {
        ...(org ? { org: org.join() } : {}),
        ...(application ? { application: application.join() } : {}),
      };
      const listed = (count: number, more: Readonly<Record<string, string>> = {}) => ({
        count,
        query: faultList({ from, until }, { ...within, ...more }),
      });
      const known = found.filter(({ value }) => value !== null);
      const groups = known.filter(({ count }) => count >= least);
      return {
        body: {
          from,
          until,
          by,
          faults: listed(sum(found)),
          repeated: sum(groups),
          ...(by === 'place' ? {} : { unknown: listed(sum(found) - sum(known), { [name]: NONE }) }),
          groups: groups
            .slice(0, MOST_GROUPS)
            .map(({ value, count }) => ({ value: String(value), ...listed(count, { [name]: String(value) }) })),
          groupsLeft: Math.max(0, groups.length - MOST_GROUPS),
          serverNow: now,
        },
      };
    },
  }),
];

const sum = (all: readonly { count: number }[]): number => all.reduce((total, one) => total + one.count, 0);
