/**
 * Monthly service reports, one for a customer and month: the figures as they were when it was made, as one text under its hash, and
 * the files printed of that text. What is kept is never made anew with other figures.
 */
import { type Connection, Schema } from 'mongoose';
import type { ServiceReport } from '../../domain/service-reports/report.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { type BytesId, dropBytes } from '../files/bytes.ts';
import { sha256 } from '../store/chain.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf, unlessTaken } from '../store/model-of.ts';

export type ReportFile = { format: 'pdf' | 'xlsx'; lang: 'zh' | 'en'; bytes: BytesId; size: number; sha256: string };
export type KeptReport = {
  /** `reportIdOf` */
  _id: string;
  organisation: OrgPath;
  month: string;
  until: Millis;
  at: Millis;
  /** The report as JSON, and the SHA-256 of that. */
  text: string;
  hash: string;
  files: readonly ReportFile[];
  /** Bytes that are being written to be one of them: of a try that was cut off the next one removes them. */
  coming?: readonly BytesId[];
  /** `made`: its figures are; `printed`: its files too; `told`: all is done. */
  state: 'made' | 'printed' | 'told';
};

const schema = new Schema<KeptReport>(
  {
    _id: text,
    organisation: text,
    month: text,
    until: integer,
    at: integer,
    text,
    hash: text,
    files: { type: [Schema.Types.Mixed], required: true },
    coming: { type: [Schema.Types.ObjectId], default: undefined },
    state: text,
  },
  schemaOptions('service-reports'),
)
  .index({ organisation: 1, month: -1 }, { unique: true })
  .index({ month: -1, _id: -1 })
  .index({ at: 1 }, { partialFilterExpression: { state: { $in: ['made', 'printed'] } } });

export const serviceReportOf = modelOf<KeptReport>('ServiceReport', schema);
export const serviceReportsIn = (db: Connection) => db.collection<KeptReport>('service-reports');

/** Keeps it unless there is one of that customer and month; what is there already stays. */
export async function keepReport(db: Connection, _id: string, report: ServiceReport): Promise<void> {
  const words = JSON.stringify(report);
  const { organisation, month, until, madeAt: at } = report;
  const kept: KeptReport = {
    _id,
    organisation,
    month,
    until,
    at,
    text: words,
    hash: sha256(words),
    files: [],
    state: 'made',
  };
  await unlessTaken(() => serviceReportsIn(db).insertOne(kept));
}

/** The report as it was kept. Throws where its text is not what was hashed. */
export function reportIn({ _id, text: words, hash }: Pick<KeptReport, '_id' | 'text' | 'hash'>): ServiceReport {
  if (sha256(words) !== hash) throw new Error(`the service report ${_id} is not what was kept`);
  const report: ServiceReport = JSON.parse(words);
  return report;
}

/** Those that are printed already. What a try before left of others is removed. */
export async function filesSoFar(db: Connection, _id: string): Promise<readonly ReportFile[]> {
  const row = await serviceReportsIn(db).findOne({ _id });
  for (const bytes of row?.coming ?? []) await dropComing(db, _id, bytes);
  return row?.files ?? [];
}

/** `bytes` are going to be one of its files: said before the first of them is written. */
export const beginFile = async (db: Connection, _id: string, bytes: BytesId): Promise<void> => {
  await serviceReportsIn(db).updateOne({ _id }, { $push: { coming: bytes } });
};

/** Of each format and language the first stays; the bytes of another are dropped. */
export async function keepFile(db: Connection, _id: string, file: ReportFile): Promise<void> {
  const { bytes: coming, format, lang } = file;
  const { matchedCount } = await serviceReportsIn(db).updateOne(
    { _id, coming, files: { $not: { $elemMatch: { format, lang } } } },
    { $push: { files: file }, $pull: { coming } },
  );
  if (matchedCount === 0) await dropComing(db, _id, coming);
}

async function dropComing(db: Connection, _id: string, coming: BytesId): Promise<void> {
  await dropBytes(db, coming);
  await serviceReportsIn(db).updateOne({ _id }, { $pull: { coming } });
}

/** All its files are there. */
export const notePrinted = async (db: Connection, _id: string): Promise<void> => {
  await serviceReportsIn(db).updateOne({ _id, state: 'made' }, { $set: { state: 'printed' } });
};

export const noteTold = async (db: Connection, _id: string): Promise<void> => {
  await serviceReportsIn(db).updateOne({ _id, state: 'printed' }, { $set: { state: 'told' } });
};

/** Those that are not done, the oldest first. */
export const unfinishedReports = (db: Connection, limit: number): Promise<KeptReport[]> =>
  serviceReportsIn(db)
    .find({ state: { $in: ['made', 'printed'] } }, { sort: { at: 1 }, limit })
    .toArray();

/** The last month of which the customer has one; null: none. */
export async function lastReported(db: Connection, organisation: OrgPath): Promise<string | null> {
  const found = await serviceReportsIn(db).findOne({ organisation }, { sort: { month: -1 }, projection: { month: 1 } });
  return found?.month ?? null;
}
