/** A log as cases: read as a stream, sorted, and cut to the first so many. */
import type { Millis } from '../../domain/kernel/process.ts';
import { type LogRow, type RawRow, type RowReader, rowReader } from './log-row.ts';
import type { Mapping } from './mapping.ts';
import { type Encoding, LogError, openLog } from './open-log.ts';
import { readCsvLog, readXlsxLog } from './read-table.ts';
import { readXesLog } from './read-xes.ts';

/** `start`: the report or the first row, whichever is earlier. `rows`: by (time, order, place in the file), at least one. */
export type LogCase = { caseId: string; start: Millis; rows: readonly LogRow[] };
export type Log = {
  sha256: string;
  /** null: a workbook, which says its own. */
  encoding: Encoding | null;
  cases: LogCase[];
  /** Those of `cases`. */
  rows: number;
  /** Of the whole file: left out as the mapping says. */
  ignoredRows: number;
  skippedRows: number;
  /** Why, of the first of them, with row and column. */
  skipped: string[];
};
type Options = { mapping: Mapping; limit?: number | undefined; onProgress?: (rows: number) => void };

const PROGRESS_EVERY = 20_000;

/** Cases by their id; with `limit` only the first that started. Throws LogError. */
export async function readLog(file: string, { mapping, limit, onProgress }: Options): Promise<Log> {
  const log = await openLog(file, mapping);
  const reader = rowReader(mapping, { isTyped: log.kind === 'xlsx' });
  const raw = log.kind === 'xlsx' ? readXlsxLog(file, reader, mapping.sheet) : readers[log.kind](log.text(), reader);
  const byCase = new Map<string, LogRow[]>();
  const skipped: string[] = [];
  let [count, ignoredRows, skippedRows] = [0, 0, 0];
  const skip =
    mapping.badRows === 'refuse'
      ? null
      : (why: string): void => {
          skippedRows += 1;
          if (skipped.length < MOST_TOLD) skipped.push(why);
        };
  for await (const row of raw) {
    const read = readOr(reader, row, skip);
    if (read === null) ignoredRows += 1;
    if (read) {
      const rows = byCase.get(read.caseId);
      if (rows) rows.push(read);
      else byCase.set(read.caseId, [read]);
    }
    count += 1;
    if (count % PROGRESS_EVERY === 0) onProgress?.(count);
  }
  if (count === 0) throw new LogError('the file has no rows');
  if (byCase.size === 0)
    throw new LogError(`the file has no row to read: ${ignoredRows} ignored, ${skippedRows} skipped`);
  const all = [...byCase].map(([caseId, rows]) => caseOf(caseId, rows));
  const cases = firstOf(all, limit).toSorted((a, b) => compare(a.caseId, b.caseId));
  const rows = cases.reduce((sum, one) => sum + one.rows.length, 0);
  return { sha256: log.sha256, encoding: log.encoding, cases, rows, ignoredRows, skippedRows, skipped };
}

const readers = { csv: readCsvLog, xes: readXesLog };
const MOST_TOLD = 20;

/** null: left out; undefined: it cannot be read, and is skipped. */
function readOr(reader: RowReader, row: RawRow, skip: ((why: string) => void) | null): LogRow | null | undefined {
  try {
    return reader.read(row);
  } catch (error) {
    if (!skip || !(error instanceof LogError)) throw error;
    skip(error.message);
    return undefined;
  }
}

function caseOf(caseId: string, rows: LogRow[]): LogCase {
  rows.sort(inCase);
  const opened = rows.flatMap(({ openedAt }) => (openedAt === null ? [] : [openedAt]));
  return { caseId, start: Math.min(rows[0]?.at ?? 0, opened[0] ?? Number.POSITIVE_INFINITY), rows };
}

function firstOf(cases: LogCase[], limit: number | undefined): LogCase[] {
  if (limit === undefined) return cases;
  return cases.toSorted((a, b) => a.start - b.start || compare(a.caseId, b.caseId)).slice(0, limit);
}

function inCase(a: LogRow, b: LogRow): number {
  if (a.at !== b.at) return a.at - b.at;
  for (const [i, value] of a.order.entries()) {
    const other = b.order[i] ?? null;
    const found = compare(value, other);
    if (found !== 0) return found;
  }
  return a.place - b.place;
}

/** Missing before numbers, numbers before texts. */
function compare(a: number | string | null, b: number | string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}
