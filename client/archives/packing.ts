/** Packs a month: records, documents, files and papers as one ZIP, streamed into the store, its manifest last. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Archive } from '../../domain/archive/state.ts';
import { kindsFor } from '../../domain/documents/kinds.ts';
import type { FileFact } from '../../domain/kernel/facts.ts';
import { RECORDED_TAIL, recordedHead, recordedTrace } from '../../domain/event-log/recorded.ts';
import type { Commit, Millis, StoredCase } from '../../domain/kernel/process.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { type ArchivedCase, casesOf, notePacked } from '../../models/archives/archived-case.ts';
import { beginPackage, dropPackagesBefore, keepPackage, type Packed } from '../../models/archives/package.ts';
import { filesOfRecord } from '../../models/archives/papers.ts';
import { bodyOf, caseOf } from '../../models/cases/case.ts';
import { commitsIn, headOf } from '../../models/cases/commit.ts';
import { documentOf, fileOf as bytesOfDocument } from '../../models/documents/document.ts';
import { readBlob } from '../../models/files/blob.ts';
import { newBytesId, writeBytes } from '../../models/files/bytes.ts';
import { type WrittenEntry, type ZipEntry, zipped } from '../../platform/files/zip-writer.ts';
import { type EntryKind, MANIFEST, manifestText, type NamedCase, type NamedEntry, toldBy } from './manifest.ts';
import { README } from './readme.ts';

export type PackDeps = {
  db: Connection;
  product: { version: string; build: string };
  /** Text of the verifier as plain JavaScript; null: this start has none, and the package goes without. */
  verifier: () => string | null;
};
/** `at`: the instant that the manifest names: the same for every try. */
export type Packing = { number: string; archive: Archive; at: Millis };

/**
 * The package of the archive's present attempt: made once, whoever tries. Memory holds the manifest's lines and no content. Throws
 * EntryChanged where a record goes on meanwhile, an Error where bytes are lost, and what the store throws.
 */
export async function packMonth(deps: PackDeps, packing: Packing): Promise<Packed> {
  const { db } = deps;
  const { number: archive, archive: state } = packing;
  const { attempt } = state;
  const bytes = newBytesId();
  const there = await beginPackage(db, { archive, attempt, bytes });
  if (there) {
    await dropPackagesBefore(db, archive, attempt);
    return there;
  }
  const pack = new Pack(deps, packing);
  const whole = createHash('sha256');
  let size = 0;
  async function* file(): AsyncGenerator<Buffer> {
    for await (const part of zipped(pack.entries(), (entry) => pack.written(entry))) {
      whole.update(part);
      size += part.length;
      yield part;
    }
  }
  await writeBytes(db, bytes, file());
  const made: Packed = { ...pack.packed(), sha256: whole.digest('hex'), size };
  // before it is there: whoever finds it whole, after a kill, packs nothing and has nothing to note
  for (const { number, seq, hash } of pack.cases) await notePacked(db, number, { seq, hash });
  if (!(await keepPackage(db, { archive, attempt, bytes, made })))
    throw new Error(`another try packs ${archive} at this moment`);
  await dropPackagesBefore(db, archive, attempt);
  return made;
}

type Wanted = ZipEntry & Pick<NamedEntry, 'kind' | 'case' | 'title'>;

class Pack {
  readonly cases: NamedCase[] = [];
  readonly #deps: PackDeps;
  readonly #packing: Packing;
  readonly #named: NamedEntry[] = [];
  readonly #files = new Set<string>();
  #wanted: Wanted | undefined;
  #events = 0;
  #manifest: WrittenEntry | undefined;

  constructor(deps: PackDeps, packing: Packing) {
    this.#deps = deps;
    this.#packing = packing;
  }

  /** One is asked for when the one before is written, so the manifest knows all of them. */
  async *entries(): AsyncGenerator<ZipEntry> {
    for await (const wanted of this.#all()) {
      this.#wanted = wanted;
      yield wanted;
    }
    this.#wanted = undefined;
    const text = Buffer.from(await this.#manifestText());
    yield { name: MANIFEST, bytes: () => [text] };
  }

  written(entry: WrittenEntry): void {
    if (!this.#wanted) {
      this.#manifest = entry;
      return;
    }
    const { kind, case: number, title } = this.#wanted;
    const { name, size: bytes, sha256 } = entry;
    const of = { ...(number === undefined ? {} : { case: number }), ...(title === undefined ? {} : { title }) };
    this.#named.push({ name, kind, bytes, sha256, ...of });
  }

  packed(): Omit<Packed, 'sha256' | 'size'> {
    if (!this.#manifest) throw new Error('a package without a manifest');
    const { sha256: manifestHash, at: manifestAt, size: manifestSize } = this.#manifest;
    const { cases, events, documents, files, papers } = this.#counts();
    const entries = this.#named.length + 1;
    return { manifestHash, manifestAt, manifestSize, entries, cases, events, documents, files: files + papers };
  }

  #counts() {
    const of = (kind: EntryKind) => this.#named.filter((one) => one.kind === kind).length;
    const supplements = this.cases.filter((one) => one.supplement).length;
    return {
      cases: this.cases.length,
      supplements,
      events: this.#events,
      documents: of('document'),
      files: of('file'),
      papers: of('paper'),
    };
  }

  async *#all(): AsyncGenerator<Wanted> {
    const { db, verifier } = this.#deps;
    yield { name: 'README.txt', kind: 'about', bytes: () => [Buffer.from(README)] };
    const program = verifier();
    if (program !== null) yield { name: 'verify.cjs', kind: 'about', bytes: () => [Buffer.from(program)] };
    for await (const row of casesOf(db, this.#packing.number)) yield* this.#ofCase(row);
    yield* this.#papers();
    const { number, archive } = this.#packing;
    const name = `xes/${archive.month}.xes`;
    yield { name, kind: 'log', bytes: () => logOf(db, `${number} ${archive.month}`, this.cases) };
  }

  async *#ofCase(row: ArchivedCase): AsyncGenerator<Wanted> {
    const { db } = this.#deps;
    const { _id: number } = row;
    const [stored, head] = await Promise.all([caseOf(db).findById(number).lean<StoredCase>(), headOf(db, number)]);
    // A restore took it: the check named it, and whoever accepted that knows.
    if (!stored || !head) return;
    this.cases.push(named(this.#packing.number, row, stored, head));
    this.#events += head.seq;
    yield { name: `records/${number}.jsonl`, kind: 'record', case: number, bytes: () => linesOf(db, number, head.seq) };
    yield* this.#documents(stored);
    for (const file of await filesOfRecord(db, number)) yield* this.#file(file);
  }

  async *#documents(stored: StoredCase): AsyncGenerator<Wanted> {
    const { db } = this.#deps;
    const { _id: number } = stored;
    for (const { kind, refusal } of kindsFor(stored.process, bodyOf(stored).state, ['inner'])) {
      if (refusal) continue;
      const made = { format: 'pdf', locale: 'zh', state: 'ready' } as const;
      const query = { caseId: number, kind: kind.key, side: 'inner' as const, ...made };
      // Behind its end a case may still note what became of an effect: what was made for the check counts.
      const document = await documentOf(db).findOne(query).sort({ version: -1 }).lean();
      const bytes = document && (await bytesOfDocument(db, document));
      if (!bytes) continue; // a gap that somebody accepted
      const name = `documents/${number}/${kind.key}-v${document.version}.pdf`;
      yield { name, kind: 'document', case: number, title: kind.title.zh, bytes: () => [bytes] };
    }
  }

  /** Once, however many have it. */
  async *#file({ name: title, sha256 }: FileFact): AsyncGenerator<Wanted> {
    if (this.#files.has(sha256) || !(await readBlob(this.#deps.db, sha256))) return;
    this.#files.add(sha256);
    yield { name: `files/${sha256}`, kind: 'file', title, bytes: () => blobOf(this.#deps.db, sha256) };
  }

  /** What was handed in for gaps. */
  async *#papers(): AsyncGenerator<Wanted> {
    const { number, archive } = this.#packing;
    const { gaps } = await toldBy(this.#deps.db, number, archive);
    for (const { part, case: lacking, papers = [] } of gaps)
      for (const { name: title, sha256 } of new Map(papers.map((paper) => [paper.sha256, paper])).values()) {
        const bytes = () => blobOf(this.#deps.db, sha256);
        yield { name: `papers/${part}/${sha256}`, kind: 'paper', case: lacking, title, bytes };
      }
  }

  async #manifestText(): Promise<string> {
    const { db, product } = this.#deps;
    const { number, archive, at } = this.#packing;
    const { unit, month, zone, from, until } = archive;
    const [begin, end, madeAt] = [from, until, at].map((instant) => new Date(instant).toISOString());
    return manifestText(db, {
      archive: number,
      organisation: unit,
      month,
      zone,
      from: begin ?? '',
      until: end ?? '',
      madeAt: madeAt ?? '',
      product,
      counts: this.#counts(),
      cases: this.cases,
      ...(await toldBy(db, number, archive)),
      entries: this.#named,
    });
  }
}

function named(archive: string, row: ArchivedCase, stored: StoredCase, head: { seq: number; hash: string }): NamedCase {
  const { process, status, closedAt = 0 } = stored;
  const isAgain = row.archive !== archive;
  return {
    number: row._id,
    process,
    status,
    endedAt: new Date(closedAt).toISOString(),
    events: head.seq,
    seq: head.seq,
    hash: head.hash,
    ...(row.late || isAgain ? { supplement: true } : {}),
    ...(isAgain ? { of: row.archive } : {}),
  };
}

/** Its commits up to a head, in order. */
async function* recordOf(db: Connection, caseId: string, upTo: number): AsyncGenerator<Commit> {
  for await (const commit of commitsIn(db).find({ _id: ofRecord(caseId) }, { sort: { _id: 1 }, batchSize: 100 }))
    if (lastSeqOf(commit) <= upTo) yield commit;
}
/** The same as they are hashed: canonical JSON, one a line. */
async function* linesOf(db: Connection, caseId: string, upTo: number): AsyncGenerator<Buffer> {
  for await (const commit of recordOf(db, caseId, upTo)) yield Buffer.from(`${canonical(commit)}\n`);
}
/** What happened on the cases of the package, as its records say it. One case lies in memory at a time. */
async function* logOf(db: Connection, name: string, cases: readonly NamedCase[]): AsyncGenerator<Buffer> {
  yield Buffer.from(recordedHead(name));
  for (const { number, seq } of cases) {
    const commits: Commit[] = [];
    for await (const commit of recordOf(db, number, seq)) commits.push(commit);
    yield Buffer.from(recordedTrace(commits));
  }
  yield Buffer.from(RECORDED_TAIL);
}
const ofRecord = (caseId: string) => ({ $gte: `${caseId}:`, $lt: `${caseId};` }); // ';' follows ':'

async function* blobOf(db: Connection, sha256: string): AsyncGenerator<Uint8Array> {
  const bytes = await readBlob(db, sha256);
  if (!bytes) throw new Error(`the bytes of a file are lost: ${sha256}`);
  yield* bytes;
}
