/** Time spent: the time sheet of a person, on the screen and as a file, and totals over many, by the days of the work. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { PERSON_READERS, seesPersons } from '../../../domain/event-log/persons.ts';
import { day, key, orgPath } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import type { CaseView } from '../../../domain/kernel/process.ts';
import { type Spent, TOTALS_BY, totalsBy } from '../../../domain/worklog/totals.ts';
import type { AuditTrail } from '../../../models/access/audit.ts';
import { type TimeSpent, timeSpentIn } from '../../../models/cases/time-spent.ts';
import { BYTE_ORDER_MARK, csvRecord } from '../../../platform/spreadsheet.ts';
import { isDate } from '../../../platform/zones.ts';
import { type Lang, lang, langFor, sendFile } from '../../http/file.ts';
import { invalid } from '../../http/problem.ts';
import { several } from '../../http/query.ts';
import type { Limiter } from '../../http/rates.ts';
import { answered, type Identity, type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { type Reads, workingRoles } from '../reads.ts';

type Deps = {
  db: Connection;
  reads: Reads;
  audit: AuditTrail;
  directory: Directory;
  limiter: Limiter;
  zone: string;
};
/** Of one sheet, and of what is added up at once. */
const MOST_ENTRIES = 5_000;
const MOST_ADDED = 100_000;
const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

const dayIn = () => day().refine(isDate, 'unknown');
const days = {
  from: dayIn().describe('The first day of the work'),
  to: dayIn().describe(`The last one, at most ${MOST_DAYS} days later`),
};
const sheetQuery = {
  ...days,
  person: several(key())
    .optional()
    .describe('`me`, or ids: whose time; of others for whom a supervisor and those above answer. Absent: the own'),
};
const entrySchema = z.object({
  number: z.string().optional().describe('Of the case; absent: it is out of reach by now'),
  process: z.string(),
  mode: z.string(),
  entry: z.int().describe('Number within the case'),
  person: z.string(),
  day: z.string(),
  minutes: z.int(),
  what: z.string().optional(),
});
const totalSchema = z.object({
  key: z.string().nullable().describe('null: of cases that have none'),
  minutes: z.int(),
  entries: z.int(),
  cases: z.int(),
});

export const worklogRoutes = (deps: Deps): Route[] => [sheetRoute(deps), exportRoute(deps), totalsRoute(deps)];

const common = { method: 'get', tag: 'cases', access: { rule: 'role', roles: workingRoles } } as const;

function sheetRoute(deps: Deps): Route {
  return route({
    ...common,
    path: '/api/worklog',
    operationId: 'worklog.sheet',
    summary: 'Time sheet: entries of time by the day of the work, each as it was put right last',
    query: z.strictObject(sheetQuery),
    responses: {
      200: {
        description: `At most ${MOST_ENTRIES}; more are refused`,
        schema: z.object({ items: z.array(entrySchema), minutes: z.int(), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, query }) => {
      const items = await sheetOf(deps, identity, query);
      const minutes = items.reduce((sum, one) => sum + one.minutes, 0);
      return { body: { items, minutes, serverNow: Date.now() } };
    },
  });
}

type Sheet = { from: string; to: string; person?: readonly string[] | undefined };
type SheetEntry = Omit<TimeSpent, 'caseId' | 'worker'> & { person: string; number?: string };

/** The own whole; of others what lies on cases where the asker sees who did what. Throws 'invalid-data', 'too-many-rows'. */
async function sheetOf(
  { db, reads }: Deps,
  identity: Identity,
  { from, to, person = ['me'] }: Sheet,
): Promise<SheetEntry[]> {
  const { actor } = identity;
  refuseSpan(from, to);
  const workers = [...new Set(person.map((one) => (one === 'me' ? actor.id : one)))];
  const found = await timeSpentIn(db, { workers, from, to, modes: ['live', 'drill'], most: MOST_ENTRIES });
  if (!found) throw tooMany(MOST_ENTRIES);
  const cases = await casesOf(reads, identity, found);
  return found.flatMap(({ caseId, worker, ...entry }): SheetEntry[] => {
    const view = cases.get(caseId);
    if (worker !== actor.id && !(view && seesOthers(identity, view))) return [];
    return [{ ...(view ? { number: caseId } : {}), ...entry, person: worker }];
  });
}

/** Who plays a part sees no more than himself. */
const seesOthers = ({ actor, player = actor }: Identity, view: CaseView): boolean =>
  seesPersons(actor, view) && seesPersons(player, view);

function refuseSpan(from: string, to: string): void {
  const length = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (length < 0) throw invalid([{ pointer: '/to', code: 'before-start' }]);
  if (length >= MOST_DAYS) throw invalid([{ pointer: '/to', code: 'too-far', params: { maximum: MOST_DAYS } }]);
}

const tooMany = (maximum: number): DomainError =>
  new DomainError('too-many-rows', `More than ${maximum} entries: ask for fewer days`, { params: { maximum } });

const AT_ONCE = 500;
/** Of these entries the cases that the asker reads. */
async function casesOf(
  reads: Reads,
  identity: Identity,
  entries: readonly Pick<TimeSpent, 'caseId'>[],
): Promise<ReadonlyMap<string, CaseView>> {
  const numbers = [...new Set(entries.map(({ caseId }) => caseId))];
  const found = new Map<string, CaseView>();
  for (let at = 0; at < numbers.length; at += AT_ONCE) {
    const some = numbers.slice(at, at + AT_ONCE);
    const only = ['orgPath', 'orgLine', 'queue', 'application', 'parties', 'process'] as const;
    const page = { order: { field: '_id' }, limit: some.length, only } as const;
    for (const view of await reads.scoped(identity).find({ _id: { in: some } }, page)) found.set(view._id, view);
  }
  return found;
}

const HEADS: Readonly<Record<Lang, readonly string[]>> = {
  zh: ['日期', '人员', '姓名', '工单', '流程', '条目', '分钟', '内容'],
  en: ['Day', 'Person', 'Name', 'Case', 'Process', 'Entry', 'Minutes', 'What'],
};

function exportRoute(deps: Deps): Route {
  return route({
    ...common,
    path: '/api/worklog/export',
    operationId: 'worklog.export',
    summary: 'The same time sheet as CSV. On record',
    costly: 'file',
    query: z.strictObject({ ...sheetQuery, lang }),
    responses: { 200: { description: 'UTF-8 with byte-order mark, RFC 4180', mediaType: 'text/csv' } },
    handle: async ({ identity, actor, response, query: { lang: asked, ...query } }) => {
      const { audit, directory, limiter } = deps;
      limiter.take('export', actor.id, false);
      const items = await sheetOf(deps, identity, query);
      const data = { ...query, count: items.length };
      await audit.record({ type: 'worklogExported', by: actor.id, at: Date.now(), data }); // no record, no export
      const language = await langFor(directory, actor.id, asked);
      const people = [...new Set(items.map(({ person }) => person))];
      const names = new Map(
        await Promise.all(people.map(async (id) => [id, (await directory.person(id))?.name ?? ''] as const)),
      );
      const rows = items.map(({ day: on, person, number = '', process, entry, minutes, what = '' }) =>
        csvRecord([on, person, names.get(person) ?? '', number, process, String(entry), String(minutes), what]),
      );
      const name = `${language === 'zh' ? '工时' : 'time'} ${query.from} ${query.to}.csv`;
      const text = BYTE_ORDER_MARK + csvRecord(HEADS[language]) + rows.join('');
      await sendFile(response, { name, mediaType: 'text/csv; charset=utf-8' }, [Buffer.from(text)]);
      return answered;
    },
  });
}

function totalsRoute({ db, reads }: Deps): Route {
  return route({
    ...common,
    access: { rule: 'role', roles: PERSON_READERS },
    path: '/api/worklog/totals',
    operationId: 'worklog.totals',
    summary:
      'Time spent on live cases, open and ended, added up by the day of the work: for those who answer for the work',
    costly: 'work',
    query: z.strictObject({
      ...days,
      by: z.enum(TOTALS_BY).default('person').describe('`organisation`, `team`: of the case as it lies now'),
      organisation: orgPath().optional().describe('Of cases of this organisation and all below'),
    }),
    responses: {
      200: {
        description: `Of at most ${MOST_ADDED} entries; more are refused`,
        schema: z.object({ items: z.array(totalSchema), minutes: z.int(), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, query: { from, to, by, organisation } }) => {
      refuseSpan(from, to);
      const found = await timeSpentIn(db, { from, to, modes: ['live'], most: MOST_ADDED });
      if (!found) throw tooMany(MOST_ADDED);
      const cases = await casesOf(reads, identity, found);
      const spent = found.flatMap(({ caseId, process, worker, day: on, minutes }): Spent[] => {
        const view = cases.get(caseId);
        if (!view || !seesOthers(identity, view)) return [];
        if (organisation !== undefined && !isWithin(view.orgPath, organisation)) return [];
        const { orgPath: place, queue, application } = view;
        return [
          {
            caseId,
            process,
            worker,
            day: on,
            minutes,
            orgPath: place,
            ...(queue === undefined ? {} : { team: queue }),
            ...(application === undefined ? {} : { application }),
          },
        ];
      });
      const minutes = spent.reduce((sum, one) => sum + one.minutes, 0);
      return { body: { items: totalsBy(by, spent), minutes, serverNow: Date.now() } };
    },
  });
}
