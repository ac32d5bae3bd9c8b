/** `GET /api/figures/releases`: what became of the releases that ended in a time, each figure with the list behind it. */
import { z } from 'zod';
import { key, orgPath } from '../../../domain/kernel/contract.ts';
import type { Interval } from '../../../domain/kernel/time/intervals.ts';
import {
  type Counted,
  ENDS,
  figuresByGroup,
  type ReleaseFigures,
  releaseFigures,
  type Share,
  type Tally,
} from '../../../domain/release/figures.ts';
import type { Alike, CaseFilter } from '../../../models/cases/scoped.ts';
import { invalid } from '../../http/problem.ts';
import { several } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import type { Reads } from '../reads.ts';
import { countedOf, endedQuery, MOST_ENDED, MOST_GROUPS, shareOf, timeOf, type Words } from './ended.ts';
import { figures, listOf } from './figures.ts';

/** The field that they are grouped by, and the filter of lists that finds one value of it and no other. */
const rows = {
  org: { field: 'parties.unit', filter: 'unit' },
  application: { field: 'application', filter: 'application' },
} as const;
type By = keyof typeof rows;
const BY: readonly By[] = ['org', 'application'];
/** As a tally names them. */
const FIELDS = ['status', 'outcome', 'wentBack'] as const;

const query = z.strictObject({
  ...endedQuery,
  by: z.enum(BY).default('org').describe('What the groups are: units or applications'),
  org: several(orgPath()).optional().describe('With all below'),
  application: several(key()).optional().describe('Applications'),
});
type Query = z.output<typeof query>;

const counted = countedOf('releases');
const share = shareOf(counted);
const shown = {
  ended: counted,
  closed: counted,
  rolledBack: counted,
  canceled: counted,
  withIssues: counted.describe('Closed, with issues'),
  successful: share.describe('Closed without a rollback or issues, of those that went out: closed, or rolled back'),
  wentBack: share.describe('Of which a wave, or all, was taken back once, of the same'),
};
const answer = z.object({
  from: instantOut,
  until: instantOut,
  by: z.enum(BY),
  total: z.object(shown),
  groups: z.array(z.object({ value: z.string(), ...shown })).describe('The largest first'),
  groupsLeft: z.int().describe(`Beyond the largest ${MOST_GROUPS}: in the total, and in no row`),
  serverNow: instantOut,
});

/** `most`: so many releases are counted, more are asked for in pieces. */
export const releaseFigureRoutes = ({ reads, most = MOST_ENDED }: { reads: Reads; most?: number }): Route[] => [
  route({
    method: 'get',
    path: '/api/figures/releases',
    operationId: 'figures.releases',
    tag: 'figures',
    summary:
      'Of the releases that ended in a time: how they ended, the share of successful ones and of those that went back; by organisation or application',
    access: { rule: 'reader' },
    query,
    responses: {
      200: { description: 'Figures of live releases within the reach, each with its list', schema: answer },
    },
    handle: async ({ identity, query: asked }) => {
      const now = Date.now();
      const { from, until } = timeOf(asked, now);
      const { by, org, application } = asked;
      const filter: CaseFilter = {
        status: { in: ENDS },
        closedAt: { range: { gte: from, lt: until } },
        ...(org ? { orgLine: { in: org } } : {}),
        ...(application ? { application: { in: application } } : {}),
      };
      const found = await figures(reads, identity, 'release').alike(filter, {
        fields: [rows[by].field, ...FIELDS],
        most,
      });
      if (!found) throw invalid([{ pointer: '/from', code: 'too-many', params: { maximum: most } }]);
      const tallies = found.map(tallyOf);
      const { groups, left } = figuresByGroup(tallies, MOST_GROUPS);
      const within = narrowed({ from, until }, asked);
      return {
        body: {
          from,
          until,
          by,
          total: listed(releaseFigures(tallies), within),
          groups: groups.map(({ value, ...ofGroup }) => ({
            value,
            ...listed(ofGroup, { ...within, [rows[by].filter]: [value] }),
          })),
          groupsLeft: left,
          serverNow: now,
        },
      };
    },
  }),
];

function tallyOf({ values: [value, ...of], count }: Alike): Tally {
  const word = (at: number): string => String(of[at] ?? 'none');
  return {
    value: String(value ?? ''),
    fields: { status: word(0), outcome: word(1), wentBack: word(2) },
    count,
  };
}

const narrowed = ({ from, until }: Interval, { org, application }: Query): Words => ({
  closedFrom: [new Date(from).toISOString()],
  closedTo: [new Date(until).toISOString()],
  ...(org ? { org } : {}),
  ...(application ? { application } : {}),
});

/** Each count with the query that finds its releases, and no other. */
function listed(ended: ReleaseFigures, within: Words) {
  const one = ({ count, of }: Counted) => {
    const words = Object.entries({ ...within, ...of }).map(([name, is]) => [name, is.join(',')] as const);
    return { count, query: listOf('release', Object.fromEntries(words)) };
  };
  const ratio = ({ share: is, numerator, denominator }: Share) => ({
    share: is,
    numerator: one(numerator),
    denominator: one(denominator),
  });
  const { successful, wentBack, ...counts } = ended;
  return {
    ended: one(counts.ended),
    closed: one(counts.closed),
    rolledBack: one(counts.rolledBack),
    canceled: one(counts.canceled),
    withIssues: one(counts.withIssues),
    successful: ratio(successful),
    wentBack: ratio(wentBack),
  };
}
