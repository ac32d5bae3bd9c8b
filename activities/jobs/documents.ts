/** Makes documents of cases: composed of the record, printed aside, kept once. */
import { createHash } from 'node:crypto';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { documentKindOf } from '../../domain/documents/kinds.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import type { Words } from '../../domain/notice-words.ts';
import { caseOf } from '../../models/cases/case.ts';
import { RecordBroken } from '../../models/cases/folding.ts';
import { type CaseDocument, documentOf, keepMade, noteFailed } from '../../models/documents/document.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import type { ActivityDeps } from '../deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'documents' | 'logger'> & {
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};
const HEARTBEAT_MS = 5_000;

export function createDocuments({ db, documents, dispatch, logger }: Deps) {
  /** Makes it unless it is there, and tells those who get a copy; each hears once, however often it is begun. */
  async function makeDocument(id: string): Promise<{ made: boolean }> {
    const made = await make(id);
    await tell(id, 'ready');
    return made;
  }

  /** Begun again, or beside itself, it makes the same; which of the two is kept nobody can tell. Nothing for one that is there. */
  async function make(id: string): Promise<{ made: boolean }> {
    const asked = await documentOf(db).findById(id).lean<CaseDocument>();
    if (!asked || asked.state === 'ready') return { made: false };
    const { info, heartbeat } = Context.current();
    const beat = setInterval(heartbeat, HEARTBEAT_MS);
    try {
      if (!documents) throw ApplicationFailure.nonRetryable('This worker prints nothing', 'no-press');
      const { bytes, unprintable } = await documents.print(await documents.compose(asked), asked.format);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const attempt = `${info.workflowExecution?.runId ?? 'trial'}.${info.attempt}`;
      const made = await keepMade(db, id, attempt, { bytes, sha256, unprintable, at: Date.now() });
      return { made };
    } catch (error) {
      throw final(error) ?? error;
    } finally {
      clearInterval(beat);
    }
  }

  /** Whoever asks again has it tried once more. */
  async function noteDocumentFailed(id: string, code: string): Promise<void> {
    logger?.error({ document: id, code }, 'a document could not be made');
    await noteFailed(db, id, code);
    await tell(id, 'failed');
  }

  /** Where it lies, or that it could not be made: to whoever gets a copy without asking. */
  async function tell(id: string, state: 'ready' | 'failed'): Promise<void> {
    const asked = await documentOf(db).findById(id).lean<CaseDocument>();
    if (asked?.state !== state || !asked.copies) return;
    const { caseId, kind, format, copies } = asked;
    const { process = '', mode = 'live', title = '' } = (await caseOf(db).findById(caseId).lean<StoredCase>()) ?? {};
    const said = { document: titleOf(kind, format), file: `/api/cases/${caseId}/documents/${id}` };
    // Of one key each format is heard of once.
    const what = [...(format === 'pdf' ? [] : [format]), ...(state === 'ready' ? [] : [state])];
    const notices = copies.map(({ key, to, stoodIn }) => ({
      _id: [key, ...what, to].join(':'),
      key,
      caseId,
      process,
      mode,
      to,
      ...(stoodIn === undefined ? {} : { stoodIn }),
      template: `document-${state}`,
      data: { caseId, title, said },
    }));
    for (const { _id, ...notice } of notices)
      await noticeOf(db).updateOne({ _id }, { $setOnInsert: { ...notice, at: Date.now() } }, { upsert: true });
    await dispatch(notices);
  }

  return { makeDocument, noteDocumentFailed };
}

/** As whoever gets it is told; paper goes without saying. */
function titleOf(key: string, format: CaseDocument['format']): Words | string {
  const title = documentKindOf(key)?.title;
  if (!title || format === 'pdf') return title ?? key;
  const own = format.toUpperCase();
  return { zh: `${title.zh}（${own}）`, en: `${title.en} (${own})` };
}

/** What is no better at the next try; undefined: it may be. */
function final(error: unknown): ApplicationFailure | undefined {
  if (error instanceof DomainError) return ApplicationFailure.nonRetryable(error.message, error.code);
  return error instanceof RecordBroken ? ApplicationFailure.nonRetryable(error.message, 'record-broken') : undefined;
}
