/**
 * Runbooks 预案 by version: how a failover, a cutover or a release is run. Publication is the approval. A published version never
 * changes; a run pins it with the hash of what it says.
 */
import { type Connection, Schema } from 'mongoose';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import type { RunProcess } from '../../../domain/processes.ts';
import { type Runbook, runbookCalled, type RunbookText } from '../../../domain/runbooks/runbook.ts';
import { anything, integer, schemaOptions, text, texts, title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { newestOfEach } from '../../store/newest-version.ts';
import { type Signature, signatureFields } from '../../store/signed-row.ts';

export type KeptRunbook = RunbookText &
  Partial<Signature> & {
    /** `standby-node@1` */
    _id: string;
    runbook: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
    /** Whoever wrote it; none of them published it. */
    authors?: readonly string[];
  };

const schema = new Schema<KeptRunbook>(
  {
    _id: text,
    runbook: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    title,
    description: { type: Object, default: undefined },
    process: { ...text, immutable: true },
    scheme: String,
    orgPath: { ...text, immutable: true },
    applications: texts,
    items: texts,
    drillEveryMonths: Number,
    plan: { ...anything, immutable: true },
    copyOf: String,
    withdrawn: Boolean,
    reason: String,
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    authors: { type: [String], default: undefined },
    ...signatureFields,
  },
  schemaOptions('runbooks'),
).index({ runbook: 1, version: -1 }, { unique: true });

export const runbookOf = modelOf<KeptRunbook>('Runbook', schema);

/** The newest version of one; null: there is none. Read past every cache. */
export const newestRunbook = (db: Connection, id: string): Promise<KeptRunbook | null> =>
  runbookOf(db).findOne({ runbook: id }).sort({ version: -1 }).lean<KeptRunbook>().exec();

/** Of each runbook that is for `process` at `orgPath` the newest version, in no order, those withdrawn left out. Past every cache. */
export const runbooksFor = (
  db: Connection,
  { process, orgPath }: { process: RunProcess; orgPath: OrgPath },
): Promise<KeptRunbook[]> =>
  runbookOf(db)
    .aggregate<KeptRunbook>([
      ...newestOfEach('runbook'),
      { $match: { process, orgPath: { $in: orgLineOf(orgPath) }, withdrawn: { $ne: true } } },
    ])
    .exec();

/** A runbook in force that says how often it is drilled. `approvedAt`: of the first of its versions that says so. */
export type DrilledRunbook = Pick<KeptRunbook, 'runbook' | 'version' | 'title' | 'process' | 'orgPath'> & {
  everyMonths: number;
  approvedAt: Millis;
};

/** By id, those withdrawn left out. `where`: of the newest version. Past every cache. */
export async function drilledRunbooks(
  db: Connection,
  where: Readonly<Record<string, unknown>> = {},
): Promise<DrilledRunbook[]> {
  const says = { drillEveryMonths: { $exists: true } };
  const [newest, first] = await Promise.all([
    runbookOf(db)
      .aggregate<KeptRunbook>([
        ...newestOfEach('runbook'),
        { $match: { $and: [{ ...says, withdrawn: { $ne: true } }, where] } },
        { $project: { plan: 0 } },
        { $sort: { runbook: 1 } },
      ])
      .exec(),
    runbookOf(db)
      .aggregate<{ _id: string; at: Millis }>([
        { $match: says },
        { $group: { _id: '$runbook', at: { $min: '$publishedAt' } } },
      ])
      .exec(),
  ]);
  const since = new Map(first.map(({ _id, at }) => [_id, at]));
  return newest.map(({ runbook, version, title: words, process, orgPath, publishedAt, drillEveryMonths = 0 }) => ({
    runbook,
    version,
    title: words,
    process,
    orgPath,
    everyMonths: drillEveryMonths,
    approvedAt: since.get(runbook) ?? publishedAt,
  }));
}

/** What of a version a run is made of, and its hash is of. */
export const runbookIn = ({
  runbook: id,
  version,
  title: words,
  description,
  process,
  scheme,
  orgPath,
  applications,
  items,
  drillEveryMonths,
  plan,
  withdrawn,
}: KeptRunbook): Runbook & { version: number } => ({
  ...runbookCalled(id, {
    title: words,
    ...(description ? { description } : {}),
    process,
    ...(scheme === undefined ? {} : { scheme }),
    orgPath,
    applications,
    items,
    ...(drillEveryMonths === undefined ? {} : { drillEveryMonths }),
    plan,
    ...(withdrawn ? { withdrawn } : {}),
  }),
  version,
});
