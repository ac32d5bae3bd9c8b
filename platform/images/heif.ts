/**
 * HEIC and AVIF, as phones write them, without what stands beside the picture: Exif, XMP, films, boxes of vendors. What is left out is
 * overwritten in its place, since everything in such a file is found by its offset; the picture itself is not changed.
 */
import { type ByteReader, DamagedFile } from '../files/byte-reader.ts';
import { onlyOrientation } from './exif.ts';
import { described, type Range } from './heif-boxes.ts';
import { checkSize, type Cleaning } from './size.ts';

const [MOST_BRANDS, MOST_META, PIECE] = [4_096, 1_048_576, 65_536];
/** Where the picture lies, and room. */
const PASSED = new Set('mdat free skip idat'.split(' '));

/** What it says about itself comes behind what it says it of: nothing could be left out on the way. */
export class PositionStays extends Error {
  override readonly name = 'PositionStays';
}

/** Throws DamagedFile, TooManyPixels, PositionStays. */
export async function* cleanedHeif(bytes: ByteReader, { keepPosition }: Cleaning): AsyncGenerator<Buffer> {
  let [at, words]: [number, Range[] | null] = [0, null];
  for (;;) {
    const head = await bytes.peek(16);
    if (head.length < 8 || (keepPosition && words !== null)) break;
    const box = headOf(head);
    if (box === null) {
      if (words === null) throw new DamagedFile('no box where one should be');
      break; // behind the last one some write what belongs to none
    }
    const { type, head: own, size } = box;
    const limit = type === 'ftyp' ? MOST_BRANDS : type === 'meta' ? MOST_META : Infinity;
    if (size > limit) throw new DamagedFile('a box that is too long');
    if (type === 'meta' && words === null) {
      const meta = await bytes.take(size);
      const { words: found, sizes, kept } = described(meta);
      if (sizes.length === 0) throw new DamagedFile('a picture without a size');
      for (const { width, height } of sizes) checkSize(width, height);
      if (!keepPosition && found.some(({ from }) => from < at)) throw new PositionStays('what it says comes last');
      words = found;
      yield keepPosition ? meta : kept;
    } else if (type === 'ftyp' || keepPosition) yield* bytes.pass(size);
    else if (PASSED.has(type)) yield* overlaid(bytes, { at, size, words: words ?? [] });
    else if (!(yield* blanked(bytes, { own, size }))) break;
    at += size;
  }
  if (words === null) throw new DamagedFile('no picture in it');
  if (keepPosition) yield* bytes.rest();
  else await bytes.drain();
}

/** Null: no box begins so. Of one without an end (to that of the file) nothing is known, and no camera writes it. */
function headOf(head: Buffer): { type: string; head: number; size: number } | null {
  const type = head.toString('latin1', 4, 8);
  const short = head.readUInt32BE(0);
  if (!/^[ -~]{4}$/.test(type) || short === 0) return null;
  const isLong = short === 1;
  if (isLong && head.length < 16) return null;
  const size = isLong ? Number(head.readBigUInt64BE(8)) : short;
  const own = isLong ? 16 : 8;
  return size < own ? null : { type, head: own, size };
}

/** As it is, but for words that lie in it. */
async function* overlaid(
  bytes: ByteReader,
  { at, size, words }: { at: number; size: number; words: readonly Range[] },
): AsyncGenerator<Buffer> {
  let from = at;
  for await (const piece of bytes.pass(size)) {
    const until = from + piece.length;
    const touched = words.filter((one) => one.from < until && one.until > from);
    const kept = touched.length === 0 ? piece : Buffer.from(piece);
    for (const word of touched) {
      const filling = fillingOf(word);
      const [first, last] = [Math.max(word.from, from), Math.min(word.until, until)];
      for (let place = first; place < last; place += 1) kept[place - from] = filling(place - word.from);
    }
    yield kept;
    from = until;
  }
}

/** Exif that says nothing but that it stands upright (how it is turned the picture says itself), or blanks. */
function fillingOf({ is, from, until }: Range): (n: number) => number {
  const exif = Buffer.concat([Buffer.alloc(4), onlyOrientation(1)]);
  if (is === 'text') return () => 0x20;
  return until - from < exif.length ? () => 0 : (n) => exif[n] ?? 0;
}

/** False: the file ends within it, so it was none, and nothing of it is kept. */
async function* blanked(
  bytes: ByteReader,
  { own, size }: { own: number; size: number },
): AsyncGenerator<Buffer, boolean> {
  const head = Buffer.from(await bytes.take(own));
  head.write('free', 4, 'latin1');
  try {
    await bytes.skip(size - own);
  } catch (error) {
    if (error instanceof DamagedFile) return false;
    throw error;
  }
  yield head;
  for (let left = size - own; left > 0; left -= PIECE) yield Buffer.alloc(Math.min(left, PIECE));
  return true;
}

const STILL: Readonly<Record<string, 'heic' | 'avif'>> = {
  heic: 'heic',
  heix: 'heic',
  heim: 'heic',
  heis: 'heic',
  mif1: 'heic',
  avif: 'avif',
};
/** Of a head that begins with `ftyp`: a still picture of which kind; null: a film, or anything else. Throws nothing. */
export function stillIn(head: Buffer): 'heic' | 'avif' | null {
  const own = head.toString('latin1', 8, 12);
  if (head.toString('latin1', 4, 8) !== 'ftyp') return null;
  if (own !== 'mif1') return STILL[own] ?? null;
  const others = head.toString('latin1', 16, Math.max(16, Math.min(head.readUInt32BE(0), head.length)));
  return others.match(/.{4}/gs)?.includes('avif') ? 'avif' : 'heic';
}
