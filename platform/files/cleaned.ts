/** A file on its way into the store: what it is, and what is kept of it. It passes piece by piece, and never lies in memory whole. */
import { cleanedGif } from '../images/gif.ts';
import { cleanedHeif } from '../images/heif.ts';
import { cleanedJpeg } from '../images/jpeg.ts';
import { cleanedPng } from '../images/png.ts';
import type { Cleaning } from '../images/size.ts';
import { cleanedWebp } from '../images/webp.ts';
import { ByteReader, type Bytes } from './byte-reader.ts';
import { beginsAs, HEAD, isKind, type Kind, textWatch, zipWatch } from './media-type.ts';

/** It is none of the kinds that are taken. `found`: what it is. */
export class OtherKind extends Error {
  override readonly name = 'OtherKind';
  readonly found: string;
  constructor(found: string) {
    super(`it is ${found}`);
    this.found = found;
  }
}
export class EmptyFile extends Error {
  override readonly name = 'EmptyFile';
}

export type Cleaned = {
  /** To be read once, to its end. */
  bytes: AsyncIterable<Buffer>;
  /** What it was, once all of it has passed. */
  kind(): Kind;
};
type Wish = Cleaning & { kinds: readonly Kind[] };

/**
 * Looks at how it begins before anything of it passes; where only its end tells, the last step throws.
 * @throws EmptyFile, OtherKind, and on the way DamagedFile, TooManyPixels and PositionStays
 */
export async function cleaned(source: Bytes, { kinds, keepPosition }: Wish): Promise<Cleaned> {
  const reader = new ByteReader(source);
  const head = await reader.peek(HEAD);
  if (head.length === 0) throw new EmptyFile('nothing in it');
  const begins = beginsAs(head);
  const mayBe = begins === 'zip' ? CONTAINERS : isKind(begins) ? [begins] : [];
  if (!mayBe.some((kind) => kinds.includes(kind))) throw new OtherKind(begins);
  let known = mayBe[0] ?? 'text';
  const checked = (kind: Kind): void => {
    if (!kinds.includes(kind)) throw new OtherKind(kind);
    known = kind;
  };
  return { bytes: passing(begins, reader, { keepPosition, checked }), kind: () => known };
}

const CONTAINERS: readonly Kind[] = ['zip', 'docx', 'xlsx', 'pptx'];

type Passing = Cleaning & { checked: (kind: Kind) => void };
async function* passing(begins: string, reader: ByteReader, { checked, ...how }: Passing): AsyncGenerator<Buffer> {
  if (begins === 'jpeg') yield* cleanedJpeg(reader, how);
  else if (begins === 'png') yield* cleanedPng(reader, how);
  else if (begins === 'webp') yield* cleanedWebp(reader, how);
  else if (begins === 'gif') yield* cleanedGif(reader, how);
  else if (begins === 'heic' || begins === 'avif') yield* cleanedHeif(reader, how);
  else if (begins === 'zip') checked(yield* seen(reader, zipWatch()));
  else if (begins !== 'text') yield* reader.rest();
  else if (!(yield* seen(reader, textWatch()))) throw new OtherKind('unknown');
}

async function* seen<T>(
  reader: ByteReader,
  watch: { see(piece: Buffer): void; end(): T },
): AsyncGenerator<Buffer, T, void> {
  for await (const piece of reader.rest()) {
    watch.see(piece);
    yield piece;
  }
  return watch.end();
}
