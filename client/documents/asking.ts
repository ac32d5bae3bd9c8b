/** Asks for a document: it is noted once, however many ask, and a job is begun that makes it aside. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { DocumentKind, Side } from '../../domain/documents/model.ts';
import { contentHash } from '../../domain/kernel/record/content-hash.ts';
import type { Millis, StoredCase } from '../../domain/kernel/process.ts';
import { documentKindOf } from '../../domain/documents/kinds.ts';
import { caseOf } from '../../models/cases/case.ts';
import { commitWith } from '../../models/cases/commit.ts';
import { askedDocument, type CaseDocument, type Copy, type DocumentIdentity } from '../../models/documents/document.ts';
import { templateFor } from './templates.ts';

type Deps = { db: Connection; jobs: { temporal: Client; taskQueue: string } };
export type Wish = Pick<DocumentIdentity, 'format' | 'locale'> & {
  stored: Pick<StoredCase, '_id' | 'orgPath' | 'version' | 'outward'>;
  kind: DocumentKind;
  side: Side;
  by: string;
  now: Millis;
  /** Seq of the last event that it tells; absent: of the newest that the side sees. */
  version?: number;
  /** Who is told where it lies once it is there. */
  copies?: Copy[];
};

/** Whoever asks for the same names the same. */
export const documentIdOf = (identity: DocumentIdentity): string => contentHash(identity).slice(0, 32);
/** Id of the job of one document. */
export const documentJobId = (taskQueue: string, id: string): string => `${taskQueue}:document:${id}`;

/** The version that a side sees: for the requester's nothing that happens within makes another one. */
export const versionFor = ({ version, outward }: Pick<StoredCase, 'version' | 'outward'>, side: Side): number =>
  side === 'outward' ? (outward?.version ?? version) : version;

/**
 * The document of the case as it stands, being made unless it is there already. Throws when MongoDB or, for one that is still to be
 * made, Temporal is away: asked again, it goes on where it was.
 */
export async function askDocument({ db, jobs }: Deps, wish: Wish): Promise<CaseDocument> {
  const asked = await noteDocument(db, wish);
  if (asked.state !== 'ready' || wish.copies?.length) await begin(jobs, asked._id);
  return asked;
}

/** The same without a job: whoever notes it makes it. */
export async function noteDocument(db: Connection, wish: Wish): Promise<CaseDocument> {
  const { stored, kind, side, format, locale, by, now, copies = [], version = versionFor(stored, side) } = wish;
  const caseId = stored._id;
  const [commit, template] = await Promise.all([
    commitWith(db, caseId, version),
    templateFor(db, kind, stored.orgPath),
  ]);
  if (!commit) throw new Error(`${caseId} has no commit with ${version}`);
  const identity = { caseId, version, headHash: commit.hash, kind: kind.key, side, format, locale, template };
  return await askedDocument(db, { _id: documentIdOf(identity), ...identity, by, at: now, copies });
}

/** For each side of a case, format and language what `copies` want of it; `kind`: its key. */
export type CopyWish = {
  caseId: string;
  version: number;
  kind: string;
  side: Side;
  format: DocumentIdentity['format'];
  locale: DocumentIdentity['locale'];
  copies: Copy[];
};
/** Has a document made and told to these, since the case itself says that they get it. Throws as `askDocument` does. */
export async function askCopies(deps: Deps, { caseId, kind: key, ...wish }: CopyWish): Promise<void> {
  const stored = await caseOf(deps.db).findById(caseId).lean<StoredCase>();
  const kind = documentKindOf(key);
  if (!stored || !kind) throw new Error(`${caseId} has no document ${key}`);
  await askDocument(deps, { ...wish, stored, kind, by: 'system', now: Date.now() });
}

/** So long after it was asked for nobody looks whether its job is still there. */
const LOST_MS: Millis = 60_000;
/**
 * For whoever waits for one that is being made: where the engine has lost its job, since it was put back to an older copy, that begins
 * again; one that runs hears nothing of it. Throws when Temporal is away.
 */
export async function keepMaking(
  { temporal, taskQueue }: Deps['jobs'],
  { _id, at }: Pick<CaseDocument, '_id' | 'at'>,
  now: Millis,
): Promise<void> {
  if (now - at < LOST_MS) return;
  await temporal.workflow.start('documentWorkflow', {
    workflowId: documentJobId(taskQueue, _id),
    taskQueue,
    args: [_id],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

/** One job a document; one that is just ending looks again before it does. */
async function begin({ temporal, taskQueue }: Deps['jobs'], id: string): Promise<void> {
  await temporal.workflow.signalWithStart('documentWorkflow', {
    workflowId: documentJobId(taskQueue, id),
    taskQueue,
    args: [id],
    signal: 'asked',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}
