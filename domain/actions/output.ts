/** What an action outside printed or answered, as the record may keep it: without secrets, and no longer than it may be. */

/** Characters of an output. */
export const MOST_OUTPUT = 4_000;
/** Stands where something was hidden. */
export const HIDDEN = '***';

/** Colours and cursor moves of a terminal. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;
/** With `u` a whole pair is one character, and none of these. */
const HALVES = /\p{Cs}/gu;
const UNPRINTED = /[^\P{Cc}\n\t]+/gu;

/**
 * The first `most` characters of `text`, each place that `hidden` names (a word, or a pattern) replaced: also one that begins
 * within them and ends beyond, so no half of a secret is left at the cut. Without escapes of a terminal and control characters.
 * Undefined when nothing is left. Throws nothing.
 */
export function outputOf(text: string, hidden: readonly (string | RegExp)[], most = MOST_OUTPUT): string | undefined {
  const plain = text
    .replaceAll(HALVES, '\uFFFD')
    .replaceAll(ESCAPES, '')
    .replaceAll('\r\n', '\n')
    .replaceAll(UNPRINTED, ' ');
  const parts: string[] = [];
  let from = 0;
  for (const [begins, ends] of placesOf(plain, hidden)) {
    if (begins >= most) break;
    parts.push(plain.slice(from, begins), HIDDEN);
    from = ends;
  }
  if (from < most) parts.push(plain.slice(from, most));
  const shown = cut(parts.join(''), most).trim();
  return shown === '' ? undefined : shown;
}

/** `text` with at most so many characters, none of them cut in two. Throws nothing. */
export function cut(text: string, most: number): string {
  const short = text.slice(0, most);
  return /\p{Cs}$/u.test(short) ? short.slice(0, -1) : short;
}

/** In order, those that touch as one. */
function placesOf(text: string, hidden: readonly (string | RegExp)[]): [begins: number, ends: number][] {
  const found = hidden
    .flatMap((one) => (typeof one === 'string' ? wordsIn(text, one) : matchesIn(text, one)))
    .toSorted(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [begins, ends] of found) {
    const last = merged.at(-1);
    if (last && begins <= last[1]) last[1] = Math.max(last[1], ends);
    else merged.push([begins, ends]);
  }
  return merged;
}

function wordsIn(text: string, word: string): [number, number][] {
  const found: [number, number][] = [];
  if (word === '') return found;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push([at, at + word.length]);
  return found;
}

function matchesIn(text: string, pattern: RegExp): [number, number][] {
  const flags = pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`;
  return [...text.matchAll(new RegExp(pattern.source, flags))]
    .filter(([all]) => all !== '')
    .map(({ index, 0: all }) => [index, index + all.length]);
}
