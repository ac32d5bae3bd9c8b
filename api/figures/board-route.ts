/** `GET /api/figures/board`: the figures of a board, each with target, trend and the way to its cases, cut to what the asker may see. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { boardFigures, type BoardWish, groupFigures } from '../../client/figures/board.ts';
import {
  type IndicatorInForce,
  type IndicatorsInForce,
  type IndicatorsKnown,
  isMet,
} from '../../client/figures/indicators.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { type BoardKey, boards } from '../../domain/figures/boards.ts';
import { TARGETS, UNITS } from '../../domain/figures/indicator.ts';
import type { Figure } from '../../domain/figures/language/shapes.ts';
import { key } from '../../domain/kernel/contract.ts';
import type { Groups } from '../../models/figures/tally.ts';
import { invalid, notPermitted } from '../http/problem.ts';
import { several } from '../http/query.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';
import { isWithinReach, type PlaceAsked, placeAsked, placeQuery, placeShown, shownPlace, trendQuery } from './asked.ts';
import { figureReaders, seesPersons } from './reach.ts';
import { isShownFor } from './shown-for.ts';

type Deps = { db: Connection; directory: Directory; indicators: IndicatorsInForce };

const MOST_INDICATORS = 40;
const isBoard = (word: string): word is BoardKey => Object.hasOwn(boards, word);
const BOARDS = Object.keys(boards).filter(isBoard);
const BY = ['organisation', 'team', 'service', 'person'] as const;

const value = z.number().nullable().describe('Of a share 1 for all, of minutes whole ones; null: nothing to divide by');
const met = z.boolean().nullable().describe('Whether the target is met; null: there is none, or no figure');
const figure = z.object({
  indicator: z.string().describe('With its version'),
  name: z.object({ zh: z.string(), en: z.string() }),
  unit: z.enum(UNITS),
  target: z.object({ is: z.enum(TARGETS), value: z.number() }).nullable(),
  value,
  met,
  parts: z
    .array(
      z.object({
        is: z.enum(['numerator', 'denominator', 'aggregate']),
        value: z.number().nullable(),
        cases: z.int(),
        query: z.string().describe('Lists these cases'),
      }),
    )
    .describe('What it was made of'),
  trend: z
    .array(z.object({ period: z.string(), from: instantOut, until: instantOut, value, met }))
    .describe('The oldest first, the period itself at last'),
});
const groupsShown = z.object({
  by: z.enum(BY),
  groups: z.array(z.object({ value: z.string(), figures: z.array(z.object({ indicator: z.string(), value, met })) })),
  groupsLeft: z.int().describe('Beyond the first hundred'),
});

export const boardRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/figures/board',
    operationId: 'figures.board',
    tag: 'figures',
    summary:
      'The figures of a board or of some indicators, for an organisation with all below: each with its target, whether it is met, what came before, and the way to its cases',
    access: { rule: 'role', roles: figureReaders },
    costly: 'work',
    conditional: true,
    query: z.strictObject({
      board: z
        .enum(BOARDS)
        .optional()
        .describe('A board that is shipped; absent: `service`, or the indicators that are named'),
      indicators: several(key()).optional().describe('Keys of indicators, instead of a board'),
      ...placeQuery,
      trend: trendQuery,
      by: z
        .enum(BY)
        .optional()
        .describe('Tells the figures of the period apart by it; persons for supervisors and above alone'),
    }),
    responses: {
      200: {
        description: 'Figures. The ETag is the same as long as nothing but time has changed',
        schema: placeShown.extend({
          figures: z.array(figure),
          outOfReach: z.array(z.string()).describe('Indicators that count cases which are not for this person'),
          apart: groupsShown.optional(),
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ identity, query }) => {
      const place = await placeAsked(deps, identity, query);
      const { by } = query;
      if (by !== undefined) refuseApart(identity, place, by);
      const known = await deps.indicators();
      const asked = indicatorsAsked(known, place, query);
      const seen = asked.filter(({ formula }) => isWithinReach(formula, known.formulaOf, place));
      const wish = { ...wishOf(place, known, seen, query.trend), grouped: by !== undefined };
      const found = await boardFigures(deps.db, wish);
      const figures = seen.map((indicator, n) =>
        figureShown(indicator, found.figures[n] ?? [], { place, periods: found.periods }),
      );
      const apart =
        by === undefined ? {} : { apart: await groupsOf(deps.db, { wish, by, groups: found.groups, seen }) };
      const outOfReach = asked.filter((one) => !seen.includes(one)).map(refOf);
      const body = { ...shownPlace(place), figures, outOfReach, ...apart, serverNow: Date.now() };
      return { body, headers: { ETag: tagOf(body) } };
    },
  });

const refOf = ({ key: id, version }: IndicatorInForce): string => `${id}@${version}`;

/** Whom somebody leads he may tell apart; nothing is told apart within what is one already. */
function refuseApart(identity: Identity, { org, of }: PlaceAsked, by: (typeof BY)[number]): void {
  if (of !== '') throw invalid([{ pointer: '/by', code: 'not-allowed-value' }]);
  if (by === 'person' && !seesPersons(identity, org)) throw notPermitted('Figures of persons are for who leads them');
}

type Asked = {
  board?: BoardKey | undefined;
  indicators?: readonly string[] | undefined;
  by?: (typeof BY)[number] | undefined;
};

/** Those that hold for the organisation and may be asked for in that way; of a board those that there are. */
function indicatorsAsked(
  known: IndicatorsKnown,
  place: PlaceAsked,
  { board, indicators, by }: Asked,
): IndicatorInForce[] {
  if (board !== undefined && indicators !== undefined)
    throw invalid([{ pointer: '/indicators', code: 'not-allowed-value' }]);
  if (indicators && indicators.length > MOST_INDICATORS) throw invalid([{ pointer: '/indicators', code: 'too-many' }]);
  const shipped: readonly string[] = boards[board ?? 'service'];
  const keys = [...new Set(indicators ?? shipped)];
  const own = keys.flatMap((id) => known.all.find((one) => one.key === id) ?? []);
  if (indicators && own.length < keys.length) throw invalid([{ pointer: '/indicators', code: 'unknown' }]);
  return own.filter((one) => isShownFor(one, place, by));
}

function wishOf(
  place: PlaceAsked,
  known: IndicatorsKnown,
  seen: readonly IndicatorInForce[],
  trend: number,
): BoardWish {
  const { org, of, cut, period, now, counted } = place;
  const formulas = seen.map(({ formula }) => formula);
  const standing = known.all.map(({ formula }) => formula);
  return {
    org,
    of,
    cut,
    period,
    now,
    trend,
    formulas,
    standing,
    formulaOfRef: known.formulaOf,
    concealedIn: counted.concealedIn,
  };
}

type Shown = { place: PlaceAsked; periods: BoardWish['period'][] | readonly BoardWish['period'][] };

function figureShown(indicator: IndicatorInForce, all: readonly Figure[], { place, periods }: Shown) {
  const { name, unit, target } = indicator;
  const own = all.at(-1);
  const shown = own?.value ?? null;
  return {
    indicator: refOf(indicator),
    name,
    unit,
    target,
    value: shown,
    met: isMet(target, shown),
    parts: (own?.parts ?? []).map(({ is, value: of, cases }, n) => ({
      is,
      value: of,
      cases,
      query: drillOf(indicator, place, n),
    })),
    trend: periods.map(({ name: period, from, until }, n) => {
      const at = all[n]?.value ?? null;
      return { period, from, until, value: at, met: isMet(target, at) };
    }),
  };
}

function drillOf(
  { key: id, version }: IndicatorInForce,
  { org, of, period, fiscal }: PlaceAsked,
  part: number,
): string {
  const at = of.indexOf(':');
  const query = new URLSearchParams({
    version: String(version),
    organisation: org,
    period: period.name,
    fiscal: String(fiscal),
    ...(of === '' ? {} : { [of.slice(0, at)]: of.slice(at + 1) }),
    part: String(part),
  });
  return `/api/figures/indicators/${id}/cases?${query.toString()}`;
}

type Apart = { wish: BoardWish; by: (typeof BY)[number]; groups: Groups; seen: readonly IndicatorInForce[] };

async function groupsOf(db: Connection, { wish, by, groups, seen }: Apart) {
  const found = await groupFigures(db, wish, { by: by === 'service' ? 'application' : by, groups });
  return {
    by,
    groups: found.groups.map(({ value: of, figures }) => ({
      value: of,
      figures: seen.map((indicator, n) => {
        const own = figures[n]?.value ?? null;
        return { indicator: refOf(indicator), value: own, met: isMet(indicator.target, own) };
      }),
    })),
    groupsLeft: found.left,
  };
}

/** What goes on by itself between two looks. */
const TIMES = new Set(['serverNow', 'at']);
function tagOf(body: object): string {
  const words = JSON.stringify(body, (name, one: unknown) => (TIMES.has(name) ? undefined : one));
  return `"${createHash('sha256').update(words).digest('base64url').slice(0, 27)}"`;
}
