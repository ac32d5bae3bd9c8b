/** PNG without what was written beside the picture: texts, times, Exif. Chunk by chunk; the picture itself is not changed (ISO 15948). */
import { crc32 } from 'node:zlib';
import { type ByteReader, DamagedFile } from '../files/byte-reader.ts';
import { onlyOrientation, orientationIn } from './exif.ts';
import { checkSize, type Cleaning } from './size.ts';

/** Of those that a reader may leave out, the ones that say how it is shown. */
const SHOWN = new Set('tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT cICP mDCV cLLI'.split(' '));
const MOST_EXIF = 65_536;
const LONGEST = 0x7f_ff_ff_ff;

/** Throws DamagedFile, TooManyPixels. */
export async function* cleanedPng(bytes: ByteReader, { keepPosition }: Cleaning): AsyncGenerator<Buffer> {
  yield await bytes.take(8);
  for (let isFirst = true; ; isFirst = false) {
    const head = await bytes.peek(8);
    if (head.length === 0 && !isFirst) return; // cut short
    const [length, type] = [head.length === 8 ? head.readUInt32BE() : LONGEST + 1, head.toString('latin1', 4, 8)];
    if (length > LONGEST || !/^[A-Za-z]{4}$/.test(type) || isFirst !== (type === 'IHDR'))
      throw new DamagedFile('no chunk where one should be');
    if (isFirst) {
      const size = await bytes.peek(16);
      if (size.length < 16) throw new DamagedFile('a picture without a size');
      checkSize(size.readUInt32BE(8), size.readUInt32BE(12));
    }
    const isKept = keepPosition || /^[A-Z]/.test(type) || SHOWN.has(type);
    if (isKept) yield* bytes.pass(length + 12);
    else if (type === 'eXIf' && length <= MOST_EXIF) yield* orientedOf(await bytes.take(length + 12));
    else await bytes.skip(length + 12);
    if (type === 'IEND') break;
  }
  if (keepPosition) yield* bytes.rest();
  else await bytes.drain();
}

function* orientedOf(chunk: Buffer): Generator<Buffer> {
  const orientation = orientationIn(chunk.subarray(8, -4));
  if (orientation === 1) return;
  const body = Buffer.concat([Buffer.from('eXIf', 'latin1'), onlyOrientation(orientation)]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  yield Buffer.concat([length, body, sum]);
}
