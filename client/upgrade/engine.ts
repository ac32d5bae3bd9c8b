/**
 * The engine part of the upgrade: the workflows of the release before end, their histories are kept, and each case that is
 * open, or owes something, gets a workflow of now. Runs before any worker polls.
 */
import { randomUUID } from 'node:crypto';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { openAuditTrail } from '../../models/access/audit.ts';
import { bodyOf, casesIn, documentOf, stateOf } from '../../models/cases/case.ts';
import { engineKnown } from '../../models/store/engine.ts';
import { isDone, markDone } from '../../models/migrations/done.ts';
import { takeLock } from '../../models/migrations/lock.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { type Waiting, waitingIn } from '../../models/store/upgrade.ts';
import { StartRefused } from '../../platform/fatal.ts';
import { namespaceId } from '../../platform/temporal.ts';
import { isNamed } from '../cases/engine-error.ts';
import { resolvePins } from '../registers/pins.ts';
import { reviveStart } from '../cases/start-case.ts';
import { priorityKeyOf } from '../cases/urgency.ts';
import { endOldRuns, keepRuns, OLD_TYPES, oldRuns, REASON } from './old-runs.ts';
import { loseRehearsals } from './rehearsals.ts';
import { sideBySide } from './side-by-side.ts';

type Deps = { db: Connection; temporal: Client; rehearsalTemporal: Client; taskQueue: string };
type How = {
  /** The engine is a new one in the place of one that was lost: an operator says so. */
  newEngine?: boolean;
  /** What people are told. */
  say?: (text: string) => void;
};
export type EngineCounts = { revived: number; finished: number; ended: number; rehearsalsLost: number };

const DONE = { id: 'upgrade-engine', name: 'workflows of now' } as const;
const SIDE_BY_SIDE = 8;
const LIMIT_MS = 30 * 60_000;

/** True when nothing of it is left to be done. */
export const isEngineUpgraded = (db: Connection): Promise<boolean> => isDone(db, DONE.id);

/**
 * After the store part. What was done is seen by its trace, so it may be cut off anywhere and run again; done once, it does
 * nothing. Null: nothing was left to be done.
 * @throws StartRefused when the engine knows none of the workflows that should run: it is not the one of this store
 */
export async function upgradeEngine(deps: Deps, how: How = {}): Promise<EngineCounts | null> {
  const { db, temporal } = deps;
  const done = () => isDone(db, DONE.id);
  if (await done()) return null;
  const lock = await takeLock(db, { holder: randomUUID(), limitMs: LIMIT_MS, done });
  if (!lock) return null;
  try {
    if (await done()) return null;
    await refuseOther(deps, how);
    const counts = await upgraded(deps, how, lock.check);
    const isAnything = Object.values(counts).some((count) => count > 0);
    const trail = openAuditTrail(db, `upgrade-${randomUUID()}`);
    if (isAnything) await trail.record({ type: 'engineUpgraded', by: 'system', at: Date.now(), data: counts });
    await engineKnown(db, temporal.options.namespace, await namespaceId(temporal));
    await markDone(db, DONE);
    return counts;
  } finally {
    await lock.release();
  }
}

async function upgraded(deps: Deps, { say }: How, check: () => void): Promise<EngineCounts> {
  const { db, temporal, rehearsalTemporal } = deps;
  const counts = { revived: 0, finished: 0, ended: 0, rehearsalsLost: 0 };
  const waiting = await waitingIn(db).countDocuments();
  if (waiting > 0) say?.(`Upgrading ${waiting} cases …`);
  const cursor = waitingIn(db).find({}, { sort: { _id: 1 } });
  await sideBySide(cursor[Symbol.asyncIterator](), SIDE_BY_SIDE, async (one) => {
    check();
    counts[await replaced(deps, one)] += 1;
  });
  counts.ended = await endOldRuns(temporal, db);
  counts.rehearsalsLost = await loseRehearsals(rehearsalTemporal, rehearsalStore(db));
  return counts;
}

/** `finished`: its old workflow had completed, and so had done all that it owed. */
async function replaced({ db, temporal, taskQueue }: Deps, { _id: caseId, process, open }: Waiting) {
  const workflowId = workflowIdOf(process, caseId);
  const stored = await casesIn(db).findOne({ _id: caseId });
  if (!stored) throw new Error(`${caseId} has no document`);
  const hasEnded = isEnd(processOf(process), stored.status);
  const run = await describe(temporal, workflowId);
  const isOld = run !== null && OLD_TYPES.includes(run.type);
  // The engine forgets what has ended; what has not runs for ever.
  const isFinished = hasEnded && (run === null || (isOld && run.status.name === 'COMPLETED'));
  if (isOld && run.status.name === 'RUNNING') await temporal.workflow.getHandle(workflowId).terminate(REASON);
  if (isOld) await keepRuns(temporal, db, { caseId, process, goesOn: !isFinished });
  if (isFinished) {
    await noteNothingOwed(db, stored);
  } else {
    const { seq, headHash, effectsFrom } = bodyOf(stored);
    const revived = { head: { seq, hash: headHash }, openFrom: effectsFrom ?? seq + 1, open };
    const input = { caseId, process, mode: stored.mode, revived };
    const { priority, orgPath } = stored;
    await reviveStart(temporal, input, { taskQueue, priorityKey: priorityKeyOf(priority), priority, orgPath });
  }
  await waitingIn(db).deleteOne({ _id: caseId });
  return isFinished ? 'finished' : 'revived';
}

async function noteNothingOwed(db: Connection, stored: StoredCase): Promise<void> {
  const body = bodyOf(stored);
  if (body.effectsFrom === null) return;
  const kase = stateOf(stored, body, await resolvePins(db, body.pins));
  const document = documentOf(processOf(stored.process), kase, {
    at: kase.headAt,
    effectsFrom: null,
    key: recordKeyOf(db),
  });
  await casesIn(db).replaceOne({ _id: stored._id, version: stored.version }, document);
}

/** On an engine that is not the one of this store every case would run twice. */
async function refuseOther({ db, temporal }: Deps, { newEngine }: How): Promise<void> {
  if (newEngine) return;
  const first = await waitingIn(db).findOne({});
  if (!first) return;
  for await (const _ of oldRuns(temporal)) return;
  // After a cut none may be left: then those that began already run.
  for await (const { _id, process } of waitingIn(db).find({}, { sort: { _id: 1 } }))
    if (await describe(temporal, workflowIdOf(process, _id))) return;
  throw new StartRefused(
    'The engine at TEMPORAL_ADDRESS knows no workflow of the open cases of this store, so it is not the one that they ran ' +
      'on. Was that lost, say so: npm run upgrade -- --new-engine (docs/upgrade.md).',
  );
}

async function describe(temporal: Client, workflowId: string): Promise<WorkflowExecutionDescription | null> {
  try {
    return await temporal.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (isNamed(error, 'WorkflowNotFoundError')) return null;
    throw error;
  }
}
