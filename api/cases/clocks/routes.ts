/** Why a clock is due when it is: the arithmetic behind its deadline, segment by segment. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { dateNamesOf } from '../../../client/registers/chosen.ts';
import { formed } from '../../../domain/kernel/contract.ts';
import { explainClock } from '../../../domain/kernel/clocks/explain-clock.ts';
import { clocksShown } from '../../../domain/kernel/clocks/shown.ts';
import { notFound } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { clockSchema, instantOut, numberParams } from '../../http/schemas.ts';
import type { Reads } from '../reads.ts';
import { explainedDay } from './shapes.ts';

const CLOCK = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:~[a-z0-9-]{1,32})?$/;

const segment = z.union([
  z.object({
    is: z.literal('run'),
    from: instantOut,
    until: instantOut.nullable().describe('null: it runs on, and what it counts is what is left of the target'),
    countedMs: z.int(),
    totalMs: z.int().describe('Counted up to its end'),
    days: z.array(explainedDay).describe('Empty for a calendar that is always open'),
  }),
  z.object({
    is: z.literal('pause'),
    from: instantOut,
    until: instantOut.nullable(),
    reason: z.string().optional(),
  }),
]);
const explained = z.object({
  now: clockSchema,
  policy: z.string().describe('`id@version`'),
  generation: z.int(),
  zone: z.string().describe('Of its calendar: the dates are local there'),
  segments: z.array(segment).describe('In order: what the runs count sums to the target, or to what was consumed'),
  past: z
    .array(
      z.object({
        generation: z.int(),
        targetMs: z.int().nullable(),
        calendar: z.string().nullable(),
        until: instantOut,
        ended: z.enum(['retargeted', 'met', 'late', 'cancelled']),
        consumedMs: z.int(),
        breachedAt: instantOut.nullable(),
      }),
    )
    .describe('Generations and cycles before this one'),
  serverNow: instantOut,
});

export const clockRoutes = ({ registers, reads }: { registers: Connection; reads: Reads }): Route[] => [
  route({
    method: 'get',
    path: '/api/cases/:number/clocks/:clock/explain',
    operationId: 'cases.explainClock',
    tag: 'cases',
    summary: 'How the deadline of a clock comes about: runs and pauses, and what each day counts by which rule',
    access: { rule: 'reader' },
    unrecorded: true,
    params: numberParams.extend({ clock: formed(CLOCK, 'clock').describe('As the case shows it') }),
    responses: { 200: { description: 'The arithmetic', schema: explained } },
    handle: async ({ identity, params: { number, clock } }) => {
      const stored = await reads.one(identity, number);
      const [standing, now] = await Promise.all([reads.standing(stored), reads.now(stored)]);
      const [view] = standing ? await reads.shown(identity, [standing.view]) : [];
      if (!standing || !view || !(clock in view.readings)) throw notFound();
      const { clocks, pins, headAt } = standing.kase;
      const names = await dateNamesOf(registers, pins, { drafts: false });
      const found = explainClock(clocks, pins, clock, names);
      const shown = clocksShown(clocks, pins, Math.max(now, headAt)).find((one) => one.clock === clock);
      if (!found || !shown) throw notFound();
      const { generation, zone, segments, past } = found;
      const policy = `${pins.sla.id}@${pins.sla.version}`;
      return { body: { now: shown, policy, generation, zone, segments, past, serverNow: now } };
    },
  }),
];
