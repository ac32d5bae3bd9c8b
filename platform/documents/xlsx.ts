/** Documents as a workbook of one sheet, to be read and worked on; the one file that writes one. Runs in the press alone. */
import { writeXlsx } from 'hucre/xlsx';
import { type Cell, type Print, type Printable, type Section, wordsIn } from './printed.ts';

/** A cell of Excel holds no more. */
const MOST_IN_CELL = 32_767;
/** What XML has not, and what a spreadsheet program would take for the begin of one of its own marks. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** Ruled out in names of sheets. */
const NOT_IN_NAME = /[\\/?*[\]:']/g;
/** The format of Excel for what is text and stays so when somebody edits it; needed by what a program would take for a formula. */
const AS_TEXT = '@';
const FORMULA = /^['\s]*[=+\-@＝＋－＠]/;
const COLUMN_CHARACTERS = 90;

/** `wide`: its one cell spans the sheet. */
type Row = { cells: readonly Cell[]; style?: 'title' | 'heading' | 'columns' | 'facts'; wide?: true };

/**
 * Throws what hucre throws. A cell is a number that was said to be one, or a text: none is a formula, nor anything that a program would make
 * another one of.
 */
export async function xlsxOf(document: Printable): Promise<Print> {
  const { title, subtitle, mark, letterhead, footer, sections, record, at } = document;
  const wide = (text: string, style?: Row['style']): Row => ({
    cells: [text],
    wide: true,
    ...(style ? { style } : {}),
  });
  const rows: Row[] = [
    ...letterhead.map((line) => wide(line)),
    wide(title, 'title'),
    wide(subtitle),
    ...(mark ? [wide(mark, 'heading')] : []),
    ...sections.flatMap(rowsOf),
    ...rowsOf({ title: record.title, is: 'facts', rows: record.rows }),
    wide(record.qr),
    ...footer.map((line) => wide(line)),
  ];
  const most = Math.max(2, ...rows.map(({ cells }) => cells.length));
  const widths = Array.from({ length: most }, (_, column) => widthOf(rows, column, most));
  const date = new Date(at);
  const bytes = await writeXlsx({
    sheets: [
      {
        name: title.replaceAll(NOT_IN_NAME, ' ').trim().slice(0, 31) || 'Document',
        columns: widths.map((width) => ({ width })),
        rows: rows.map(({ cells }) => cells.map(valueOf)),
        cells: new Map(
          rows.flatMap((row, r) => row.cells.map((cell, c) => [`${r},${c}`, cellOf(cell, row.style, c)] as const)),
        ),
        merges: rows.flatMap((row, r) => (row.wide ? [{ startRow: r, startCol: 0, endRow: r, endCol: most - 1 }] : [])),
        rowDefs: heightsOf(
          rows,
          widths.reduce((sum, one) => sum + one, 0),
        ),
        pageSetup: { paperSize: 'a4', orientation: 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
      },
    ],
    properties: { title: `${title} ${subtitle}`, creator: 'Changming', created: date, modified: date },
  });
  return { bytes: Buffer.from(bytes), unprintable: [] };
}

const valueOf = (cell: Cell): string | number => (typeof cell === 'string' ? textOf(cell) : cell.number);
function cellOf(cell: Cell, style: Row['style'], column: number) {
  const own = styleOf(style, column);
  if (typeof cell === 'string') {
    const edited = FORMULA.test(cell) ? { numFmt: AS_TEXT } : {};
    return { type: 'string', value: textOf(cell), style: { ...own, ...edited } } as const;
  }
  return { type: 'number', value: cell.number, style: { ...own, numFmt: cell.format } } as const;
}

/** A program fits rows to their text, but not where it spans several columns. */
const LINE_POINTS = 15;
const HIGHEST_POINTS = 409;
function heightsOf(rows: readonly Row[], width: number): Map<number, { height: number }> {
  const linesIn = (text: string): number =>
    text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / width)), 0);
  const wide = rows.flatMap(({ cells: [cell = ''], wide: spans, style }, r): [number, { height: number }][] => {
    const points = (style === 'title' ? 24 : LINE_POINTS) * linesIn(wordsIn(cell));
    return spans ? [[r, { height: Math.min(HIGHEST_POINTS, points) }]] : [];
  });
  return new Map(wide);
}

/** A character outside Latin takes two. */
const columnsOf = (line: string): number => line.length + line.replaceAll(/[ -ÿ]/g, '').length;

const textOf = (text: string): string => text.replaceAll(NOT_IN_XML, '\uFFFD').slice(0, MOST_IN_CELL);

function rowsOf(section: Section): Row[] {
  const heading: Row[] = [
    { cells: [''] },
    ...(section.title === undefined ? [] : [{ cells: [section.title], style: 'heading', wide: true } as const]),
  ];
  switch (section.is) {
    case 'facts':
      return [...heading, ...section.rows.map((cells): Row => ({ cells, style: 'facts' }))];
    case 'text':
      return [...heading, { cells: [section.text], wide: true }];
    case 'table':
      return [
        ...heading,
        { cells: section.columns.map(({ title }) => title), style: 'columns' },
        ...section.rows.map((cells): Row => ({ cells })),
      ];
    case 'signatures':
      return [
        ...heading,
        { cells: section.boxes.map(({ title }) => title), style: 'columns' },
        { cells: section.boxes.map(({ name = '' }) => name) },
        { cells: section.boxes.map(() => `${section.signHere}:`) },
        { cells: section.boxes.map(() => `${section.dateHere}:`) },
      ];
    default:
      return section satisfies never;
  }
}

function styleOf(style: Row['style'], column: number) {
  const isBold = style === 'title' || style === 'heading' || style === 'columns' || (style === 'facts' && column === 0);
  return {
    alignment: { wrapText: true, vertical: 'top' },
    ...(isBold ? { font: { bold: true, ...(style === 'title' ? { size: 16 } : {}) } } : {}),
  } as const;
}

const FIRST = 24;
/** The longest line decides, within reason. */
function widthOf(rows: readonly Row[], column: number, most: number): number {
  if (column === 0) return FIRST;
  const lines = rows.flatMap(({ cells }) => wordsIn(cells[column] ?? '').split('\n'));
  const longest = Math.max(8, ...lines.map(columnsOf));
  return Math.min(longest + 2, Math.max(16, Math.floor(COLUMN_CHARACTERS / (most - 1))));
}
