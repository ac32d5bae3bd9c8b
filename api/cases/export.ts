/** A list of cases as a table that spreadsheet programs open: what the person sees in the list, and no more. */
import type { Keyset } from '../../domain/kernel/ids.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { wallClockSeconds } from '../../platform/zones.ts';
import { cellsOf, columnsOf, namesIn } from './export-columns.ts';
import { filterQuery, type ListFilter, refuseWorkDeadlines, type Wish, wishOf } from './filters.ts';
import { type Lang, lang, langFor, MOST_ROWS, ROWS_AT_ONCE, rowsIn } from '../http/file.ts';
import type { Limiter } from '../http/rates.ts';
import type { Reads } from './reads.ts';
import { answered, type Asking, type Route, route } from '../http/route.ts';
import { processKeys } from '../http/schemas.ts';
import { sendTable, tableAnswer, tableFormat, type TableFormat } from '../http/table.ts';

type Deps = {
  reads: Reads;
  audit: AuditTrail;
  directory: Directory;
  limiter: Limiter;
  zone: string;
  mostRows?: number | undefined;
};
type OfList = Pick<Asking, 'identity' | 'actor' | 'response'> & {
  filter: ListFilter;
  lang: Lang | undefined;
  format: TableFormat;
  of?: readonly ProcessKey[];
};

/** The export over all processes, and one for each. */
export function exportRoutes(deps: Deps): Route[] {
  const words = `as CSV or XLSX, by number, at most ${deps.mostRows ?? MOST_ROWS} rows; instants in the zone that the headings name. On record`;
  const all = route({
    method: 'get',
    path: '/api/cases/export',
    operationId: 'cases.export',
    tag: 'cases',
    summary: `Cases of all processes ${words}`,
    access: { rule: 'reader' },
    costly: 'file',
    query: filterQuery(processKeys, { lang, format: tableFormat }),
    responses: tableAnswer,
    handle: ({ query: { lang: language, format, ...filter }, ...asking }) =>
      exported(deps, { ...asking, filter, lang: language, format }),
  });
  const each = processKeys.map((name): Route => {
    const { plural, title } = processes[name];
    return route({
      method: 'get',
      path: `/api/${plural}/export`,
      operationId: `${name}.export`,
      tag: plural,
      summary: `${title.en}: list ${words}`,
      access: { rule: 'permission', permission: `${name}.read` },
      costly: 'file',
      query: filterQuery([name], { lang, format: tableFormat }),
      responses: tableAnswer,
      handle: ({ query: { lang: language, format, ...filter }, ...asking }) =>
        exported(deps, { ...asking, filter, lang: language, format, of: [name] }),
    });
  });
  return [all, ...each];
}

async function exported(
  deps: Deps,
  { identity, actor, response, filter, lang: asked, format, of }: OfList,
): Promise<typeof answered> {
  const { reads, audit, directory, limiter, zone, mostRows: cap = MOST_ROWS } = deps;
  limiter.take('export', actor.id, false);
  const now = Date.now();
  const cases = reads.scoped(identity, of);
  refuseWorkDeadlines(actor, filter, []);
  const wish = await wishOf(reads, identity, { given: filter, of, now });
  const { filters, sought } = wish;
  const count = rowsIn(await cases.tally(filters, { sought, cap, whole: true }), 'cases', cap);
  const language = await langFor(directory, actor.id, asked);
  const data = { filter, count, ...(of ? { of } : {}), ...(format === 'csv' ? {} : { format }) };
  await audit.record({ type: 'casesExported', by: actor.id, at: now, data }); // no record, no export
  const columns = columnsOf(of ?? processKeys);
  const heads = columns.map(({ head, instant }) => head[language] + (instant ? ` (${zone})` : ''));
  const names = namesIn(directory, { lang: language, zone });
  async function* rows(): AsyncGenerator<string[][]> {
    for await (const page of pagesOf(cases, wish))
      yield await Promise.all((await reads.seenIn(identity, page)).map((view) => cellsOf(columns, view, names)));
  }
  const name = language === 'zh' ? '工单' : 'cases';
  const day = wallClockSeconds(now, zone).slice(0, 10);
  await sendTable(response, { format, file: `${name} ${day}`, name, heads, pages: rows() });
  return answered;
}

/** By number, so that what others change meanwhile neither doubles nor hides a row. */
async function* pagesOf(cases: ReturnType<Reads['scoped']>, { filters, sought }: Wish) {
  let after: Keyset | undefined;
  for (;;) {
    const { items, next } = await cases.seek(filters, { order: { field: '_id' }, limit: ROWS_AT_ONCE, after }, sought);
    yield items;
    if (!next) return;
    after = next;
  }
}
