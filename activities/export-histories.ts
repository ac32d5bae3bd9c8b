/** Keeps what the engine deletes after its retention: every run of a closed case, gzipped, with its SHA-256. */
import type { StoredCase } from '../domain/kernel/process.ts';
import { workflowIdOf } from '../domain/kernel/ids.ts';
import { auditOf } from '../models/access/audit.ts';
import { bodyOf, caseOf, casesIn } from '../models/cases/case.ts';
import { sha256 } from '../models/store/chain.ts';
import { historyOf, historyText } from '../models/cases/history.ts';
import { recordKeyOf } from '../models/store/record-key.ts';
import type { ActivityDeps } from './deps.ts';

type Closed = Pick<StoredCase, '_id' | 'process'>;
type Runs = { caseId: string; process: string; runId?: string };
const BATCH = 100;

type Deps = Pick<ActivityDeps, 'db' | 'runs' | 'engine' | 'reviver' | 'logger'>;

export function createHistoryExport({ db, runs, engine, reviver, logger }: Deps) {
  const histories = historyOf(db);

  /**
   * Every case that closed within `lookBackMs` and has no history yet. One whose run was cut off, or is gone with an engine that was
   * put back, still owes what was to follow: it is brought back to do so, and kept later. Safe to repeat; answers how many it stored.
   */
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

  /** False when its workflow still runs, or has to run once more, or when the engine has lost it. */
  async function exportCase({ _id: caseId, process }: Closed): Promise<boolean> {
    try {
      const isOver = await exportRuns({ caseId, process });
      if (isOver) await exportRunsBefore({ caseId, process });
      return isOver;
    } catch (error) {
      if (isGone(error) && (await owes(caseId)))
        await reviver.revive(caseId, { why: 'it was closed and owed effects' });
      else logger?.error({ caseId, err: error }, 'a history could not be exported');
      return false;
    }
  }

  /**
   * The run named, else the newest, and all runs before it that are not kept yet. False when it still runs; a newest one that
   * did not end by itself is brought back.
   */
  async function exportRuns({ caseId, process, ...of }: Runs): Promise<boolean> {
    const workflowId = workflowIdOf(process, caseId);
    let { runId } = of;
    for (;;) {
      const { json, previousRunId, closedAt, end, ...run } = await runs.fetchRun(workflowId, runId);
      if (closedAt === null || end === null) return false;
      if (runId === undefined && end !== 'completed') {
        await reviver.revive(caseId, { why: `it was closed and its run ended as ${end}` });
        return false;
      }
      const gzip = await runs.pack(json);
      const _id = `${caseId}:${run.runId}`;
      const rest = { last: end === 'completed', ...(previousRunId === undefined ? {} : { previousRunId }) };
      const hash = sha256(json);
      const signed = { sha256: hash, ...recordKeyOf(db).sign(historyText({ _id, sha256: hash })) };
      await histories.updateOne(
        { _id },
        { $setOnInsert: { caseId, process, ...run, ...rest, closedAt, ...signed, gzip } },
        { upsert: true },
      );
      if (previousRunId === undefined || (await histories.exists({ _id: `${caseId}:${previousRunId}` }))) return true;
      runId = previousRunId;
    }
  }

  /** Runs that were cut off before a revive: no later run names them. */
  async function exportRunsBefore({ caseId, process }: Runs): Promise<void> {
    if (!(await auditOf(db).exists({ caseId, type: 'revived' }))) return;
    for (const runId of await engine.runsOf(process, caseId))
      if (!(await histories.exists({ _id: `${caseId}:${runId}` }))) await exportRuns({ caseId, process, runId });
  }

  /** Whether anything follows from its events that nobody has carried out. */
  async function owes(caseId: string): Promise<boolean> {
    const stored = await casesIn(db).findOne({ _id: caseId });
    return stored !== null && bodyOf(stored).effectsFrom !== null;
  }

  return { exportHistories, exportRuns };
}

/** The engine has no run of it at all; one that names a run lacks only that. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && error.name === 'WorkflowNotFoundError' && 'runId' in error && error.runId === undefined;
