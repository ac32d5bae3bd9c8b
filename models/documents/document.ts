/**
 * Documents made of cases: which there are, and their files in GridFS. Each is one of its case, version, kind, side, format, language
 * and template; who asks for the same again gets the same.
 */
import mongoose, { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import type { Locale } from '../../domain/documents/laid.ts';
import type { Side } from '../../domain/documents/model.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf, unlessTaken } from '../store/model-of.ts';

export const FORMATS = ['pdf', 'xlsx'] as const;
export const LOCALES = ['zh', 'en'] as const satisfies readonly Locale[];
export type Format = (typeof FORMATS)[number];
/** What makes it one. */
export type DocumentIdentity = {
  caseId: string;
  /** Of the record: seq of the last event that it tells, and the hash of the commit that holds that. */
  version: number;
  headHash: string;
  kind: string;
  side: Side;
  format: Format;
  locale: Locale;
  /** `id@version#hash` */
  template: string;
};
/** Who gets a copy when it is there: told once under `key`, of the effect that says so. */
export type Copy = { key: string; to: string; stoodIn?: string };
export type CaseDocument = DocumentIdentity & {
  /** Made of all above. */
  _id: string;
  /** Who asked first, and when. */
  by: string;
  at: Millis;
  state: 'making' | 'ready' | 'failed';
  /** Why it could not be made. */
  code?: string;
  madeAt?: Millis;
  /** Id of its file. */
  file?: string;
  sha256?: string;
  size?: number;
  /** Characters that the font lacks, as `U+20BB7`. */
  unprintable?: string[];
  copies?: Copy[];
};

const schema = new Schema<CaseDocument>(
  {
    _id: text,
    caseId: text,
    version: integer,
    headHash: text,
    kind: text,
    side: text,
    format: text,
    locale: text,
    template: text,
    by: text,
    at: integer,
    state: text,
    code: String,
    madeAt: Number,
    file: String,
    sha256: String,
    size: Number,
    unprintable: { type: [String], default: undefined },
    copies: { type: [Schema.Types.Mixed], default: undefined },
  },
  schemaOptions('documents'),
).index({ caseId: 1, version: -1, kind: 1, side: 1, format: 1, locale: 1, template: 1 }, { unique: true });

export const documentOf = modelOf<CaseDocument>('Document', schema);

const BUCKET = 'document-files';
const bucketOf = (db: Connection) => new mongoose.mongo.GridFSBucket(nativeOf(db), { bucketName: BUCKET });
const filesIn = (db: Connection) => db.collection<{ _id: string }>('document-files.files');
const chunksIn = (db: Connection) => db.collection<{ files_id: string }>('document-files.chunks');
function nativeOf({ db }: Connection): NonNullable<Connection['db']> {
  if (!db) throw new Error('Not connected');
  return db;
}

/** Collections and indexes; the driver would make the latter two with the first file. */
export async function prepareDocuments(db: Connection): Promise<void> {
  await documentOf(db).createCollection();
  await documentOf(db).createIndexes();
  await filesIn(db).createIndex({ filename: 1, uploadDate: 1 });
  await chunksIn(db).createIndex({ files_id: 1, n: 1 }, { unique: true });
}

/** The one that is asked for: new, or as it was. One that failed is to be made once more. `copies`: who gets one beside those before. */
export async function askedDocument(
  db: Connection,
  {
    copies = [],
    ...asked
  }: Omit<CaseDocument, 'state' | 'code' | 'madeAt' | 'file' | 'sha256' | 'size' | 'unprintable'>,
): Promise<CaseDocument> {
  const first: CaseDocument = { ...asked, state: 'making', ...(copies.length > 0 ? { copies } : {}) };
  if (await unlessTaken(() => db.collection<CaseDocument>('documents').insertOne({ ...first }))) return first;
  const { _id } = asked;
  if (copies.length > 0) await documentOf(db).updateOne({ _id }, { $addToSet: { copies: { $each: copies } } });
  await documentOf(db).updateOne({ _id, state: 'failed' }, { $set: { state: 'making' }, $unset: { code: '' } });
  return (await documentOf(db).findById(_id).lean<CaseDocument>()) ?? first;
}

/** At most `limit` of a case on these sides, the newest version first. */
export const documentsOfCase = (
  db: Connection,
  caseId: string,
  { sides, limit }: { sides: readonly Side[]; limit: number },
): Promise<CaseDocument[]> =>
  documentOf(db)
    .find({ caseId, side: { $in: [...sides] } })
    .sort({ version: -1, kind: 1, side: 1, format: 1, locale: 1, template: 1 })
    .limit(limit)
    .lean<CaseDocument[]>()
    .exec();

export type Made = { bytes: Buffer; sha256: string; unprintable: string[]; at: Millis };
/**
 * Keeps what was made, as the file of the document: the first file wins, whoever else made it meanwhile, and no other is left, nor a
 * part of one by whoever was killed. `attempt`: another one each time. False: it was there already.
 */
export async function keepMade(db: Connection, _id: string, attempt: string, made: Made): Promise<boolean> {
  const file = `${_id}:${attempt}`;
  const { bytes, sha256, unprintable, at } = made;
  await removeFiles(db, { files_id: file });
  await new Promise<void>((resolve, reject) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- GridFS keeps any id, its types know one kind
    const stream = bucketOf(db).openUploadStreamWithId(file as never, file);
    stream.once('error', reject).once('finish', () => resolve());
    stream.end(bytes);
  });
  const kept = { state: 'ready', file, sha256, size: bytes.length, unprintable, madeAt: at } as const;
  const { matchedCount } = await documentOf(db).updateOne(
    { _id, state: { $ne: 'ready' } },
    { $set: kept, $unset: { code: '' } },
  );
  await removeOthers(db, _id);
  return matchedCount === 1;
}

/** Files of the document that are not the one that counts: of attempts that came second, or were cut off. */
async function removeOthers(db: Connection, _id: string): Promise<void> {
  const { file = '' } = (await documentOf(db).findById(_id).lean<CaseDocument>()) ?? {};
  await removeFiles(db, { files_id: { $gte: `${_id}:`, $lt: `${_id};`, $ne: file } }); // ';' follows ':'
}

async function removeFiles(db: Connection, { files_id: of }: { files_id: string | object }): Promise<void> {
  const ids = typeof of === 'string' ? { $eq: of } : of;
  await filesIn(db).deleteMany({ _id: ids });
  await chunksIn(db).deleteMany({ files_id: ids });
}

/** It could not be made, unless it was meanwhile. */
export async function noteFailed(db: Connection, _id: string, code: string): Promise<void> {
  await documentOf(db).updateOne({ _id, state: 'making' }, { $set: { state: 'failed', code } });
  await removeOthers(db, _id);
}

/** The bytes of its file; null: there is none, or not a whole one. */
export async function fileOf(db: Connection, { file }: Pick<CaseDocument, 'file'>): Promise<Buffer | null> {
  if (file === undefined || !(await filesIn(db).findOne({ _id: file }))) return null;
  const parts: Buffer[] = [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- GridFS keeps any id, its types know one kind
  const stream = bucketOf(db).openDownloadStream(file as never);
  try {
    for await (const part of stream) parts.push(part);
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoGridFSChunkError) return null;
    throw error;
  }
  return Buffer.concat(parts);
}
