/** Bytes as text: what is no text in an encoding is an error with its place, and nothing is put in place of it. */

/** A byte that is none in this encoding; everything before it has been given. */
export class BadText extends Error {
  override readonly name = 'BadText';
  /** Its offset in the file, as far as it is known; Infinity: the end. */
  readonly at: number;
  constructor(why: string, at: number) {
    super(why);
    this.at = at;
  }
}
export type Bytes = () => AsyncIterable<Uint8Array>;

const MARKS: readonly (readonly [encoding: string, ...bytes: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['gb18030', 0x84, 0x31, 0x95, 0x33],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];

/** The encoding whose byte order mark the file begins with; null without one. */
export const markOf = (head: Uint8Array): string | null =>
  MARKS.find(([, ...bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0] ?? null;

/** The encoding of that name, in one word for all its names; null when there is none. GBK is read as what it is a part of. */
export function encodingOf(label: string): string | null {
  try {
    const { encoding } = new TextDecoder(label);
    return encoding === 'gbk' ? 'gb18030' : encoding;
  } catch {
    return null;
  }
}

/** The text of `bytes`, which may be read twice. Throws BadText behind the last character before the bad place. */
export async function* decodedFatally(bytes: Bytes, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let from = 0;
  for await (const chunk of bytes()) {
    const text = attempt(decoder, chunk);
    if (text === null) yield* upToBadByte(bytes, encoding, from);
    else yield* withoutNul(text, from);
    from += chunk.length;
  }
  if (attempt(decoder) === null) throw new BadText(`the file ends within a character of ${encoding}`, Infinity);
}

/** Whether all of it is text in the encoding. */
export class Trial {
  passed = true;
  private readonly decoder: InstanceType<typeof TextDecoder>;

  constructor(encoding: string) {
    this.decoder = new TextDecoder(encoding, { fatal: true });
  }

  /** Without a chunk: the end. */
  see(chunk?: Uint8Array): void {
    if (this.passed) this.passed = attempt(this.decoder, chunk) !== null;
  }
}

function attempt(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string | null {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    return null;
  }
}

/** What is good of the chunk that begins at `from`, byte by byte: a decoder that has failed does not say where. */
async function* upToBadByte(bytes: Bytes, encoding: string, from: number): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let at = 0;
  for await (const chunk of bytes()) {
    const before = chunk.subarray(0, Math.max(0, from - at));
    decoder.decode(before, { stream: true });
    let good = '';
    let begun: string[] = []; // bytes of a character that is not whole yet
    for (let i = before.length; i < chunk.length; i += 1) {
      const text = attempt(decoder, chunk.subarray(i, i + 1));
      begun.push((chunk[i] ?? 0).toString(16).toUpperCase().padStart(2, '0'));
      if (text === null) {
        yield* withoutNul(good, at);
        const place = at + i + 1 - begun.length;
        throw new BadText(`byte ${begun.join(' ')} at ${place} is not ${encoding}`, place);
      }
      if (text !== '') begun = [];
      good += text;
    }
    yield* withoutNul(good, at);
    at += chunk.length;
  }
}

/** Text of two bytes a character, read as one of one byte, is full of them. */
function* withoutNul(text: string, from: number): Generator<string> {
  const nul = text.indexOf('\0');
  yield nul === -1 ? text : text.slice(0, nul);
  if (nul !== -1) throw new BadText('a NUL character: this is no text, or UTF-16 without a mark', from);
}
