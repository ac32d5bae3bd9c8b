/** By what somebody is found who calls: whatever begins one of his keys. */
import { folded } from '../../../domain/kernel/search/folded.ts';
import { syllablesOf } from '../../../platform/words/pinyin.ts';

/** Fewer letters or digits find too many. */
export const FEWEST_DIGITS = 3;
export const FEWEST_LETTERS = 2;
const LONGEST = 40;
const MOST_KEYS = 120;

/** As keys are written and asked for: folded, without blanks; a number without signs between its digits. */
export function asKey(words: string): string {
  const plain = folded(words).replaceAll(' ', '');
  const digits = plain.replaceAll(/[()+.-]/g, '');
  return /^[0-9]+$/.test(digits) ? digits : plain;
}

/** True where it says enough to look somebody up. */
export const saysEnough = (key: string): boolean =>
  Array.from(key).length >= (/^[0-9]+$/.test(key) ? FEWEST_DIGITS : FEWEST_LETTERS);

/** Each end of a list of at least `fewest` parts, joined: so that whatever stands within it begins a key. */
const endsOf = (parts: readonly string[], fewest: number): string[] =>
  parts.slice(0, Math.max(0, parts.length - fewest + 1)).map((_, at) => parts.slice(at).join(''));

/** The name, anywhere in it; its pinyin from any syllable on, whole and by initials; any digits of the phone; the id of the account. */
export async function keysOf({
  name,
  contact = '',
  id,
}: {
  name: string;
  contact?: string;
  id?: string;
}): Promise<string[]> {
  const plain = asKey(name).slice(0, LONGEST);
  const syllables = (await syllablesOf(plain)).slice(0, LONGEST);
  const numbers = folded(contact)
    .split(/[^0-9 ()+.-]+/)
    .map((one) => one.replaceAll(/[^0-9]/g, '').slice(0, LONGEST));
  const all = [
    ...endsOf(Array.from(plain), FEWEST_LETTERS),
    ...endsOf(syllables, 1),
    ...endsOf(
      syllables.map((one) => one.slice(0, 1)),
      FEWEST_LETTERS,
    ),
    ...numbers.flatMap((digits) => endsOf(Array.from(digits), FEWEST_DIGITS)),
    ...(id === undefined ? [] : [asKey(id)]),
  ];
  return [...new Set(all)].filter(saysEnough).slice(0, MOST_KEYS);
}
