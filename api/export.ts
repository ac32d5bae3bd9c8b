/** A list of cases as a table that spreadsheet programs open: what the person sees in the list, and no more. */
import { z } from 'zod';
import type { CaseView } from '../domain/kernel/process.ts';
import type { AuditTrail } from '../models/audit.ts';
import { BYTE_ORDER_MARK, csvRecord } from '../platform/spreadsheet.ts';
import { wallClockSeconds } from '../platform/zones.ts';
import { countQuery, filtersOf } from './lists.ts';
import { type Reads, shown } from './reads.ts';
import { answered, type Route, route } from './route.ts';

/** More is for reports, which are made on their own. */
const MOST_ROWS = 50_000;
const PAGE = 500;

type Column = { zh: string; en: string; of: (view: CaseView) => string | number | null | undefined; instant?: true };
const columns: readonly Column[] = [
  { zh: '编号', en: 'Number', of: ({ _id }) => _id },
  { zh: '流程', en: 'Process', of: ({ process }) => process },
  { zh: '状态', en: 'Status', of: ({ status }) => status },
  { zh: '优先级', en: 'Priority', of: ({ priority }) => priority },
  { zh: '标题', en: 'Title', of: ({ title }) => title },
  { zh: '单位', en: 'Unit', of: ({ orgPath }) => orgPath },
  { zh: '应用系统', en: 'Application', of: ({ application }) => application },
  { zh: '队列', en: 'Queue', of: ({ queue }) => queue },
  { zh: '级别', en: 'Tier', of: ({ tier }) => tier },
  { zh: '报障人', en: 'Requester', of: ({ parties }) => parties.requester },
  { zh: '处理人', en: 'Assignee', of: ({ parties }) => parties.assignee },
  { zh: '登记时间', en: 'Opened', of: ({ openedAt }) => openedAt, instant: true },
  { zh: '期限', en: 'Due', of: ({ dueAt }) => dueAt, instant: true },
  { zh: '更新时间', en: 'Updated', of: ({ updatedAt }) => updatedAt, instant: true },
  { zh: '结束时间', en: 'Closed', of: ({ closedAt }) => closedAt, instant: true },
];

const query = countQuery.extend({ lang: z.enum(['zh', 'en']).default('zh').describe('Of the headings') });
type Deps = { reads: Reads; audit: AuditTrail; zone: string };

export const exportRoutes = ({ reads, audit, zone }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/cases/export',
    operationId: 'cases.export',
    tag: 'cases',
    summary: `Cases as CSV, the first ${MOST_ROWS} by number; instants in the zone that the headings name. On record`,
    access: { rule: 'reader' },
    query,
    responses: { 200: { description: 'UTF-8 with byte-order mark, RFC 4180', mediaType: 'text/csv' } },
    handle: async ({ identity, actor, query: { lang, ...filter }, response }) => {
      const now = Date.now();
      const cases = reads.scoped(identity);
      const filters = filtersOf(filter, actor, now);
      const { count } = await cases.count(filters, MOST_ROWS);
      await audit.record({ type: 'casesExported', by: actor.id, at: now, data: { filter, count } }); // no record, no export
      response.status(200).set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="cases.csv"; filename*=UTF-8''${encodeURIComponent(nameOf(lang, now, zone))}`,
      });
      const write = async (text: string): Promise<void> => {
        if (!response.write(text))
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      };
      await write(
        BYTE_ORDER_MARK + csvRecord(columns.map((column) => column[lang] + (column.instant ? ` (${zone})` : ''))),
      );
      let after: { value: string; id: string } | undefined;
      for (let rows = 0; rows < MOST_ROWS && !response.destroyed; ) {
        const page = await cases.find(filters, { order: { field: '_id' }, limit: PAGE, after });
        for (const view of page) await write(csvRecord(cellsOf(shown(actor, view), zone)));
        const last = page.at(-1);
        if (!last || page.length < PAGE) break;
        after = { value: last._id, id: last._id };
        rows += page.length;
      }
      response.end();
      return answered;
    },
  }),
];

const nameOf = (lang: 'zh' | 'en', at: number, zone: string): string =>
  `${lang === 'zh' ? '工单' : 'cases'} ${wallClockSeconds(at, zone).slice(0, 10)}.csv`;

function cellsOf(view: CaseView, zone: string): string[] {
  return columns.map(({ of, instant }) => {
    const value = of(view) ?? '';
    return instant && typeof value === 'number' ? wallClockSeconds(value, zone) : String(value);
  });
}
