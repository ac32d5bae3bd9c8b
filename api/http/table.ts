/** A whole list as a file that spreadsheet programs open: CSV, or a workbook. Both hold the same cells. */
import type { Response } from 'express';
import { z } from 'zod';
import { type Table, workbookOf } from '../../platform/documents/table.ts';
import { BYTE_ORDER_MARK, csvRecord } from '../../platform/spreadsheet.ts';
import { sendFile } from './file.ts';
import type { RouteSpec } from './route.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const TABLE_FORMATS = ['csv', 'xlsx'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
export const tableFormat = z
  .enum(TABLE_FORMATS)
  .default('csv')
  .describe('Of the file: `xlsx`: a workbook of one sheet, every cell a text');
export const tableAnswer = {
  200: {
    description: 'CSV: UTF-8 with byte-order mark, RFC 4180. XLSX: one sheet, in which no cell is a formula',
    mediaType: ['text/csv', XLSX],
  },
} as const satisfies RouteSpec['responses'];

/** Sends it as its rows are read; `file`: its name without what it ends in. */
export async function sendTable(
  response: Response,
  { format, file, ...table }: Table & { format: TableFormat; file: string },
): Promise<void> {
  const name = `${file}.${format}`;
  if (format === 'xlsx') await sendFile(response, { name, mediaType: XLSX }, workbookOf(table));
  else await sendFile(response, { name, mediaType: 'text/csv; charset=utf-8' }, csvOf(table));
}

async function* csvOf({ heads, pages }: Table): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvRecord(heads);
  for await (const page of pages) yield page.map(csvRecord).join('');
}
