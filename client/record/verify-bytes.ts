/** Bytes that the record speaks of by their hash alone: files that cases took, and packages of archives that were signed. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { CaseEvent, Commit } from '../../domain/kernel/process.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import { filesIn } from '../../domain/kernel/record/files.ts';
import type { Share } from '../../domain/kernel/record/share.ts';
import { archivePackageOf, readPackage } from '../../models/archives/package.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import { readBlob } from '../../models/files/blob.ts';
import { fileOf } from '../../models/files/file.ts';
import type { Broken, Report } from './verify.ts';

const ALL: Share = { from: 0, until: 256 };
/** Commits read at once. */
const AT_A_TIME = 100;
export type BytesCounts = { files: number; packages: number };

/**
 * bytes-missing: they are not there whole; bytes-differ: they are others, or the file's row names others. Each is told with the case
 * and the event that took it; of bytes that several took with the first. What another finding says of a commit is not said again.
 * Throws when MongoDB is away.
 */
export async function verifyBytes(db: Connection, report: Report, share: Share = ALL): Promise<BytesCounts> {
  const counts: BytesCounts = { files: 0, packages: 0 };
  const looked = new Map<string, Broken['code'] | null>();
  const found = async (sha256: string, read: () => Promise<Bytes | null>) => {
    if (!looked.has(sha256)) looked.set(sha256, await judged(sha256, read));
    return looked.get(sha256) ?? null;
  };
  for await (const commit of commitsWithFiles(db)) {
    for (const { caseId, seq, data } of eventsOf(commit))
      for (const { id, sha256 } of filesIn(data)) {
        if (!isIn(sha256, share)) continue;
        counts.files += 1;
        const row = await fileOf(db).findById(id, { sha256: 1 }).lean<{ sha256?: string }>();
        const isOther = row !== null && row.sha256 !== sha256;
        const code = isOther ? 'bytes-differ' : await found(sha256, () => readBlob(db, sha256));
        if (code) report({ chain: caseId, seq, code, pointer: `/files/${id}` });
      }
  }
  for await (const { caseId, seq, data } of sealedPackages(db)) {
    const { sha256 } = data;
    if (!isIn(sha256, share)) continue;
    counts.packages += 1;
    const code = await judged(sha256, () => newestPackage(db, caseId));
    if (code) report({ chain: caseId, seq, code, pointer: '/package' });
  }
  return counts;
}

/** In the order of cases, whichever indexes a store that was brought back has by now. */
async function* commitsWithFiles(db: Connection): AsyncGenerator<Commit> {
  const found = await commitsIn(db)
    .find({ files: { $exists: true } }, { projection: { _id: 1 } })
    .toArray();
  const ids = found.map(({ _id }) => _id).toSorted();
  for (let at = 0; at < ids.length; at += AT_A_TIME)
    yield* commitsIn(db).find({ _id: { $in: ids.slice(at, at + AT_A_TIME) } }, { sort: { _id: 1 } });
}

type Bytes = AsyncIterable<Uint8Array>;
const isIn = (sha256: string, { from, until }: Share): boolean => {
  const first = Number.parseInt(sha256.slice(0, 2), 16);
  return first >= from && first < until;
};

/** A commit that somebody spoiled is found by its hash; here it only says nothing. */
function eventsOf(commit: Commit): CaseEvent[] {
  try {
    return unwound(commit);
  } catch {
    return [];
  }
}

async function judged(sha256: string, read: () => Promise<Bytes | null>): Promise<Broken['code'] | null> {
  const hash = createHash('sha256');
  try {
    const bytes = await read();
    if (!bytes) return 'bytes-missing';
    for await (const part of bytes) hash.update(part);
  } catch (error) {
    if (isGone(error)) return 'bytes-missing';
    throw error;
  }
  return hash.digest('hex') === sha256 ? null : 'bytes-differ';
}

/** No store that is away: pieces that are not there, or are none. */
const isGone = (error: unknown): boolean => error instanceof Error && !error.name.startsWith('Mongo');

type Archived = { caseId: string; seq: number; data: { sha256: string } };
/** The last event of each archive, with the hash of the package that both signed. */
async function* sealedPackages(db: Connection): AsyncGenerator<Archived> {
  const ends = { _id: { $gte: 'ARC-', $lt: 'ARC.' }, mode: 'live' as const, 'events.type': 'archive.archived' };
  for await (const commit of commitsIn(db).find(ends, { sort: { _id: 1 } }))
    for (const { caseId, seq, type, data } of eventsOf(commit))
      if (type === 'archive.archived' && 'sha256' in data && typeof data.sha256 === 'string')
        yield { caseId, seq, data: { sha256: data.sha256 } };
}

/** Those of earlier attempts are gone by then. */
async function newestPackage(db: Connection, archive: string): Promise<Bytes | null> {
  const [kept] = await archivePackageOf(db)
    .find({ archive, made: { $exists: true } })
    .sort({ attempt: -1 })
    .limit(1);
  return kept ? readPackage(db, kept) : null;
}
