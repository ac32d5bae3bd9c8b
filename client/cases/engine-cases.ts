/** What the engine says of the workflows of cases: which run, what one is at, and how to make it look or end. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { workflowIdOf, workflowTypeOf } from '../../domain/kernel/ids.ts';
import type { Head } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { inTime } from '../../platform/temporal.ts';
import { isNamed } from './engine-error.ts';

/** `busy`: a step of it is under way or waits for a worker, so it need not be told anything; `waiting`: it sleeps. */
export type Doing = 'gone' | 'busy' | 'waiting';
export type EngineCases = ReturnType<typeof createEngineCases>;

const PATIENCE_MS = 5_000;
const BUSY_MS = 1_000;
/** As the engine names it. */
const PAST_REPLAYING = 'cause=WorkflowTaskFailedCauseNonDeterministicError';
/** gRPC: not found, which a signal or an end is answered with. */
const NOT_FOUND = 5;

export function createEngineCases(temporal: Client, taskQueue: string) {
  const soon = <T>(workflowId: string, call: (handle: WorkflowHandle) => Promise<T>): Promise<T> =>
    inTime(temporal, Date.now() + PATIENCE_MS, ({ workflow }) => call(workflow.getHandle(workflowId)));
  const types = Object.keys(processes).map((process) => `'${workflowTypeOf(process)}'`);

  return {
    /** A second, before somebody asks again for what was busy. */
    giveTime: (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BUSY_MS)),

    /** Of the newest run. Throws when the engine is away. */
    async doing(process: string, caseId: string): Promise<Doing> {
      try {
        const { status, raw } = await soon(workflowIdOf(process, caseId), (handle) => handle.describe());
        if (status.name !== 'RUNNING') return 'gone';
        return raw.pendingWorkflowTask ? 'busy' : 'waiting';
      } catch (error) {
        if (isNamed(error, 'WorkflowNotFoundError')) return 'gone';
        throw error;
      }
    },

    /** Those of `workflowIds`, a few hundred at most, that run; the engine's list lags behind by a moment. */
    async runningAmong(workflowIds: readonly string[]): Promise<ReadonlySet<string>> {
      if (workflowIds.length === 0) return new Set();
      const named = workflowIds.map((id) => `'${id}'`).join(', ');
      return new Set(await collected(`WorkflowId IN (${named}) AND ExecutionStatus = 'Running'`));
    },

    /** Ids of all workflows of cases on this task queue that run, one after the other as the engine lists them. */
    async *running(): AsyncGenerator<string> {
      const query = `WorkflowType IN (${types.join(', ')}) AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of temporal.workflow.list({ query })) yield workflowId;
    },

    /**
     * Ids of workflows of cases that fail since their history no longer gives what they did: going through it once more does not
     * help. As the engine lists them, at most so many.
     */
    async pastReplaying(most: number): Promise<string[]> {
      const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running' AND TemporalReportedProblems = '${PAST_REPLAYING}'`;
      const found: string[] = [];
      for await (const { workflowId } of temporal.workflow.list({ query })) {
        found.push(workflowId);
        if (found.length >= most) break;
      }
      return found;
    },

    /** Runs of one case that the engine still has, each by its id. */
    async runsOf(process: string, caseId: string): Promise<string[]> {
      const query = `WorkflowId = '${workflowIdOf(process, caseId)}'`;
      const runs: string[] = [];
      for await (const { runId } of temporal.workflow.list({ query })) runs.push(runId);
      return runs;
    },

    /** Seq of the newest event that the workflow knows. Throws when it is gone, or no worker answers. */
    knownTo: async (process: string, caseId: string): Promise<number> =>
      await soon(workflowIdOf(process, caseId), (handle) => handle.query<number>('head')),

    /** The newest event that the workflow knows; null where it is gone. Throws when no worker answers. */
    async headOf(process: string, caseId: string): Promise<Head | null> {
      try {
        return await soon(workflowIdOf(process, caseId), (handle) => handle.query<Head>('knownHead'));
      } catch (error) {
        if (isNamed(error, 'WorkflowNotFoundError')) return null;
        throw error;
      }
    },

    /** Has it look whether anything is due or stored beyond what it knows. False: it is gone. */
    poke: async (process: string, caseId: string): Promise<boolean> =>
      await unlessGone(() => soon(workflowIdOf(process, caseId), (handle) => handle.signal('poke'))),

    /** Ends it without its doing. False: there was nothing to end. */
    terminate: async (process: string, caseId: string, why: string): Promise<boolean> =>
      await unlessGone(() => soon(workflowIdOf(process, caseId), (handle) => handle.terminate(why))),
  };

  async function collected(query: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { workflowId } of temporal.workflow.list({ query })) found.push(workflowId);
    return found;
  }
}

async function unlessGone(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    if (isNamed(error, 'WorkflowNotFoundError') || code === NOT_FOUND) return false;
    throw error;
  }
}
