/** Workflows of the release before: found, ended, and their histories kept. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { sha256 } from '../../models/store/chain.ts';
import { historyOf, historyText } from '../../models/cases/history.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { oldCasesIn } from '../../models/store/upgrade.ts';
import { fetchRun, pack } from '../../platform/histories.ts';
import { isNamed } from '../cases/engine-error.ts';

/** Types of cases' workflows that no worker of now knows. */
export const OLD_TYPES: readonly string[] = ['incidentWorkflow', 'callWorkflow'];
/** What whoever reads the engine sees of their end. */
export const REASON = 'upgraded: the case goes on in a workflow of the next release';

type Of = {
  caseId: string;
  process: string;
  /** Another workflow goes on with the case, so none of these runs is its last. */
  goesOn: boolean;
};

/** Those that still run. */
export async function* oldRuns(temporal: Client): AsyncGenerator<{ workflowId: string; runId: string }, undefined> {
  const types = OLD_TYPES.map((type) => `'${type}'`).join(', ');
  yield* temporal.workflow.list({ query: `ExecutionStatus = 'Running' AND WorkflowType IN (${types})` });
  return undefined;
}

/** Ends all that still run, of cases that owe nothing any more, or that may not go on; answers how many. */
export async function endOldRuns(temporal: Client, db: Connection): Promise<number> {
  let ended = 0;
  for await (const { workflowId } of oldRuns(temporal)) {
    const [process = '', caseId = ''] = workflowId.split(':');
    if (!(await terminated(temporal, workflowId))) continue;
    const stored = await oldCasesIn(db).findOne({ _id: caseId }, { projection: { closedAt: 1 } });
    await keepRuns(temporal, db, { caseId, process, goesOn: stored?.closedAt === undefined });
    ended += 1;
  }
  return ended;
}

async function terminated(temporal: Client, workflowId: string): Promise<boolean> {
  try {
    await temporal.workflow.getHandle(workflowId).terminate(REASON);
    return true;
  } catch (error) {
    if (isNamed(error, 'WorkflowNotFoundError')) return false; // it has ended meanwhile
    throw error;
  }
}

/** Keeps the newest run, which has ended, and those before it that are not kept yet and that the engine still has. */
export async function keepRuns(temporal: Client, db: Connection, { caseId, process, goesOn }: Of): Promise<void> {
  const histories = historyOf(db);
  for (let runId: string | undefined; ; ) {
    const found = await fetchOr(temporal, `${process}:${caseId}`, runId);
    if (!found || found.closedAt === null) return;
    const { json, previousRunId, closedAt, end, ...run } = found;
    const before = previousRunId === undefined ? {} : { previousRunId };
    const gzip = await pack(json);
    const _id = `${caseId}:${run.runId}`;
    const hash = sha256(json);
    const kept = {
      caseId,
      process,
      ...run,
      ...before,
      closedAt,
      last: end === 'completed' && !goesOn,
      sha256: hash,
      ...recordKeyOf(db).sign(historyText({ _id, sha256: hash })),
      gzip,
    };
    await histories.updateOne({ _id }, { $setOnInsert: kept }, { upsert: true });
    if (previousRunId === undefined || (await histories.exists({ _id: `${caseId}:${previousRunId}` }))) return;
    runId = previousRunId;
  }
}

/** Null when the engine keeps it no longer. */
async function fetchOr(temporal: Client, workflowId: string, runId: string | undefined) {
  try {
    return await fetchRun(temporal, workflowId, runId);
  } catch (error) {
    if (isNamed(error, 'WorkflowNotFoundError')) return null;
    throw error;
  }
}
