/** `GET /api/figures/meters` 表计趋势: the readings of one meter over inspections, and where they lead. */
import { z } from 'zod';
import { changesOf, ENOUGH_FOR_TREND, readingIn, trendOf } from '../../../domain/inspection/meters.ts';
import { READING_WARNINGS } from '../../../domain/inspection/statuses.ts';
import { key, orgPath, partId } from '../../../domain/kernel/contract.ts';
import type { Connection } from 'mongoose';
import { bodyOf } from '../../../models/cases/case.ts';
import type { CaseFilter } from '../../../models/cases/scoped.ts';
import { metersIn } from '../../../models/registers/inspections/checklist.ts';
import { invalid } from '../../http/problem.ts';
import { wholeOr } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import type { Reads } from '../reads.ts';

const [USUAL, MOST] = [24, 60] as const;
const query = z.strictObject({
  line: partId().describe('Of its checklist, over all versions'),
  plan: key().optional().describe('Inspections of this plan'),
  item: key().optional().describe('Inspections of this configuration item'),
  unit: orgPath().optional().describe('Inspections of this unit itself'),
  most: wholeOr({ minimum: 2, maximum: MOST }, USUAL).describe('So many readings, the last ones'),
});
const number = z.number();
const limits = { min: number.optional(), max: number.optional() };
const readingSchema = z.object({
  number: z.string().describe('Its inspection'),
  plan: z.string().optional(),
  slot: z.string().optional(),
  at: instantOut.describe('When the visit began'),
  status: z.enum(['ok', 'abnormal']),
  value: number,
  unit: z.string().optional().describe('Of the checklist by which it was read; absent: that version is not there'),
  ...limits,
  change: number
    .nullable()
    .describe('Since the reading before it; null: it is the first, or that one had another unit'),
  warning: z.enum(READING_WARNINGS).optional().describe('It was unlike those before when it was taken'),
});
const trendSchema = z.object({
  readings: z.int().describe('So many it rests on: those in the unit of the last one'),
  perDay: number.nullable().describe('Units a day, by least squares; null of fewer than two'),
  periodDays: number.nullable().describe('Days from one reading to the next, the median'),
  perPeriod: number.nullable().describe('Units in such a period'),
  beyond: z.enum(['min', 'max']).nullable().describe('The last reading has passed this limit'),
  reaches: z
    .object({ limit: z.enum(['min', 'max']), value: number, at: instantOut })
    .nullable()
    .describe(
      `When the limit is reached at this slope; null of fewer than ${ENOUGH_FOR_TREND} readings, where none is neared, and further ahead than twice the time that they span`,
    ),
});

export const meterRoutes = ({ reads, db }: { reads: Reads; db: Connection }): Route[] => [
  route({
    method: 'get',
    path: '/api/figures/meters',
    operationId: 'figures.meters',
    tag: 'figures',
    summary:
      'The readings of one meter over inspections within the reach, with their slope and the limit that they near',
    access: { rule: 'reader' },
    query,
    responses: {
      200: {
        description: 'Ascending by time',
        schema: z.object({
          line: z.string(),
          title: z.object({ zh: z.string(), en: z.string() }).optional().describe('As the last checklist calls it'),
          items: z.array(readingSchema),
          trend: trendSchema,
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ identity, query: asked }) => {
      const { line, plan, item, unit } = asked;
      if (plan === undefined && item === undefined && unit === undefined)
        throw invalid([{ pointer: '/plan', code: 'required' }]);
      const filter: CaseFilter = {
        process: { is: 'inspection' },
        mode: { is: 'live' },
        begunAt: { range: { gt: 0 } },
        ...(plan === undefined ? {} : { plan: { is: plan } }),
        ...(item === undefined ? {} : { items: { is: item } }),
        ...(unit === undefined ? {} : { 'parties.unit': { is: unit } }),
      };
      const found = await reads
        .scoped(identity, ['inspection'])
        .latest(filter, { by: 'begunAt', only: ['plan', 'slot', 'checklist'], limit: asked.most });
      const meters = await metersIn(db, line, [...new Set(found.map((one) => textIn(one['checklist']) ?? ''))]);
      const readings = found.toReversed().flatMap((one) => {
        const reading = readingIn(bodyOf(one).state, line);
        const meter = meters.get(textIn(one['checklist']) ?? '');
        return reading ? [{ ...reading, ...of(one), meter }] : [];
      });
      const last = readings.at(-1);
      const alike = readings.filter(({ meter }) => meter?.unit === last?.meter?.unit);
      const changes = changesOf(readings);
      return {
        body: {
          line,
          ...(last?.meter ? { title: last.meter.title } : {}),
          items: readings.map(({ meter, ...reading }, i) => ({
            ...reading,
            ...(meter ? { unit: meter.unit } : {}),
            change: readings[i - 1]?.meter?.unit === meter?.unit ? (changes[i] ?? null) : null,
          })),
          trend: { readings: alike.length, ...trendOf(alike) },
          serverNow: Date.now(),
        },
      };
    },
  }),
];

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const of = (one: Readonly<Record<string, unknown>> & { _id: string }) => {
  const [plan, slot] = [textIn(one['plan']), textIn(one['slot'])];
  return {
    number: one._id,
    ...(plan === undefined ? {} : { plan }),
    ...(slot === undefined ? {} : { slot }),
  };
};
