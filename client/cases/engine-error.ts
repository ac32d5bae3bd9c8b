/** What a call to the engine may end in, told apart: the engine is away, or it is not known yet. */
import type { Client } from '@temporalio/client';
import { DomainError } from '../../domain/kernel/errors.ts';
import { inTime } from '../../platform/temporal.ts';

export type EngineErrorCode =
  /** Temporal does not answer; nothing is known of the command. */
  | 'engine-away'
  /** The deadline passed first; the command may still succeed. */
  | 'still-under-way'
  /** The case's workflow fails at each attempt, or is gone while the case is open: a person must look. */
  | 'case-parked';

/** The same key may be sent again after any of these: it finishes or answers what was begun. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  /** Of the case, as it was read before it was asked: so that one that went on meanwhile is not taken for parked. */
  version?: number;
  constructor(code: EngineErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

type Failure = {
  name?: unknown;
  message?: unknown;
  type?: unknown;
  details?: unknown;
  cause?: unknown;
  code?: unknown;
};
const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;
/** Type of the server's own failure of an update that a task left unanswered. */
const UNPROCESSED = 'UnprocessedUpdate';
/** Type of the case's own: it is about to begin a new run, or to end (workflows/support/run-case.ts). */
const LATER = 'later';
/** Type of the case's own for an input that no update may have. */
const TOO_LARGE = 'too-large';
const PARKED_AFTER_TRIES = 3;
const DIAGNOSIS_MS = 1_000;

/** Errors are told by name: a test's realm has classes of its own. */
export const isNamed = (error: unknown, name: string): boolean => asFailure(error).name === name;

/**
 * True when the engine dropped the update for a reason that passes: the run's last task came to nothing because something
 * else happened at that moment (a continue-as-new met an activity's end), or a task that was busy with a save ended
 * without an answer to an update that arrived meanwhile, or more commands than the engine takes at once were on their way
 * to one case. Sent again under its key it is decided once.
 */
export function isPassing(error: unknown): boolean {
  const { name, cause } = asFailure(error);
  const { type } = asFailure(cause);
  if (name === 'WorkflowUpdateFailedError') return type === UNPROCESSED || type === LATER;
  const { code, message } = answerOf(error) ?? {};
  if (code === RESOURCE_EXHAUSTED) return true;
  return code === FAILED_PRECONDITION && /unexpected workflow task failure/i.test(String(message));
}

/** True when the run's task fails at this moment: at its next try already it may not. */
export function isFailingTask(error: unknown): boolean {
  const { code, message } = answerOf(error) ?? {};
  return code === FAILED_PRECONDITION && /workflow task in failed state/i.test(String(message));
}

/** What the server said no by. An update that comes with a start has it bare, any other call as the cause of a `ServiceError`. */
function answerOf(error: unknown): Failure | null {
  const failure = asFailure(error);
  if (failure.name === 'ServiceError') return asFailure(failure.cause);
  return typeof failure.code === 'number' && typeof failure.details === 'string' ? failure : null;
}

/**
 * What `error` of a call about `workflowId` means: a `DomainError`, an `EngineError`, or the error itself (a bug). Asks the
 * engine once more, briefly, when the deadline passed or the task fails: is it there at all, and does the case's workflow
 * fail again and again? The server refuses from the third try on, which a burst on a busy machine may reach.
 */
export async function meaningOf(error: unknown, temporal: Client, workflowId: string): Promise<unknown> {
  const failure = asFailure(error);
  if (isPassing(error)) return new EngineError('still-under-way', `${workflowId}: dropped again and again`, error);
  if (failure.name === 'WorkflowUpdateFailedError')
    return asFailure(failure.cause).type === TOO_LARGE ? new DomainError(TOO_LARGE, 'The command is too large') : error;
  if (failure.name === 'WorkflowUpdateRPCTimeoutOrCancelledError') return await diagnosis(temporal, workflowId, error);
  const answer = answerOf(error);
  if (!answer) return error;
  const { code } = answer;
  if (code === UNAVAILABLE) return new EngineError('engine-away', 'Temporal does not answer', error);
  return isFailingTask(error) || code === DEADLINE_EXCEEDED ? await diagnosis(temporal, workflowId, error) : error;
}

async function diagnosis(temporal: Client, workflowId: string, cause: unknown): Promise<EngineError> {
  try {
    const { raw } = await inTime(temporal, Date.now() + DIAGNOSIS_MS, (timed) =>
      timed.workflow.getHandle(workflowId).describe(),
    );
    const { attempt = 1 } = raw.pendingWorkflowTask ?? {};
    if ((attempt ?? 1) > PARKED_AFTER_TRIES)
      return new EngineError('case-parked', `${workflowId}: its workflow task fails, attempt ${attempt}`, cause);
  } catch (error) {
    if (!isNamed(error, 'WorkflowNotFoundError'))
      return new EngineError('engine-away', 'Temporal does not answer', cause);
  }
  return new EngineError('still-under-way', `${workflowId}: no answer within the deadline`, cause);
}

const asFailure = (error: unknown): Failure => (typeof error === 'object' && error !== null ? error : {});
