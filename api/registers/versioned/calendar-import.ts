/** Import of a year of holidays into a calendar's draft: first a line for each date, then what of it is taken. */
import { z } from 'zod';
import { day as dayText, key, line as oneLine } from '../../../domain/kernel/contract.ts';
import { type Entry, listedInPieces, USUAL_WORDS } from '../../../domain/kernel/policy/holiday-entries.ts';
import {
  holidayLines,
  type Listed,
  listedDays,
  silentYears,
  withHolidays,
  withinYears,
  type Years,
} from '../../../domain/kernel/policy/holidays.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import type { AuditEntry } from '../../../models/access/audit.ts';
import type { CalendarSource } from '../../../models/registers/calendar.ts';
import { draftId, draftOf } from '../../../models/registers/draft.ts';
import { readIcs } from '../../../platform/ics.ts';
import { inTurns } from '../../../platform/files/in-turns.ts';
import { instantsOfDays, isZone } from '../../../platform/zones.ts';
import { read } from '../../http/fields.ts';
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
const oneWord = z.array(oneLine(40)).max(50);
const usual = { work: [...USUAL_WORDS.work], off: [...USUAL_WORDS.off], not: [...USUAL_WORDS.not] };
const words = z
  .strictObject({ work: oneWord, off: oneWord, not: oneWord.default(usual.not).describe('Deny a day off') })
  .default(usual)
  .describe('What tells make-up work and days off in titles, categories and the first line of a description');
const MOST_CHARACTERS = 4_000_000;
const content = z.string().min(1).max(MOST_CHARACTERS).describe('The file (iCalendar), as text');
const days = z.array(day).max(1_000);
const addOnly = z
  .boolean()
  .default(false)
  .describe('Drop nothing: what the list does not name stays, whichever list it came from');
const leaveOut = z.array(z.string().max(10)).max(1_000).default([]).describe('Dates of the lines that are not taken');
const skipErrors = z
  .boolean()
  .default(false)
  .describe('Take what could be read although something could not; then nothing is dropped');

/** One list in one of two forms; `more` is asked for besides. */
const listWith = <S extends z.ZodRawShape>(more: S) =>
  z.discriminatedUnion('format', [
    z.strictObject({ format: z.literal('json'), days, years, addOnly, ...more }),
    z.strictObject({ format: z.literal('ics'), content, words, years, addOnly, ...more }),
  ]);
const previewBody = listWith({});
const importBody = listWith({ leaveOut, skipErrors });

/** The same with nothing in place of what is wrong, so that the faults of the list itself are named in the same answer. */
const looseRest = {
  years: years.nullable().catch(null),
  addOnly: addOnly.catch(false),
  leaveOut: z.array(z.string().nullable().catch(null)).max(1_000).default([]).catch([]),
  skipErrors: skipErrors.catch(false),
};
const looseBody = z.discriminatedUnion('format', [
  z.object({ format: z.literal('json'), days: z.array(day.nullable().catch(null)).max(1_000).catch([]), ...looseRest }),
  z.object({ format: z.literal('ics'), content: content.catch(''), words: words.catch(usual), ...looseRest }),
]);
type List = z.output<typeof looseBody>;

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
    parsesBody: true,
    largeBody: true,
    costly: 'work',
  } as const;

  /** What an import goes into: the draft, else the newest version. */
  async function keptOf(id: string, actor: Actor): Promise<Into> {
    const [draft, current] = await Promise.all([
      draftOf(db)
        .findOne({ _id: draftId('calendars', id), register: 'calendars' })
        .lean<Draft>(),
      newestOf(db, register, id),
    ]);
    const source = draft?.source ?? current?.source;
    if (!source) throw notFound();
    refuseOthers(actor, register.places(source));
    const faults = [
      ...fieldFault(source.always === true, '', 'always-open'),
      ...fieldFault(!isZone(source.zone), '', 'zone-unknown'),
    ];
    return { source, revision: draft?.revision ?? 0, faults };
  }

  return [
    route({
      ...common,
      path: '/api/calendars/:id/import/preview',
      operationId: 'calendars.previewImport',
      summary: 'Service calendar: what a list of holidays would change, a line for each date',
      looks: true,
      body: previewBody,
      responses: { 200: { description: 'Nothing was written', schema: previewSchema } },
      handle: async ({ actor, params: { id }, body }) => {
        const into = await keptOf(id, actor);
        const { source, revision } = into;
        const { listed, errors, asked, manner } = await readBody(body, previewBody, into);
        const lines = holidayLines(source, listed, asked, manner);
        const after = withHolidays(source, { listed, years: asked, leaveOut: [], ...manner }).years;
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
        const into = await keptOf(params.id, actor);
        const { source } = into;
        const { listed, asked, leaveOut: left, manner, format } = await readBody(body, importBody, into);
        const next = withHolidays(source, { listed, years: asked, leaveOut: left, ...manner });
        const data = { calendar: params.id, seen, format, years: asked, days: listed.length, leaveOut: left };
        const imported: AuditEntry = { type: 'holidaysImported', by: actor.id, at: Date.now(), data };
        return await editor.save({ actor, identity, params, body: next, seen }, imported);
      },
    }),
  ];
}

type Draft = { source: CalendarSource; revision: number };
/** `faults`: why no list goes into it. */
type Into = Draft & { faults: FieldError[] };
type Read = { listed: Listed[]; errors: FieldError[] };
type Taken = Read & {
  format: List['format'];
  asked: Years;
  leaveOut: string[];
  manner: { addOnly: boolean };
};

/**
 * The list as it is taken. Throws 'invalid-data' with every fault at once, those of the body and those within the list;
 * a look (`previewBody`) is refused for the first kind alone.
 */
async function readBody(
  body: unknown,
  schema: typeof previewBody | typeof importBody,
  { source, faults }: Into,
): Promise<Taken> {
  const list = looseBody.safeParse(body).data;
  const wrong = [...faults, ...read<z.ZodType>(schema, body).errors];
  const { listed, errors } = list
    ? await readList(list, isZone(source.zone) ? source.zone : 'UTC')
    : { listed: [], errors: [] };
  if (!list?.years) throw invalid([...wrong, ...errors]);
  const { format, years: asked, skipErrors: skips } = list;
  const unread = errors.some(({ code }) => code !== 'two-meanings');
  const manner = { addOnly: list.addOnly || unread };
  const lines = new Set(holidayLines(source, listed, asked, manner).map(({ date }) => date));
  const strays = list.leaveOut.flatMap((date, i) => {
    const pointer = `/leaveOut/${i}`;
    return date === null ? [] : fieldFault(!lines.has(date), pointer, 'unknown-date');
  });
  const silent =
    wrong.length > 0 || unread // what could not be read may be of that year
      ? []
      : silentYears(listed, asked).map((silentYear) => ({
          pointer: '/years',
          code: 'year-without-days',
          params: { year: silentYear },
        }));
  const all = [...errors, ...silent];
  const refuses = schema === importBody && !skips;
  const refused = [...wrong, ...strays, ...(wrong.length > 0 || refuses ? all : [])];
  if (refused.length > 0) throw invalid(refused);
  const left = list.leaveOut.filter((date) => date !== null);
  return { listed, errors: all, format, asked, leaveOut: left, manner };
}

/** Without years only what cannot be read at all is found. */
async function readList(list: List, zone: string): Promise<Read> {
  const { listed, errors } = list.format === 'json' ? listedDays(list.days) : await readFile(list, zone);
  return { listed: list.years ? withinYears(listed, list.years) : [], errors };
}

async function readFile(
  { content: file, words: told, years: asked }: Extract<List, { format: 'ics' }>,
  zone: string,
): Promise<Read> {
  if (file === '') return { listed: [], errors: [] };
  const { entries, errors: unread } = await readIcs(file, zone, asked ?? undefined);
  const { listed, errors } = asked
    ? await inTurns(listedInPieces(entries satisfies Entry[], asked, told))
    : { listed: [], errors: [] };
  const asField = ({ line, code, detail }: (typeof unread)[number]): FieldError => ({
    pointer: '/content',
    code,
    params: { line, detail },
  });
  return { listed, errors: [...unread.map(asField), ...errors] };
}

const endOf = (zone: string, [first, last]: Years): number =>
  instantsOfDays(zone, `${first}-01-01`, `${last}-12-31`).until;
