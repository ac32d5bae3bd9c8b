/** What a file is, by its bytes: its name and what its sender says of it count for nothing. */
import { TextDecoder } from 'node:util';
import { stillIn } from '../images/heif.ts';

/** Kinds that can be told apart, each with its media type. */
export const KINDS = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  avif: 'image/avif',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  text: 'text/plain',
  /** Of Office before 2007, macros and all. */
  ole: 'application/x-cfb',
  zip: 'application/zip',
} as const;
export type Kind = keyof typeof KINDS;
export const isKind = (word: string): word is Kind => Object.hasOwn(KINDS, word);

const at = (offset: number, ...words: (string | number[])[]) => ({
  offset,
  signs: words.map((word) => (typeof word === 'string' ? Buffer.from(word, 'latin1') : Buffer.from(word))),
});
/** What other files begin with, for the words of a refusal; the first that fits counts. */
const SIGNS: readonly (readonly [string, ReturnType<typeof at>])[] = [
  ['jpeg', at(0, [0xff, 0xd8, 0xff])],
  ['png', at(0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['webp', at(8, 'WEBP')],
  ['pdf', at(0, '%PDF-')],
  ['zip', at(0, 'PK\u0003\u0004', 'PK\u0005\u0006')],
  ['ole', at(0, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  ['exe', at(0, 'MZ', '\u007fELF', [0xcf, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe])],
  ['gif', at(0, 'GIF8')],
  ['bmp', at(0, 'BM')],
  ['tiff', at(0, 'II*\0', 'MM\0*')],
  ['video', at(4, 'ftyp')],
  ['rar', at(0, 'Rar!')],
  ['7z', at(0, '7z\u00bc\u00af')],
  ['gzip', at(0, [0x1f, 0x8b])],
];
/** So much of a file tells what it is. */
export const HEAD = 4_096;

/** By how it begins: a kind, a word for what it is instead, or `text` where nothing else fits; its end may say otherwise. */
export function beginsAs(head: Buffer): string {
  const found = SIGNS.find(([, { offset, signs }]) =>
    signs.some((sign) => head.subarray(offset, offset + sign.length).equals(sign)),
  );
  if (found?.[0] === 'webp' && head.toString('latin1', 0, 4) !== 'RIFF') return 'text';
  if (found?.[0] === 'bmp' && isText(head)) return 'text'; // a word may begin so
  if (found?.[0] === 'exe' && isText(head)) return 'text';
  if (found?.[0] === 'video') return stillIn(head) ?? 'video';
  return found?.[0] ?? 'text';
}

// Controls but tab, line ends, form feed and the escape of colours in logs.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000E-\u001A\u001C-\u001F\u007F]/;
const isText = (piece: Buffer): boolean => !CONTROL.test(piece.toString('latin1'));

/** Looks at all of a file that begins as text, piece by piece: in UTF-8, GB18030, or UTF-16 with a mark. */
export function textWatch() {
  let decoders: TextDecoder[] | undefined;
  const decoded = (piece: Uint8Array, stream: boolean): void => {
    decoders = decoders?.filter((decoder) => {
      try {
        return !CONTROL.test(decoder.decode(piece, { stream }));
      } catch {
        return false;
      }
    });
  };
  return {
    see(piece: Buffer): void {
      decoders ??= decodersFor(piece).map((name) => new TextDecoder(name, { fatal: true }));
      decoded(piece, true);
    },
    /** Whether all of it was text. */
    end(): boolean {
      decoded(new Uint8Array(), false);
      return (decoders?.length ?? 0) > 0;
    },
  };
}

function decodersFor(first: Buffer): string[] {
  const mark = first.toString('latin1', 0, 2);
  if (mark === '\u00ff\u00fe') return ['utf-16le'];
  return mark === '\u00fe\u00ff' ? ['utf-16be'] : ['utf-8', 'gb18030'];
}

const KEPT = 65_536;
/** Remembers the beginning and the end of a container, where the names of what it holds stand; nothing of it is unpacked. */
export function zipWatch() {
  let [head, tail] = [Buffer.alloc(0), Buffer.alloc(0)];
  return {
    see(piece: Buffer): void {
      if (head.length < KEPT) head = Buffer.concat([head, piece.subarray(0, KEPT - head.length)]);
      tail = Buffer.concat([tail.subarray(Math.max(0, tail.length + piece.length - KEPT)), piece.subarray(-KEPT)]);
    },
    /** A document of Office without macros is one; all else is a container. */
    end(): Kind {
      const names = head.toString('latin1') + tail.toString('latin1');
      if (!names.includes('[Content_Types].xml') || names.includes('vbaProject.bin')) return 'zip';
      if (names.includes('word/document')) return 'docx';
      if (names.includes('xl/workbook')) return 'xlsx';
      return names.includes('ppt/presentation') ? 'pptx' : 'zip';
    },
  };
}
