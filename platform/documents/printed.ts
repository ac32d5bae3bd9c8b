/** What is printed: texts in their places, in one language. Knows nothing of where they come from. */

/** Paper takes `text`; a workbook the number, shown as `format` says (a number format of spreadsheets: `0.00`). */
export type NumberCell = { text: string; number: number; format: string };
export type Cell = string | NumberCell;
export const wordsIn = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

export type Section = { title?: string } & (
  | { is: 'facts'; rows: readonly (readonly [label: string, value: Cell])[] }
  | { is: 'text'; text: string }
  | { is: 'table'; columns: readonly { title: string; share: number }[]; rows: readonly (readonly Cell[])[] }
  | { is: 'signatures'; boxes: readonly { title: string; name?: string }[]; signHere: string; dateHere: string }
);
export type Printable = {
  lang: 'zh' | 'en';
  title: string;
  subtitle: string;
  /** Over each page. */
  mark?: string;
  letterhead: readonly string[];
  footer: readonly string[];
  sections: readonly Section[];
  /** At its end, beside a QR code with the text `qr`. */
  record: { title: string; rows: readonly (readonly [label: string, value: string])[]; qr: string };
  /** `{page}` and `{pages}` are filled in. */
  pageWords: string;
  /** `{characters}` is filled in. */
  unprintableWords: string;
  /** Epoch ms, which the file gives as the time at which it was made. */
  at: number;
};
export type Format = 'pdf' | 'xlsx';
/** `unprintable`: characters that the font lacks, each once, as `U+20BB7`. */
export type Print = { bytes: Buffer; unprintable: string[] };
