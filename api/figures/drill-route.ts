/** `GET /api/figures/indicators/:key/cases`: the cases behind a figure, a page at a time, each within the reach of who asks. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { boardFigures } from '../../client/figures/board.ts';
import type { IndicatorsInForce } from '../../client/figures/indicators.ts';
import { type ListPlace, pageOfCases } from '../../client/figures/listing.ts';
import { scopeOf } from '../../client/figures/tallies.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { countedIn } from '../../domain/figures/language/aggregates.ts';
import { key } from '../../domain/kernel/contract.ts';
import type { CaseOutside } from '../../domain/kernel/record/outside.ts';
import type { Reads } from '../cases/reads.ts';
import type { Cursors } from '../http/cursor.ts';
import { invalid, notFound, notPermitted } from '../http/problem.ts';
import { limitAndAfter } from '../http/query.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { instantOut, orgPathOut, processKey } from '../http/schemas.ts';
import { isWithinReach, partQuery, placeAsked, placeQuery, placeShown, shownPlace } from './asked.ts';
import { isShownFor } from './shown-for.ts';
import { figureReaders } from './reach.ts';

type Deps = { db: Connection; directory: Directory; reads: Reads; cursors: Cursors; indicators: IndicatorsInForce };

const position = z.object({
  stretch: z.int().min(0),
  _id: z.string().optional(),
  openedAt: z.int().optional(),
  closedAt: z.int().optional(),
});
const item = z.object({
  number: z.string(),
  process: processKey,
  status: z.string(),
  title: z.string(),
  orgPath: orgPathOut,
  openedAt: instantOut,
  closedAt: instantOut.optional(),
  query: z.string().describe('The case; its events are at `/timeline` below it'),
});

export const drillRoute = ({ db, directory, reads, cursors, indicators }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/figures/indicators/:key/cases',
    operationId: 'figures.cases',
    tag: 'figures',
    summary: 'The cases behind a figure: those of its numerator, its denominator, or of one of its counts',
    access: { rule: 'role', roles: figureReaders },
    costly: 'work',
    params: z.strictObject({ key: key().describe('Key of the indicator') }),
    query: z.strictObject({
      ...placeQuery,
      version: z
        .string()
        .regex(/^[1-9][0-9]{0,8}$/)
        .optional()
        .describe('Of the indicator; absent: the newest'),
      part: partQuery.describe('Which of the parts that the figure names, from 0'),
      ...limitAndAfter,
    }),
    responses: {
      200: {
        description: 'A page, which may be short and go on all the same. A case may have ended in between',
        schema: placeShown.extend({
          indicator: z.string().describe('With its version'),
          part: z.enum(['numerator', 'denominator', 'aggregate']),
          items: z.array(item),
          outOfReach: z.int().describe('Of this page: counted, and not within the reach of who asks'),
          total: z.int().describe('Cases that the part counted'),
          next: z.string().nullable(),
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ identity, params, query }) => {
      const place = await placeAsked({ db, directory }, identity, query);
      const known = await indicators();
      const indicator = known.find(params.key, query.version === undefined ? undefined : Number(query.version));
      if (!indicator || !isShownFor(indicator, place)) throw notFound();
      if (!isWithinReach(indicator.formula, known.formulaOf, place))
        throw notPermitted('This figure counts cases that are not for this person');
      const { org, of, cut, period, now } = place;
      const { concealedIn } = place.counted;
      const wish = {
        org,
        of,
        cut,
        period,
        concealedIn,
        now,
        trend: 1,
        formulas: [indicator.formula],
        formulaOfRef: known.formulaOf,
      };
      const part = (await boardFigures(db, wish)).figures[0]?.at(-1)?.parts[query.part];
      if (!part) throw invalid([{ pointer: '/part', code: 'too-large' }]);
      const cases = countedIn(part.of);
      const scope = {
        key: params.key,
        version: indicator.version,
        part: query.part,
        org,
        of,
        period: period.name,
        fiscal: place.fiscal,
      };
      const after: ListPlace | undefined =
        query.after === undefined ? undefined : behind(cursors.read(scope, query.after, position));
      const asked = { cases, scope: scopeOf(org, of), period, concealedIn, now };
      const page = await pageOfCases(db, asked, { limit: query.limit, ...(after ? { after } : {}) });
      const views = await viewsOf(reads, identity, page.numbers);
      return {
        body: {
          ...shownPlace(place),
          indicator: `${params.key}@${indicator.version}`,
          part: part.is,
          items: views.map(itemOf),
          outOfReach: page.numbers.length - views.length,
          total: part.cases,
          next: page.next && cursors.write(scope, page.next),
          serverNow: Date.now(),
        },
      };
    },
  });

function behind({ stretch, _id, openedAt, closedAt }: z.output<typeof position>): ListPlace {
  return {
    stretch,
    ...(_id === undefined ? {} : { _id }),
    ...(openedAt === undefined ? {} : { openedAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
  };
}

/** What is said of each, and what it goes by who may see that. */
const SHOWN = [
  'process',
  'mode',
  'version',
  'status',
  'title',
  'orgPath',
  'orgLine',
  'parties',
  'queue',
  'openedAt',
  'closedAt',
  'dueAt',
  'waitsFor',
  'readings',
  'outward',
] as const;

/** In the order of the page, as far as he may read them. */
async function viewsOf(reads: Reads, identity: Identity, numbers: readonly string[]): Promise<CaseOutside[]> {
  const found = await reads
    .scoped(identity)
    .find({ _id: { in: numbers } }, { order: { field: '_id' }, limit: numbers.length, only: SHOWN });
  const shown = new Map((await reads.shown(identity, found)).map((view) => [view.number, view]));
  return numbers.flatMap((number) => shown.get(number) ?? []);
}

const itemOf = ({ number, process, status, title, orgPath, openedAt, closedAt }: CaseOutside) => ({
  number,
  process,
  status,
  title,
  orgPath,
  openedAt,
  ...(closedAt === undefined ? {} : { closedAt }),
  query: `/api/cases/${number}`,
});
