/** A log file as it lies there: packed or not, and in which encoding; read as a stream and never held whole. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { BadText, type Bytes, decodedFatally, encodingOf, markOf, Trial } from '../../platform/files/decoded.ts';
import { shown } from '../../platform/files/shown.ts';

/** The file or the mapping cannot be read: the message says where and why, and is fit for a terminal. */
export class LogError extends Error {
  override readonly name = 'LogError';
  constructor(why: string) {
    super(shown(why, MOST_WORDS));
  }
}
const MOST_WORDS = 4_000;

/** How the encoding was found: a byte order mark, the mapping, the XML declaration; else the whole file is valid in it. */
export type Encoding = { name: string; by: 'mark' | 'mapping' | 'declaration' | 'content' };
export type OpenLog = { sha256: string } & (
  | { kind: 'csv' | 'xes'; encoding: Encoding; text(): AsyncIterable<string> }
  | { kind: 'xlsx'; encoding: null }
);

const HEAD = 1_000;

/**
 * The file's digest, as it lies there, and its text. `encoding`: what the mapping says of it. Throws LogError when it is not
 * there, or is of a kind that is not read; `text` throws BadText at the first byte that is none in the encoding.
 */
export async function openLog(file: string, { encoding }: { encoding?: string | undefined } = {}): Promise<OpenLog> {
  try {
    const start = await firstBytes(file);
    if (startsWith(start, ZIP)) return { kind: 'xlsx', encoding: null, sha256: await digestOf(file) };
    if (startsWith(start, OLD_OFFICE))
      throw new LogError('this is an old .xls, or a workbook with a password: save it as .xlsx or CSV');
    const packed = startsWith(start, GZIP);
    const seen = await firstPass(file, packed);
    if (startsWith(seen.head, ZIP)) throw new LogError('a workbook or an archive within gzip: unpack it first');
    const bytes: Bytes = () => bytesOf(file, packed);
    const found = await encodingOfLog(seen, { said: encoding, bytes });
    const kind = isXml(textOf(seen.head, found.name)) ? 'xes' : 'csv';
    return { sha256: seen.sha256, kind, encoding: found, text: () => decodedFatally(bytes, found.name) };
  } catch (error) {
    throw error instanceof Error && 'code' in error ? new LogError(error.message) : error;
  }
}

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const startsWith = (head: Uint8Array, bytes: readonly number[]): boolean => bytes.every((byte, i) => head[i] === byte);

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

type Seen = { sha256: string; head: Buffer; isUtf8: boolean; isGb18030: boolean };

async function firstPass(file: string, packed: boolean): Promise<Seen> {
  const hash = createHash('sha256');
  const [utf8, gb18030] = [new Trial('utf-8'), new Trial('gb18030')];
  let head = Buffer.alloc(0);
  for await (const chunk of bytesOf(file, packed, hash)) {
    if (head.length < HEAD) head = Buffer.concat([head, chunk]).subarray(0, HEAD);
    utf8.see(chunk);
    gb18030.see(chunk);
  }
  utf8.see();
  gb18030.see();
  return { sha256: hash.digest('hex'), head, isUtf8: utf8.passed, isGb18030: gb18030.passed };
}

/** A mark or a declaration binds, and two that differ are a fault; only without one the whole file is asked what it is. */
async function encodingOfLog(
  seen: Seen,
  { said, bytes }: { said: string | undefined; bytes: Bytes },
): Promise<Encoding> {
  const mark = markOf(seen.head);
  if (mark === 'utf-16le' && startsWith(seen.head, [0xff, 0xfe, 0, 0]))
    throw new LogError('the file has the mark of UTF-32, which is not read: save it as UTF-8');
  const declared = said === undefined ? declaredIn(textOf(seen.head, mark ?? 'latin1')) : null;
  const named = said === undefined ? declared : encodingOf(said);
  if (mark !== null) {
    if (named !== null && named !== mark && !(named.startsWith('utf-16') && mark.startsWith('utf-16')))
      throw new LogError(
        `the file has the mark of ${mark}, but ${said === undefined ? 'it' : 'the mapping'} says ${named}`,
      );
    return { name: mark, by: 'mark' };
  }
  if (named !== null) return { name: named, by: said === undefined ? 'declaration' : 'mapping' };
  if (seen.isUtf8) return { name: 'utf-8', by: 'content' };
  const { good, badAt } = await readAs('utf-8', bytes);
  const isUtf8 = good >= ENOUGH || (!seen.isGb18030 && badAt >= (await readAs('gb18030', bytes)).badAt);
  return { name: isUtf8 ? 'utf-8' : 'gb18030', by: 'content' };
}

/** So many characters beyond ASCII, all good UTF-8, do not begin a text in GB18030: what comes later and is none is a damage. */
const ENOUGH = 6;

/** How many characters beyond ASCII stand before the first bad byte, and where that is. */
async function readAs(encoding: string, bytes: Bytes): Promise<{ good: number; badAt: number }> {
  let good = 0;
  try {
    for await (const text of decodedFatally(bytes, encoding)) good += text.replaceAll(/[\0-\u007F]/g, '').length;
    return { good, badAt: Infinity };
  } catch (error) {
    if (error instanceof BadText) return { good, badAt: error.at };
    throw error;
  }
}

const textOf = (head: Buffer, encoding: string): string => new TextDecoder(encoding).decode(head);
const isXml = (start: string): boolean => /^\s*<(\?xml|!--|!DOCTYPE|([\w-]+:)?log[\s>])/.test(start);

function declaredIn(start: string): string | null {
  const label = /^\s*<\?xml[^>]*encoding=["']([\w.:-]+)["']/.exec(start)?.[1];
  if (label === undefined) return null;
  const encoding = encodingOf(label);
  if (encoding === null) throw new LogError(`unknown encoding ${label}`);
  return encoding;
}

function bytesOf(file: string, packed: boolean, hash?: Hash): AsyncIterable<Buffer> {
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  const watched = hash ? Readable.from(hashing(raw, hash), { objectMode: false }) : raw;
  return packed ? unpacked(watched) : watched;
}

async function* hashing(raw: Readable, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of raw) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* unpacked(source: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const fed = pipeline(source, gunzip);
  fed.catch(() => undefined); // the reader below gets the same error
  for await (const chunk of gunzip) yield chunk;
  await fed;
}
