/** A whole list as a file: counted before, on record before its first byte, and sent as it is read. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { contentDisposition } from '../../platform/file-names.ts';

/** More is for reports, which are made on their own. A file that silently ends would be taken for the whole. */
export const MOST_ROWS = 50_000;
export const ROWS_AT_ONCE = 500;

export type Lang = 'zh' | 'en';
export const lang = z.enum(['zh', 'en']).optional().describe("Of the headings; left out: the person's own");

/** `asked`, else the person's own. */
export const langFor = async (directory: Directory, person: string, asked: Lang | undefined): Promise<Lang> =>
  asked ?? (await directory.person(person))?.locale ?? 'zh';

/** The number of rows. Throws 'too-many-rows' where there are more than a file may have; `what`: `cases`. */
export function rowsIn(
  { count, capped }: { count: number; capped: boolean },
  what: string,
  maximum: number = MOST_ROWS,
): number {
  if (!capped) return count;
  throw new DomainError('too-many-rows', `More than ${maximum} ${what}: ask for fewer`, { params: { maximum } });
}

/** So long a file may take in all, and a reader to take a part of it: a place among the few is not held for ever. */
const LONGEST_MS = 10 * 60_000;
const PATIENCE_MS = 30_000;

/** Sends the parts one by one; a reader who does not read is waited for, and a file that nobody reads is not made. */
export async function sendFile(
  response: Response,
  { name, mediaType, length, packed }: { name: string; mediaType: string; length?: number; packed?: true },
  parts: AsyncIterable<string | Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  response.status(200).set({ 'Content-Disposition': contentDisposition(name) });
  response.setHeader('Content-Type', mediaType); // as it is: Express would name an encoding that nobody knows
  if (packed) response.set('Content-Encoding', 'gzip');
  if (length !== undefined) response.setHeader('Content-Length', length);
  const until = Date.now() + LONGEST_MS;
  for await (const part of parts) {
    if (Date.now() > until) response.destroy(); // cut off, so that it is not taken for the whole
    if (response.destroyed) return;
    await send(response, part);
  }
  response.end();
}

/** True where the asker takes an answer packed by gzip: then `sendFile` is handed `gzipped` parts. */
export const takesGzip = (request: Request): boolean => request.acceptsEncodings('gzip', 'identity') === 'gzip';

/** The same, packed as it comes; packing ends with whoever takes it. */
export async function* gzipped(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const packer = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 64 * 1_024 });
  const fed = pipeline(Readable.from(parts), packer);
  fed.catch(() => undefined); // the reader below gets the same error
  for await (const chunk of packer) yield chunk;
  await fed;
}

async function send(response: Response, part: string | Uint8Array): Promise<void> {
  if (response.destroyed || response.write(part)) return;
  await new Promise<void>((resolve) => {
    const cut = setTimeout(() => response.destroy(), PATIENCE_MS).unref();
    const done = () => {
      clearTimeout(cut);
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
