/** A table as a workbook of one sheet, written while its rows come: what is held of it does not grow with them. */

/** `name`: of the sheet, no more than 31 characters, none of `\ / ? * [ ] : '`. `pages`: rows of as many cells as there are heads. */
export type Table = {
  name: string;
  heads: readonly string[];
  pages: AsyncIterable<readonly (readonly string[])[]>;
};

/** A cell of Excel holds no more characters; what is cut off says so by its last one. */
export const MOST_IN_CELL = 32_767;
/** What XML has not. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** The format of Excel for what is text and stays so when somebody edits it. */
const AS_TEXT = '@';
const WIDTH = 18;

/**
 * The bytes, in order. Every cell is a text in a cell of texts: none is a formula, a number or a date, and none becomes one for
 * what it begins with, neither when it is read nor when it is edited. Throws what reading the rows throws.
 */
export async function* workbookOf({ name, heads, pages }: Table): AsyncGenerator<Uint8Array> {
  const { writeXlsxStream } = await import('hucre/xlsx'); // loaded by the first who asks for a workbook
  async function* rows(): AsyncGenerator<(string | null)[]> {
    yield heads.map(cellOf);
    for await (const page of pages) for (const cells of page) yield cells.map(cellOf);
  }
  const columns = heads.map(() => ({ numFmt: AS_TEXT, width: WIDTH }));
  const reader = writeXlsxStream(rows(), { name, columns, freezePane: { rows: 1 } }).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel(); // who reads no further ends the reading of the rows, too
  }
}

function cellOf(text: string): string | null {
  if (text === '') return null;
  const clean = text.replaceAll(/\r\n?/g, '\n').replaceAll(NOT_IN_XML, '\uFFFD');
  if (clean.length <= MOST_IN_CELL) return clean;
  const cut = clean.slice(0, MOST_IN_CELL - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`; // never half of a character
}
