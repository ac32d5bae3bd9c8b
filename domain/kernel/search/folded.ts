/**
 * How text is compared when somebody looks for it: case, width and invisible characters do not matter, and what is typed is
 * text, so that no sign is an operator. The index holds, of each word, the pieces that begin at each of its characters.
 */
import { withoutInvisible } from './invisible.ts';

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const DIGIT = /\p{Nd}/u;
/** Length of a piece: where Chinese stands; elsewhere, for there are few letters and two of them tell little; in numbers. */
const SHORT = 2;
const LONG = 3;
const LONGEST = 4;

/** The text as it is compared: NFKC, small letters, one blank between words, nothing invisible. Equal for what looks alike. */
export function folded(text: string): string {
  const plain = withoutInvisible(text.normalize('NFKC')).toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return plain.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();
}

/** The words of what somebody looks for, each once: all of them must be found. Empty when nothing of it can be seen. */
export const termsOf = (q: string): string[] => [...new Set(folded(q).split(' '))].filter((term) => term !== '');

/** How a term is looked up: whole pieces, of which each must be there; or, for one shorter than a piece, how a piece begins. */
export type Lookup = { pieces: readonly string[] } | { begins: string };

/** The pieces of a folded text, each once; shorter ones at the ends of words, so that every character begins one. */
export function piecesOf(text: string): string[] {
  const found = new Set<string>();
  for (const word of text.split(' ')) for (const { piece } of piecesIn(word)) found.add(piece);
  return [...found];
}

/** How a term of `termsOf` is found among `piecesOf` of any text that holds it. */
export function lookupOf(term: string): Lookup {
  const whole = piecesIn(term).flatMap(({ piece, isWhole }) => (isWhole ? [piece] : []));
  return whole.length > 0 ? { pieces: [...new Set(whole)] } : { begins: term };
}

function piecesIn(word: string): { piece: string; isWhole: boolean }[] {
  const letters = Array.from(word);
  const kinds = letters.map((letter) => (WIDE.test(letter) ? SHORT : DIGIT.test(letter) ? LONGEST : LONG));
  return letters.map((_, at) => {
    // told by two characters, for they are in the shortest piece: a word and a part of it are cut alike
    const [one = LONG, next = LONG] = kinds.slice(at, at + 2);
    const length = Math.min(one, next);
    return { piece: letters.slice(at, at + length).join(''), isWhole: at + length <= letters.length };
  });
}

const LETTERS_ONLY = /[^\p{L}\p{N}]/gu;
/** Pairs of characters of a text, signs left out: what its likeness to another is reckoned from. */
function pairsOf(text: string): Set<string> {
  const plain = folded(text);
  const bare = plain.replaceAll(LETTERS_ONLY, '');
  const letters = Array.from(bare === '' ? plain : bare);
  const last = letters.length === 1 ? 1 : letters.length - 1;
  return new Set(letters.slice(0, last).map((letter, at) => letter + (letters[at + 1] ?? '')));
}

/** A measure of likeness to `asked`: 0 (nothing in common) to 1, in hundredths; serves Chinese and English alike (Dice). */
export function likenessTo(asked: string): (other: string) => number {
  const a = pairsOf(asked);
  return (other) => {
    const b = pairsOf(other);
    if (a.size + b.size === 0) return 0;
    let common = 0;
    for (const pair of b) if (a.has(pair)) common += 1;
    return Math.round((200 * common) / (a.size + b.size)) / 100;
  };
}
