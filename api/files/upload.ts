/** One file on its way in: named, looked at, freed of positions, scanned, and stored under its hash. */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { newBytesId, readBytes, writeBytes } from '../../models/files/bytes.ts';
import { bytesSince, fileUnder, renewFile, type StoredFile } from '../../models/files/file.ts';
import { beginFile, forgetFile, keepFile } from '../../models/files/keeping.ts';
import type { Env } from '../../platform/env.ts';
import { endingOf, LONGEST_NAME, nameProblem } from '../../platform/file-names.ts';
import { type Cleaned, cleaned } from '../../platform/files/cleaned.ts';
import { type Kind, KINDS } from '../../platform/files/media-type.ts';
import { scanned } from '../../platform/files/scan.ts';
import { invalid } from '../http/problem.ts';
import { asRefusal } from './refused.ts';

/** `key`: as stored (kernel/ids.ts). */
export type Upload = { by: string; key: string; name: string; bytes: AsyncIterable<Uint8Array> };
type Deps = { db: Connection; settings: Env['files'] };

const DAY: Millis = 86_400_000;

export function createUploads({ db, settings }: Deps) {
  const { mostBytes, dayBytes, kinds, keepPosition, scanUrl, admitsUnscanned } = settings;

  /**
   * The same key with the same name and bytes gives the same file for ever. Whatever is refused leaves nothing behind.
   * @throws DomainError saying what is wrong with the file, its name or its size; what `bytes` throws when its sender leaves
   */
  async function take(upload: Upload): Promise<StoredFile> {
    const name = upload.name.normalize('NFC');
    const problem = nameProblem(name);
    if (problem) throw invalid([{ pointer: '/file-name', code: problem, params: { maximum: LONGEST_NAME } }]);
    const sent = createHash('sha256').update(`${name}\0`);
    const bytes = limited(upload.bytes, sent, mostBytes);
    const known = await fileUnder(db, upload.key);
    if (known) return await again(known, await digestOf(bytes, sent));
    if ((await bytesSince(db, upload.by, Date.now() - DAY)) >= dayBytes)
      throw new DomainError('file-quota', 'So much has been uploaded within a day', { params: { maximum: dayBytes } });
    return await store({ ...upload, name, bytes }, sent);
  }

  async function store({ by, key, name, bytes }: Upload, sent: Hash): Promise<StoredFile> {
    const [_id, id] = [randomUUID(), newBytesId()];
    await beginFile(db, { _id, bytes: id, by });
    let file: Omit<StoredFile, 'state' | 'open'>;
    try {
      const found = await cleaned(bytes, { kinds, keepPosition });
      const { sha256, size } = await written(found, id);
      const isScanned = await scan(id);
      const type = typeOf(found.kind(), name);
      const digest = sent.digest('hex');
      const marked = isScanned ? {} : { unscanned: true as const };
      file = { _id, name, type, size, sha256, by, key, at: Date.now(), sent: digest, ...marked };
    } catch (error) {
      await forgetFile(db, { _id, bytes: id });
      throw asRefusal(error, kinds);
    }
    if (await keepFile(db, id, file)) return { ...file, state: 'kept' };
    const first = await fileUnder(db, key); // it was sent twice at once
    if (!first) throw new Error(`${key} is taken and is not there`);
    return await again(first, file.sent);
  }

  async function written({ bytes }: Cleaned, id: ReturnType<typeof newBytesId>) {
    const hash = createHash('sha256');
    let size = 0;
    async function* seen(): AsyncGenerator<Uint8Array> {
      for await (const part of bytes) {
        hash.update(part);
        size += part.length;
        yield part;
      }
    }
    await writeBytes(db, id, seen());
    return { sha256: hash.digest('hex'), size };
  }

  /** False: nobody has looked at it. */
  async function scan(id: ReturnType<typeof newBytesId>): Promise<boolean> {
    if (scanUrl === undefined) return true;
    const found = await scanned(scanUrl, readBytes(db, id));
    if (found === 'infected') throw new DomainError('file-infected', 'The scanner refuses it');
    if (found === 'away' && !admitsUnscanned) throw new DomainError('scanner-away', 'No file is taken unscanned');
    return found === 'clean';
  }

  async function again(known: StoredFile, sent: string): Promise<StoredFile> {
    if (known.sent !== sent) throw new DomainError('key-reused', 'The key was used for another file');
    await renewFile(db, known._id);
    return known;
  }

  return { take };
}
export type Uploads = ReturnType<typeof createUploads>;

/** Of texts, a table is called so: programs choose by it. */
const typeOf = (kind: Kind, name: string): string =>
  kind === 'text' && endingOf(name) === 'csv' ? 'text/csv' : KINDS[kind];

async function* limited(bytes: AsyncIterable<Uint8Array>, hash: Hash, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > most) throw tooLarge(most);
    hash.update(part);
    yield part;
  }
}

async function digestOf(bytes: AsyncGenerator<Uint8Array>, hash: Hash): Promise<string> {
  while (!(await bytes.next()).done);
  return hash.digest('hex');
}

export const tooLarge = (maximum: number): DomainError =>
  new DomainError('body-too-large', `A file may have ${maximum} bytes`, { params: { maximum } });
