/** Text in columns of a fixed width, as printers and terminals set it: a Chinese character takes two. */

// What is of one width or of two by the font counts as two: a line may end early, never late.
const WIDE =
  /[\p{Script=Han}\u1100-\u115f\u2010-\u2027\u2030-\u205e\u2190-\u2bff\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3ffff}]/u;
const MARK = /\p{M}/u;
/** No line begins with these. */
const CLOSING = /[，。、；：！？）》」』】”’,.;:!?)\]]/u;

const widthOf = (letter: string): number => (MARK.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1);
/** Columns that a line takes. Throws nothing. */
export const columnsOf = (line: string): number => Array.from(line).reduce((sum, letter) => sum + widthOf(letter), 0);

/** What a printer would act on, or nobody sees, is left out; each line of the text stays one. */
const printable = (text: string): string[] =>
  text
    .normalize('NFC')
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) =>
      line
        .replaceAll(/\s+/gu, ' ')
        .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu, '')
        .trim(),
    );

/** `text` in lines of at most `columns`, broken between words, and within what is longer than a line. Never empty. */
export function wrapped(text: string, columns: number): string[] {
  return printable(text).flatMap((line) => wrappedLine(line, columns));
}

function wrappedLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let now = '';
  for (const piece of piecesIn(line, columns)) {
    if (columnsOf(now) + columnsOf(piece.trimEnd()) <= columns) now += piece;
    else {
      lines.push(now.trimEnd());
      now = piece;
    }
  }
  return [...lines, now.trimEnd()];
}

/** Where a line may end: behind a blank, and around a wide character; what closes stays with what is before it. */
function piecesIn(line: string, columns: number): string[] {
  const pieces: string[] = [];
  for (const letter of line) {
    const last = pieces.at(-1);
    const begins = last === undefined || last.endsWith(' ') || isWide(letter) || isWide(Array.from(last).at(-1) ?? '');
    const fits = last !== undefined && columnsOf(last) + widthOf(letter) <= columns;
    const stays = letter === ' ' || CLOSING.test(letter) || !begins;
    if (last !== undefined && stays && (fits || letter === ' ')) pieces[pieces.length - 1] = last + letter;
    else pieces.push(letter);
  }
  return pieces;
}

const isWide = (letter: string): boolean => widthOf(letter) === 2;

/** `label`, and behind it the text in lines that begin below each other. */
export function labelled(
  label: string,
  text: string,
  { indent, columns }: { indent: number; columns: number },
): string[] {
  const head = ' '.repeat(indent) + label;
  const margin = ' '.repeat(columnsOf(head));
  return wrapped(text, columns - columnsOf(head)).map((line, n) => `${n === 0 ? head : margin}${line}`.trimEnd());
}
