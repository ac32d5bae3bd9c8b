/** Text as the fonts can print it: what they lack is told by its code, and not boxed in silence. */

/** Characters that a reader obeys, that turn a line round, or that nobody sees; a line may end. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Makes texts printable, and remembers what was not. */
export class Ink {
  private readonly has: ReadonlySet<number>;
  private readonly lacking = new Set<string>();

  constructor(has: ReadonlySet<number>) {
    this.has = has;
  }

  /** Composed, its ends of lines alike, tabs as blanks; a character that is unseen is left out, one that the font lacks stands as `[U+20BB7]`. */
  text(text: string): string {
    const plain = text
      .normalize('NFC')
      .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
      .replaceAll('\t', '    ');
    let out = '';
    for (const one of plain) out += one === '\n' ? one : this.one(one);
    return out;
  }

  private one(character: string): string {
    const code = character.codePointAt(0) ?? 0;
    const isUnseen = UNSEEN.test(character);
    if (!isUnseen && this.has.has(code)) return character;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    this.lacking.add(name);
    return isUnseen ? '' : `[${name}]`;
  }

  /** In the order in which they were met. */
  get unprintable(): string[] {
    return [...this.lacking];
  }
}
