/** Keeps what the engine deletes after its retention: every run of a closed case, gzipped, with its SHA-256. */
import type { StoredCase } from '../domain/kernel/process.ts';
import { workflowIdOf } from '../domain/kernel/ids.ts';
import { caseOf } from '../models/case.ts';
import { sha256 } from '../models/chain.ts';
import { historyOf } from '../models/history.ts';
import type { ActivityDeps } from './index.ts';

type Closed = Pick<StoredCase, '_id' | 'process'>;
const BATCH = 100;

export function createHistoryExport({ db, runs, logger }: Pick<ActivityDeps, 'db' | 'temporal' | 'runs' | 'logger'>) {
  const histories = historyOf(db);

  /** Every case that closed within `lookBackMs` and has no history yet. Safe to repeat; answers how many it stored. */
  async function exportHistories(lookBackMs: number): Promise<{ stored: number; missing: number }> {
    const since = Date.now() - lookBackMs;
    let stored = 0;
    let missing = 0;
    for (let after = ''; ; ) {
      const closed = await caseOf(db)
        .find({ closedAt: { $gte: since }, _id: { $gt: after } }, { process: 1 })
        .sort({ _id: 1 })
        .limit(BATCH)
        .lean<Closed[]>();
      const last = closed.at(-1);
      if (!last) return { stored, missing };
      after = last._id;
      for (const one of await withoutHistory(closed)) {
        if (await exportCase(one)) stored += 1;
        else missing += 1;
      }
    }
  }

  async function withoutHistory(closed: readonly Closed[]): Promise<Closed[]> {
    const ids = closed.map(({ _id }) => _id);
    const kept = new Set(await histories.distinct('caseId', { caseId: { $in: ids }, last: true }));
    return closed.filter(({ _id }) => !kept.has(_id));
  }

  /** False when its workflow still runs, or when the engine has lost it. */
  async function exportCase({ _id: caseId, process }: Closed): Promise<boolean> {
    try {
      return await exportRuns({ caseId, process });
    } catch (error) {
      logger?.error({ caseId, err: error }, 'a history could not be exported');
      return false;
    }
  }

  /** The run named, else the newest, and all runs before it that are not kept yet. False when it still runs. */
  async function exportRuns(of: { caseId: string; process: string; runId?: string }): Promise<boolean> {
    const { caseId, process } = of;
    const workflowId = workflowIdOf(process, caseId);
    let runId = of.runId;
    for (;;) {
      const { json, previousRunId, closedAt, ...run } = await runs.fetchRun(workflowId, runId);
      if (closedAt === null) return false;
      const gzip = await runs.pack(json);
      const _id = `${caseId}:${run.runId}`;
      const before = previousRunId === undefined ? {} : { previousRunId };
      await histories.updateOne(
        { _id },
        { $setOnInsert: { caseId, process, ...run, ...before, closedAt, sha256: sha256(json), gzip } },
        { upsert: true },
      );
      if (previousRunId === undefined || (await histories.exists({ _id: `${caseId}:${previousRunId}` }))) return true;
      runId = previousRunId;
    }
  }

  return { exportHistories, exportRuns };
}
