/** `GET /api/figures/changes`: what became of the changes that ended in a time, each figure with the list behind it. */
import { z } from 'zod';
import {
  type ChangeFigures,
  changeFigures,
  type Counted,
  type Criterion,
  ENDS,
  figuresByGroup,
  type Share,
  type ShareKnown,
  type Tally,
} from '../../../domain/changes/figures.ts';
import { CHANGE_KINDS } from '../../../domain/change/fields.ts';
import { key, orgPath } from '../../../domain/kernel/contract.ts';
import type { Interval } from '../../../domain/kernel/time/intervals.ts';
import type { Alike, CaseFilter } from '../../../models/cases/scoped.ts';
import { invalid } from '../../http/problem.ts';
import { byComma, several } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import type { Reads } from '../reads.ts';
import { countedOf, endedQuery, MOST_ENDED, MOST_GROUPS, shareOf, timeOf, type Words } from './ended.ts';
import { figures, listOf } from './figures.ts';

/** The field that they are grouped by, and the filter of lists that finds one value of it and no other. */
const rows = {
  org: { field: 'parties.unit', filter: 'unit' },
  application: { field: 'application', filter: 'application' },
  kind: { field: 'kind', filter: 'kind' },
} as const;
type By = keyof typeof rows;
const BY: readonly By[] = ['org', 'application', 'kind'];
/** As a tally names them. */
const FIELDS = ['status', 'kind', 'outcome', 'beyondWindow', 'causedIncidents'] as const;

const query = z.strictObject({
  ...endedQuery,
  by: z.enum(BY).default('org').describe('What the groups are: units, applications or kinds'),
  org: several(orgPath()).optional().describe('With all below'),
  application: several(key()).optional().describe('Applications'),
  kind: byComma(CHANGE_KINDS),
});
type Query = z.output<typeof query>;

const counted = countedOf('changes');
const share = shareOf(counted);
const shareKnown = share.extend({
  unknown: counted.describe('Stored before this was kept: in neither number'),
});
const ms = z.int().nullable();
const shown = {
  ended: counted,
  closed: counted,
  rejected: counted,
  canceled: counted,
  carriedOut: counted.describe('Closed, and normal, standard or emergency: neither recorded nor found'),
  outcomes: z
    .object({
      successful: counted,
      withIssues: counted,
      failed: counted,
      rolledBack: counted,
      noted: counted,
    })
    .describe('Of those carried out, as they were reviewed'),
  successful: share.describe(
    'Reviewed as successful, of those carried out that were judged: successful, with issues, failed or rolled back',
  ),
  withIssues: share.describe('Reviewed as with issues, of the same; these are no successful ones'),
  emergency: share.describe('Emergencies, of those carried out'),
  standard: share.describe('Standard ones, of those carried out'),
  unauthorised: share.describe('Found and allowed by nobody, of all that were closed'),
  onTime: shareKnown.describe(
    'The work, or its way back, was over before its window was, as extended at last, of those carried out',
  ),
  causedIncidents: shareKnown.describe('Whose review names incidents, of those carried out'),
  leadTime: counted
    .extend({
      medianMs: ms,
      p90Ms: ms,
      meanMs: ms.describe('Rounded to whole ms'),
      slowest: counted.nullable().describe('Those that took as long as the 90th percentile, or longer'),
      unknown: counted.describe('Stored before this was kept: in no number'),
    })
    .describe(
      'From the first submission to the end of the work, in wall time, of those that were successful or had issues; a percentile is the nearest rank: the time of one of them',
    ),
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

/** `most`: so many changes are counted, more are asked for in pieces. */
export const changeFigureRoutes = ({ reads, most = MOST_ENDED }: { reads: Reads; most?: number }): Route[] => [
  route({
    method: 'get',
    path: '/api/figures/changes',
    operationId: 'figures.changes',
    tag: 'figures',
    summary:
      'Of the changes that ended in a time: how they ended and were reviewed, shares of success, emergency, standard and unauthorised, lead time, windows kept, incidents caused; by organisation, application or kind',
    access: { rule: 'reader' },
    query,
    responses: { 200: { description: 'Figures of live changes within the reach, each with its list', schema: answer } },
    handle: async ({ identity, query: asked }) => {
      const now = Date.now();
      const { from, until } = timeOf(asked, now);
      const { by, org, application, kind } = asked;
      const filter: CaseFilter = {
        status: { in: ENDS },
        closedAt: { range: { gte: from, lt: until } },
        ...(org ? { orgLine: { in: org } } : {}),
        ...(application ? { application: { in: application } } : {}),
        ...(kind ? { kind: { in: kind } } : {}),
      };
      const found = await figures(reads, identity, 'change').alike(filter, {
        fields: [rows[by].field, ...FIELDS],
        numbers: 'leadMs',
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
          total: listed(changeFigures(tallies), within),
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

function tallyOf({ values: [value, ...of], count, numbers }: Alike): Tally {
  const word = (at: number): string => String(of[at] ?? 'none');
  return {
    value: String(value ?? ''),
    fields: { status: word(0), kind: word(1), outcome: word(2), beyondWindow: word(3), causedIncidents: word(4) },
    count,
    leads: numbers,
  };
}

const narrowed = ({ from, until }: Interval, { org, application, kind }: Query): Words => ({
  closedFrom: [new Date(from).toISOString()],
  closedTo: [new Date(until).toISOString()],
  ...(org ? { org } : {}),
  ...(application ? { application } : {}),
  ...(kind ? { kind } : {}),
});

/** A criterion and a time ask for one field at most once, but for the kind: then for what both of them say. */
function queryOf({ lead, ...of }: Criterion, within: Words): string {
  const both: Words = { ...within, ...of };
  const kind = of.kind?.filter((one) => within['kind']?.includes(one) ?? true) ?? within['kind'];
  const words = Object.entries({ ...both, ...(kind ? { kind } : {}) }).map(
    ([name, is]) => [name, is.join(',')] as const,
  );
  const nothing = kind?.length === 0 ? { kind: CHANGE_KINDS[0], open: 'true' } : {}; // none has ended and is open
  return listOf('change', { ...Object.fromEntries(words), ...leadWords(lead), ...nothing });
}

function leadWords(lead: Criterion['lead']): Readonly<Record<string, string>> {
  if (lead === undefined) return {};
  if (lead === 'unknown') return { leadMs: 'none' };
  return { leadMsFrom: String(lead === 'known' ? 0 : lead.atLeast) };
}

/** Each count with the query that finds its changes, and no other. */
function listed(ended: ChangeFigures, within: Words) {
  const one = ({ count, of }: Counted) => ({ count, query: queryOf(of, within) });
  const ratio = ({ share: is, numerator, denominator }: Share) => ({
    share: is,
    numerator: one(numerator),
    denominator: one(denominator),
  });
  const known = ({ unknown, ...of }: ShareKnown) => ({ ...ratio(of), unknown: one(unknown) });
  const { outcomes, leadTime, ...of } = ended;
  const { medianMs, p90Ms, meanMs, slowest, unknown } = leadTime;
  return {
    ended: one(of.ended),
    closed: one(of.closed),
    rejected: one(of.rejected),
    canceled: one(of.canceled),
    carriedOut: one(of.carriedOut),
    outcomes: {
      successful: one(outcomes.successful),
      withIssues: one(outcomes.withIssues),
      failed: one(outcomes.failed),
      rolledBack: one(outcomes.rolledBack),
      noted: one(outcomes.noted),
    },
    successful: ratio(of.successful),
    withIssues: ratio(of.withIssues),
    emergency: ratio(of.emergency),
    standard: ratio(of.standard),
    unauthorised: ratio(of.unauthorised),
    onTime: known(of.onTime),
    causedIncidents: known(of.causedIncidents),
    leadTime: { ...one(leadTime), medianMs, p90Ms, meanMs, slowest: slowest && one(slowest), unknown: one(unknown) },
  };
}
