/** Characters that nobody sees: what pasted text carries along. Where they may stand is said once, here. */

/** Zero-width characters, joiners, marks and overrides of writing direction, soft hyphens, fillers, variation selectors. */
const INVISIBLE = String.raw`\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}`;
const ANY = new RegExp(`[${INVISIBLE}]+`, 'gu');
const UNSEEN = String.raw`[${INVISIBLE}\s\u{2800}]`;
// a run within the text is looked at from its begin alone: from each of its characters it would take the square of its length
const AT_ENDS = new RegExp(`^${UNSEEN}+|(?<!${UNSEEN})${UNSEEN}+$`, 'gu');
const FROM_FIRST_VISIBLE = new RegExp(`^[${INVISIBLE}]+`, 'u');
/** What makes one sign of two: a joiner between pictures, and the look of a picture or of a rare Chinese character. */
const OF_SIGNS =
  /(?<=\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier})?)\u{200D}(?=\p{Extended_Pictographic})/gu;
const SELECTOR = /(?<=[^\p{Default_Ignorable_Code_Point}\s])[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu;

/** Without any of them. */
export const withoutInvisible = (text: string): string => text.replaceAll(ANY, '');

/**
 * Without blanks and invisible characters at both ends; a look that belongs to the last sign stays with it. What has nothing
 * that can be seen becomes ''.
 */
export function trimmedOf(text: string): string {
  const trimmed = text.replaceAll(AT_ENDS, '');
  const from = text.indexOf(trimmed) + trimmed.length;
  const [look = ''] = trimmed === '' ? [] : (/^[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/u.exec(text.slice(from)) ?? []);
  return trimmed + look;
}

/**
 * As one line that names something: none of them anywhere, so that two names that look alike are alike and none runs backwards;
 * but those that are part of one sign (a family of pictures, the look of a character).
 */
export function oneLineOf(text: string): string {
  const kept = new Set<number>();
  for (const pattern of [OF_SIGNS, SELECTOR]) for (const { index } of text.matchAll(pattern)) kept.add(index);
  let line = '';
  let at = 0;
  for (const one of text) {
    if (kept.has(at) || !FROM_FIRST_VISIBLE.test(one)) line += one;
    at += one.length;
  }
  return trimmedOf(line);
}
