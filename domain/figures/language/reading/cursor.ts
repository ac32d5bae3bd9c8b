/** Where reading stands among the tokens, and what it found wrong. */
import { type Fault, faultAt, type Span } from './faults.ts';
import type { Token } from './tokens.ts';

/** Thrown and caught within reading: what follows cannot be read before the next closing bracket. */
export class Lost extends Error {}

/** Brackets within brackets, and `not` before `not`. */
export const MOST_DEPTH = 12;

export class Cursor {
  private readonly tokens: readonly Token[];
  private readonly faults: Fault[];
  private place = 0;
  private depth = 0;
  private brackets = 0;
  constructor(tokens: readonly Token[], faults: Fault[]) {
    this.tokens = tokens;
    this.faults = faults;
  }

  get now(): Token {
    const token = this.tokens[Math.min(this.place, this.tokens.length - 1)];
    if (!token) throw new Error('the last token is always there');
    return token;
  }

  /** Takes the token that is now, whatever it is; the end stays. */
  take(): Token {
    const token = this.now;
    this.place += 1;
    if (token.is === 'sign' && token.word === '(') this.brackets += 1;
    if (token.is === 'sign' && token.word === ')') this.brackets -= 1;
    return token;
  }

  /** Takes it if it is this sign or word. */
  took(word: string): boolean {
    const found = this.stands(word);
    if (found) this.take();
    return found;
  }

  stands(...words: readonly string[]): boolean {
    const { is, word } = this.now;
    return (is === 'sign' || is === 'word') && words.includes(word);
  }

  /** The token behind the one that is now is one of these words. */
  beforeAny(words: readonly string[]): boolean {
    const next = this.tokens[this.place + 1];
    return next?.is === 'word' && words.includes(next.word);
  }

  /** Takes it, else is lost. */
  expect(word: string): Token {
    if (!this.stands(word)) throw this.lost(word);
    return this.take();
  }

  /** A fault: here should stand one of these. To be thrown. */
  lost(...expected: readonly string[]): Lost {
    const { is, word } = this.now;
    this.fault(this.now, 'expected', { expected, found: is === 'end' ? null : word });
    return new Lost();
  }

  fault(span: Span, code: string, params: Readonly<Record<string, unknown>> = {}): void {
    this.faults.push(faultAt(span, code, params));
  }

  /** What `read` gives, one level deeper; lost where that is too deep. */
  deeper<T>(read: () => T): T {
    if (this.depth >= MOST_DEPTH) {
      this.fault(this.now, 'too-deep', { most: MOST_DEPTH });
      throw new Lost();
    }
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }

  /**
   * Takes an opening bracket, what `read` gives, and the closing one. Null where reading was lost within: it then goes on behind that
   * bracket, so that faults further on are found as well.
   */
  bracketed<T>(read: () => T): T | null {
    this.expect('(');
    const outside = this.brackets - 1;
    const depth = this.depth;
    try {
      const found = this.deeper(read);
      this.expect(')');
      return found;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      this.depth = depth;
      while (this.brackets > outside && this.now.is !== 'end') this.take();
      if (this.brackets > outside) throw error; // it is never closed: nothing stands behind it
      return null;
    }
  }

  /** From there to the last token taken. */
  since({ at }: Span): Span {
    const last = this.tokens[Math.min(this.place, this.tokens.length) - 1];
    return { at, length: last ? Math.max(0, last.at + last.length - at) : 0 };
  }
}
