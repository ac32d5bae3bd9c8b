/** Boxes of HEIF (ISO 14496-12, 23008-12), as far as they say where what stands beside the picture lies. */
import { DamagedFile } from '../files/byte-reader.ts';

export type Box = { type: string; at: number; body: number; end: number };
/** Half-open, in bytes. */
export type Range = { from: number; until: number; is: 'exif' | 'text' };

/** Reads behind one another; what lies behind the end of `bytes` is damage. */
class Cursor {
  readonly bytes: Buffer;
  at: number;
  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }
  /** A number of 0 to 8 bytes; no file of ours is longer than a number can say. */
  number(size: number): number {
    if (this.at + size > this.bytes.length) throw new DamagedFile('a box ends too early');
    const from = this.at;
    this.at += size;
    if (size === 0) return 0;
    return size === 8 ? Number(this.bytes.readBigUInt64BE(from)) : this.bytes.readUIntBE(from, size);
  }
}

/** The boxes between these places of `bytes`, in order. Throws DamagedFile. */
export function boxesIn(bytes: Buffer, from: number, until: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= until; ) {
    const size = bytes.readUInt32BE(at);
    const end = size === 0 ? until : at + size;
    if ((size !== 0 && size < 8) || end > until) throw new DamagedFile('no box where one should be');
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), at, body: at + 8, end });
    at = end;
  }
  return boxes;
}

/** Of boxes that begin with a version and flags. */
const VERSIONED = 4;
/** Ids of items that say something about the picture and are none: Exif, XMP, addresses. */
function wordsIn(bytes: Buffer, { body, end }: Box): Map<number, Range['is']> {
  const found = new Map<number, Range['is']>();
  const count = bytes[body] === 0 ? 2 : 4;
  for (const { type, body: at } of boxesIn(bytes, body + VERSIONED + count, end)) {
    if (type !== 'infe') continue;
    const version = bytes[at] ?? 0;
    if (version < 2) throw new DamagedFile('an item without a type');
    const cursor = new Cursor(bytes, at + VERSIONED);
    const id = cursor.number(version === 2 ? 2 : 4);
    cursor.number(2);
    const kind = bytes.toString('latin1', cursor.at, cursor.at + 4);
    if (kind === 'Exif') found.set(id, 'exif');
    else if (kind === 'mime' || kind === 'uri ') found.set(id, 'text');
  }
  return found;
}

/** Where those items lie: in the file, or (`inner`) in the data of the description itself. */
function placesIn(bytes: Buffer, { body }: Box, words: ReadonlyMap<number, Range['is']>) {
  const [file, inner]: [Range[], Range[]] = [[], []];
  const version = bytes[body] ?? 0;
  const cursor = new Cursor(bytes, body + VERSIONED);
  const [sizes, more] = [cursor.number(1), cursor.number(1)];
  const [offset, length, base, index] = [sizes >> 4, sizes & 15, more >> 4, version === 0 ? 0 : more & 15];
  const items = cursor.number(version < 2 ? 2 : 4);
  for (let n = 0; n < items; n += 1) {
    const id = cursor.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : cursor.number(2) & 15;
    cursor.number(2);
    const start = cursor.number(base);
    const extents = cursor.number(2);
    for (let m = 0; m < extents; m += 1) {
      cursor.number(index);
      const from = start + cursor.number(offset);
      const size = cursor.number(length);
      const is = words.get(id);
      if (is === undefined) continue;
      if (method > 1 || size === 0) throw new DamagedFile('it does not say where its words lie');
      (method === 1 ? inner : file).push({ from, until: from + size, is });
    }
  }
  return { file, inner };
}

export type Described = {
  /** In the file, ascending. */
  words: Range[];
  sizes: { width: number; height: number }[];
  /** The description without words of its own: those are overwritten in their place, since all offsets count from the beginning. */
  kept: Buffer;
};
const KEPT_IN_META = new Set('hdlr pitm iloc iinf iprp iref idat grpl dinf ipro'.split(' '));
const WORDS_IN_PROPERTIES = new Set(['udes', 'uuid', 'altt']);

/** What a whole box `meta` says. Throws DamagedFile. */
export function described(meta: Buffer): Described {
  const kept = Buffer.from(meta);
  const boxes = boxesIn(meta, 8 + VERSIONED, meta.length);
  const one = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const [infos, locations, data, properties] = [one('iinf'), one('iloc'), one('idat'), one('iprp')];
  if (!infos || !locations || !properties) throw new DamagedFile('no picture in it');
  const { file, inner } = placesIn(meta, locations, wordsIn(meta, infos));
  for (const { from, until } of inner)
    if (data) kept.fill(0, Math.min(data.body + from, data.end), Math.min(data.body + until, data.end));
  for (const box of boxes) if (!KEPT_IN_META.has(box.type)) free(kept, box);
  const container = boxesIn(meta, properties.body, properties.end).find(({ type }) => type === 'ipco');
  const all = container ? boxesIn(meta, container.body, container.end) : [];
  for (const box of all) if (WORDS_IN_PROPERTIES.has(box.type)) free(kept, box);
  const sizes = all.flatMap(({ type, body, end }) =>
    type === 'ispe' && end - body >= 12
      ? [{ width: meta.readUInt32BE(body + 4), height: meta.readUInt32BE(body + 8) }]
      : [],
  );
  return { words: file.toSorted((a, b) => a.from - b.from), sizes, kept };
}

/** A box that says nothing any more, and takes as much room. */
function free(bytes: Buffer, { at, body, end }: Box): void {
  bytes.write('free', at + 4, 'latin1');
  bytes.fill(0, body, end);
}
