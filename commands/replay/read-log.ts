/** A log as cases: read as a stream, sorted, and cut to the first so many. */
import type { Millis } from '../../domain/kernel/process.ts';
import { type LogRow, rowReader } from './log-row.ts';
import type { Mapping } from './mapping.ts';
import { LogError, openLog } from './open-log.ts';
import { readCsvLog } from './read-csv.ts';
import { readXesLog } from './read-xes.ts';

/** `start`: the report or the first row, whichever is earlier. `rows`: by (time, order, place in the file), at least one. */
export type LogCase = { caseId: string; start: Millis; rows: readonly LogRow[] };
export type Log = { sha256: string; cases: LogCase[]; rows: number };
type Options = { mapping: Mapping; limit?: number | undefined; onProgress?: (rows: number) => void };

const PROGRESS_EVERY = 20_000;

/** Cases by their id; with `limit` only the first that started. Throws LogError. */
export async function readLog(file: string, { mapping, limit, onProgress }: Options): Promise<Log> {
  const log = await openLog(file);
  const reader = rowReader(mapping);
  const raw = (log.kind === 'xes' ? readXesLog : readCsvLog)(log.text(), reader.columns);
  const byCase = new Map<string, LogRow[]>();
  let count = 0;
  for await (const row of raw) {
    const read = reader.read(row);
    const rows = byCase.get(read.caseId);
    if (rows) rows.push(read);
    else byCase.set(read.caseId, [read]);
    count += 1;
    if (count % PROGRESS_EVERY === 0) onProgress?.(count);
  }
  if (count === 0) throw new LogError('the file has no rows');
  const all = [...byCase].map(([caseId, rows]) => caseOf(caseId, rows));
  const cases = firstOf(all, limit).toSorted((a, b) => compare(a.caseId, b.caseId));
  return { sha256: log.sha256, cases, rows: cases.reduce((sum, { rows }) => sum + rows.length, 0) };
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
