/** A document in one language with every name and instant in place: what is printed, whatever prints it. Plain data. */

/** Paper takes `text`; a workbook the number, shown as `format` says (a number format of spreadsheets: `0.00`). */
export type NumberCell = { text: string; number: number; format: string };
export type Cell = string | NumberCell;

export type PrintedSection = { title?: string } & (
  | { is: 'facts'; rows: readonly (readonly [label: string, value: Cell])[] }
  | { is: 'text'; text: string }
  | { is: 'table'; columns: readonly { title: string; share: number }[]; rows: readonly (readonly Cell[])[] }
  | { is: 'signatures'; boxes: readonly { title: string; name?: string }[]; signHere: string; dateHere: string }
);
export type Printed = {
  lang: 'zh' | 'en';
  title: string;
  /** Below the title: number and title of the case. */
  subtitle: string;
  /** Over each page, of what is not the real thing. */
  mark?: string;
  letterhead: readonly string[];
  footer: readonly string[];
  sections: readonly PrintedSection[];
  /** Which version of which record it was made of, at its end; `qr`: the same for a camera. */
  record: { title: string; rows: readonly (readonly [label: string, value: string])[]; qr: string };
  /** At the foot of each page; `{page}` and `{pages}` are filled in. */
  pageWords: string;
  /** Said where a character cannot be printed; `{characters}` is filled in. */
  unprintableWords: string;
  /** Epoch ms of that version: nothing in the file says when it was printed, so the same prints alike. */
  at: number;
};
