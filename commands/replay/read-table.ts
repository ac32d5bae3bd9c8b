/** Logs that are a table with a header row: CSV, or a sheet of a workbook. */
import { readXlsx, WorkbookError } from '../../platform/files/xlsx.ts';
import { shown } from '../../platform/files/shown.ts';
import { type CsvRecord, readCsv, SheetError } from '../../platform/spreadsheet.ts';
import type { RawRow, Wanted } from './log-row.ts';
import { LogError } from './open-log.ts';

/** The rows of a CSV with a header, cut down to the columns wanted. Throws LogError with row and column. */
export const readCsvLog = (text: AsyncIterable<string>, wanted: Wanted): AsyncGenerator<RawRow> =>
  rowsOf(readCsv(text), wanted, (cells, width) =>
    cells.length === width ? null : `${cells.length} cells, but the header has ${width} columns`,
  );

/** The same of a workbook, which leaves empty cells out. */
export const readXlsxLog = (file: string, wanted: Wanted, sheet?: string): AsyncGenerator<RawRow> =>
  rowsOf(readXlsx(file, sheet), wanted, (cells, width) => {
    const beyond = cells.slice(width).findIndex((cell) => cell !== '');
    return beyond === -1 ? null : `column ${width + beyond + 1} has a value and no name in the header`;
  });

type FaultOf = (cells: readonly string[], width: number) => string | null;

async function* rowsOf(
  records: AsyncIterable<CsvRecord>,
  { columns, absent }: Wanted,
  faultOf: FaultOf,
): AsyncGenerator<RawRow> {
  let header: readonly string[] | null = null;
  let places: number[] = [];
  try {
    for await (const { row, cells } of records) {
      if (!header) {
        header = cells.map((name) => name.trim());
        places = placesIn({ header, row }, columns, absent);
        continue;
      }
      const fault = faultOf(cells, header.length);
      yield fault === null
        ? { place: row, cells: places.map((place) => (place === -1 ? undefined : (cells[place] ?? ''))) }
        : { place: row, fault };
    }
  } catch (error) {
    throw error instanceof SheetError || error instanceof WorkbookError
      ? new LogError(error.message + nameOf(header, error))
      : error;
  }
  if (!header) throw new LogError('the file has no header row');
}

/** Of the column at fault, where it has one. */
function nameOf(header: readonly string[] | null, error: Error): string {
  const name = error instanceof SheetError && error.column !== undefined ? header?.[error.column - 1] : undefined;
  return name === undefined ? '' : ` (column ${shown(name)})`;
}

type Header = { header: readonly string[]; row: number };
function placesIn({ header, row }: Header, columns: readonly string[], absent: Wanted['absent']): number[] {
  const missing = absent((name) => header.includes(name)).map((name) => shown(name));
  if (missing.length > 0) {
    const has = header.map((name) => shown(name, 60)).join(', ');
    throw new LogError(`row ${row}: no column ${missing.join(', ')}; the header has ${has.slice(0, 500)}`);
  }
  return columns.map((name) => {
    const place = header.indexOf(name);
    if (header.lastIndexOf(name) !== place) throw new LogError(`row ${row}: column ${shown(name)} stands there twice`);
    return place;
  });
}
