/**
 * CSV as a stream. The spreadsheet library that writes our files takes a whole CSV as one string; another tool's log may
 * be larger than we want to hold, and a bad place in it has to be named by row and column.
 */
import { BadText } from './files/decoded.ts';

export type CsvRecord = { row: number; cells: string[] };

/** What is wrong with a file of rows, and where: `row` counts the header as 1, as a spreadsheet program does. */
export class SheetError extends Error {
  override readonly name = 'SheetError';
  readonly row: number;
  readonly column: number | undefined;
  constructor(why: string, { row, column }: { row: number; column?: number }) {
    super(`row ${row}${column === undefined ? '' : `, column ${column}`}: ${why}`);
    this.row = row;
    this.column = column;
  }
}

/** A record longer than this is a quote that was never closed. */
const MAX_RECORD = 1_000_000;
const SEPARATORS = [',', ';', '\t'] as const;

/**
 * The records of a CSV (RFC 4180: quotes doubled inside quotes, line ends within them; LF, CRLF or CR), empty lines left
 * out. The separator (comma, semicolon or tab) is the one that the first line has most of. Throws SheetError, also where
 * the text ends in what is none (BadText).
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let rest = '';
  let row = 0;
  let separator = '';
  const placed = (error: unknown): unknown =>
    error instanceof BadText ? new SheetError(error.message, placeOf(rest, row, separator)) : error;
  for await (const chunk of withErrors(withoutMark(text), placed)) {
    rest += chunk;
    separator ||= separatorOf(rest);
    let from = 0;
    for (;;) {
      // The last character may be the first half of CRLF or of a doubled quote: it waits for the next chunk.
      const found: Found | null = separator ? recordAt(rest, { from, row: row + 1, separator, last: false }) : null;
      if (!found) break;
      row += 1;
      from = found.next;
      if (!isEmpty(found.cells)) yield { row, cells: found.cells };
    }
    rest = rest.slice(from);
    if (rest.length > MAX_RECORD) throw new SheetError('longer than a million characters', { row: row + 1 });
  }
  separator ||= separatorOf(`${rest}\n`);
  for (let from = 0; from < rest.length; ) {
    row += 1;
    const found = recordAt(rest, { from, row, separator, last: true });
    if (!found) throw new SheetError('a quote is never closed', { row });
    from = found.next;
    if (!isEmpty(found.cells)) yield { row, cells: found.cells };
  }
}

/** Passes on what is thrown as what `told` makes of it. */
async function* withErrors<T>(items: AsyncIterable<T>, told: (error: unknown) => unknown): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw told(error);
  }
}

/** Where the text behind the `row` records that were read ends: row and cell. */
function placeOf(rest: string, row: number, separator: string): { row: number; column: number } {
  const by = separator || separatorOf(`${rest}\n`);
  let [from, at] = [0, row + 1];
  for (;;) {
    const place = { from, row: at, separator: by, last: true };
    const found = recordAt(rest, place) ?? recordAt(`${rest}"`, place);
    if (!found) return { row: at, column: 1 };
    const isOver = found.next <= rest.length && /[\r\n]/.test(rest[found.next - 1] ?? '') && found.next > from;
    if (!isOver) return { row: at, column: found.cells.length };
    if (found.next === rest.length) return { row: at + 1, column: 1 };
    [from, at] = [found.next, at + 1];
  }
}

type Found = { cells: string[]; next: number };
type Place = { from: number; row: number; separator: string; last: boolean };

/** The record that starts at `from`; null when the text ends before it does. */
function recordAt(text: string, { from, row, separator, last }: Place): Found | null {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    const cell = text[at] === '"' ? quotedAt(text, at, last) : plainAt(text, at, separator);
    if (!cell || (cell.next >= text.length - 1 && !last)) return null;
    cells.push(cell.value);
    const end = text[cell.next];
    if (end === undefined) return { cells, next: text.length };
    if (end === '\n') return { cells, next: cell.next + 1 };
    if (end === '\r') return { cells, next: cell.next + (text[cell.next + 1] === '\n' ? 2 : 1) };
    if (end !== separator)
      throw new SheetError(`${JSON.stringify(end)} after a closing quote`, { row, column: cells.length });
    at = cell.next + 1;
  }
}

type Cell = { value: string; next: number };

function plainAt(text: string, from: number, separator: string): Cell {
  let next = from;
  while (next < text.length) {
    const one = text[next];
    if (one === separator || one === '\n' || one === '\r') break;
    next += 1;
  }
  return { value: text.slice(from, next), next };
}

function quotedAt(text: string, from: number, last: boolean): Cell | null {
  let next = from + 1;
  for (;;) {
    next = text.indexOf('"', next);
    if (next === -1 || (next === text.length - 1 && !last)) return null;
    if (text[next + 1] !== '"') break;
    next += 2;
  }
  return { value: text.slice(from + 1, next).replaceAll('""', '"'), next: next + 1 };
}

/** '' until the first line is whole. */
function separatorOf(text: string): string {
  const end = /[\r\n]/.exec(text)?.index;
  if (end === undefined) return '';
  const line = text.slice(0, end).replaceAll(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => line.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

const isEmpty = (cells: readonly string[]): boolean => cells.length === 1 && cells[0] === '';

async function* withoutMark(text: AsyncIterable<string>): AsyncGenerator<string> {
  let first = true;
  for await (const chunk of text) {
    yield first && chunk.startsWith('\uFEFF') ? chunk.slice(1) : chunk;
    if (chunk !== '') first = false;
  }
}

/** What spreadsheet programs need to read a file as UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What a spreadsheet program takes for a formula, full-width signs too, behind apostrophes of ours or of the text itself, blanks,
 * and separators of other countries, at which such a program cuts the cell in two.
 */
const FORMULA = /^[';\s]*[=+\-@\t\r\n＝＋－＠]/;
/**
 * A formula that begins behind such a separator within the cell. A run of separators and blanks is looked at from its begin
 * alone: from each of its characters it would take the square of its length.
 */
const CUT_OFF = /(?<![;\s])(?=\s*[;\t])([;\s]+)('*)(?=[=+\-@＝＋－＠])/g;
const CUT_OFF_SAFE = /(?<![;\s])(?=\s*[;\t])([;\s]+)'('*)(?=[=+\-@＝＋－＠])/g;

/**
 * One record, RFC 4180. A cell that a spreadsheet program would take for a formula gets an apostrophe before it, and so does a
 * piece of it that a program would take for a cell of its own: it shows as text and computes nothing. `plainCell` takes them
 * away again.
 */
export function csvRecord(cells: readonly string[]): string {
  const safe = cells.map((cell) => {
    const inside = cell.replaceAll(CUT_OFF, "$1'$2");
    return FORMULA.test(cell) ? `'${inside}` : inside;
  });
  return `${safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/** The text that `csvRecord` made a cell of. */
export function plainCell(cell: string): string {
  const bare = cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
  return bare.replaceAll(CUT_OFF_SAFE, '$1$2');
}
