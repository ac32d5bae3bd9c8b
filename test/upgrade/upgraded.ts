/** The fixture restored into a database and an engine of its own, ready to be upgraded and served. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { createDirectory } from '../../client/registers/directory.ts';
import { openStore } from '../../client/record/open-store.ts';
import { upgradeEngine } from '../../client/upgrade/engine.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { readEnv } from '../../platform/env.ts';
import { createLogger } from '../../platform/logger.ts';
import { connectClient } from '../../platform/temporal.ts';
import { createCaseWorker } from '../../worker/case-worker.ts';
import { migrate } from '../../worker/migrate.ts';
import { openRehearsals } from '../../worker/rehearsal-worker.ts';
import { createSenders } from '../../worker/senders.ts';
import { cachedBundle } from '../support/engines/bundle.ts';
import { recordKeys } from '../support/engines/database.ts';
import { engineTmpdir } from '../support/engines/memory.ts';
import { connectWorker, quietRuntime } from '../support/engines/runtime.ts';
import { restoreFixture } from './restore.ts';

export type Restored = Awaited<ReturnType<typeof restoreAll>>;

const folderOf = () => mkdtemp(path.join(engineTmpdir(), 'changming-upgrade-'));

const nothing = async (): Promise<void> => undefined;

/** Store and engine as the release before left them; commands of operators find that engine too. */
export async function restoreAll() {
  const folder = await folderOf();
  const databaseName = `u-${randomUUID().slice(0, 8)}`;
  const uri = (process.env['MONGODB_URI'] ?? '').replace(/^(mongodb:\/\/[^/]+)\/?[^?]*/, `$1/${databaseName}`);
  await restoreFixture({ mongodbUri: uri, databaseName, temporalFolder: folder });
  const engine = await startTemporal(folder);
  Object.assign(process.env, { TEMPORAL_ADDRESS: engine.address, CHANGMING_EMBEDDED: '1', CHANGMING_DATA: folder }); // of this file alone
  const env = readEnv({
    MONGODB_URI: uri,
    TEMPORAL_ADDRESS: engine.address,
    CHANGMING_DATA: folder,
    CHANGMING_EMBEDDED: '1',
    CHANGMING_SECRET: randomUUID() + randomUUID(),
    CHANGMING_RECORD_KEY: recordKeys.join(),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  });
  const db = await openStore(env);
  const [temporal, directory] = [connectClient(env), createDirectory(db)];
  const { taskQueue } = env;
  const rehearsing = openRehearsals({ db, directory, env });
  const rehearsalTemporal = rehearsing.temporal;
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue, deadlineMs: 30_000 });
  const logger = createLogger('test', env.logLevel);
  quietRuntime(logger);
  const connection = await connectWorker(engine.address);
  const senders = createSenders(db, env);
  let stopWorker = nothing;

  return {
    db,
    rehearsal: rehearsalStore(db),
    env,
    uri,
    temporal,
    rehearsalTemporal,
    caseClient,
    directory,
    upgradeStore: () => migrate(db, env),
    upgradeEngine: () => upgradeEngine({ db, temporal, rehearsalTemporal, taskQueue }),
    async startWorker(): Promise<void> {
      const worker = await createCaseWorker({
        db,
        temporal,
        caseClient,
        directory,
        senders,
        logger,
        connection,
        rehearsals: rehearsing.rehearsals,
        namespace: env.temporalNamespace,
        taskQueue,
        workflowBundle: await cachedBundle(),
        mongodbPoolSize: 10,
        workflowThreads: 1,
      });
      const running = worker.run();
      stopWorker = async () => {
        worker.shutdown();
        await running;
      };
    },
    async stop(): Promise<void> {
      await stopWorker();
      senders.close();
      await directory.close();
      await Promise.all([connection.close(), temporal.connection.close(), rehearsalTemporal.connection.close()]);
      await engine.stop();
      await rehearsalStore(db).dropDatabase();
      await db.dropDatabase();
      await db.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function startTemporal(folder: string) {
  const child: ChildProcess = spawn(process.execPath, [path.join(__dirname, 'temporal.mjs'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the engine of the fixture ended with ${code}`);
  });
  if (!child.stdout) throw new Error('no stdout');
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  const { address } = JSON.parse(String(line)) as { address: string };
  ended.catch(() => undefined); // its end is asked for
  return {
    address,
    stop: async (): Promise<void> => {
      const exit = once(child, 'exit');
      child.stdin?.end();
      await exit;
    },
  };
}

export async function eventually<T>(find: () => Promise<T | null | undefined | false>, ms = 60_000): Promise<T> {
  for (const end = Date.now() + ms; ; await pause(100)) {
    const found = await find();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${find.toString()}`);
  }
}

/** Workflow id → type, of what runs. */
export async function runningTypes(temporal: Client): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { workflowId, type } of temporal.workflow.list({ query: `ExecutionStatus = 'Running'` }))
    found.set(workflowId, type);
  return found;
}
