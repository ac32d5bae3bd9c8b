/** Runs of a workflow as JSON text, the form in which they are kept, shown and replayed. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { optionalTsToMs } from '@temporalio/common/lib/time';

/** How a run ended; null while it runs. */
export type RunEnd = 'completed' | 'failed' | 'timed-out' | 'terminated' | 'canceled' | 'continued' | null;
export type Run = {
  workflowId: string;
  runId: string;
  /** The run that continued as this one. */
  previousRunId?: string;
  /** Epoch ms on the workflow's clock; null while it runs. */
  closedAt: number | null;
  end: RunEnd;
  events: number;
  json: string;
};

/** The newest run, or the one named. Throws WorkflowNotFoundError when the engine has it not, or no longer. */
export async function fetchRun(client: Client, workflowId: string, runId?: string): Promise<Run> {
  const history = await historyOf(client, workflowId, runId);
  const events = history.events ?? [];
  const [first] = events;
  const end = events.at(-1);
  const started = first?.workflowExecutionStartedEventAttributes;
  const previousRunId = started?.continuedExecutionRunId;
  return {
    workflowId,
    runId: started?.originalExecutionRunId ?? runId ?? '',
    ...(previousRunId ? { previousRunId } : {}),
    closedAt: end && endOf(end) ? (optionalTsToMs(end.eventTime) ?? null) : null,
    end: end ? endOf(end) : null,
    events: events.length,
    json: historyToJSON(history),
  };
}

/** gRPC: not found. What describes a workflow is told so by name, what reads its history by this code. */
const NOT_FOUND = 5;

async function historyOf(client: Client, workflowId: string, runId: string | undefined): Promise<History> {
  try {
    return await client.workflow.getHandle(workflowId, runId).fetchHistory();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== NOT_FOUND) throw error;
    throw new WorkflowNotFoundError(error.message, workflowId, runId);
  }
}

const ENDS = [
  ['completed', 'workflowExecutionCompletedEventAttributes'],
  ['failed', 'workflowExecutionFailedEventAttributes'],
  ['timed-out', 'workflowExecutionTimedOutEventAttributes'],
  ['terminated', 'workflowExecutionTerminatedEventAttributes'],
  ['canceled', 'workflowExecutionCanceledEventAttributes'],
  ['continued', 'workflowExecutionContinuedAsNewEventAttributes'],
] as const;

const endOf = (event: { readonly [K in (typeof ENDS)[number][1]]?: unknown }): RunEnd =>
  ENDS.find(([, attributes]) => Boolean(event[attributes]))?.[0] ?? null;

/** The text of a run, as it is stored. */
export const pack: (json: string) => Promise<Buffer> = promisify<string, Buffer>(gzip);
export const unpack = async (packed: Uint8Array): Promise<string> =>
  (await promisify<Uint8Array, Buffer>(gunzip)(packed)).toString('utf8');
