/** The audit trail as a file: for reading in a spreadsheet program, or whole for whoever verifies it. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { auditTitle } from '../../domain/audit-types.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import type { AuditRecord, AuditTrail } from '../../models/access/audit.ts';
import {
  countTrail,
  trailAsked,
  type TrailAsked,
  trailPage,
  type TrailPosition,
} from '../../models/access/audit-trail.ts';
import { wallClockSeconds } from '../../platform/zones.ts';
import { type Lang, lang, langFor, MOST_ROWS, ROWS_AT_ONCE, rowsIn, sendFile } from '../http/file.ts';
import type { Limiter } from '../http/rates.ts';
import { answered, type Asking, type Route, route } from '../http/route.ts';
import { sendTable, TABLE_FORMATS, tableAnswer } from '../http/table.ts';
import { readers, recordOutside, recordSchema, refuseBelow, storedFilter, trailFilter } from './trail-filter.ts';

type Column = { zh: string; en: string; of: (record: AuditRecord, how: How) => string };
type How = { lang: Lang; zone: string };
const columns: readonly Column[] = [
  { zh: '时间', en: 'Time', of: ({ at }, { zone }) => wallClockSeconds(at, zone) },
  { zh: '类型', en: 'Type', of: ({ type }) => type },
  { zh: '说明', en: 'Title', of: ({ type }, how) => auditTitle(type)[how.lang] },
  { zh: '人员', en: 'By', of: ({ by }) => by },
  { zh: '管理员角色', en: 'Administrator', of: ({ administrator = '' }) => administrator },
  { zh: '来源地址', en: 'Address', of: ({ address = '' }) => address },
  { zh: '工单', en: 'Case', of: ({ caseId = '' }) => caseId },
  { zh: '内容', en: 'Data', of: ({ data }) => canonical(data) },
  { zh: '链', en: 'Chain', of: ({ node }) => node },
  { zh: '序号', en: 'Seq', of: ({ seq }) => String(seq) },
  { zh: '哈希', en: 'Hash', of: ({ hash }) => hash },
];

const query = trailFilter.extend({
  format: z
    .enum([...TABLE_FORMATS, 'json'])
    .default('csv')
    .describe('`json`: one array, a record on each line, as in the list; `xlsx`: a workbook of one sheet'),
  lang,
});
type Deps = {
  db: Connection;
  audit: AuditTrail;
  directory: Directory;
  limiter: Limiter;
  zone: string;
  mostRows?: number | undefined;
};

export const trailExportRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/audit/records/export',
    operationId: 'audit.export',
    tag: 'audit',
    summary: `The audit trail up to now as CSV, XLSX or JSON, newest first, at most ${deps.mostRows ?? MOST_ROWS} records; instants of a table in the zone that its headings name. On record`,
    access: { rule: 'role', roles: readers },
    watched: true,
    ofAnyBranch: true,
    costly: 'file',
    query,
    responses: {
      200: {
        ...tableAnswer[200],
        description: `${tableAnswer[200].description}. JSON: one array`,
        schema: z.array(recordSchema),
      },
    },
    handle: (asking) => exported(deps, asking),
  }),
];

async function exported(
  { db, audit, directory, limiter, zone, mostRows = MOST_ROWS }: Deps,
  { actor, response, query: { format, lang: given, ...filter } }: Asking<object, z.output<typeof query>>,
): Promise<typeof answered> {
  refuseBelow(actor);
  limiter.take('export', actor.id, false);
  const now = Date.now();
  const until = Math.min(filter.until ?? now, now); // what comes while it is sent is none of it, its own record too
  const asked = trailAsked({ ...storedFilter(filter), until });
  const count = rowsIn(await countTrail(db, asked, mostRows), 'records', mostRows);
  const how = { lang: await langFor(directory, actor.id, given), zone };
  await audit.record({ type: 'trailExported', by: actor.id, at: now, data: { format, filter, until, count } });
  const pages = pagesOf(db, asked);
  const name = how.lang === 'zh' ? '审计记录' : 'audit records';
  const file = `${name} ${wallClockSeconds(now, zone).slice(0, 10)}`;
  const json = { name: `${file}.json`, mediaType: 'application/json; charset=utf-8' };
  if (format === 'json') await sendFile(response, json, jsonOf(pages));
  else await sendTable(response, { format, file, name, heads: headsOf(how), pages: rowsOf(pages, how) });
  return answered;
}

async function* pagesOf(db: Connection, asked: TrailAsked): AsyncGenerator<AuditRecord[]> {
  let after: TrailPosition | undefined;
  for (;;) {
    const page = await trailPage(db, asked, { after, limit: ROWS_AT_ONCE });
    yield page;
    after = page.at(-1);
    if (!after || page.length < ROWS_AT_ONCE) return;
  }
}

const headsOf = ({ lang: language, zone }: How): string[] =>
  columns.map((column, i) => (i === 0 ? `${column[language]} (${zone})` : column[language]));

async function* rowsOf(pages: AsyncIterable<AuditRecord[]>, how: How): AsyncGenerator<string[][]> {
  for await (const page of pages) yield page.map((record) => columns.map(({ of }) => of(record, how)));
}

/** Cut off on the way it is no JSON any more, and nobody takes it for the whole. */
async function* jsonOf(pages: AsyncIterable<AuditRecord[]>): AsyncGenerator<string> {
  let between = '[\n';
  for await (const page of pages)
    for (const record of page) {
      yield between + JSON.stringify(recordOutside(record));
      between = ',\n';
    }
  yield between === '[\n' ? '[]\n' : '\n]\n';
}
