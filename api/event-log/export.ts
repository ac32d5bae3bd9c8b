/** `GET /api/event-log`: what happened on the cases of a list, as XES or CSV, sent as it is read. On record. */
import { z } from 'zod';
import { XES_TAIL, type XesAttributes, xesHead, xesTrace, type XesValue } from '../../domain/event-log/xes.ts';
import { BYTE_ORDER_MARK, csvRecord } from '../../platform/spreadsheet.ts';
import { wallClockSeconds } from '../../platform/zones.ts';
import { gzipped, type Lang, lang, langFor, sendFile, takesGzip } from '../http/file.ts';
import { answered, type Asking, type Route, route } from '../http/route.ts';
import { type LogFilter, logQuery, logWishOf, MOST_CASES } from './asked.ts';
import type { LogDeps } from './deps.ts';
import { type Naming, pseudonyms, rowsFor, titlesIn } from './rows.ts';
import { tracesOf } from './traces.ts';

const more = {
  format: z.enum(['xes', 'csv']).default('xes').describe('IEEE 1849-2016, or a row for each event'),
  lang: lang.describe("Of the titles; left out: the person's own"),
};
type Query = LogFilter & { format: 'xes' | 'csv'; lang?: Lang | undefined };

export const logRoute = (deps: LogDeps): Route =>
  route({
    method: 'get',
    path: '/api/event-log',
    operationId: 'event-log.export',
    tag: 'event-log',
    summary: `What happened on the cases that the filter finds, a trace for each, at most ${MOST_CASES}; persons by pseudonyms but for those who answer for their work. Packed where the asker takes gzip. On record`,
    access: { rule: 'reader' },
    costly: 'file',
    query: logQuery(more),
    responses: {
      200: {
        description: 'XES, or CSV: UTF-8 with byte-order mark, RFC 4180',
        mediaType: ['application/xml', 'text/csv'],
      },
    },
    handle: (asking) => exported(deps, asking),
  });

async function exported(
  deps: LogDeps,
  { identity, actor, request, response, query: { format, lang: asked, ...filter } }: Asking<object, Query>,
): Promise<typeof answered> {
  const { audit, directory, limiter, zone } = deps;
  limiter.take('export', actor.id, false);
  const { happened: span, count, ...wish } = await logWishOf(deps, identity, filter);
  const language = await langFor(directory, actor.id, asked);
  const now = Date.now();
  await audit.record({ type: 'eventLogExported', by: actor.id, at: now, data: { format, filter, count } }); // no record, no log
  const naming: Naming = { title: titlesIn(language), pseudonym: pseudonyms() };
  async function* rows(): AsyncGenerator<Rows> {
    for await (const one of tracesOf(deps, { identity, wish })) {
      const found = rowsFor(actor, one, { span, naming });
      if (found) yield found;
    }
  }
  const parts = chunked(format === 'xes' ? xesOf(rows(), language) : csvOf(rows()));
  const packed = takesGzip(request);
  const file = {
    name: `${language === 'zh' ? '事件日志' : 'event log'} ${wallClockSeconds(now, zone).slice(0, 10)}.${format}`,
    mediaType: format === 'xes' ? 'application/xml; charset=utf-8' : 'text/csv; charset=utf-8',
    ...(packed ? { packed } : {}),
  } as const;
  response.vary('Accept-Encoding');
  await sendFile(response, file, packed ? gzipped(parts) : parts);
  return answered;
}

type Rows = { trace: XesAttributes; events: XesAttributes[] };

async function* xesOf(rows: AsyncIterable<Rows>, language: Lang): AsyncGenerator<string> {
  yield xesHead({ 'concept:name': 'Changming', language });
  for await (const { trace, events } of rows) yield xesTrace(trace, events);
  yield XES_TAIL;
}

/** Names as other tools know them: those of a case begin with `case:`. */
const OF_EVENT = [
  'concept:name',
  'title',
  'time:timestamp',
  'lifecycle:transition',
  'org:resource',
  'org:role',
  'org:group',
  'status',
  'part',
];
const OF_TRACE = [
  'concept:name',
  'process',
  'mode',
  'status',
  'priority',
  'tier',
  'organisation',
  'application',
  'opened',
  'closed',
  'readable',
];

async function* csvOf(rows: AsyncIterable<Rows>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvRecord([...OF_TRACE.map((key) => `case:${key}`), ...OF_EVENT]);
  for await (const { trace, events } of rows) {
    const own = OF_TRACE.map((key) => cellOf(trace[key]));
    yield events.map((event) => csvRecord([...own, ...OF_EVENT.map((key) => cellOf(event[key]))])).join('');
  }
}

function cellOf(value: XesValue): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? new Date(value.at).toISOString() : String(value);
}

const CHUNK = 64 * 1_024;
/** A few cases are sent together: each part that is sent costs as much as many lines. */
async function* chunked(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < CHUNK) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}
