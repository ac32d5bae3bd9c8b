/** The API process: connects, serves, and leaves in order. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { createCaseClient } from '../client/cases/case-client.ts';
import { createDirectory } from '../client/registers/directory.ts';
import { openStore } from '../client/record/open-store.ts';
import { closeAuditTrails, openAuditTrail } from '../models/access/audit.ts';
import { readEnv } from '../platform/env.ts';
import { exitWith } from '../platform/fatal.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import { connectClient } from '../platform/temporal.ts';
import { type App, createApp } from './app.ts';
import { serverOf } from './http/server.ts';

/** A load balancer sees that we are not ready before connections are refused. */
const NOTICE_MS = 5_000;
const REQUESTS_MS = 10_000;

async function main(): Promise<void> {
  const env = readEnv();
  const logger = createLogger('api', env.logLevel);
  const db = await openStore(env);
  const temporal = connectClient(env);
  const rehearsalTemporal = connectClient({ ...env, temporalNamespace: env.rehearsalNamespace });
  const directory = createDirectory(db);
  const caseClient = createCaseClient({
    temporal,
    db,
    directory,
    taskQueue: env.taskQueue,
    fileBytes: env.files.bytes,
    logger,
  });
  // A chain of its own for each start: nodes never wait for one another.
  const audit = openAuditTrail(db, `api-${hostname()}-${randomUUID()}`);
  const app = createApp({
    db,
    temporal,
    rehearsalTemporal,
    caseClient,
    directory,
    audit,
    env,
    logger,
    metrics: createMetrics(),
  });
  app.specification.pack(); // before anybody asks: it takes a while
  const server = serverOf(app.express, env).listen(env.port, env.host);
  server.on('listening', () => logger.info({ address: server.address() }, 'api listens'));
  server.on('error', (error) => {
    logger.fatal({ err: error }, 'api cannot listen');
    process.exit(1);
  });
  onSignal(async () => {
    await drain(app, server, env.embedded ? 0 : NOTICE_MS, logger);
    await directory.close();
    await closeAuditTrails(db);
    await Promise.all([db.close(), temporal.connection.close(), rehearsalTemporal.connection.close()]);
    process.exit(0);
  });
}

/** The second signal ends at once. */
function onSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void stop();
    });
}

async function drain(app: App, server: Server, noticeMs: number, logger: Logger): Promise<void> {
  logger.info({}, 'api leaves');
  app.drain();
  await new Promise((resolve) => setTimeout(resolve, noticeMs));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), REQUESTS_MS);
  await closed;
  clearTimeout(cut);
  await app.close();
}

main().catch(exitWith);
