/**
 * The rows of a workbook (ECMA-376), one after the other: a log may be larger than we want to hold. Only values are read,
 * those of formulas as they were last computed; a date is written as a local one without a zone, which the workbook has not.
 */
import { SaxesParser } from 'saxes';
import type { CsvRecord } from '../spreadsheet.ts';
import { BadText, decodedFatally, markOf } from './decoded.ts';
import { shown } from './shown.ts';
import { openZip, type Zip, ZipError } from './zip.ts';

/** What a part may unpack to: a log of a million rows, and no bomb. */
const MOST_SHEET = 1024 ** 3;
const MOST_OTHER = 256 * 1024 * 1024;
const MOST_COLUMNS = 16_384;

/** The workbook cannot be read: why, for people. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError';
}

/**
 * The rows of one sheet, the first unless it is named, in the order of the file; empty ones left out. `row` is the number
 * that the spreadsheet program shows. Throws WorkbookError.
 */
export async function* readXlsx(file: string, sheet?: string): AsyncGenerator<CsvRecord> {
  try {
    const zip = await openZip(file);
    const book = await bookOf(zip);
    const place = placeOf(book, sheet);
    const styles = zip.has(book.styles) ? await dateStylesOf(zip, book.styles) : [];
    const texts = zip.has(book.texts) ? await sharedTexts(zip, book.texts) : [];
    yield* rowsOf(zip, place, { texts, styles, from1904: book.from1904 });
  } catch (error) {
    throw error instanceof ZipError || error instanceof BadText ? new WorkbookError(error.message) : error;
  }
}

type Tag = { name: string; attributes: Readonly<Record<string, string>> };
type Watcher = { enter?(tag: Tag): void; text?(text: string): void; leave?(name: string): void };

const local = (tag: string): string => tag.slice(tag.indexOf(':') + 1);

/** Walks a part; after each chunk its reader may give what is ready. */
async function* walked(zip: Zip, name: string, most: number, watcher: Watcher): AsyncGenerator<void> {
  const parser = new SaxesParser();
  parser.on('error', ({ message }) => {
    throw new WorkbookError(`${name}, line and column ${shown(message)}`);
  });
  parser.on('opentag', (tag) => watcher.enter?.({ name: local(tag.name), attributes: tag.attributes }));
  parser.on('text', (text) => watcher.text?.(text));
  parser.on('cdata', (text) => watcher.text?.(text));
  parser.on('closetag', (tag) => watcher.leave?.(local(tag.name)));
  const head = await firstBytes(zip, name, most);
  for await (const chunk of decodedFatally(() => zip.part(name, most), markOf(head) ?? 'utf-8')) {
    parser.write(chunk);
    yield;
  }
  parser.close();
  yield;
}

async function firstBytes(zip: Zip, name: string, most: number): Promise<Uint8Array> {
  for await (const chunk of zip.part(name, most)) return chunk;
  return new Uint8Array();
}

async function walk(zip: Zip, name: string, watcher: Watcher): Promise<void> {
  for await (const _ of walked(zip, name, MOST_OTHER, watcher)) continue;
}

type Book = {
  /** Name in the workbook and name of its part, in order. */
  sheets: { name: string; part: string }[];
  styles: string;
  texts: string;
  /** Days are counted from 1904. */
  from1904: boolean;
};

async function bookOf(zip: Zip): Promise<Book> {
  if (!zip.has('[Content_Types].xml') || !zip.has('_rels/.rels'))
    throw new WorkbookError('this is an archive, but no .xlsx workbook: unpack it, or save it as .xlsx or CSV');
  const [start] = (await relationsOf(zip, '_rels/.rels', '')).filter(({ type }) => type === 'officeDocument');
  if (!start || !zip.has(start.part)) throw new WorkbookError('this is no .xlsx workbook: save it as .xlsx or CSV');
  const cut = start.part.lastIndexOf('/') + 1;
  const folder = start.part.slice(0, cut);
  const relations = await relationsOf(zip, `${folder}_rels/${start.part.slice(cut)}.rels`, folder);
  const found: { name: string; id: string }[] = [];
  let from1904 = false;
  await walk(zip, start.part, {
    enter({ name, attributes }) {
      if (name === 'workbookPr') from1904 = isTrue(attributes['date1904']);
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
      if (name === 'sheet') found.push({ name: attributes['name'] ?? '', id: id ?? '' });
    },
  });
  const sheets = found.flatMap(({ name, id }) => {
    const part = relations.find((one) => one.id === id && one.type === 'worksheet')?.part;
    return part === undefined ? [] : [{ name, part }];
  });
  const partOf = (type: string): string => relations.find((one) => one.type === type)?.part ?? '';
  return { sheets, styles: partOf('styles'), texts: partOf('sharedStrings'), from1904 };
}

type Relation = { id: string; type: string; part: string };
async function relationsOf(zip: Zip, name: string, folder: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  await walk(zip, name, {
    enter({ name: tag, attributes: { Id: id = '', Type: type = '', Target: target = '' } }) {
      if (tag !== 'Relationship') return;
      const part = target.startsWith('/') ? target.slice(1) : folder + target;
      relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), part });
    },
  });
  return relations;
}

function placeOf({ sheets }: Book, sheet: string | undefined): string {
  const found = sheet === undefined ? sheets[0] : sheets.find(({ name }) => name === sheet);
  if (found) return found.part;
  const names = sheets.map(({ name }) => name).join(', ');
  throw new WorkbookError(sheet === undefined ? 'the workbook has no sheet' : `no sheet ${sheet}; it has ${names}`);
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Formats of Excel's own that show a date or a time. */
const DATE_FORMATS = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const; // prettier-ignore

/** By style: whether a number in it is a date. */
async function dateStylesOf(zip: Zip, name: string): Promise<boolean[]> {
  const custom = new Map<number, string>();
  const styles: number[] = [];
  let inCells = false;
  await walk(zip, name, {
    enter({ name: tag, attributes }) {
      if (tag === 'numFmt') custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (tag === 'cellXfs') inCells = true;
      if (tag === 'xf' && inCells) styles.push(Number(attributes['numFmtId'] ?? 0));
    },
    leave(tag) {
      if (tag === 'cellXfs') inCells = false;
    },
  });
  return styles.map((id) => {
    const format = custom.get(id);
    return format === undefined ? DATE_FORMATS.some(([low, high]) => id >= low && id <= high) : isDateFormat(format);
  });
}

/** Letters of a date outside quotes, colours and conditions; a length of time, `[h]:mm`, is none. */
function isDateFormat(format: string): boolean {
  if (/\[[hms]+\]/i.test(format)) return false;
  return /[ymdhs]/i.test(format.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').replaceAll(/general/gi, ''));
}

/** Text that many cells have; how it is pronounced is left out. */
async function sharedTexts(zip: Zip, name: string): Promise<string[]> {
  const texts: string[] = [];
  const reader = new TextReader();
  await walk(zip, name, {
    enter: ({ name: tag }) => reader.enter(tag),
    text: (text) => reader.add(text),
    leave(tag) {
      if (tag === 'si') texts.push(reader.take());
      reader.leave(tag);
    },
  });
  return texts;
}

/** The text of `t` within `si` or `is`, without that of `rPh`. */
class TextReader {
  private parts = '';
  private inText = false;
  private spoken = 0;

  enter(tag: string): void {
    if (tag === 'rPh') this.spoken += 1;
    if (tag === 't') this.inText = this.spoken === 0;
  }

  add(text: string): void {
    if (this.inText) this.parts += text;
  }

  leave(tag: string): void {
    if (tag === 'rPh') this.spoken -= 1;
    if (tag === 't') this.inText = false;
  }

  /** `_x000D_` is how a character that XML has not is written. */
  take(): string {
    const text = this.parts.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    this.parts = '';
    return text;
  }
}

type Known = { texts: readonly string[]; styles: readonly boolean[]; from1904: boolean };

async function* rowsOf(zip: Zip, name: string, known: Known): AsyncGenerator<CsvRecord> {
  const reader = new SheetReader(known);
  for await (const _ of walked(zip, name, MOST_SHEET, reader)) yield* reader.ready();
}

class SheetReader {
  private readonly known: Known;
  private rows: CsvRecord[] = [];
  private row = 0;
  private cells: string[] = [];
  private column = 0;
  private type = 'n';
  private isDate = false;
  private value = '';
  private inValue = false;
  private readonly inline = new TextReader();

  constructor(known: Known) {
    this.known = known;
  }

  ready(): CsvRecord[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  enter({ name, attributes }: Tag): void {
    if (name === 'row') {
      this.row = Number(attributes['r'] ?? this.row + 1);
      [this.cells, this.column] = [[], 0];
    } else if (name === 'c') {
      this.column = columnOf(attributes['r']) ?? this.column + 1;
      if (this.column > MOST_COLUMNS) throw new WorkbookError(`row ${this.row}: more columns than a sheet has`);
      this.type = attributes['t'] ?? 'n';
      this.isDate = this.known.styles[Number(attributes['s'] ?? 0)] ?? false;
      this.value = '';
    } else if (name === 'v') this.inValue = true;
    else this.inline.enter(name);
  }

  text(text: string): void {
    if (this.inValue) this.value += text;
    else this.inline.add(text);
  }

  leave(name: string): void {
    if (name === 'v') this.inValue = false;
    else if (name === 'c') {
      while (this.cells.length < this.column - 1) this.cells.push('');
      this.cells[this.column - 1] = this.textOf(this.inline.take());
    } else if (name === 'row' && this.cells.some((cell) => cell !== '')) {
      this.rows.push({ row: this.row, cells: this.cells });
    } else this.inline.leave(name);
  }

  private textOf(inline: string): string {
    const { type, value, isDate, known } = this;
    if (type === 'inlineStr') return inline;
    if (value === '') return '';
    if (type === 's') return known.texts[Number(value)] ?? this.unreadable(value);
    if (type === 'b') return isTrue(value) ? 'TRUE' : 'FALSE';
    if (type !== 'n') return value; // text of a formula, an error, a date in ISO 8601
    const number = Number(value);
    if (!Number.isFinite(number)) return this.unreadable(value);
    if (isDate) return localTime(number + (known.from1904 ? 1_462 : 0)) ?? this.unreadable(value);
    return /^-?\d+$/.test(value) ? value : String(number);
  }

  private unreadable(value: string): never {
    throw new WorkbookError(`row ${this.row}, column ${this.column}: ${shown(value)} cannot be read`);
  }
}

const placeOfLetter = (letter: string): number => letter.charCodeAt(0) - 64;
/** Of `AB12`, 1 = A. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,4}(?=\d)/.exec(reference ?? '')?.[0];
  return letters === undefined ? null : Array.from(letters, placeOfLetter).reduce((sum, one) => sum * 26 + one, 0);
}

const DAY = 86_400_000;
/** Day 0 of Excel, which believes in 29 February 1900: what lies before March 1900 is no date of a log. */
const EPOCH = Date.UTC(1899, 11, 30);
const LAST = Date.UTC(9999, 11, 31);

/** `2026-03-02T08:05:00.000`; a whole day without its time, a time without its day. null: no date. */
function localTime(days: number): string | null {
  const at = EPOCH + Math.round(days * DAY);
  if (days < 0 || at > LAST + DAY) return null;
  const [date, time = ''] = new Date(at).toISOString().slice(0, -1).split('T');
  if (days < 1) return time;
  return time === '00:00:00.000' ? (date ?? null) : `${date}T${time}`;
}
