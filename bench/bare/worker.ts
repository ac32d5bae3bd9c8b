/**
 * The worker of the bare case, a process of its own, with the product's settings (worker/case-worker.ts); each may be
 * taken back by a flag, so that the bench can show what it is worth: `--queue Q --db URI --temporal ADDRESS [--compress]
 * [--stack-traces] [--sdk-threads] [--two-pollers]`.
 * It says `ready` on stdout and ends when its stdin closes.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { availableParallelism } from 'node:os';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { openStore } from '../../client/record/open-store.ts';
import { withoutContextOfTurns } from '../../worker/sdk/contexts.ts';
import { ownThreads } from '../../worker/sdk/workflow-threads.ts';
import { createBareSave, makeIndexes } from './save.ts';

const POOL_SIZE = 50;
const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: 'bare' },
    db: { type: 'string', default: '' },
    temporal: { type: 'string', default: '' },
    compress: { type: 'boolean', default: false },
    'stack-traces': { type: 'boolean', default: false },
    'sdk-threads': { type: 'boolean', default: false },
    'two-pollers': { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  if (!values['sdk-threads']) ownThreads({ stackTraces: values['stack-traces'] });
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {} } },
    shutdownSignals: ['SIGTERM', 'SIGINT'], // SIGUSR2, one of the SDK's own, is a question here: loop-probe.ts
  });
  const recordKeys = [randomBytes(32).toString('hex')]; // nobody verifies what is written here
  const db = await openStore({ mongodbUri: values.db, mongodbPoolSize: POOL_SIZE, recordKeys }, { anyKey: true });
  await makeIndexes(db);
  const connection = await NativeConnection.connect({
    address: values.temporal,
    ...(values.compress ? {} : { grpcCompression: { codec: 'none' } }),
  });
  withoutContextOfTurns(connection);
  const workflowsPath = require.resolve('./workflow'); // without suffix: found as .ts and as .js
  const pollers = values['two-pollers']
    ? ({ type: 'simple-maximum', maximum: 2 } as const)
    : ({ type: 'autoscaling', initial: 4, maximum: 4 } as const);
  const worker = await Worker.create({
    connection,
    namespace: 'changming',
    taskQueue: values.queue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath,
      preloadModules: ['@temporalio/workflow', workflowsPath],
      logger: new DefaultLogger('ERROR'),
    }),
    activities: createBareSave(db),
    maxCachedWorkflows: 6_000,
    workflowTaskPollerBehavior: pollers,
    activityTaskPollerBehavior: pollers,
    maxConcurrentWorkflowTaskExecutions: Math.max(10, 5 * availableParallelism()),
    workflowThreadPoolSize: 1,
    stickyQueueScheduleToStartTimeout: 5_000,
    maxConcurrentLocalActivityExecutions: POOL_SIZE,
  });
  process.stdin.on('end', () => worker.shutdown()).resume();
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
  await Promise.all([db.close(), connection.close()]);
}

void main();
