/** Characters that a terminal obeys, that turn the line round, or that nobody sees. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const escaped = (one: string): string => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** Text of a file within a message, cut to `most` characters: nothing in it reaches the terminal as it came. */
export function shown(text: string, most = 80): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replaceAll(UNSAFE, escaped);
}
