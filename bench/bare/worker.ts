/**
 * The worker of the bare case, a process of its own, with the product's settings; each may be taken back by a flag, so
 * that the bench can show what it is worth: `--queue Q --db URI --temporal ADDRESS [--compress] [--hydrate] [--two-pollers]`.
 * It says `ready` on stdout and ends when its stdin closes.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import { chain, createSaveCase, type SaveCase } from '../../activities/save-case.ts';
import { openStore } from '../../client/open-store.ts';
import { caseOf } from '../../models/case.ts';
import { eventOf } from '../../models/event.ts';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

const POOL_SIZE = 50;
const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: 'bare' },
    db: { type: 'string', default: '' },
    temporal: { type: 'string', default: '' },
    compress: { type: 'boolean', default: false },
    hydrate: { type: 'boolean', default: false },
    'two-pollers': { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {} } } });
  const recordKeys = [randomBytes(32).toString('hex')]; // nobody verifies what is written here
  const db = await openStore({ mongodbUri: values.db, mongodbPoolSize: POOL_SIZE, recordKeys }, { anyKey: true });
  await Promise.all([eventOf(db).createIndexes(), caseOf(db).createIndexes()]);
  const connection = await NativeConnection.connect({
    address: values.temporal,
    ...(values.compress ? {} : { grpcCompression: { codec: 'none' } }),
  });
  const workflowsPath = require.resolve('./workflow'); // without suffix: found as .ts and as .js
  const pollers = values['two-pollers']
    ? ({ type: 'simple-maximum', maximum: 2 } as const)
    : ({ type: 'autoscaling' } as const);
  const worker = await Worker.create({
    connection,
    namespace: 'changming',
    taskQueue: values.queue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath,
      preloadModules: ['@temporalio/workflow'],
      logger: new DefaultLogger('ERROR'),
    }),
    activities: { saveCase: values.hydrate ? hydratedSave(db) : createSaveCase({ db }).saveCase },
    maxCachedWorkflows: 8_000,
    workflowTaskPollerBehavior: pollers,
    activityTaskPollerBehavior: pollers,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: POOL_SIZE,
  });
  process.stdin.on('end', () => worker.shutdown()).resume();
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
  await Promise.all([db.close(), connection.close()]);
}

/** The same save through the models, which cast and check every field of what the domain has made. */
function hydratedSave(db: Connection) {
  return async ({ caseId, headHash, events, document }: SaveCase) => {
    const own = chain(caseId, headHash, events);
    await eventOf(db).create(own);
    const { _id, version } = document;
    const filter = { _id, version: { $lt: version } };
    await caseOf(db).replaceOne(filter, document, { upsert: true, strict: false });
    return { outcome: 'saved', events: own };
  };
}

void main();
