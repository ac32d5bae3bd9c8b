/** The parts of a zip file, each unpacked as a stream and no further than it may grow. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

/** The archive cannot be read: why, for people. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}
type Entry = { method: number; flags: number; crc: number; packed: number; size: number; offset: number };
export type Zip = {
  has(name: string): boolean;
  /** Throws ZipError where the part is missing, damaged, encrypted, or larger than `most` bytes. */
  part(name: string, most: number): AsyncGenerator<Buffer>;
};

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const MOST_ENTRIES = 10_000;
const MOST_DIRECTORY = 16 * 1024 * 1024;
/** Stands where the archive is of the 64-bit kind. */
const ELSEWHERE = 0xffffffff;

export async function openZip(file: string): Promise<Zip> {
  const handle = await open(file);
  try {
    const entries = await directoryOf(handle);
    return {
      has: (name) => entries.has(name),
      part: (name, most) => unpacked(file, { name, entry: entries.get(name), most }),
    };
  } finally {
    await handle.close();
  }
}

async function directoryOf(handle: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await handle.stat();
  const tail = await bytesAt(handle, Math.max(0, size - END_LENGTH - LONGEST_COMMENT), size);
  const end = lastOf(tail, END);
  if (end === -1) throw new ZipError('the archive is cut off or damaged');
  const [count, length, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  if (offset === ELSEWHERE || count > MOST_ENTRIES || length > MOST_DIRECTORY)
    throw new ZipError('the archive is larger than one of these');
  const directory = await bytesAt(handle, offset, offset + length);
  const entries = new Map<string, Entry>();
  for (let at = 0, left = count; left > 0; left -= 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL)
      throw new ZipError('the archive is cut off or damaged');
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const nameEnd = at + 46 + (name ?? 0);
    entries.set(directory.toString('utf8', at + 46, nameEnd), {
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function lastOf(bytes: Buffer, signature: number): number {
  for (let at = bytes.length - END_LENGTH; at >= 0; at -= 1) if (bytes.readUInt32LE(at) === signature) return at;
  return -1;
}

async function bytesAt(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
  if (bytesRead !== to - from) throw new ZipError('the archive is cut off or damaged');
  return buffer;
}

type Wanted = { name: string; entry: Entry | undefined; most: number };
async function* unpacked(file: string, { name, entry, most }: Wanted): AsyncGenerator<Buffer> {
  if (!entry) throw new ZipError(`the archive has no ${name}`);
  if ((entry.flags & 1) === 1) throw new ZipError('the archive is encrypted');
  if (entry.method !== 0 && entry.method !== 8) throw new ZipError(`${name} is packed in a way that is not read`);
  if (entry.size > most) throw new ZipError(`${name} unpacks to more than ${most} bytes`);
  let [size, sum] = [0, 0];
  try {
    for await (const chunk of contentOf(file, entry)) {
      size += chunk.length;
      if (size > entry.size) throw new ZipError(`${name} is damaged: it unpacks to more than it says`);
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error ? new ZipError(`${name} is damaged: ${error.message}`) : error;
  }
  if (size !== entry.size || sum !== entry.crc) throw new ZipError(`${name} is damaged: its check sum is another`);
}

async function* contentOf(file: string, { method, packed, offset }: Entry): AsyncGenerator<Buffer> {
  const header = await localHeader(file, offset);
  if (header.readUInt32LE(0) !== LOCAL) throw new ZipError('the archive is cut off or damaged');
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (packed === 0) return;
  const raw = createReadStream(file, { start, end: start + packed - 1 });
  if (method === 0) yield* raw;
  else yield* inflated(raw);
}

async function localHeader(file: string, offset: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    return await bytesAt(handle, offset, offset + 30);
  } finally {
    await handle.close();
  }
}

async function* inflated(raw: Readable): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  const fed = pipeline(raw, inflate);
  fed.catch(() => undefined); // the reader below gets the same error
  yield* inflate;
  await fed;
}
