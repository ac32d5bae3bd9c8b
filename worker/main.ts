/** The worker process: runs cases, carries out effects, keeps the schedules. */
import { randomUUID } from 'node:crypto';
import { type Client } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import { createCatchUp } from '../activities/catch-up.ts';
import { createCaseClient } from '../client/cases/case-client.ts';
import { createDirectory } from '../client/registers/directory.ts';
import { createEngineCases } from '../client/cases/engine-cases.ts';
import { openStore } from '../client/record/open-store.ts';
import { countOpen, isOtherEngine, OTHER_ENGINE, takeEngine } from '../client/record/other-engine.ts';
import { isUnderNewKey } from '../client/record/seals/make-seal.ts';
import { createReviver } from '../client/cases/revive.ts';
import { ensureSearchAttributes } from '../client/cases/search-attributes.ts';
import { prepareRehearsalStore } from '../models/rehearsal.ts';
import { closeAuditTrails, openAuditTrail } from '../models/access/audit.ts';
import { upgradeEngine } from '../client/upgrade/engine.ts';
import { buildId } from '../platform/build.ts';
import { type Env, readEnv } from '../platform/env.ts';
import { createPress } from '../platform/documents/press.ts';
import { exitWith } from '../platform/fatal.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { connectClient, connectionOptions, isLoopback } from '../platform/temporal.ts';
import { workflowBundle } from './bundle.ts';
import { createCalling } from './calling.ts';
import { productOf, verifierText } from './archive-about.ts';
import { createCaseWorker } from './case-worker.ts';
import { startHeartbeat, workerIdentity } from './heartbeat.ts';
import { asSdkLogger } from './logging.ts';
import { migrate } from './migrate.ts';
import { withoutContextOfTurns } from './sdk/contexts.ts';
import { ownThreads } from './sdk/workflow-threads.ts';
import { openSampleCases } from './sample/sample-cases.ts';
import { stories } from './sample/sample-stories.ts';
import type { Story } from './sample/sample-story.ts';
import { createRehearsalWorker, firstRehearsal, openRehearsals, type Rehearsing } from './rehearsal-worker.ts';
import { createSenders } from './senders.ts';
import { createWitnessing } from './witnessing.ts';
import { ensureSchedules, sealNow } from './schedules.ts';

const DAY_MS = 86_400_000;
/** Histories are exported long before; start-dev's default is a single day. */
const RETENTION_MS = 30 * DAY_MS;
/** A command that a crash cut off was decided within one task of the engine, 10 s at most; the rest is for clocks that differ. */
const LOOK_BACK_MS = 2 * 60_000;
const POOL_SIZE = 50;

async function main(): Promise<void> {
  const env = readEnv();
  ownThreads({ stackTraces: env.stackTraces });
  const logger = createLogger('worker', env.logLevel);
  const signals = installRuntime(env, logger);
  const [db, connection] = await Promise.all([
    openStore({ ...env, mongodbPoolSize: POOL_SIZE }),
    NativeConnection.connect({
      ...connectionOptions(env),
      ...(isLoopback(env.temporalAddress) ? { grpcCompression: { codec: 'none' } } : {}), // costs CPU, saves nothing
    }),
  ]);
  withoutContextOfTurns(connection);
  const temporal = connectClient(env);
  await Promise.all([migrate(db, env), raiseRetention(temporal, logger), makeFindable(temporal, logger)]);
  const directory = createDirectory(db);
  const { taskQueue } = env;
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue, fileBytes: env.files.bytes, logger });
  const senders = createSenders(db, env);
  const deps = { db, temporal, caseClient, directory, taskQueue, senders, logger };
  const code = { workflowBundle: await workflowBundle(), build: buildId() };
  const rehearsing = openRehearsals({ db, directory, env });
  const upgraded = await upgradeEngine(
    { db, temporal, rehearsalTemporal: rehearsing.temporal, taskQueue },
    { newEngine: env.embedded, say: (text) => logger.info(text) }, // an engine of ours lies beside its store
  );
  if (upgraded) logger.info(upgraded, 'workflows are those of this release');
  const press = createPress();
  const worker = await createCaseWorker({
    ...deps,
    press,
    ...code,
    rehearsals: rehearsing.rehearsals,
    seals: sealFolder(env.sealFolder),
    product: productOf(code.build),
    verifier: verifierText,
    witnessing: createWitnessing(senders.mailer, env),
    calling: createCalling(env),
    connection,
    namespace: env.temporalNamespace,
    taskQueue,
    mongodbPoolSize: POOL_SIZE,
    foldedCases: env.foldedCases,
  });
  await checkEngine({ temporal, db }, logger);
  const engine = createEngineCases(temporal, taskQueue);
  const reviver = createReviver(deps);
  const catchUp = createCatchUp({ ...deps, engine, reviver });
  const newest = await catchUp.newestAt(); // before an overdue timer makes it now
  const running = worker.run(); // ends by SIGTERM or SIGINT, see installRuntime
  signals.handled();
  const heartbeat = startHeartbeat(db, { _id: workerIdentity(code.build), taskQueue });
  const stopped = new AbortController();
  void running.finally(() => stopped.abort()).catch(() => undefined);
  const rehearsalDeps = { directory, senders, logger, ...code, connection, taskQueue };
  const beside = runRehearsals(rehearsing, rehearsalDeps, stopped.signal);
  await ensureSchedules(temporal, taskQueue, env.zone);
  if (await isUnderNewKey(db)) await sealNow(temporal, taskQueue); // the old key hands over while it is held
  const caughtUp = catchUp.catchUpRecent(newest - LOOK_BACK_MS);
  const found = await Promise.race([caughtUp, running.then(() => null)]); // a stop cuts it off: the next start looks again
  if (found) logger.info(found, 'worker ready');
  else caughtUp.catch(() => undefined); // its connections are closed under it
  if (found && env.embedded) void showSamples(deps, stories.slice(0, env.sampleCases), logger); // beside the work; a stop cuts it off
  await Promise.all([running, beside]);
  await heartbeat.stop();
  press.close();
  senders.close();
  await directory.close();
  await closeAuditTrails(db);
  await Promise.all([
    db.close(),
    connection.close(),
    temporal.connection.close(),
    rehearsing.temporal.connection.close(),
  ]);
}

/**
 * Under another engine than the store was used with nothing is brought back, and the log says so; where no case is open there is
 * nothing that could begin twice, so it simply takes its place.
 */
async function checkEngine({ temporal, db }: { temporal: Client; db: Connection }, logger: Logger): Promise<void> {
  if (!(await isOtherEngine(temporal, db))) return;
  const open = await countOpen(db);
  if (open > 0) return logger.error({ open }, OTHER_ENGINE);
  const audit = openAuditTrail(db, `worker-${randomUUID()}`);
  await takeEngine({ temporal, db, audit }, { by: 'system', now: Date.now() });
}

/** Live cases wait for nothing here: without the namespace of rehearsals there are none, and the product goes on. */
async function runRehearsals(
  rehearsing: Rehearsing,
  deps: Parameters<typeof createRehearsalWorker>[1],
  stop: AbortSignal,
): Promise<void> {
  try {
    await Promise.all([raiseRetention(rehearsing.temporal, deps.logger), prepareRehearsalStore(rehearsing.store)]);
    await firstRehearsal(rehearsing.store, stop);
    if (stop.aborted) return;
    const worker = await createRehearsalWorker(rehearsing, deps);
    await worker.run(); // at once over when a signal came before
  } catch (error) {
    deps.logger.error({ err: error }, 'rehearsals are not possible');
  }
}

/** Something to look at in a new installation; one that fails is tried again at the next start. */
async function showSamples(
  deps: Parameters<typeof openSampleCases>[0],
  told: readonly Story[],
  logger: Logger,
): Promise<void> {
  try {
    const { opened, untold } = await openSampleCases(deps, told);
    if (opened > 0) logger.info({ opened }, 'sample cases opened');
    if (untold.length > 0) logger.warn({ untold }, 'sample cases that a rule refused');
  } catch (error) {
    logger.warn({ err: error }, 'the sample cases are not complete');
  }
}

/**
 * Before anything else of Temporal's is touched: later it throws. A signal while the worker runs stops it in order; one
 * before that, or a second one, ends the process at once.
 */
function installRuntime({ temporalMetricsAddress: bindAddress }: Env, logger: Logger): { handled(): void } {
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
  Runtime.install({
    logger: asSdkLogger(logger),
    shutdownSignals: signals,
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      ...(bindAddress === undefined ? {} : { metrics: { prometheus: { bindAddress } } }),
    },
  });
  let orderly = false;
  const onSignal = (): void => {
    if (!orderly) process.exit(1);
    orderly = false;
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    handled: () => {
      orderly = true;
    },
  };
}

/** Before the first case of a new installation begins. */
async function makeFindable(temporal: Client, logger: Logger): Promise<void> {
  try {
    await ensureSearchAttributes(temporal);
  } catch (error) {
    logger.warn(
      { err: error },
      'search attributes are not ours to make here: cases are found by number alone in the engine',
    );
  }
}

/** Never lowered: an installation may keep its histories for longer. */
async function raiseRetention(temporal: Client, logger: Logger): Promise<void> {
  const { namespace } = temporal.options;
  try {
    const { config } = await temporal.workflowService.describeNamespace({ namespace });
    const present = config?.workflowExecutionRetentionTtl;
    if (present && tsToMs(present) >= RETENTION_MS) return;
    await temporal.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
    });
  } catch (error) {
    logger.warn({ err: error }, 'retention is not ours to set here: see that it is 30 days at least');
  }
}

// All is closed by then; a sample case that still waits for its answer would keep the process until its deadline.
main().then(() => process.exit(), exitWith);
