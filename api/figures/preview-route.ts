/** What a formula would have come to in the last three periods that are over: how whoever writes an indicator sees what it says. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { indicatorsInForce } from '../../client/figures/indicators.ts';
import { previewed } from '../../client/figures/preview.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { printAggregate } from '../../domain/figures/language/printer.ts';
import { withThoseBefore } from '../../domain/figures/periods.ts';
import { key, orgPath } from '../../domain/kernel/contract.ts';
import { isWithinReach, placeAsked, placeShown, shownPlace } from './asked.ts';
import { invalid, notPermitted } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut } from '../http/schemas.ts';
import { formulaBody, said, saidSchema } from '../registers/figures/indicator-routes.ts';
import { indicatorWriters } from '../registers/figures/indicator-register.ts';

type Deps = { db: Connection; directory: Directory };

const PERIODS = 3;
const KINDS = ['week', 'month', 'quarter', 'year'] as const;
const value = z.number().nullable();

export const indicatorPreviewRoute = (deps: Deps): Route =>
  route({
    method: 'post',
    path: '/api/indicators/preview',
    operationId: 'indicators.try',
    tag: 'indicators',
    summary: 'What a formula would have come to in the last three periods, for an organisation with all below',
    access: { rule: 'role', roles: indicatorWriters },
    costly: 'work',
    looks: true,
    body: z.strictObject({
      ...formulaBody,
      organisation: orgPath().optional().describe('With all below; absent: the first that is granted to the asker'),
      team: key().optional(),
      application: key().optional(),
      person: key().optional(),
      period: z.enum(KINDS).default('month'),
      fiscal: z.int().min(1).max(12).default(1).describe('With which month quarters and years begin'),
    }),
    responses: {
      200: {
        description: 'Nothing was written',
        schema: placeShown.omit({ period: true }).extend({
          says: saidSchema,
          periods: z
            .array(
              z.object({
                name: z.string(),
                from: instantOut,
                until: instantOut,
                value: value.describe('Null: nothing to divide by, or no case to take a percentile of'),
                parts: z.array(
                  z.object({
                    is: z.enum(['numerator', 'denominator', 'aggregate']),
                    formula: z.string().describe('What was counted'),
                    value,
                    cases: z.int(),
                  }),
                ),
              }),
            )
            .describe('The last three that are over, the oldest first'),
        }),
      },
    },
    handle: async ({ identity, body }) => {
      const { id, formula: text, period, fiscal, ...scope } = body;
      const { faults, says } = await said(deps.db, { id, formula: text });
      if (!says) throw invalid(faults);
      const place = await placeAsked(deps, identity, { ...scope, period, fiscal });
      const { formulaOf } = await indicatorsInForce(deps.db);
      if (!isWithinReach(says.formula, formulaOf, place))
        throw notPermitted('It counts cases that are not for this person');
      const { org, of, cut, counted, now } = place;
      const periods = withThoseBefore(cut, place.period, PERIODS + 1).slice(0, PERIODS);
      const asked = { org, of, periods, concealedIn: counted.concealedIn, now };
      const figures = await previewed(deps.db, { ...asked, formula: says.formula, formulaOfRef: formulaOf });
      const { period: _underWay, ...shown } = shownPlace(place);
      return {
        body: {
          ...shown,
          says: says.shown,
          periods: periods.map(({ name, from, until }, n) => ({
            name,
            from,
            until,
            value: figures[n]?.value ?? null,
            parts: (figures[n]?.parts ?? []).map(({ is, of: what, value: came, cases }) => ({
              is,
              formula: printAggregate(what),
              value: came,
              cases,
            })),
          })),
        },
      };
    },
  });
