/**
 * WebP without what was written beside the picture. Its length stands at its beginning, so what is left out is overwritten in
 * its place (RFC 9649): by which way up it is shown, and blanks.
 */
import { type ByteReader, DamagedFile } from '../files/byte-reader.ts';
import { onlyOrientation, orientationIn } from './exif.ts';
import { checkSize, type Cleaning } from './size.ts';

const MOST_EXIF = 65_536;
const PIECE = 65_536;

/** Throws DamagedFile, TooManyPixels. */
export async function* cleanedWebp(bytes: ByteReader, { keepPosition }: Cleaning): AsyncGenerator<Buffer> {
  const head = await bytes.take(12);
  yield head;
  let left = head.readUInt32LE(4) - 4;
  for (let isFirst = true; left >= 8; isFirst = false) {
    const chunk = await bytes.peek(8);
    if (chunk.length === 0 && !isFirst) return; // cut short
    if (chunk.length < 8) throw new DamagedFile('no chunk where one should be');
    const [type, length] = [chunk.toString('latin1', 0, 4), chunk.readUInt32LE(4)];
    const padded = length + (length % 2);
    if (isFirst) await checkFirst(bytes, type);
    left -= 8 + padded;
    yield await bytes.take(8);
    if (keepPosition || (type !== 'EXIF' && type !== 'XMP ')) yield* bytes.pass(padded);
    else yield* overwritten(bytes, type, padded);
  }
  if (keepPosition) yield* bytes.rest();
  else await bytes.drain();
}

async function checkFirst(bytes: ByteReader, type: string): Promise<void> {
  const head = await bytes.peek(18);
  if (head.length < 18) throw new DamagedFile('a picture without a size');
  if (type === 'VP8X') return checkSize(head.readUIntLE(12, 3) + 1, head.readUIntLE(15, 3) + 1);
  if (type === 'VP8 ') return checkSize(head.readUInt16LE(14) & 0x3f_ff, head.readUInt16LE(16) & 0x3f_ff);
  if (type !== 'VP8L') throw new DamagedFile('no picture in it');
  const bits = head.readUInt32LE(9);
  checkSize((bits & 0x3f_ff) + 1, ((bits >>> 14) & 0x3f_ff) + 1);
}

async function* overwritten(bytes: ByteReader, type: string, length: number): AsyncGenerator<Buffer> {
  const isExif = type === 'EXIF' && length <= MOST_EXIF;
  const tiff = isExif ? await bytes.peek(length) : Buffer.alloc(0);
  const isHeaded = tiff.toString('latin1', 0, 4) === 'Exif'; // as in JPEG; some writers do
  const kept = isExif ? onlyOrientation(orientationIn(tiff.subarray(isHeaded ? 6 : 0))) : tiff;
  const begin = kept.length <= length ? kept : Buffer.alloc(0);
  yield begin;
  await bytes.skip(length);
  const filling = type === 'EXIF' ? 0 : 0x20;
  for (let left = length - begin.length; left > 0; left -= PIECE) yield Buffer.alloc(Math.min(left, PIECE), filling);
}
