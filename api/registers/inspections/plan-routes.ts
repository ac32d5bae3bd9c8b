/** The slots of an inspection plan: which come, and by which calendar they are sure. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { slotSourceOf } from '../../../client/registers/inspections.ts';
import { slotsOf } from '../../../domain/inspection/slots.ts';
import { instant, key } from '../../../domain/kernel/contract.ts';
import { DAY } from '../../../domain/kernel/time/calendar-table.ts';
import type { KeptInspectionPlan } from '../../../models/registers/inspections/plan.ts';
import { type KeptSlot, lastSlot, SLOT_STATES, slotsKept } from '../../../models/registers/inspections/slot.ts';
import type { Reads } from '../../cases/reads.ts';
import { notFound } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { visibleIn } from '../register-scope.ts';
import { planReaders } from './plan-rows.ts';

type Deps = { db: Connection; directory: Directory; reads: Pick<Reads, 'scoped'> };
const MOST_AHEAD = 5 * 366 * DAY;

const slotSchema = z.object({
  key: z.string().describe('Of the plan and its period: the same whatever the calendar says later'),
  slot: z.string(),
  planned: z.string().describe('Local date by the months alone'),
  day: z.string().describe('Local date on which it begins: that, or the next working day'),
  from: instantOut,
  until: instantOut,
  state: z
    .enum(SLOT_STATES)
    .optional()
    .describe('What became of it; `before`: it had begun before the plan; absent: it is still to come'),
  number: z.string().optional().describe('Its inspection'),
  provisional: z
    .literal(true)
    .optional()
    .describe('It rests on days whose holidays the calendar does not know yet, or did not know when it was settled'),
});

export const planRoutes = ({ db, directory, reads }: Deps): Route[] => [
  route({
    method: 'get',
    tag: 'inspection-plans',
    access: { rule: 'role', roles: planReaders },
    path: '/api/inspection-plans/:id/slots',
    operationId: 'inspection-plans.slots',
    summary: 'The inspections that a plan leads to, as its contract and calendar say now',
    params: z.strictObject({ id: key().describe('Id of the plan') }),
    query: z.strictObject({
      from: instant().optional().describe('Absent: now'),
      until: instant().optional().describe('Absent: 366 days later; five years later at most'),
    }),
    responses: {
      200: {
        description:
          'Those that begin in this time, ascending: what became of them as it was, then those to come, of which a closed plan has none',
        schema: z.object({
          items: z.array(slotSchema),
          everyMonths: z.int().describe('As its contract says, else as it does itself'),
          lastDay: z.string().optional().describe('Its own, or that of its contract if that is earlier'),
          coveredUntil: instantOut
            .optional()
            .describe('Until then the holidays of its calendar are known; absent: it has none'),
        }),
      },
    },
    handle: async ({ identity, actor, params: { id }, query: { from = Date.now(), until = from + 366 * DAY } }) => {
      const plans = db.collection<KeptInspectionPlan>('inspection-plans');
      const found = await plans.findOne({ $and: [visibleIn('inspection-plans', actor), { _id: id }] });
      if (!found) throw notFound();
      const { plan, calendar } = await slotSourceOf({ db, directory }, found, from);
      const within = { from, until: Math.min(until, from + MOST_AHEAD) };
      const kept = await slotsKept(db, id, within);
      const numbers = kept.flatMap(({ number }) => number ?? []);
      const seen = await reads.scoped(identity, ['inspection']).which(numbers);
      const last = (await lastSlot(db, id))?.planned ?? '';
      const ahead = slotsOf(plan, calendar, within).filter(({ planned }) => planned > last);
      return {
        body: {
          items: [...kept.map((slot) => shown(slot, seen)), ...(found.open ? ahead : [])],
          everyMonths: plan.everyMonths,
          lastDay: plan.lastDay,
          coveredUntil: calendar.always ? undefined : calendar.coveredUntil,
        },
      };
    },
  }),
];

/** The plan may be seen from below, where what comes of it is not. */
const shown = (
  { _id, slot, planned, day, from, until, state, number, provisional }: KeptSlot,
  seen: ReadonlySet<string>,
) => ({
  key: _id,
  slot,
  planned,
  day,
  from,
  until,
  state,
  ...(number !== undefined && seen.has(number) ? { number } : {}),
  ...(provisional ? { provisional } : {}),
});
