/** What must hold of files and documents, whatever was killed while they came in or were made. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { filesIn } from '../../domain/kernel/record/files.ts';
import { type ArchivePackage, archivePackageOf, type Packed } from '../../models/archives/package.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import { type CaseDocument, documentOf, fileOf as madeFileOf } from '../../models/documents/document.ts';
import { type KeptReport, serviceReportOf } from '../../models/figures/service-report.ts';
import { blobOf, readBlob } from '../../models/files/blob.ts';
import { readBytes } from '../../models/files/bytes.ts';
import { fileRowsIn } from '../../models/files/file.ts';
import type { Acknowledged } from '../stories/field-hand.ts';
import type { Check } from './check.ts';

/** `acknowledged` absent: of a store that was put back, which lacks what came later. */
export const ofFiles = async (db: Connection, acknowledged?: Acknowledged): Promise<Check[]> => [
  await filesOnce(db, acknowledged?.files),
  await documentsOnce(db, acknowledged?.documents),
  await packagesOnce(db),
];

/** Each that a case carries, or that somebody was told is kept, is there as it was, once; and no bytes are nobody's. */
async function filesOnce(db: Connection, told: ReadonlyMap<string, string> = new Map()): Promise<Check> {
  const broken: string[] = [];
  const rows = new Map((await fileRowsIn(db).find().toArray()).map((row) => [row._id, row]));
  const named = new Map<string, string>(told);
  for await (const { events } of commitsIn(db).find({ files: { $exists: true } }))
    for (const { id, sha256 } of events.flatMap(({ data }) => filesIn(data))) named.set(id, sha256);
  for (const [id, sha256] of named) {
    const row = rows.get(id);
    if (row?.state !== 'kept') broken.push(`file ${id} is ${row?.state ?? 'gone'}`);
    else if (row.sha256 !== sha256) broken.push(`file ${id} is ${row.sha256} and was told to be ${sha256}`);
  }
  for (const hash of new Set(named.values()))
    if ((await digestOf(db, hash)) !== hash) broken.push(`the bytes ${hash} are not what they were`);
  broken.push(...(await nobodys(db, [...rows.values()])));
  return {
    what: 'each file is there once, with the bytes that were taken, and no bytes lie there unused',
    seen: named.size,
    broken,
  };
}

async function digestOf(db: Connection, sha256: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const part of (await readBlob(db, sha256)) ?? []) hash.update(part);
  } catch (error) {
    return String(error);
  }
  return hash.digest('hex');
}

type Row = { state: string; sha256?: string; bytes?: unknown };
/** Bytes that neither a file has nor one that is on its way: they would lie there for ever. */
async function nobodys(db: Connection, rows: readonly Row[]): Promise<string[]> {
  const blobs = await blobOf(db).find().lean();
  const hashes = new Set(rows.map(({ sha256 }) => sha256));
  const packages = await archivePackageOf(db).find().lean<ArchivePackage[]>();
  const reports = await serviceReportOf(db).find().lean<KeptReport[]>();
  const printed = reports.flatMap(({ files, coming: own = [] }) => [...files, ...own.map((bytes) => ({ bytes }))]);
  const kept = new Set([...blobs, ...packages, ...printed].map(({ bytes }) => String(bytes)));
  const coming = new Set(rows.flatMap(({ state, bytes }) => (state === 'coming' ? [String(bytes)] : [])));
  const ids = [
    ...new Set([
      ...(await db.collection('bytes.files').distinct('_id')).map(String),
      ...(await db.collection('bytes.chunks').distinct('files_id')).map(String),
    ]),
  ];
  return [
    ...blobs.flatMap(({ _id }) => (hashes.has(_id) ? [] : [`the bytes ${_id} are no file's`])),
    ...ids.flatMap((id) => (kept.has(id) || coming.has(id) ? [] : [`the bytes ${id} are nobody's`])),
  ];
}

/** Each archive that was signed has the package whose manifest was signed, with its bytes. */
async function packagesOnce(db: Connection): Promise<Check> {
  const broken: string[] = [];
  const signed = { process: 'archive', status: 'archived' } as const;
  const archives = await casesIn(db).find<StoredCase & Partial<Packed>>(signed).toArray();
  for (const { _id, manifestHash = '' } of archives) {
    const row = await archivePackageOf(db)
      .findOne({ archive: _id, 'made.manifestHash': manifestHash })
      .lean<ArchivePackage>();
    const hash = createHash('sha256');
    if (row) for await (const part of readBytes(db, row.bytes)) hash.update(part);
    if (!row?.made) broken.push(`${_id} has no package of ${manifestHash}`);
    else if (hash.digest('hex') !== row.made.sha256) broken.push(`the package of ${_id} is not what it was`);
  }
  return { what: 'each signed archive has the package that was signed', seen: archives.length, broken };
}

/** Each that was asked for is made, has one file, and whoever fetched it had just that. */
async function documentsOnce(db: Connection, told: ReadonlyMap<string, readonly string[]> = new Map()): Promise<Check> {
  const broken: string[] = [];
  const rows = await documentOf(db).find().lean<CaseDocument[]>();
  const byId = new Map(rows.map((row) => [row._id, row]));
  for (const [id, fetched] of told)
    for (const sha256 of fetched)
      if (byId.get(id)?.sha256 !== sha256) broken.push(`document ${id} is ${byId.get(id)?.sha256} and was ${sha256}`);
  for (const row of rows) {
    if (row.state !== 'ready') broken.push(`document ${row._id} of ${row.caseId} is ${row.state} ${row.code ?? ''}`);
    const bytes = row.state === 'ready' ? await madeFileOf(db, row) : null;
    const hash = bytes ? createHash('sha256').update(bytes).digest('hex') : undefined;
    if (hash !== row.sha256) broken.push(`the file of document ${row._id} is ${hash} and not ${row.sha256}`);
  }
  const counted = new Set(rows.map(({ file }) => file));
  const files = await db.collection('document-files.files').distinct('_id');
  const chunks = await db.collection('document-files.chunks').distinct('files_id');
  for (const id of new Set([...files, ...chunks].map(String)))
    if (!counted.has(id)) broken.push(`file ${id} is no document's`);
  return { what: 'each document was made, and has one file', seen: rows.length, broken };
}
