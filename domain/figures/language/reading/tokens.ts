/** A formula's text cut into words, in one pass. What cannot be meant is a fault, and reading goes on behind it. */
import { type Fault, faultAt, type Span } from './faults.ts';
import { ASCII_OF, UNSEEN, MEANT } from './look-alikes.ts';

/** UTF-16 units, as a browser selects them. */
export const MOST_LENGTH = 2000;
const MOST_DIGITS = 12;
const MOST_DECIMALS = 6;

export type Token = Span & {
  is: 'word' | 'number' | 'text' | 'indicator' | 'sign' | 'end';
  /** Of a text: what stands between its quotes. */
  word: string;
};

const SPACE = /\s+/y;
const WORD = /[A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const INDICATOR = /@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?(?:@[1-9]\d{0,8})?/y;
const SIGN = /<=|>=|!=|[()+\-*/,=<>]/y;
/** A whole word of which at least one letter is none of this alphabet. */
const STRANGE_WORD = /[\p{L}\p{N}\p{M}]+(?:[.-][\p{L}\p{N}\p{M}]+)*/uy;

/** The last one is `end`; null: the text is too long to be looked at. Throws nothing. */
export function tokensOf(text: string, faults: Fault[]): Token[] | null {
  if (text.length > MOST_LENGTH) {
    faults.push(faultAt({ at: MOST_LENGTH, length: text.length - MOST_LENGTH }, 'too-long', { most: MOST_LENGTH }));
    return null;
  }
  // Of the same length, so that places stay: full-width signs, as Chinese input writes them, are the signs that they show.
  const plain = Array.from({ length: text.length }, (_, at) => ASCII_OF[text.charAt(at)] ?? text.charAt(at)).join('');
  const tokens: Token[] = [];
  let at = 0;
  while (at < plain.length) {
    const found =
      quoted(text, plain, at, faults) ?? spaceAt(plain, at) ?? tokenAt(plain, at) ?? strange(plain, at, faults);
    if (found.is !== 'space') tokens.push(found);
    if (found.is === 'number') checkNumber(found, faults);
    at += found.length;
  }
  return [...tokens, { is: 'end', word: '', at, length: 0 }];
}

type Space = Span & { is: 'space' };

const matched = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
};

function spaceAt(plain: string, at: number): Space | null {
  const found = matched(SPACE, plain, at);
  return found === null ? null : { is: 'space', at, length: found.length };
}

function tokenAt(plain: string, at: number): Token | null {
  const strangeToo = matched(STRANGE_WORD, plain, at);
  for (const [is, pattern] of PATTERNS) {
    const word = matched(pattern, plain, at);
    // `cоunt` with a Cyrillic о is one strange word, not `c` and the rest.
    if (word !== null && !(is === 'word' && strangeToo !== null && strangeToo.length > word.length))
      return { is, word, at, length: word.length };
  }
  return null;
}
const PATTERNS = [
  ['word', WORD],
  ['number', NUMBER],
  ['indicator', INDICATOR],
  ['sign', SIGN],
] as const;

/**
 * From one quote to the next in the same line; `\"` and `\\` are a quote and a backslash within. Where it began with a plain quote only
 * another one ends it, so that names may hold the others.
 */
function quoted(text: string, plain: string, at: number, faults: Fault[]): Token | null {
  if (plain[at] !== '"') return null;
  const within = text[at] === '"' ? text : plain;
  let word = '';
  let end = at + 1;
  while (end < text.length && within[end] !== '"' && text[end] !== '\n') {
    if (text[end] === '\\' && (within[end + 1] === '"' || text[end + 1] === '\\')) end += 1;
    word += text.charAt(end);
    end += 1;
  }
  const closed = within[end] === '"';
  const span = { at, length: end - at + (closed ? 1 : 0) };
  if (!closed) faults.push(faultAt(span, 'text-not-closed'));
  if (UNSEEN.test(word)) faults.push(faultAt(span, 'invisible-sign'));
  return { is: 'text', word, ...span };
}

/** Letters of another alphabet that look like ours are read as ours, so that what else is wrong is found as well. */
function strange(plain: string, at: number, faults: Fault[]): Token | Space {
  const found = matched(STRANGE_WORD, plain, at);
  const word = found ?? String.fromCodePoint(plain.codePointAt(at) ?? 0);
  const span = { at, length: word.length };
  const meant = Array.from(word, (letter) => MEANT[letter] ?? letter).join('');
  if (found !== null && matched(WORD, meant, 0) === meant) {
    faults.push(faultAt(span, 'look-alike', { word, meant }));
    return { is: 'word', word: meant, ...span };
  }
  faults.push(faultAt(span, UNSEEN.test(word) ? 'invisible-sign' : 'unexpected-sign', { word }));
  return { is: 'space', ...span };
}

function checkNumber({ word, at, length }: Token, faults: Fault[]): void {
  const [whole = '', decimals = ''] = word.split('.');
  if (whole.length > MOST_DIGITS || decimals.length > MOST_DECIMALS)
    faults.push(faultAt({ at, length }, 'number-too-long', { digits: MOST_DIGITS, decimals: MOST_DECIMALS }));
}
