/** Test support: pictures as cameras write them, with position, device and what else nobody asked for. */
import { crc32 } from 'node:zlib';
import { Transformer } from '@napi-rs/image';

/** A word that stands in everything that is to go. */
export const SECRET = 'N30.5-E114.3';
const [WIDTH, HEIGHT] = [64, 48];

const picture = (): Transformer => {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4, 0xff);
  for (let at = 0; at < pixels.length; at += 4) pixels.writeUIntBE((at * 2_654_435) % 0xff_ff_ff, at, 3);
  return Transformer.fromRgbaPixels(pixels, WIDTH, HEIGHT);
};

/** A TIFF block with an orientation, and an entry of text. */
export function exif(orientation: number): Buffer {
  const words = Buffer.from(`GPS ${SECRET} `, 'latin1');
  const tiff = Buffer.alloc(38);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.writeUInt16LE(0x010f, 10); // make of the camera
  tiff.writeUInt16LE(2, 12);
  tiff.writeUInt32LE(words.length, 14);
  tiff.writeUInt32LE(38, 18);
  tiff.writeUInt16LE(0x0112, 22);
  tiff.writeUInt16LE(3, 24);
  tiff.writeUInt32LE(1, 26);
  tiff.writeUInt16LE(orientation, 30);
  return Buffer.concat([tiff, words]);
}

function segment(marker: number, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one)));
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** `orientation` 6: held upright. Behind its end lies a film. */
export function photo({
  orientation = 6,
  from = picture().jpegSync(90),
}: {
  orientation?: number;
  from?: Buffer;
} = {}): Buffer {
  return Buffer.concat([
    from.subarray(0, 2),
    segment(0xe1, 'Exif\0\0', exif(orientation)),
    segment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${SECRET}</x:xmpmeta>`),
    segment(0xe2, `MPF\0${SECRET}`),
    segment(0xed, `Photoshop 3.0\0${SECRET}`),
    segment(0xfe, SECRET),
    from.subarray(2),
    Buffer.from(`ftypmp42 ${SECRET}`, 'latin1'),
  ]);
}

export const jpeg = (): Buffer => picture().jpegSync(90);

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

const HEAD = 33; // signature and IHDR
export function screenshot(orientation = 6): Buffer {
  const plain = picture().pngSync();
  return Buffer.concat([
    plain.subarray(0, HEAD),
    chunk('tEXt', Buffer.from(`Location\0${SECRET}`, 'latin1')),
    chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${SECRET}`, 'latin1')),
    chunk('eXIf', exif(orientation)),
    plain.subarray(HEAD),
    Buffer.from(SECRET, 'latin1'),
  ]);
}

function part(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** In the extended form, with Exif and XMP behind the picture. */
export function webp(orientation = 6): Buffer {
  const plain = picture().webpLosslessSync();
  const extended = Buffer.alloc(10);
  extended[0] = 0b1100;
  extended.writeUIntLE(WIDTH - 1, 4, 3);
  extended.writeUIntLE(HEIGHT - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    part('VP8X', extended),
    plain.subarray(12),
    part('EXIF', exif(orientation)),
    part('XMP ', Buffer.from(`<x:xmpmeta>${SECRET}</x:xmpmeta>`, 'latin1')),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** A PNG that says that it is so large, in some bytes. */
export function flood(width = 100_000, height = 100_000): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = 2;
  const signature = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', Buffer.alloc(20)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A container with these names in its head and its directory; of what is in it nothing is ever unpacked. */
export const container = (...names: string[]): Buffer =>
  Buffer.concat(
    [
      ...names.map((name) => `PK\u0003\u0004${'\0'.repeat(26)}${name}`),
      'x'.repeat(200_000),
      ...names,
      'PK\u0005\u0006',
    ].map((words) => Buffer.from(words, 'latin1')),
  );

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}
const numbers = (size: number, ...all: number[]): Buffer =>
  Buffer.concat(
    all.map((one) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntBE(one, 0, size);
      return bytes;
    }),
  );
const versioned = (version: number) => numbers(4, version * 0x1_00_00_00);
const item = (id: number, type: string) =>
  box('infe', versioned(2), numbers(2, id, 0), Buffer.from(`${type}\0`, 'latin1'));

type Still = { brand?: string; pixels?: [number, number]; first?: 'meta' | 'mdat' };
/** As a phone writes it: the picture, its Exif and its XMP lie in one box, and what they are stands before. `picture`: what lies there of it. */
export function heic({ brand = 'heic', pixels = [4_032, 3_024], first = 'meta' }: Still = {}) {
  const shown = Buffer.alloc(5_000, 'frame');
  const words = Buffer.concat([numbers(4, 6), Buffer.from('Exif\0\0', 'latin1'), exif(6)]);
  const xmp = Buffer.from(`<x:xmpmeta>${SECRET}</x:xmpmeta>`, 'latin1');
  const type = box('ftyp', Buffer.from(`${brand}\0\0\0\0mif1${brand}`, 'latin1'));
  const metaAt = (at: number) => {
    const places = [shown, words, xmp].map((one, n, all) => {
      const before = all.slice(0, n).reduce((sum, { length }) => sum + length, 0);
      return Buffer.concat([numbers(2, n + 1, 0, 1), numbers(4, at + before, one.length)]);
    });
    return box(
      'meta',
      versioned(0),
      box('hdlr', versioned(0), Buffer.from('\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')),
      box('pitm', versioned(0), numbers(2, 1)),
      box('iloc', versioned(0), Buffer.of(0x44, 0), numbers(2, 3), ...places),
      box('iinf', versioned(0), numbers(2, 3), item(1, 'hvc1'), item(2, 'Exif'), item(3, 'mime')),
      box('iprp', box('ipco', box('ispe', versioned(0), numbers(4, ...pixels)), box('udes', Buffer.from(SECRET)))),
      box('uuid', Buffer.from(SECRET)),
    );
  };
  const data = box('mdat', shown, words, xmp);
  const behind = Buffer.concat([box('mpvd', Buffer.from(SECRET)), Buffer.from(`SEFT ${SECRET}`)]);
  const length = type.length + (first === 'meta' ? metaAt(0).length : 0) + 8;
  const both = first === 'meta' ? [metaAt(length), data] : [data, metaAt(length)];
  return { bytes: Buffer.concat([type, ...both, behind]), picture: shown };
}
export const avif = async (): Promise<Buffer> => await picture().avif();

const wordsOf = (label: number, head: string, said: string) =>
  Buffer.concat([
    Buffer.of(0x21, label),
    ...[head, said]
      .filter((text) => text !== '')
      .map((one) => Buffer.from(String.fromCharCode(one.length) + one, 'latin1')),
    Buffer.of(0),
  ]);

/** Two frames of one pixel, with a comment, XMP, and how often it is repeated. */
export function gif(width = 1, height = 1): Buffer {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0x80;
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  const control = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    screen,
    Buffer.from([0, 0, 0, 0xff, 0xff, 0xff]),
    wordsOf(0xff, 'NETSCAPE2.0', '\u0001\0\0'),
    wordsOf(0xfe, '', SECRET),
    wordsOf(0xff, 'XMP DataXMP', SECRET),
    control,
    frame,
    control,
    frame,
    Buffer.of(0x3b),
    Buffer.from(SECRET, 'latin1'),
  ]);
}
