/** Faults beside kill -9: workflows ended by hand, and an older copy of an engine or of the store put back. */
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { createHistoryExport } from '../../activities/export-histories.ts';
import { createLostCases } from '../../activities/lost-cases.ts';
import { acceptLoss } from '../../client/cases/accept-loss.ts';
import { createEngineCases } from '../../client/cases/engine-cases.ts';
import { openCases } from '../../client/record/other-engine.ts';
import { createReviver } from '../../client/cases/revive.ts';
import { processOf } from '../../domain/catalogue.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import { auditOf, openAuditTrail } from '../../models/access/audit.ts';
import { caseOf } from '../../models/cases/case.ts';
import { commitOf } from '../../models/cases/commit.ts';
import { stillParked } from '../../models/cases/parked.ts';
import { fetchRun, pack } from '../../platform/histories.ts';
import { connectClient } from '../../platform/temporal.ts';
import type { Product } from '../product.ts';
import { ACKNOWLEDGED } from './invariants.ts';
import type { Forgotten } from './of-runs.ts';

type Engines = { db: Connection; temporal: Client };
const TASK_QUEUE = 'changming';
const TERMINATED = 10;
const PARTS = { temporal: 'temporal', store: 'mongodb' } as const;
/** So long cases are given to notice that their store lacks what they know. */
const NOTICE_MS = 60_000;
const MOST = 10_000;
/** No run takes longer. */
const RUN_MS = 24 * 3_600_000;

/** On both engines of the product, with connections of its own. */
export async function onEngines<T>(product: Product, work: (engines: Engines) => Promise<T>): Promise<T> {
  const temporalAddress = product.run().env['TEMPORAL_ADDRESS'] ?? '';
  const temporal = connectClient({ temporalAddress, temporalNamespace: 'changming' });
  try {
    return await product.onDatabase((db) => work({ db, temporal }));
  } finally {
    await temporal.connection.close();
  }
}

/** Ends ten open workflows, chosen at random, without their doing. Answers in words what was done. */
export const terminateSome = (product: Product): Promise<string> =>
  onEngines(product, async ({ db, temporal }) => {
    const open: string[] = [];
    for await (const caseId of openCases(db)) open.push(caseId);
    const chosen = open
      .map((caseId) => ({ caseId, place: Math.random() }))
      .toSorted((a, b) => a.place - b.place)
      .slice(0, TERMINATED);
    const engine = createEngineCases(temporal, TASK_QUEUE);
    let ended = 0;
    for (const { caseId } of chosen) {
      const process = (await caseOf(db).findById(caseId, { process: 1 }).lean<{ process: string }>())?.process ?? '';
      if (await engine.terminate(process, caseId, 'a fault of the bench')) ended += 1;
    }
    return `${ended} of ${open.length} open workflows were ended`;
  });

/** Copies of both folders, taken while the product stands still. */
export class Copies {
  private readonly product: Product;
  private takenAt = 0;
  /** What the engine began meanwhile it knows nothing of. */
  readonly forgotten: Forgotten[] = [];

  constructor(product: Product) {
    this.product = product;
  }

  async take(): Promise<string> {
    await this.product.stop();
    this.takenAt = Date.now();
    for (const folder of Object.values(PARTS)) {
      rmSync(this.copyOf(folder), { recursive: true, force: true });
      cpSync(path.join(this.product.dataFolder, folder), this.copyOf(folder), { recursive: true });
    }
    await this.product.start();
    return 'engine and store were copied';
  }

  async putBack(part: keyof typeof PARTS): Promise<string> {
    const folder = PARTS[part];
    if (!existsSync(this.copyOf(folder))) throw new Error(`there is no copy of ${folder}`);
    await this.product.stop();
    rmSync(path.join(this.product.dataFolder, folder), { recursive: true });
    cpSync(this.copyOf(folder), path.join(this.product.dataFolder, folder), { recursive: true });
    if (part === 'temporal') this.forgotten.push({ from: this.takenAt, until: Date.now() });
    await this.product.start();
    return `the copy of ${folder} was put back`;
  }

  private copyOf(folder: string): string {
    return path.join(this.product.dataFolder, `copy-of-${folder}`);
  }
}

export type StoreRestored = { lost: ReadonlySet<string>; accepted: number; words: string };

/**
 * The older copy of the store is put back, and each case that parks over it has its loss accepted. `lost`: keys that were on
 * record before and are not now.
 */
export async function restoreStore(product: Product, copies: Copies): Promise<StoreRestored> {
  const keysNow = () => product.onDatabase(async (db) => await commitOf(db).distinct('key', { key: ACKNOWLEDGED }));
  const before = await keysNow();
  const since = Date.now();
  await copies.putBack('store');
  const after = new Set(await keysNow());
  const lost = new Set(before.filter((key) => !after.has(key)));
  const accepted = await onEngines(product, acceptLosses);
  const revived = await product.onDatabase(
    async (db) => await auditOf(db).countDocuments({ type: 'revived', at: { $gt: since } }),
  );
  const words = `${lost.size} acknowledged commands were lost with it, ${accepted} losses accepted, ${revived} cases brought back`;
  return { lost, accepted, words };
}

/** Each workflow is made to look; those that park are mended one by one, as an operator does with the command. */
async function acceptLosses({ db, temporal }: Engines): Promise<number> {
  const engine = createEngineCases(temporal, TASK_QUEUE);
  const reviver = createReviver({ temporal, db, taskQueue: TASK_QUEUE });
  const audit = openAuditTrail(db, `kill-${randomUUID()}`);
  let accepted = 0;
  for (const end = Date.now() + NOTICE_MS; Date.now() < end; await sleep(2_000)) {
    for await (const id of engine.running()) {
      const [process = '', caseId = ''] = id.split(':');
      await engine.poke(process, caseId);
    }
    await sleep(2_000);
    const behind = (await stillParked(db, MOST)).filter(({ reason }) => reason === 'store-behind');
    for (const { _id } of behind) {
      await acceptLoss({ db, engine, reviver, audit }, _id, { by: 'operator', now: Date.now() });
      accepted += 1;
    }
    if (behind.length === 0 && (await allKnown({ db, temporal }))) break;
  }
  return accepted;
}

/** Every workflow that runs has a case whose document it agrees with, or is about to. */
async function allKnown({ db, temporal }: Engines): Promise<boolean> {
  const engine = createEngineCases(temporal, TASK_QUEUE);
  for await (const caseId of openCases(db)) {
    const row = await caseOf(db)
      .findById(caseId, { process: 1, version: 1 })
      .lean<{ process: string; version: number }>();
    const process = processOf(row?.process ?? '').key;
    const running = await engine.runningAmong([workflowIdOf(process, caseId)]);
    if (running.size > 0 && (await engine.knownTo(process, caseId)) > (row?.version ?? 0)) return false;
  }
  return true;
}

/** What the jobs of the hour and of ten minutes do, which no run waits for. */
export const asHourly = (product: Product): Promise<string> =>
  onEngines(product, async ({ db, temporal }) => {
    const engine = createEngineCases(temporal, TASK_QUEUE);
    const reviver = createReviver({ temporal, db, taskQueue: TASK_QUEUE });
    const { revived, poked } = await createLostCases({ db, engine, reviver }).compareWithEngine(0);
    const runs = { fetchRun: (id: string, runId?: string) => fetchRun(temporal, id, runId), pack };
    const { stored, missing } = await createHistoryExport({ db, engine, reviver, runs }).exportHistories(RUN_MS);
    return `${revived} cases brought back, ${poked} poked; ${stored} histories kept, of ${missing} that have ended not yet`;
  });
