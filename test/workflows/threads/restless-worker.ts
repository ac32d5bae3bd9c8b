/** Runs restless.ts on one thread, as the product runs its workflows: `ADDRESS QUEUE`. What is logged goes to stdout. */
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { ownThreads } from '../../../worker/sdk/workflow-threads.ts';

/** Of one activation, instead of five seconds, all of which an endless one burns. The SDK's types leave it out. */
const quicker = { isolateExecutionTimeout: 1_000 };

async function main(): Promise<void> {
  const [address = '', taskQueue = ''] = process.argv.slice(2);
  ownThreads({ stackTraces: false });
  Runtime.install({ logger: new DefaultLogger('INFO', ({ message }) => process.stdout.write(`${message}\n`)) });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace: 'changming',
    taskQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('./restless'),
      logger: new DefaultLogger('ERROR'),
    }),
    workflowThreadPoolSize: 1,
    ...quicker,
  });
  process.stdin.on('end', () => worker.shutdown()).resume();
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
  await connection.close();
}

void main();
