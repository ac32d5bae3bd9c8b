/** Makes documents of cases: composed of the record, printed aside, kept once. */
import { createHash } from 'node:crypto';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import { RecordBroken } from '../../models/cases/folding.ts';
import { type CaseDocument, documentOf, keepMade, noteFailed } from '../../models/documents/document.ts';
import type { ActivityDeps } from '../deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'documents' | 'logger'>;
const HEARTBEAT_MS = 5_000;

export function createDocuments({ db, documents, logger }: Deps) {
  /** Begun again, or beside itself, it makes the same; which of the two is kept nobody can tell. Nothing for one that is there. */
  async function makeDocument(id: string): Promise<{ made: boolean }> {
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
  }

  return { makeDocument, noteDocumentFailed };
}

/** What is no better at the next try; undefined: it may be. */
function final(error: unknown): ApplicationFailure | undefined {
  if (error instanceof DomainError) return ApplicationFailure.nonRetryable(error.message, error.code);
  return error instanceof RecordBroken ? ApplicationFailure.nonRetryable(error.message, 'record-broken') : undefined;
}
