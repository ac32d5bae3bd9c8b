/** How far ahead calendars are known, and which open cases that concerns. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { daysLeft, WARN_BEFORE_MS } from '../../../domain/kernel/policy/horizon.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { coverages, createHorizons } from '../../../models/registers/horizon.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';

const horizonSchema = z.object({
  calendar: z.string(),
  version: z.int(),
  name: z.string(),
  owner: z.string().optional().describe('Who is warned; else the process owners at the top are'),
  coveredUntil: instantOut,
  lastDay: z.string().describe('Last local date whose holidays are known'),
  daysLeft: z.int(),
  warns: z.boolean().describe('Within 60 days of its end, or past it'),
  open: z.int().describe('Open cases on any version of it'),
  provisional: z.int().describe('Of these, those with a running clock beyond the end of this version'),
  behind: z.int().describe('And those beyond the end of an earlier version on which they stay: re-target them'),
});

/** Counting looks at every open case. */
const KEPT_MS: Millis = 60_000;

export function calendarHorizonRoutes({
  db,
  keptMs = KEPT_MS,
}: {
  db: Connection;
  keptMs?: Millis | undefined;
}): Route[] {
  const horizonsAt = createHorizons(db, keptMs);
  return [
    route({
      method: 'get',
      path: '/api/calendars/horizon',
      operationId: 'calendars.horizon',
      tag: 'calendars',
      summary: 'Service calendars in force: how far each is known, and the open cases whose deadlines lie beyond',
      access: { rule: 'role', roles: ['process-owner', 'supervisor', 'auditor'] },
      ofAnyBranch: true,
      responses: {
        200: {
          description: 'All but those that are always open, the nearest end first',
          schema: z.object({
            items: z.array(horizonSchema),
            countedAt: instantOut.describe('When the cases were counted: at most a minute ago'),
            serverNow: instantOut,
          }),
        },
      },
      handle: async () => {
        const now = Date.now();
        const { horizons, countedAt } = await horizonsAt(now);
        const items = horizons
          .toSorted((a, b) => a.coveredUntil - b.coveredUntil || (a.calendar < b.calendar ? -1 : 1))
          .map(({ _id, ...one }) => ({
            ...one,
            daysLeft: daysLeft(one.coveredUntil, now),
            warns: one.coveredUntil - now <= WARN_BEFORE_MS,
          }));
        return { body: { items, countedAt, serverNow: now } };
      },
    }),
  ];
}

/** For a monitoring system. */
export async function calendarDays(db: Connection): Promise<{ calendar: string; days: number }[]> {
  const all = await coverages(db);
  return all.map(({ calendar, coveredUntil }) => ({ calendar, days: daysLeft(coveredUntil, Date.now()) }));
}
