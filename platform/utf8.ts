/** Text files that people hand in. Bytes that are not UTF-8 are refused: a decoder that goes on would lose what they were. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';

/** A file is there and readable, but it is no UTF-8. */
export class NotUtf8 extends Error {}

const NEWLINE = 0x0a;

/** `bytes` as text, without the mark of byte order that some editors set before it. Throws NotUtf8 that names the line. */
export function textOf(bytes: Buffer, name: string): string {
  if (!isUtf8(bytes)) throw new NotUtf8(`${name} is not UTF-8 in line ${badLineOf(bytes)}: save it as UTF-8`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** As textOf; and as readFileSync where it cannot be read. */
export const readText = (file: string): string => textOf(readFileSync(file), file);
/** What is piped in. Throws NotUtf8. */
export const readStdin = async (): Promise<string> => textOf(await buffer(process.stdin), 'the input');

/** No character of UTF-8 holds the byte of a line's end but the line's end. */
function badLineOf(bytes: Buffer): number {
  for (let line = 1, from = 0; ; line += 1) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end === -1 || !isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
}
