/**
 * Writes a ZIP as a stream. Entries are stored as they are, not packed: each byte of the file is a byte of an entry or follows from
 * the entries, so whoever checks it can account for all of it; sizes stand before the bytes, so any tool reads it from front to back.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** `bytes` is read twice: to learn size and sums, then to write. */
export type ZipEntry = { name: string; bytes: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array> };
/** `at`: where its bytes begin in the file; `sha256`: hex. */
export type WrittenEntry = { name: string; size: number; sha256: string; at: number };
type Placed = { name: Buffer; size: number; crc: number; offset: number };

const [LOCAL, CENTRAL, END, END_64, LOCATOR_64] = [0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50];
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1980-01-01 00:00: the file says nothing of when it was made, so the same entries are the same bytes. */
const [TIME, DATE] = [0, 0x0021];
const VERSION = 20;
/** Of what needs the 64-bit form. */
const VERSION_64 = 45;
const [MOST_16, MOST_32] = [0xffff, 0xffffffff];

/** What an entry turned out to be when it was read again. */
export class EntryChanged extends Error {
  override readonly name = 'EntryChanged';
}

/**
 * The parts of the file, in order; `written` hears of each entry when its bytes are out, and before the next one is asked for.
 * `most32`: the largest offset of the short form; absent: that of the format. Throws EntryChanged, RangeError for an entry of
 * 4 GB or more, and what reading the entries throws.
 */
export async function* zipped(
  entries: AsyncIterable<ZipEntry>,
  written: (entry: WrittenEntry) => void,
  most32 = MOST_32,
): AsyncGenerator<Buffer> {
  const placed: Placed[] = [];
  let offset = 0;
  for await (const { name, bytes } of entries) {
    const { size, crc, sha256 } = await measured(bytes());
    if (size >= MOST_32) throw new RangeError(`${name} is too large for one entry`);
    const one = { name: Buffer.from(name), size, crc, offset };
    const head = localHead(one);
    yield head;
    let left = size;
    const sum = createHash('sha256');
    for await (const part of bytes()) {
      left -= part.length;
      if (left < 0) throw new EntryChanged(`${name} grew while it was packed`);
      sum.update(part);
      yield Buffer.from(part);
    }
    if (left !== 0 || sum.digest('hex') !== sha256) throw new EntryChanged(`${name} changed while it was packed`);
    placed.push(one);
    written({ name, size, sha256, at: offset + head.length });
    offset += head.length + size;
  }
  const begin = offset;
  for (const one of placed) {
    const record = centralRecord(one, most32);
    offset += record.length;
    yield record;
  }
  yield ending({ entries: placed.length, size: offset - begin, begin }, most32);
}

async function measured(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const sum = createHash('sha256');
  let [size, crc] = [0, 0];
  for await (const part of bytes) {
    sum.update(part);
    crc = crc32(part, crc);
    size += part.length;
  }
  return { size, crc, sha256: sum.digest('hex') };
}

type Field = readonly [bytes: 2 | 4 | 8, value: number];
function packed(...fields: readonly Field[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}

const localHead = ({ name, size, crc }: Placed): Buffer =>
  Buffer.concat([
    packed(
      [4, LOCAL],
      [2, VERSION],
      [2, FLAGS],
      [2, 0], // stored
      [2, TIME],
      [2, DATE],
      [4, crc],
      [4, size],
      [4, size],
      [2, name.length],
      [2, 0],
    ),
    name,
  ]);

function centralRecord({ name, size, crc, offset }: Placed, most32: number): Buffer {
  const isFar = offset >= most32;
  const extra = isFar ? packed([2, 1], [2, 8], [8, offset]) : Buffer.alloc(0);
  return Buffer.concat([
    packed(
      [4, CENTRAL],
      [2, isFar ? VERSION_64 : VERSION],
      [2, isFar ? VERSION_64 : VERSION],
      [2, FLAGS],
      [2, 0],
      [2, TIME],
      [2, DATE],
      [4, crc],
      [4, size],
      [4, size],
      [2, name.length],
      [2, extra.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, isFar ? MOST_32 : offset],
    ),
    name,
    extra,
  ]);
}

type Ending = { entries: number; size: number; begin: number };
function ending({ entries, size, begin }: Ending, most32: number): Buffer {
  const isFar = entries >= MOST_16 || begin + size >= most32;
  const far = isFar
    ? [
        packed(
          [4, END_64],
          [8, 44],
          [2, VERSION_64],
          [2, VERSION_64],
          [4, 0],
          [4, 0],
          [8, entries],
          [8, entries],
          [8, size],
          [8, begin],
        ),
        packed([4, LOCATOR_64], [4, 0], [8, begin + size], [4, 1]),
      ]
    : [];
  const [count, bytes, at] = isFar ? [MOST_16, MOST_32, MOST_32] : [entries, size, begin];
  return Buffer.concat([...far, packed([4, END], [2, 0], [2, 0], [2, count], [2, count], [4, bytes], [4, at], [2, 0])]);
}
