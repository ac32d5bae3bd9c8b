/**
 * The product without its processes: a database with the sample organisation, a task queue and a worker of its own, on
 * the engines that the run shares. Every test file starts one and stops it.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import { type CaseClient, createCaseClient } from '../../../client/cases/case-client.ts';
import { createDirectory, type Directory } from '../../../client/registers/directory.ts';
import { createEngineCases, type EngineCases } from '../../../client/cases/engine-cases.ts';
import type { Rehearsals } from '../../../client/rehearsals/rehearsals.ts';
import { createReviver, type Reviver } from '../../../client/cases/revive.ts';
import { workflowIdOf } from '../../../domain/kernel/ids.ts';
import type { Actor, CaseEvent, KaseBody, StoredCase } from '../../../domain/kernel/process.ts';
import { processes, processOfCase } from '../../../domain/processes.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { bodyOf } from '../../../models/cases/case.ts';
import { eventsAfter } from '../../../models/cases/commit.ts';
import { counterOf } from '../../../models/cases/number.ts';
import { type Env, readEnv } from '../../../platform/env.ts';
import { createLogger, type Logger } from '../../../platform/logger.ts';
import { sealFolder } from '../../../platform/seal-folder.ts';
import { connectClient } from '../../../platform/temporal.ts';
import { fastForward } from '../../../platform/time-skipping.ts';
import type { Witnessing } from '../../../activities/deps.ts';
import type { Senders } from '../../../activities/sending.ts';
import { createPress } from '../../../platform/documents/press.ts';
import { createSenders } from '../../../worker/senders.ts';
import { createWitnessing } from '../../../worker/witnessing.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { createRehearsalWorker, openRehearsals, type Rehearsing } from '../../../worker/rehearsal-worker.ts';
import { createCalling } from '../../../worker/calling.ts';
import { createCaseWorker } from '../../../worker/case-worker.ts';
import { cachedBundle } from '../engines/bundle.ts';
import { openSampleDatabase, recordKeys, testSecret } from '../engines/database.ts';
import { connectWorker, quietRuntime } from '../engines/runtime.ts';

const PATIENCE_MS = 60_000; // a starved machine is slow, and only what fails waits so long

export type Product = {
  db: Connection;
  temporal: Client;
  /** On the namespace of rehearsals. */
  rehearsalTemporal: Client;
  rehearsals: Rehearsals;
  caseClient: CaseClient;
  /** Brings cases back; and what the engine says of them. */
  reviver: Reviver;
  engine: EngineCases;
  directory: Directory;
  taskQueue: string;
  env: Env;
  logger: Logger;
  /** Where the accounts' file of the sample organisation lies. */
  dataFolder: string;
  /** `on`: with another connection to the database, one that has read nothing yet. */
  /** `interceptors`: files of those that its workflows have beside their own. */
  startWorker(on?: Connection, interceptors?: readonly string[]): Promise<void>;
  /** Ends the worker in order; its cases stay open on the engine. */
  stopWorker(): Promise<void>;
  /** Moves one case's clock; resolves when all that fell due on the way is done. */
  fastForward(caseId: string, ms: number): Promise<void>;
  /** Moves a person's courier on, if he has one, so that what it waits for is due. */
  hurry(person: string): Promise<void>;
  /** As the person of the sample organisation. */
  actor(personId: string): Promise<Actor>;
  /** The stored document; throws when there is none. */
  stored(caseId: string): Promise<StoredCase>;
  /** What its document keeps of the case itself. */
  body(caseId: string): Promise<KaseBody>;
  eventsOf(caseId: string): Promise<CaseEvent[]>;
  /** Waits until `find` gives something, asking MongoDB again and again; throws after a while. */
  eventually<T>(find: () => Promise<T | null | undefined | false>): Promise<T>;
  stop(): Promise<void>;
};

/** `worker: false`: nothing runs until startWorker is called. */
export async function startProduct({
  worker = true,
  deadlineMs = 10_000,
  namespace = 'changming',
  settings = {},
  rehearsals = false,
  ways,
}: {
  worker?: boolean;
  deadlineMs?: number;
  namespace?: string;
  /** With the worker of rehearsals. */
  rehearsals?: boolean;
  /** Instead of mail and webhooks. */
  ways?: Senders;
  /** Of the environment, beside those that a test needs anyhow. */
  settings?: Readonly<Record<string, string>>;
} = {}): Promise<Product> {
  const { db, uri, dataFolder, stop: dropDatabase } = await openSampleDatabase();
  const store = rehearsalStore(db);
  await Promise.all([db, store].map(numbersOfItsOwn));
  const taskQueue = `t-${randomUUID()}`;
  const env = readEnv({
    ...process.env,
    MONGODB_URI: uri,
    TEMPORAL_NAMESPACE: namespace,
    CHANGMING_TASK_QUEUE: taskQueue,
    CHANGMING_DATA: dataFolder,
    CHANGMING_EMBEDDED: '1',
    CHANGMING_SECRET: testSecret,
    CHANGMING_RECORD_KEY: recordKeys.join(),
    ...settings,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  });
  const logger = createLogger('test', env.logLevel);
  const temporal = connectClient(env);
  const directory = createDirectory(db);
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue, deadlineMs });
  const own = createSenders(db, env);
  const senders = ways ?? own;
  const witnessing = createWitnessing(own.mailer, env);
  const host = createHost({ senders, witnessing, db, temporal, directory, caseClient, taskQueue, env, logger });
  if (worker) await host.start();
  const rehearsing = openRehearsals({ db, directory, env });
  const rehearsalWorker = rehearsals
    ? await startRehearsals(rehearsing, { directory, senders, logger, taskQueue }, env)
    : null;

  const stored = async (caseId: string) => {
    const found = await caseOf(db).findById(caseId).lean<StoredCase>();
    if (!found) throw new Error(`no case ${caseId} is stored`);
    return found;
  };
  const eventsOf = (caseId: string) => eventsAfter(db, caseId);
  return {
    db,
    temporal,
    rehearsalTemporal: rehearsing.temporal,
    rehearsals: rehearsing.rehearsals,
    caseClient,
    reviver: createReviver({ temporal, db, taskQueue, logger }),
    engine: createEngineCases(temporal, taskQueue),
    directory,
    taskQueue,
    env,
    logger,
    dataFolder,
    startWorker: (on, interceptors) => host.start(on, interceptors),
    stopWorker: host.stop,
    fastForward: async (caseId, ms) => {
      await fastForward(temporal, workflowIdOf(processOfCase(caseId) ?? '', caseId), ms);
    },
    hurry: (person) => hurryCourier(db, temporal, taskQueue, person),
    actor: async (id) => {
      const found = await directory.actorOf(id);
      if (!found) throw new Error(`the sample organisation has no ${id}`);
      return found;
    },
    stored,
    body: async (caseId) => bodyOf(await stored(caseId)),
    eventsOf,
    eventually,
    stop: async () => {
      await Promise.all([host.stop(), rehearsalWorker?.stop()]);
      own.close();
      await rehearsing.temporal.connection.close();
      await store.dropDatabase();
      await directory.close();
      await temporal.connection.close();
      await dropDatabase();
    },
  };
}

/** What waits is due now; the courier looks again. */
async function hurryCourier(db: Connection, temporal: Client, taskQueue: string, person: string): Promise<void> {
  await deliveryOf(db).updateMany({ to: person, state: 'waiting' }, { $set: { nextAt: 0 } });
  await temporal.workflow
    .getHandle(`courier:${taskQueue}:${person}`)
    .signal('poke')
    .catch(() => undefined); // none: nothing waits
}

/** All test files share one Temporal, where a case's number names its workflow. */
async function numbersOfItsOwn(db: Connection): Promise<void> {
  const last = randomInt(1_000, 900_000) * 1_000;
  await counterOf(db).insertMany(Object.keys(processes).map((process) => ({ _id: process, last })));
}

type HostDeps = { senders: Senders; witnessing: Witnessing } & Pick<
  Product,
  'db' | 'temporal' | 'directory' | 'caseClient' | 'taskQueue' | 'env' | 'logger'
>;

function createHost({ env, logger, ...deps }: HostDeps) {
  let worker: Worker | undefined;
  let running: Promise<void> | undefined;
  let connection: NativeConnection | undefined;
  const press = createPress(); // begins no process before something is printed

  async function start(on: Connection = deps.db, interceptors: readonly string[] = []): Promise<void> {
    quietRuntime(logger);
    connection ??= await connectWorker(env.temporalAddress);
    worker = await createCaseWorker({
      ...deps,
      db: on,
      connection,
      namespace: env.temporalNamespace,
      workflowBundle: await cachedBundle(interceptors),
      mongodbPoolSize: 20,
      seals: sealFolder(env.sealFolder),
      calling: createCalling(env),
      press,
      workflowThreads: 1, // no herds here
      logger,
    });
    running = worker.run();
  }

  async function stop(): Promise<void> {
    if (worker?.getState() === 'RUNNING') worker.shutdown();
    await running?.catch(unlessDrained);
    press.close();
    await connection?.close();
    worker = running = connection = undefined;
  }

  return { start, stop };
}

/** All is drained, and the last poll of the native worker has not let go of it yet: on a busy machine that is a matter of luck. */
function unlessDrained(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('Worker still in use'))) throw error;
}

/** The worker of rehearsals, as the product starts it beside the other. */
async function startRehearsals(
  rehearsing: Rehearsing,
  deps: Omit<Parameters<typeof createRehearsalWorker>[1], 'connection' | 'workflowBundle'>,
  { temporalAddress: address }: Env,
) {
  quietRuntime(deps.logger);
  const connection = await connectWorker(address);
  const worker = await createRehearsalWorker(rehearsing, {
    ...deps,
    connection,
    workflowBundle: await cachedBundle(),
  });
  const running = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

async function eventually<T>(find: () => Promise<T | null | undefined | false>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let pauseMs = 5; ; pauseMs = Math.min(60, pauseMs * 1.5)) {
    const found = await find();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
