/** GIF without comments and what programs write beside the picture. Block by block; the picture itself is not changed (GIF89a). */
import { type ByteReader, DamagedFile } from '../files/byte-reader.ts';
import { checkSize, type Cleaning } from './size.ts';

const [EXTENSION, IMAGE, END] = [0x21, 0x2c, 0x3b];
const [GRAPHIC, APPLICATION] = [0xf9, 0xff];
/** Of programs, how often it is repeated, and its colours. */
const SHOWN: readonly string[] = ['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012'];

/** Throws DamagedFile, TooManyPixels. */
export async function* cleanedGif(bytes: ByteReader, { keepPosition }: Cleaning): AsyncGenerator<Buffer> {
  const head = await bytes.take(13);
  checkSize(head.readUInt16LE(6), head.readUInt16LE(8));
  yield head;
  yield* bytes.pass(tableOf(head[10] ?? 0));
  for (let frames = 0; ; ) {
    const [block, label] = await bytes.peek(2);
    if (block === END) {
      if (frames === 0) throw new DamagedFile('no picture in it');
      yield await bytes.take(1);
      break;
    }
    if (block === undefined || label === undefined) {
      if (frames === 0) throw new DamagedFile('no picture in it');
      return; // cut short: what is there is shown all the same
    }
    if (block === IMAGE) {
      const frame = await bytes.take(10);
      checkSize(frame.readUInt16LE(5), frame.readUInt16LE(7));
      yield frame;
      yield* bytes.pass(tableOf(frame[9] ?? 0) + 1);
      yield* pieces(bytes, true);
      frames += 1;
    } else if (block === EXTENSION) {
      const isKept = keepPosition || label === GRAPHIC || (label === APPLICATION && (await isShown(bytes)));
      const begin = await bytes.take(2);
      if (isKept) yield begin;
      yield* pieces(bytes, isKept);
    } else throw new DamagedFile('no block where one should be');
  }
  if (keepPosition) yield* bytes.rest();
  else await bytes.drain();
}

/** Bytes of a table of colours. */
const tableOf = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

async function isShown(bytes: ByteReader): Promise<boolean> {
  const head = await bytes.peek(14);
  return SHOWN.includes(head.toString('latin1', 3, 14));
}

/** Up to the empty one that ends them. */
async function* pieces(bytes: ByteReader, isKept: boolean): AsyncGenerator<Buffer> {
  for (;;) {
    const size = (await bytes.peek(1))[0];
    if (size === undefined) throw new DamagedFile('it ends too early');
    const piece = await bytes.take(size + 1);
    if (isKept) yield piece;
    if (size === 0) return;
  }
}
