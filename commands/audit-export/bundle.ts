/** Writes the record, or some chains of it, as a bundle that is verified without the product (`verifier.ts`). */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { hashOf, sha256 } from '../../models/store/chain.ts';
import { isWhole, type Seal, sealFrom } from '../../models/store/seal.ts';
import { fingerprintOf, pemOf, type PublicSealKey, type SealKey, sealKeysOf } from '../../models/store/seal-key.ts';
import type { SealFolder } from '../../platform/seal-folder.ts';
import { BLOCK_LINES, FOLDER_MODE, type LineFile, openLineFile, type WrittenFile, writeWhole } from './bundle-file.ts';
import { README } from './readme.ts';
import { auditOf, commitsOf, type Filter, versionsOf } from './selection.ts';

type Deps = { db: Connection; seals: SealFolder; audit: Pick<AuditTrail, 'record'> };
export type Wish = {
  /** The folder that there will be. */
  to: string;
  filter: Filter;
  by: string;
  now: Millis;
  product: { version: string; build: string };
  /** Text of the verifier, as plain JavaScript. */
  verifier: string;
};
export type Counts = {
  cases: number;
  commits: number;
  events: number;
  auditChains: number;
  auditRecords: number;
  registerVersions: number;
  seals: number;
};
/** `manifestHash`: SHA-256 of the manifest as a file. `firstKey`: fingerprint of the key of the first seal. */
export type Exported = { counts: Counts; manifestHash: string; firstKey: string };

/** There is something in the folder that the bundle should become. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';
}

/**
 * Writes the bundle beside its place and gives it its name at the end, when it is on record: one that was cut off has none. Memory
 * does not grow with the number of cases. Live records that are written meanwhile may be in it or not; each chain is whole.
 * @throws FolderTaken, and what MongoDB and the disk throw; then nothing is left behind.
 */
export async function exportBundle(deps: Deps, wish: Wish): Promise<Exported> {
  if (!(await isFree(wish.to))) throw new FolderTaken(`${wish.to} is there already, and not empty`);
  const folder = path.join(path.dirname(wish.to), `.${path.basename(wish.to)}.${randomUUID()}.part`);
  await mkdir(path.join(folder, 'seals'), { recursive: true, mode: FOLDER_MODE });
  try {
    const exported = await fill(folder, deps, wish);
    const { counts, manifestHash } = exported;
    await deps.audit.record({
      type: 'recordExported',
      by: wish.by,
      at: wish.now,
      data: { filter: filterIn(wish.filter), counts, manifestHash },
    });
    await rename(folder, wish.to).catch(async (error: unknown) => {
      throw (await isFree(wish.to)) ? error : new FolderTaken(`${wish.to} has been filled meanwhile`);
    });
    return exported;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return false;
    throw error;
  }
}

/** Seals come first: what they speak of was stored before them, and is read after them. */
async function fill(folder: string, { db, seals }: Deps, wish: Wish): Promise<Exported> {
  const copied = await copySeals(folder, seals);
  const blocks = await openLineFile(folder, 'blocks.jsonl');
  const heads = await openLineFile(folder, 'heads.jsonl');
  const chains = { folder, blocks, heads };
  const commits = await writeChains(chains, 'commits.jsonl', 'cases', linesOfCommits(db, wish.filter));
  const audit = await writeChains(chains, 'audit.jsonl', 'audit', linesOfAudit(db, wish.filter));
  const registers = await writeChains(chains, 'registers.jsonl', 'registers', linesOfVersions(db));
  const counts: Counts = {
    cases: commits.chains,
    commits: commits.records,
    events: commits.events,
    auditChains: audit.chains,
    auditRecords: audit.records,
    registerVersions: registers.records,
    seals: copied.files.length,
  };
  const keys = sealKeysOf(db);
  const key = keys.find(({ keyId }) => keyId === copied.newest?.nextKeyId) ?? keys[0];
  const files = [
    commits.file,
    audit.file,
    registers.file,
    await heads.end(),
    await blocks.end(),
    ...copied.files,
    await writeWhole(folder, 'public-keys.json', publicKeysText(copied.keys.length > 0 ? copied.keys : [key])),
    await writeWhole(folder, 'verify.cjs', wish.verifier),
    await writeWhole(folder, 'README.txt', README),
  ];
  const manifest = manifestText({ wish, counts, newest: copied.newest, files }, key);
  await writeWhole(folder, 'manifest.json', manifest);
  return { counts, manifestHash: sha256(manifest), firstKey: fingerprintOf(copied.keys[0] ?? key) };
}

type Newest = { number: number; hash: string; nextKeyId: string };
/** Byte for byte, also of one that is none. `keys`: those that the seals name, each once, the first one's first. */
async function copySeals(folder: string, seals: SealFolder) {
  const files: WrittenFile[] = [];
  const keys = new Map<string, PublicSealKey>();
  let newest: Newest | null = null;
  for (const number of await seals.numbers()) {
    const text = await seals.read(number);
    files.push(await writeWhole(folder, `seals/${String(number).padStart(6, '0')}.json`, text));
    const seal: Seal | null = sealFrom(text);
    if (!seal || !isWhole(seal)) continue;
    newest = { number: seal.number, hash: seal.hash, nextKeyId: (seal.next ?? seal.key).keyId };
    for (const key of [seal.key, ...(seal.next ? [seal.next] : [])]) keys.set(key.publicKey, key);
  }
  return { files, keys: [...keys.values()], newest };
}

/** One line of a file, and where its chain stands with it. */
type Line = { json: string; chain: string; seq: number; hash?: string | undefined; events?: number };

async function* linesOfCommits(db: Connection, filter: Filter): AsyncGenerator<Line> {
  for await (const commit of commitsOf(db, filter)) {
    const { caseId: chain, hash, events } = commit;
    yield { json: canonical(commit), chain, seq: lastSeqOf(commit), hash, events: events.length };
  }
}

async function* linesOfAudit(db: Connection, filter: Filter): AsyncGenerator<Line> {
  for await (const record of auditOf(db, filter))
    yield { json: canonical(record), chain: record.node, seq: record.seq, hash: record.hash };
}

async function* linesOfVersions(db: Connection): AsyncGenerator<Line> {
  for await (const version of versionsOf(db)) {
    const { collection, row } = version;
    const entry = row._id.slice(0, row._id.lastIndexOf('@'));
    const chain = collection === 'register-versions' ? entry : `${collection}/${entry}`;
    yield { json: canonical(version), chain, seq: row.version, hash: row.hash };
  }
}

type Chains = { folder: string; blocks: LineFile; heads: LineFile };
async function writeChains({ folder, blocks, heads }: Chains, name: string, kind: string, lines: AsyncIterable<Line>) {
  const file = await openLineFile(folder, name, (hash) => blocks.write(canonical([name, hash])));
  let [chains, records, events] = [0, 0, 0];
  let head: Line | null = null;
  const endChain = async (): Promise<void> => {
    if (head) await heads.write(canonical([kind, head.chain, head.seq, head.hash ?? '']));
  };
  for await (const line of lines) {
    if (head?.chain !== line.chain) {
      await endChain();
      chains += 1;
    }
    head = line;
    records += 1;
    events += line.events ?? 0;
    await file.write(line.json);
  }
  await endChain();
  return { file: await file.end(), chains, records, events };
}

const publicKeysText = (keys: readonly PublicSealKey[]): string => {
  const told = keys.map((key) => ({ ...key, fingerprint: fingerprintOf(key), pem: pemOf(key) }));
  return `${JSON.stringify(told, null, 2)}\n`;
};

/** As it stands in the manifest and on record; null: everything. */
function filterIn({ from, until, ...of }: Filter): object | null {
  const times = {
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
  const filter = { ...times, ...of };
  return Object.keys(filter).length > 0 ? filter : null;
}

type Contents = { wish: Wish; counts: Counts; newest: Newest | null; files: readonly WrittenFile[] };
/** Indented, since people read it; what is hashed is its canonical form. */
function manifestText({ wish, counts, newest, files }: Contents, key: SealKey): string {
  const body = {
    format: 'changming bundle',
    version: 1,
    madeAt: new Date(wish.now).toISOString(),
    madeBy: wish.by,
    product: wish.product,
    filter: filterIn(wish.filter),
    counts,
    newestSeal: newest && { number: newest.number, hash: newest.hash },
    blockLines: BLOCK_LINES,
    files,
    key: { keyId: key.keyId, publicKey: key.publicKey },
  };
  const hash = hashOf(body);
  return `${JSON.stringify({ ...body, hash, signature: key.sign(`changming bundle|${hash}`) }, null, 2)}\n`;
}
