/** Runs restless.ts on one thread, as the product runs its workflows: `ADDRESS QUEUE`. What is logged goes to stdout. */
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { ownThreads } from '../../../worker/sdk/workflow-threads.ts';

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
    isolateExecutionTimeout: 2_000, // by default five seconds, which it burns
  });
  process.stdin.on('end', () => worker.shutdown()).resume();
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
  await connection.close();
}

void main();
