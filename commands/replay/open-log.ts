/** A log file as text: packed or not, in UTF-8 or GB18030; read twice as a stream and never held whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** The file or the mapping cannot be read: the message says where and why. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

export type OpenLog = { sha256: string; kind: 'csv' | 'xes'; text(): AsyncIterable<string> };

const HEAD = 1_000;

/** The file's digest, as it lies there, and its text. Throws LogError when it is not there or not text. */
export async function openLog(file: string): Promise<OpenLog> {
  try {
    const packed = await startsWith(file, [0x1f, 0x8b]);
    const { sha256, isUtf8, head } = await firstPass(file, packed);
    const start = new TextDecoder('latin1').decode(head).replace(/^\u00EF\u00BB\u00BF/, '');
    if (start.startsWith('PK')) throw new LogError('this is a spreadsheet or an archive: save it as CSV first');
    const kind = /^\s*<(\?xml|!--|!DOCTYPE|([\w-]+:)?log[\s>])/.test(start) ? 'xes' : 'csv';
    const encoding = isUtf8 ? 'utf-8' : kind === 'xes' ? declaredIn(start) : 'gb18030';
    return { sha256, kind, text: () => decoded(file, packed, encoding) };
  } catch (error) {
    throw error instanceof Error && 'code' in error ? new LogError(error.message) : error;
  }
}

async function startsWith(file: string, bytes: readonly number[]): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(bytes.length), 0, bytes.length, 0);
    return bytes.every((byte, i) => buffer[i] === byte);
  } finally {
    await handle.close();
  }
}

async function firstPass(file: string, packed: boolean): Promise<{ sha256: string; isUtf8: boolean; head: Buffer }> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let head = Buffer.alloc(0);
  await pipeline(bytesOf(file, packed, hash), async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      if (head.length < HEAD) head = Buffer.concat([head, chunk]).subarray(0, HEAD);
      if (isUtf8) isUtf8 = decodes(decoder, chunk);
    }
    if (isUtf8) isUtf8 = decodes(decoder);
  });
  return { sha256: hash.digest('hex'), isUtf8, head };
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk?: Buffer): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

function declaredIn(start: string): string {
  const label = /^\s*<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(start)?.[1] ?? 'gb18030';
  if (/^utf-?8$/i.test(label)) return 'gb18030'; // it says so, but is not
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new LogError(`unknown encoding ${label}`);
  }
}

async function* decoded(file: string, packed: boolean, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytesOf(file, packed)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function bytesOf(file: string, packed: boolean, hash?: { update(chunk: Buffer): unknown }): AsyncIterable<Buffer> {
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  const watched = hash ? Readable.from(hashing(raw, hash), { objectMode: false }) : raw;
  return packed ? unpacked(watched) : watched;
}

async function* hashing(raw: Readable, hash: { update(chunk: Buffer): unknown }): AsyncGenerator<Buffer> {
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
