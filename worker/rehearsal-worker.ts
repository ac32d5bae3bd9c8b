/** The worker of rehearsals: the same code on a namespace, and a store, of its own. */
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Senders } from '../activities/deliver.ts';
import type { Directory } from '../client/directory.ts';
import { createRehearsals, type Rehearsals } from '../client/rehearsals.ts';
import { prepareRehearsalStore, rehearsalStore } from '../models/rehearsal.ts';
import type { Env } from '../platform/env.ts';
import type { Logger } from '../platform/logger.ts';
import { connectClient } from '../platform/temporal.ts';
import { createCaseWorker } from './case-worker.ts';

type Deps = {
  connection: NativeConnection;
  db: Connection;
  directory: Directory;
  senders: Senders;
  logger: Logger;
  env: Env;
  workflowBundle: { codePath: string } | { code: string };
  build?: string;
};

/** Few people rehearse at a time; who is not in memory is replayed. */
const CACHED = 50;
const POOL_SIZE = 5;

export async function createRehearsalWorker({
  connection,
  db,
  directory,
  senders,
  logger,
  env,
  ...rest
}: Deps): Promise<{ worker: Worker; temporal: Client; rehearsals: Rehearsals }> {
  const { rehearsalNamespace: namespace, taskQueue } = env;
  const store = rehearsalStore(db);
  await prepareRehearsalStore(store);
  const temporal = connectClient({ ...env, temporalNamespace: namespace });
  const rehearsals = createRehearsals({ temporal, store, registers: db, directory, taskQueue });
  const worker = await createCaseWorker({
    connection,
    namespace,
    taskQueue,
    db: store,
    temporal,
    caseClient: rehearsals.caseClient,
    directory,
    senders,
    logger,
    mongodbPoolSize: POOL_SIZE,
    cachedCases: CACHED,
    ...rest,
  });
  return { worker, temporal, rehearsals };
}
