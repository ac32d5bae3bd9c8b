/** What a tool says later of an action, brought to the action's workflow. */
import type { Client } from '@temporalio/client';
import { DomainError } from '../../domain/kernel/errors.ts';
import { inTime } from '../../platform/temporal.ts';
import type { ActionWorkflow, Ended, Told, Word } from '../../workflows/action.ts';
import { isNamed, meaningOf } from '../cases/engine-error.ts';

const PATIENCE_MS = 10_000;
const REFUSALS: Readonly<Record<string, string>> = {
  'action-answered': 'It has another answer already',
  'action-late': 'Its limit has passed, or it was stopped',
  'action-not-awaited': 'No tool is waited for here',
  'not-found': 'There is no such run of the action',
};

/**
 * The word is taken, or was before. `run`: id of the attempt; `action`: whose word it is.
 * @throws DomainError 'action-answered', 'action-late', 'action-not-awaited', 'not-found'; EngineError when nothing is known yet
 */
export async function takeWord(temporal: Client, { run, action }: { run: string; action: string }, told: Told) {
  try {
    await inTime(temporal, Date.now() + PATIENCE_MS, (timed) =>
      timed.workflow.getHandle(run).executeUpdate<Told, [Word]>('result', { args: [{ action, told }] }),
    );
  } catch (error) {
    const { type }: { type?: unknown } = Object(error instanceof Error ? error.cause : undefined);
    if (isNamed(error, 'WorkflowUpdateFailedError') && typeof type === 'string' && REFUSALS[type]) throw refusal(type);
    if (!isNamed(error, 'WorkflowNotFoundError')) throw await meaningOf(error, temporal, run);
    const code = refusalAfter(await endOf(temporal, run), { action, told });
    if (code !== null) throw refusal(code);
  }
}

/** Null: the engine knows of no such attempt. */
async function endOf(temporal: Client, run: string): Promise<Ended | 'cut-off' | null> {
  try {
    return await inTime(temporal, Date.now() + PATIENCE_MS, (timed) =>
      timed.workflow.getHandle<ActionWorkflow>(run).result(),
    );
  } catch (error) {
    if (isNamed(error, 'WorkflowNotFoundError')) return null;
    if (isNamed(error, 'WorkflowFailedError')) return 'cut-off';
    throw await meaningOf(error, temporal, run);
  }
}

function refusalAfter(end: Ended | 'cut-off' | null, { action, told }: Word): string | null {
  if (end === null || (end !== 'cut-off' && end.action !== action)) return 'not-found';
  if (end === 'cut-off') return 'action-late';
  const isSame = end.told === true && end.outcome === told.outcome && end.output === told.output;
  if (isSame) return null;
  return end.outcome === 'no-answer' || end.detail === 'stopped' ? 'action-late' : 'action-answered';
}

const refusal = (code: string): DomainError => new DomainError(code, REFUSALS[code] ?? code);
