/** A list of cases as a table that spreadsheet programs open: what the person sees in the list, and no more. */
import type { Directory } from '../../client/registers/directory.ts';
import type { CaseView } from '../../domain/kernel/process.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { BYTE_ORDER_MARK, csvRecord } from '../../platform/spreadsheet.ts';
import { wallClockSeconds } from '../../platform/zones.ts';
import { countQuery, filtersOf, type ListFilter, ofProcessCountQuery } from './lists.ts';
import { type Lang, lang, langFor, MOST_ROWS, ROWS_AT_ONCE, rowsIn, sendFile } from '../http/file.ts';
import type { Limiter } from '../http/rates.ts';
import { type Reads, shown } from './reads.ts';
import { answered, type Asking, type Route, route } from '../http/route.ts';
import { processKeys } from '../http/schemas.ts';

type Column = { zh: string; en: string; of: (view: CaseView) => unknown; instant?: true };
/** A field that only some processes have, or that this person may not see. */
const own =
  (name: string) =>
  (view: CaseView): unknown =>
    Object.entries(view).find(([field]) => field === name)?.[1];
const columns: readonly Column[] = [
  { zh: '编号', en: 'Number', of: ({ _id }) => _id },
  { zh: '流程', en: 'Process', of: ({ process }) => process },
  { zh: '状态', en: 'Status', of: ({ status }) => status },
  { zh: '优先级', en: 'Priority', of: ({ priority }) => priority },
  { zh: '标题', en: 'Title', of: ({ title }) => title },
  { zh: '描述', en: 'Description', of: own('description') },
  { zh: '单位', en: 'Unit', of: ({ orgPath }) => orgPath },
  { zh: '应用系统', en: 'Application', of: ({ application }) => application },
  { zh: '类别', en: 'Category', of: own('category') },
  { zh: '渠道', en: 'Channel', of: own('channel') },
  { zh: '队列', en: 'Queue', of: ({ queue }) => queue },
  { zh: '级别', en: 'Tier', of: ({ tier }) => tier },
  { zh: '报障人', en: 'Requester', of: ({ parties }) => parties.requester },
  { zh: '联系方式', en: 'Contact', of: own('contact') },
  { zh: '处理人', en: 'Assignee', of: ({ parties }) => parties.assignee },
  { zh: '解决方案', en: 'Solution', of: own('solution') },
  { zh: '登记时间', en: 'Opened', of: ({ openedAt }) => openedAt, instant: true },
  { zh: '期限', en: 'Due', of: ({ dueAt }) => dueAt, instant: true },
  { zh: '更新时间', en: 'Updated', of: ({ updatedAt }) => updatedAt, instant: true },
  { zh: '结束时间', en: 'Closed', of: ({ closedAt }) => closedAt, instant: true },
];

type Deps = { reads: Reads; audit: AuditTrail; directory: Directory; limiter: Limiter; zone: string };
type OfList = Pick<Asking, 'identity' | 'actor' | 'response'> & {
  filter: ListFilter;
  lang: Lang | undefined;
  of?: readonly ProcessKey[];
};

/** The export over all processes, and one for each. */
export function exportRoutes(deps: Deps): Route[] {
  const responses = { 200: { description: 'UTF-8 with byte-order mark, RFC 4180', mediaType: 'text/csv' } };
  const words = `as CSV, by number, at most ${MOST_ROWS} rows; instants in the zone that the headings name. On record`;
  const all = route({
    method: 'get',
    path: '/api/cases/export',
    operationId: 'cases.export',
    tag: 'cases',
    summary: `Cases of all processes ${words}`,
    access: { rule: 'reader' },
    costly: 'file',
    query: countQuery.extend({ lang }),
    responses,
    handle: ({ query: { lang: language, ...filter }, ...asking }) =>
      exported(deps, { ...asking, filter, lang: language }),
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
      query: ofProcessCountQuery.extend({ lang }),
      responses,
      handle: ({ query: { lang: language, ...filter }, ...asking }) =>
        exported(deps, { ...asking, filter, lang: language, of: [name] }),
    });
  });
  return [all, ...each];
}

async function exported(
  deps: Deps,
  { identity, actor, response, filter, lang: asked, of }: OfList,
): Promise<typeof answered> {
  const { reads, audit, directory, limiter, zone } = deps;
  limiter.take('export', actor.id, false);
  const now = Date.now();
  const cases = reads.scoped(identity, of);
  const filters = filtersOf(filter, actor, now);
  const count = rowsIn(await cases.count(filters, MOST_ROWS), 'cases');
  const language = await langFor(directory, actor.id, asked);
  const data = { filter, count, ...(of ? { of } : {}) };
  await audit.record({ type: 'casesExported', by: actor.id, at: now, data }); // no record, no export
  const heads = columns.map((column) => column[language] + (column.instant ? ` (${zone})` : ''));
  async function* parts(): AsyncGenerator<string> {
    yield BYTE_ORDER_MARK + csvRecord(heads);
    for await (const page of pagesOf(cases, filters))
      yield page.map((view) => csvRecord(cellsOf(shown(actor, view), zone))).join('');
  }
  const file = { name: nameOf(language, now, zone), mediaType: 'text/csv; charset=utf-8' };
  await sendFile(response, file, parts());
  return answered;
}

/** By number, so that what others change meanwhile neither doubles nor hides a row. */
async function* pagesOf(cases: ReturnType<Reads['scoped']>, filters: ReturnType<typeof filtersOf>) {
  let after: { value: string; id: string } | undefined;
  for (;;) {
    const page = await cases.find(filters, { order: { field: '_id' }, limit: ROWS_AT_ONCE, after });
    yield page;
    const last = page.at(-1);
    if (!last || page.length < ROWS_AT_ONCE) return;
    after = { value: last._id, id: last._id };
  }
}

const nameOf = (language: Lang, at: number, zone: string): string =>
  `${language === 'zh' ? '工单' : 'cases'} ${wallClockSeconds(at, zone).slice(0, 10)}.csv`;

function cellsOf(view: CaseView, zone: string): string[] {
  return columns.map(({ of, instant }) => {
    const value = of(view);
    if (typeof value === 'number' && instant) return wallClockSeconds(value, zone);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}
