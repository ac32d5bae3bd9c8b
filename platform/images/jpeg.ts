/**
 * JPEG without what cameras write beside the picture: position, time, device, earlier views of it. Segment by segment, so that
 * no picture lies in memory; not a bit of the picture itself is changed (ITU-T T.81).
 */
import { type ByteReader, DamagedFile } from '../files/byte-reader.ts';
import { onlyOrientation, orientationIn } from './exif.ts';
import { checkSize, type Cleaning } from './size.ts';

const [SOI, EOI, SOS, COM] = [0xd8, 0xd9, 0xda, 0xfe];
const [APP0, APP1, APP2, APP14, APP15] = [0xe0, 0xe1, 0xe2, 0xee, 0xef];
/** Start of frame: the size stands in it. C4, C8 and CC are other things. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Stands alone, without a length. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

const EXIF = Buffer.from('Exif\0\0', 'latin1');

/** Throws DamagedFile, TooManyPixels. */
export async function* cleanedJpeg(bytes: ByteReader, { keepPosition }: Cleaning): AsyncGenerator<Buffer> {
  yield await bytes.take(2);
  for (let isSized = false; ; ) {
    const marker = await nextMarker(bytes);
    if (marker === null) {
      if (!isSized) throw new DamagedFile('no picture in it');
      return; // cut short: what is there is shown all the same
    }
    if (marker === EOI) break;
    if (marker === SOI) continue;
    if (isBare(marker)) {
      yield Buffer.of(0xff, marker);
      continue;
    }
    const segment = await segmentOf(bytes);
    if (isFrame(marker)) {
      if (segment.length < 7) throw new DamagedFile('a frame without a size');
      checkSize(segment.readUInt16BE(5), segment.readUInt16BE(3));
      isSized = true;
    }
    if (marker === SOS && !isSized) throw new DamagedFile('a picture without a size');
    const kept = keepPosition ? segment : keptOf(marker, segment);
    if (kept) yield Buffer.concat([Buffer.of(0xff, marker), kept]);
    if (marker === SOS) yield* bytes.until(endOfScan);
  }
  yield Buffer.of(0xff, EOI);
  // Behind its end lie films and further pictures, with positions of their own.
  if (keepPosition) yield* bytes.rest();
  else await bytes.drain();
}

/** What stands between segments belongs to none. Null: there is no more. */
async function nextMarker(bytes: ByteReader): Promise<number | null> {
  for (;;) {
    const [first, second] = await bytes.peek(2);
    if (second === undefined) return null;
    const isMarker = first === 0xff && second !== 0x00 && second !== 0xff;
    await bytes.take(isMarker ? 2 : 1);
    if (isMarker) return second;
  }
}

/** With the two bytes of its length. */
async function segmentOf(bytes: ByteReader): Promise<Buffer> {
  const length = (await bytes.peek(2)).length === 2 ? (await bytes.peek(2)).readUInt16BE() : 0;
  if (length < 2) throw new DamagedFile('a segment without a length');
  return await bytes.take(length);
}

/** As it is shown (frames, tables, colours) it is kept; null: what was written beside it. */
function keptOf(marker: number, segment: Buffer): Buffer | null {
  const begins = (word: string): boolean => segment.toString('latin1', 2, 2 + word.length) === word;
  if (marker === APP0) return begins('JFIF\0') ? segment : null; // others hold a small view of it
  if (marker === APP1) return orientedOf(segment);
  if (marker === APP2) return begins('ICC_PROFILE\0') ? segment : null;
  if (marker === APP14) return begins('Adobe') ? segment : null;
  return marker === COM || (marker > APP2 && marker <= APP15) ? null : segment;
}

function orientedOf(segment: Buffer): Buffer | null {
  if (!segment.subarray(2, 2 + EXIF.length).equals(EXIF)) return null; // XMP
  const orientation = orientationIn(segment.subarray(2 + EXIF.length));
  if (orientation === 1) return null;
  const body = Buffer.concat([EXIF, onlyOrientation(orientation)]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(2 + body.length);
  return Buffer.concat([length, body]);
}

/** The data of a scan end before the first marker that is no part of them. */
function endOfScan(piece: Buffer): number {
  for (let from = 0; ; ) {
    const at = piece.indexOf(0xff, from);
    if (at < 0) return piece.length;
    const next = piece[at + 1];
    if (next === undefined) return at; // looked at again with what follows
    if (next === 0x00 || (next >= 0xd0 && next <= 0xd7)) from = at + 2;
    else if (next === 0xff) from = at + 1;
    else return at;
  }
}
