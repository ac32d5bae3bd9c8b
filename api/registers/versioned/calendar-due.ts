/** When a promise of so many hours would fall due by a calendar, reckoned date by date: also by its draft, before it is published. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { explainAdd } from '../../../domain/kernel/clocks/explain.ts';
import { instant, key } from '../../../domain/kernel/contract.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { calendarProblems } from '../../../domain/kernel/policy/calendar-rules.ts';
import type { CalendarSnapshot } from '../../../domain/kernel/time/calendar.ts';
import { type Calendar, calendarOf, type CalendarSource } from '../../../models/registers/calendar.ts';
import { draftId, type DraftOf, draftOf } from '../../../models/registers/draft.ts';
import { compileCalendar, isZone } from '../../../platform/zones.ts';
import { explainedDay } from '../../cases/clocks/shapes.ts';
import { invalid, notFound, notPermitted } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';

const LONGEST_MS = 366 * 86_400_000;

export const calendarDueRoute = ({ db }: { db: Connection }): Route =>
  route({
    method: 'post',
    path: '/api/calendars/:id/due',
    operationId: 'calendars.due',
    tag: 'calendars',
    summary:
      'When a promise of a length would fall due by a calendar in force, or by its draft, and how that is reckoned',
    access: { rule: 'signed-in' },
    looks: true,
    params: z.strictObject({ id: key().describe('Key of the calendar') }),
    body: z.strictObject({
      at: instant().optional().describe('When it is given; absent: now'),
      ms: z.int().min(60_000).max(LONGEST_MS).describe('Of working time'),
      draft: z.boolean().default(false).describe('By the draft, for who edits calendars'),
    }),
    responses: {
      200: {
        description: 'Nothing was written',
        schema: z.object({
          at: instantOut,
          ms: z.int(),
          calendar: z.string().describe('`key@version`; of a draft the version that it would become'),
          zone: z.string(),
          dueAt: instantOut.nullable().describe('Null: never'),
          provisional: z.boolean().describe('It rests on dates beyond those that the calendar knows'),
          days: z.array(explainedDay).describe('Empty for a calendar that is always open'),
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ actor, params: { id }, body: { at, ms, draft } }) => {
      const { snapshot, names } = await (draft ? draftFor(db, actor, id) : inForce(db, id));
      const now = Date.now();
      const { startAt, targetMs, ...told } = explainAdd(snapshot, at ?? now, ms, names);
      const { calendar, zone, dueAt, provisional, days } = told;
      return { body: { at: startAt, ms: targetMs, calendar, zone, dueAt, provisional, days, serverNow: now } };
    },
  });

type Asked = { snapshot: CalendarSnapshot; names: Readonly<Record<string, string>> };

async function inForce(db: Connection, id: string): Promise<Asked> {
  const found = await calendarOf(db).findOne({ calendar: id }).sort({ version: -1 }).lean<Calendar>();
  if (!found) throw notFound();
  return { snapshot: found.snapshot, names: found.source?.names ?? {} };
}

async function draftFor(db: Connection, { grants }: Actor, id: string): Promise<Asked> {
  if (!grants.some(({ role }) => role === 'process-owner')) throw notPermitted('Drafts are for process owners');
  const found = await draftOf(db)
    .findOne({ _id: draftId('calendars', id), register: 'calendars' })
    .lean<DraftOf<'calendars'>>();
  if (!found) throw notFound();
  const { zone, always, week, dates, years, names = {} }: CalendarSource = found.source;
  if (!isZone(zone)) throw invalid([{ pointer: '/draft', code: 'zone-unknown' }]);
  const body = { zone, week, dates, years, ...(always ? { always } : {}) };
  const snapshot = compileCalendar({ id, version: found.base + 1, ...body });
  const problems = calendarProblems(snapshot); // a draft may still be wrong
  if (problems.length > 0) throw invalid(problems.map((one) => ({ ...one, pointer: '/draft' })));
  return { snapshot, names };
}
