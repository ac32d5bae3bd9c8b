/** A CSV file as it came in a body: its records, and where it could not be read. */
import { type Bytes, decodedFatally, markOf, Trial } from '../../../platform/files/decoded.ts';
import { type CsvRecord, plainCell, readCsv, SheetError } from '../../../platform/spreadsheet.ts';

/** `line` counts records with the heading as 1, as a spreadsheet program does; `column` from 1. */
export type Place = { line: number; column?: number };
export type SheetFault = Place & { code: string; params?: Readonly<Record<string, unknown>> };
export type Sheet = {
  headings: readonly string[];
  records: readonly CsvRecord[];
  /** UTF-8, or GB18030, which holds GBK. */
  encoding: string;
  faults: readonly SheetFault[];
};
/** More is for several files. */
export const MOST_RECORDS = 20_000;

/**
 * The records under the headings, which stand in the first line; formulas that an export made harmless as they were. A file that
 * cannot be read to its end has what could be read, and says where it could not.
 */
export async function readSheet(content: string): Promise<Sheet> {
  const bytes = Buffer.from(content, 'base64');
  const encoding = encodingOf(bytes);
  const all: CsvRecord[] = [];
  const faults: SheetFault[] = [];
  const once: Bytes = async function* () {
    yield bytes;
  };
  try {
    for await (const { row, cells } of readCsv(decodedFatally(once, encoding))) {
      all.push({ row, cells: cells.map((cell) => plainCell(cell).trim()) });
      if (all.length > MOST_RECORDS + 1) break;
    }
  } catch (error) {
    if (!(error instanceof SheetError)) throw error;
    const { row, column, message } = error;
    faults.push({
      line: row,
      ...(column === undefined ? {} : { column }),
      code: 'unreadable',
      params: { why: message },
    });
  }
  const [head, ...records] = all;
  if (!head && faults.length === 0) faults.push({ line: 1, code: 'empty' });
  if (records.length > MOST_RECORDS)
    faults.push({ line: MOST_RECORDS + 2, code: 'too-many-rows', params: { maximum: MOST_RECORDS } });
  const filled = records.slice(0, MOST_RECORDS).filter(({ cells }) => cells.some((cell) => cell !== ''));
  return { headings: head?.cells ?? [], records: filled, encoding, faults };
}

/** By its mark, else UTF-8 where all of it is that, else as Chinese spreadsheet programs write it. */
function encodingOf(bytes: Uint8Array): string {
  const marked = markOf(bytes);
  if (marked !== null) return marked;
  const trial = new Trial('utf-8');
  trial.see(bytes);
  trial.see();
  return trial.passed ? 'utf-8' : 'gb18030';
}
