/** Whether the threads of workflows keep a stack for each promise, asked of a worker in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { connectClient } from '../../../platform/temporal.ts';

jest.setTimeout(120_000);
const root = path.resolve(__dirname, '../../..');
const mongodb = process.env['MONGODB_URI'] ?? '';
const temporalAddress = process.env['TEMPORAL_ADDRESS'] ?? '';
let client: Client;
let worker: ChildProcess | undefined;

beforeAll(() => {
  client = connectClient({ temporalAddress, temporalNamespace: 'changming' });
});
afterEach(async () => {
  const exit = worker && once(worker, 'exit');
  worker?.stdin?.end();
  await exit;
  worker = undefined;
});
afterAll(() => client.connection.close());

/** What Temporal shows of a case of the bare worker that is open. */
async function stackOf(flags: readonly string[]): Promise<string> {
  const queue = `stacks-${randomUUID()}`;
  const uri = new URL(mongodb);
  uri.pathname = `/${queue}`;
  const script = path.join(root, 'bench/bare/worker.ts');
  const args = ['--import', 'tsx', script, '--queue', queue, '--db', String(uri), '--temporal', temporalAddress];
  worker = spawn(process.execPath, [...args, ...flags], { stdio: ['pipe', 'pipe', 'pipe'], cwd: root });
  let complaints = '';
  worker.stderr?.on('data', (text) => (complaints += String(text)));
  if (worker.stdout) await once(worker.stdout, 'data');
  const input = { caseId: queue, genesis: '', document: { _id: queue, version: 1 } };
  const handle = await client.workflow.start('bareWorkflow', { workflowId: queue, taskQueue: queue, args: [input] });
  try {
    const stack = await handle.query<string>('__stack_trace').catch((error: unknown) => String(error));
    return `${stack}${complaints}`;
  } finally {
    await handle.terminate();
  }
}

test('a worker keeps no stacks, says so to who asks, and says nothing else', async () => {
  expect(await stackOf([])).toMatch(/^[^\n]*not enabled on this worker$/);
});

test('it keeps them when it shall', async () => {
  expect(await stackOf(['--stack-traces'])).toContain('at bareWorkflow');
});

test('the worker of the product goes by its setting', () => {
  const main = readFileSync(path.join(root, 'worker/main.ts'), 'utf8');
  const threads = main.indexOf('ownThreads({ stackTraces: env.stackTraces });');
  expect(threads).toBeGreaterThan(0);
  expect(threads).toBeLessThan(main.indexOf('createCaseWorker({'));
});
