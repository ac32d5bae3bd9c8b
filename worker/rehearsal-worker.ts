/** The worker of rehearsals: the same code on a namespace, and a store, of its own. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import type { Senders } from '../activities/sending.ts';
import type { Directory } from '../client/registers/directory.ts';
import { createRehearsals, type Rehearsals } from '../client/rehearsals/rehearsals.ts';
import { numberRecords } from '../models/cases/number.ts';
import { prepareRehearsalStore, rehearsalStore } from '../models/rehearsal.ts';
import type { Env } from '../platform/env.ts';
import type { Logger } from '../platform/logger.ts';
import { connectClient } from '../platform/temporal.ts';
import { createCaseWorker } from './case-worker.ts';

/** `registers`: the live ones, on which rehearsals run. */
export type Rehearsing = { temporal: Client; store: Connection; registers: Connection; rehearsals: Rehearsals };

/** Few people rehearse at a time; who is not in memory is replayed. */
const CACHED = 50;
const POOL_SIZE = 5;
/** Whoever rehearses first waits for this and for the worker's start, a second or two; the client asks again meanwhile. */
const LOOK_MS = 500;

/** The way to rehearsals, on the connections of the live side where there are any. */
export function openRehearsals({ db, directory, env }: { db: Connection; directory: Directory; env: Env }): Rehearsing {
  const store = rehearsalStore(db);
  const temporal = connectClient({ ...env, temporalNamespace: env.rehearsalNamespace });
  const { taskQueue } = env;
  return {
    temporal,
    store,
    registers: db,
    rehearsals: createRehearsals({ temporal, store, registers: db, directory, taskQueue }),
  };
}

/** Until somebody rehearses here, or `stop`: where nobody ever did, a worker would keep 25 MB for nothing. */
export async function firstRehearsal(store: Connection, stop: AbortSignal): Promise<void> {
  const isOne = (): Promise<unknown> =>
    numberRecords(store)
      .exists({})
      .catch(() => null); // the store is away: look again
  while (!stop.aborted && !(await isOne())) await pause(LOOK_MS, undefined, { signal: stop }).catch(() => undefined);
}

type Deps = {
  connection: NativeConnection;
  directory: Directory;
  senders: Senders;
  logger: Logger;
  taskQueue: string;
  workflowBundle: { codePath: string } | { code: string };
  build?: string;
};

/** Prepares the store and makes the worker; it does not run yet. */
export async function createRehearsalWorker(
  { temporal, store, registers, rehearsals: { caseClient } }: Rehearsing,
  deps: Deps,
): Promise<Worker> {
  await prepareRehearsalStore(store);
  return await createCaseWorker({
    ...deps,
    db: store,
    registers,
    temporal,
    caseClient,
    namespace: temporal.options.namespace,
    mongodbPoolSize: POOL_SIZE,
    cachedCases: CACHED,
    workflowThreads: 1, // each costs 20 MB for as long as the worker runs, whether anybody rehearses or not
  });
}
