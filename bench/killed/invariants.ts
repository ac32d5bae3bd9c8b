/** What must hold of the stored record after whatever happened to the processes. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { caseIds, refoldCase } from '../../client/record/refold.ts';
import { verifyAll } from '../../client/record/verify-all.ts';
import { processOf } from '../../domain/catalogue.ts';
import { workflowIdOf, workflowTypeOf } from '../../domain/kernel/ids.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { caseOf } from '../../models/cases/case.ts';
import { commitOf } from '../../models/cases/commit.ts';
import type { Acknowledged } from '../stories/field-hand.ts';
import type { Check } from './check.ts';
import { ofAppraisals } from './of-appraisals.ts';
import { ofChanges } from './of-changes.ts';
import { ofEffects } from './of-effects.ts';
import { ofFiles } from './of-files.ts';
import { undoneOnce } from './of-runs.ts';

/** Keys of the people of the replay, and those of stories. */
export const ACKNOWLEDGED = /^u:(?:replay-|[^:]+:story-)/;

type Engines = { db: Connection; temporal: Client };

export type Expected = {
  /** Commands that were acknowledged. */
  accepted: number;
  /** Files and documents that were. */
  acknowledged?: Acknowledged;
  /** Keys that were on record and went with a database that was put back. */
  lost?: ReadonlySet<string>;
};

/** `lost`: then what followed from events is not looked for, since one side of it may be gone. */
export async function invariants({ db, temporal }: Engines, expected: Expected): Promise<Check[]> {
  const { accepted, acknowledged, lost } = expected;
  return [
    await workflowsAgree({ db, temporal }), // first, since it waits for effects that are on their way
    await equalsFold(db),
    await chainsVerify(db),
    await decidedOnce(db),
    await acknowledgedStored(db, accepted, lost ?? new Set()),
    ...(await ofChanges(db)),
    await undoneOnce(db),
    ...(await ofFiles(db, acknowledged)),
    ...(await ofAppraisals(db)),
    ...(lost ? [] : await ofEffects({ db, temporal })),
  ];
}

async function equalsFold(db: Connection): Promise<Check> {
  const check: Check = {
    what: 'every stored case equals the fold of its events, and they bear out what time recorded',
    seen: 0,
    broken: [],
  };
  for await (const caseId of caseIds(db)) {
    check.seen += 1;
    const found = await refoldCase({ db }, caseId);
    if (found.outcome === 'unreadable') check.broken.push(`${caseId}: ${found.code}`);
    else for (const { seq, code, what } of found.proof) check.broken.push(`${caseId}:${seq} ${code}: ${what}`);
    if (found.outcome === 'differs')
      check.broken.push(`${caseId}: ${found.differences.map(({ pointer }) => pointer).join(', ')}`);
  }
  return check;
}

async function chainsVerify(db: Connection): Promise<Check> {
  const broken: string[] = [];
  const counts = await verifyAll(db, ({ chain, seq, code }) => broken.push(`${chain} at ${seq}: ${code}`));
  return { what: 'every chain verifies (cases and audit)', seen: counts.cases + counts.auditChains, broken };
}

type OfKey = { _id: string; cases: string[]; commits: number };

/** What was decided under one key of a person, or for one effect, stands in one commit of one case. */
async function decidedOnce(db: Connection): Promise<Check> {
  const keys = await commitOf(db).aggregate<OfKey>(
    [{ $match: { key: /^[ue]:/ } }, { $group: { _id: '$key', cases: { $addToSet: '$caseId' }, commits: { $sum: 1 } } }],
    { allowDiskUse: true },
  );
  const twice = keys.filter(({ commits }) => commits !== 1);
  const broken = twice.map(({ _id, cases, commits }) => `${_id}: ${commits} commits in ${cases.join(', ')}`);
  return { what: 'no key was decided twice', seen: keys.length, broken };
}

/**
 * What the client was told is stored, is: as many keys of people as commands were accepted. `lost`: those that were stored when
 * an older copy of the database was put back, which takes them by definition.
 */
async function acknowledgedStored(db: Connection, accepted: number, lost: ReadonlySet<string>): Promise<Check> {
  const keys = await commitOf(db).distinct('key', { key: ACKNOWLEDGED });
  const stored = new Set([...keys, ...lost]).size;
  const broken = stored === accepted ? [] : [`${accepted} accepted, ${stored} stored or lost with the copy`];
  return { what: 'what was acknowledged is stored, and nothing else', seen: keys.length, broken };
}

const PATIENCE_MS = 90_000;

/** Each open case has a workflow that knows its newest event; a case at its end has none that still runs. */
async function workflowsAgree({ db, temporal }: Engines): Promise<Check> {
  const what = 'workflows know what is stored: open ones run, ended ones are gone';
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const check = { what, ...(await compareWorkflows({ db, temporal })) };
    if (check.broken.length === 0 || Date.now() > end) return check;
    await new Promise((resolve) => setTimeout(resolve, 2_000)); // effects and empty intakes are still at it
  }
}

async function compareWorkflows({ db, temporal }: Engines): Promise<Omit<Check, 'what'>> {
  const running = new Set<string>();
  const types = Object.keys(processes)
    .map((process) => `WorkflowType='${workflowTypeOf(process)}'`)
    .join(' OR ');
  for await (const { workflowId } of temporal.workflow.list({ query: `(${types}) AND ExecutionStatus='Running'` }))
    running.add(workflowId);
  const stored = await caseOf(db)
    .find({}, { process: 1, status: 1, version: 1 })
    .lean<Pick<StoredCase, '_id' | 'process' | 'status' | 'version'>[]>();
  const broken: string[] = [];
  for (const { _id, process, status, version } of stored) {
    const workflowId = workflowIdOf(process, _id);
    const runs = running.delete(workflowId);
    const ended = isEnd(processOf(process), status);
    if (ended && runs) broken.push(`${_id} is ${status} and its workflow still runs`);
    if (!ended && !runs) broken.push(`${_id} is ${status} and has no workflow`);
    if (!ended && runs) {
      const head = await temporal.workflow.getHandle(workflowId).query<number>('head');
      if (head !== version) broken.push(`${_id}: stored version ${version}, the workflow has ${head}`);
    }
  }
  for (const workflowId of running) broken.push(`${workflowId} runs and has no case`);
  return { seen: stored.length, broken };
}

/** Events that nobody's key stands behind are not looked for here; this only says how many there are of each. */
export async function eventCounts(db: Connection): Promise<{ events: number; ticks: number }> {
  const [counted] = await commitOf(db).aggregate<{ events: number; ticks: number }>([
    { $set: { count: { $size: '$events' }, isTick: { $eq: [{ $substrCP: ['$key', 0, 2] }, 't:'] } } },
    { $group: { _id: null, events: { $sum: '$count' }, ticks: { $sum: { $cond: ['$isTick', '$count', 0] } } } },
  ]);
  return { events: counted?.events ?? 0, ticks: counted?.ticks ?? 0 };
}
