import { readCsv, SheetError } from '../../platform/spreadsheet.ts';
import type { RawRow } from './log-row.ts';
import { LogError } from './open-log.ts';

/** The rows of a CSV with a header, cut down to `columns` in that order. Throws LogError with row and column. */
export async function* readCsvLog(text: AsyncIterable<string>, columns: readonly string[]): AsyncGenerator<RawRow> {
  let places: number[] | null = null;
  let width = 0;
  try {
    for await (const { row, cells } of readCsv(text)) {
      if (!places) {
        places = placesIn(cells, columns);
        width = cells.length;
        continue;
      }
      if (cells.length !== width)
        throw new LogError(`row ${row}: ${cells.length} cells, but the header has ${width} columns`);
      yield { place: row, cells: places.map((place) => cells[place]) };
    }
  } catch (error) {
    throw error instanceof SheetError ? new LogError(error.message) : error;
  }
  if (!places) throw new LogError('the file has no header row');
}

function placesIn(header: readonly string[], columns: readonly string[]): number[] {
  const names = header.map((name) => name.trim());
  return columns.map((column) => {
    const place = names.indexOf(column);
    if (place === -1)
      throw new LogError(`row 1: no column ${column}; the header has ${names.join(', ').slice(0, 500)}`);
    if (names.lastIndexOf(column) !== place) throw new LogError(`row 1: column ${column} stands there twice`);
    return place;
  });
}
