/** Import of a year of holidays into a calendar's draft: first a line for each date, then what of it is taken. */
import { z } from 'zod';
import { day as dayText, key, line as oneLine } from '../../../domain/kernel/contract.ts';
import { type Entry, listedEntries, USUAL_WORDS } from '../../../domain/kernel/policy/holiday-entries.ts';
import {
  holidayLines,
  type Listed,
  listedDays,
  withHolidays,
  withinYears,
  type Years,
} from '../../../domain/kernel/policy/holidays.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import type { AuditEntry } from '../../../models/access/audit.ts';
import type { CalendarSource } from '../../../models/registers/calendar.ts';
import { draftId, draftOf } from '../../../models/registers/draft.ts';
import { readIcs } from '../../../platform/ics.ts';
import { instantsOfDays, isZone } from '../../../platform/zones.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { newestOf, versionedRegisters } from './register-table.ts';
import { type Route, route } from '../../http/route.ts';
import { fieldErrorSchema, instantOut } from '../../http/schemas.ts';
import { type EditorDeps, editorOf, refuseOthers } from './register-editor.ts';
import { draftSchema } from './versioned-registers.ts';

const MOST_YEARS = 10;
const year = z.int().min(1970).max(2100);
const years = z
  .tuple([year, year])
  .refine(([first, last]) => first <= last, 'out-of-order')
  .refine(([first, last]) => last - first < MOST_YEARS, 'too-many')
  .describe('First and last local year that the list is for');
const day = z.strictObject({
  date: dayText(),
  name: oneLine(100),
  isOffDay: z.boolean().describe('false: a make-up workday 调休上班'),
});
const words = z
  .strictObject({ work: z.array(oneLine(40)).max(50), off: z.array(oneLine(40)).max(50) })
  .default({ work: [...USUAL_WORDS.work], off: [...USUAL_WORDS.off] })
  .describe('What tells make-up work and days off in titles, categories and the first line of a description');
const content = z.string().min(1).max(250_000).describe('The file (iCalendar), as text');

/** One list in one of two forms; `more` is asked for besides. */
const listWith = <S extends z.ZodRawShape>(more: S) =>
  z.discriminatedUnion('format', [
    z.strictObject({ format: z.literal('json'), days: z.array(day).max(1_000), years, ...more }),
    z.strictObject({ format: z.literal('ics'), content, words, years, ...more }),
  ]);
const previewBody = listWith({});
const importBody = listWith({
  leaveOut: z.array(z.string().max(10)).max(1_000).default([]).describe('Dates of the lines that are not taken'),
  skipErrors: z.boolean().default(false).describe('Take what could be read although something could not'),
});
type List = z.output<typeof previewBody>;

const rule = z.union([z.string(), z.looseObject({})]);
const lineSchema = z.object({
  date: z.string(),
  name: z.string(),
  kind: z.enum(['new', 'changed', 'dropped', 'same', 'unknown-kind']),
  before: rule.optional(),
  after: rule.optional(),
  nameBefore: z.string().optional(),
});
const span = z.tuple([z.int(), z.int()]);
const previewSchema = z.object({
  revision: z.int().describe('Of the draft that it would go into; 0: one would be begun'),
  lines: z.array(lineSchema),
  errors: z.array(fieldErrorSchema).describe('What could not be read, with its line or row'),
  years: z.object({ before: span, after: span }).describe('Covered now, and when all lines are taken'),
  coveredUntil: instantOut,
});

export function calendarImportRoutes(deps: EditorDeps): Route[] {
  const { registers: db } = deps;
  const register = versionedRegisters.calendars;
  const editor = editorOf(deps, register);
  const common = {
    method: 'post',
    tag: 'calendars',
    access: { rule: 'role', roles: ['process-owner'] },
    params: z.strictObject({ id: key().describe('Key of the calendar') }),
  } as const;

  /** What an import goes into: the draft, else the newest version. */
  async function keptOf(id: string, actor: Actor): Promise<{ source: CalendarSource; revision: number }> {
    const [draft, current] = await Promise.all([
      draftOf(db)
        .findOne({ _id: draftId('calendars', id), register: 'calendars' })
        .lean<Draft>(),
      newestOf(db, register, id),
    ]);
    const source = draft?.source ?? current?.source;
    if (!source) throw notFound();
    refuseOthers(actor, register.places(source));
    if (source.always) throw invalid([{ pointer: '', code: 'always-open' }]);
    if (!isZone(source.zone)) throw invalid([{ pointer: '', code: 'zone-unknown' }]);
    return { source, revision: draft?.revision ?? 0 };
  }

  return [
    route({
      ...common,
      path: '/api/calendars/:id/import/preview',
      operationId: 'calendars.previewImport',
      summary: 'Service calendar: what a list of holidays would change, a line for each date',
      body: previewBody,
      responses: { 200: { description: 'Nothing was written', schema: previewSchema } },
      handle: async ({ actor, params: { id }, body }) => {
        const { source, revision } = await keptOf(id, actor);
        const { listed, errors } = readList(body, source.zone);
        const lines = holidayLines(source, listed, body.years);
        const after = withHolidays(source, { listed, years: body.years, leaveOut: [] }).years;
        const coveredUntil = endOf(source.zone, after);
        return { body: { revision, lines, errors, years: { before: source.years, after }, coveredUntil } };
      },
    }),
    route({
      ...common,
      path: '/api/calendars/:id/import',
      operationId: 'calendars.import',
      summary:
        'Service calendar: take a list of holidays into the draft. If-Match "0" begins one; nothing acts before it is published',
      versioned: 'required',
      body: importBody,
      responses: { 200: { description: 'The draft', schema: draftSchema } },
      handle: async ({ actor, identity, params, body, seen = 0 }) => {
        const { source } = await keptOf(params.id, actor);
        const { leaveOut, skipErrors, years: asked } = body;
        const { listed, errors } = readList(body, source.zone);
        const dates = new Set(holidayLines(source, listed, asked).map(({ date }) => date));
        const strays = leaveOut.flatMap((date, i) =>
          dates.has(date) ? [] : [{ pointer: `/leaveOut/${i}`, code: 'unknown-date' }],
        );
        const refused = [...strays, ...(skipErrors ? [] : errors)];
        if (refused.length > 0) throw invalid(refused);
        const next = withHolidays(source, { listed, years: asked, leaveOut });
        const data = { calendar: params.id, seen, format: body.format, years: asked, days: listed.length, leaveOut };
        const imported: AuditEntry = { type: 'holidaysImported', by: actor.id, at: Date.now(), data };
        return await editor.save({ actor, identity, params, body: next, seen }, imported);
      },
    }),
  ];
}

type Draft = { source: CalendarSource; revision: number };

function readList(list: List, zone: string): { listed: Listed[]; errors: FieldError[] } {
  const { listed, errors } = list.format === 'json' ? listedDays(list.days) : readFile(list, zone);
  return { listed: withinYears(listed, list.years), errors };
}

function readFile(list: Extract<List, { format: 'ics' }>, zone: string): { listed: Listed[]; errors: FieldError[] } {
  const { entries, errors: unread } = readIcs(list.content, zone);
  const { listed, errors } = listedEntries(entries satisfies Entry[], list.years, list.words);
  const asField = ({ line, code, detail }: (typeof unread)[number]): FieldError => ({
    pointer: '/content',
    code,
    params: { line, detail },
  });
  return { listed, errors: [...unread.map(asField), ...errors] };
}

const endOf = (zone: string, [first, last]: Years): number =>
  instantsOfDays(zone, `${first}-01-01`, `${last}-12-31`).until;
