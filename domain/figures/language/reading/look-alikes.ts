/** Letters and signs that are not the ones that they look like. */

const FULL_WIDTH_FROM = 0xff01;
const FULL_WIDTH_LAST = 0xff5e;
const TO_ASCII = 0xfee0;

/** What Chinese input and editors write for a sign of the language; each one unit for one. */
export const ASCII_OF: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Array.from({ length: FULL_WIDTH_LAST - FULL_WIDTH_FROM + 1 }, (_, n): [string, string] => {
      const code = FULL_WIDTH_FROM + n;
      return [String.fromCharCode(code), String.fromCharCode(code - TO_ASCII)];
    }),
  ),
  '\u3000': ' ',
  '\u3001': ',',
  '\u201c': '"',
  '\u201d': '"',
  '\u2212': '-',
  '\u00d7': '*',
  '\u00f7': '/',
};

const CYRILLIC_AND_GREEK = 'авсеһіјкмнорѕтухԁԛԝАВСЕНІЈКМОРЅТХУаоαικνορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ';
const LATIN = 'abcehijkmhopstyxdqwABCEHIJKMOPSTXYaoaiknopuABEZHIKMNOPTYX';

/** A letter of another alphabet, and the one that it is taken for. */
export const MEANT: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(CYRILLIC_AND_GREEK, (letter, n): [string, string] => [letter, LATIN.charAt(n)]),
);

/** Signs that nobody sees, or that turn what follows round: controls, spaces without width, direction marks, fillers. */
export const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/u;
