/** A workflow that never comes to rest: its task fails, and the cases on its thread go on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { connectClient } from '../../../platform/temporal.ts';
import { eventually } from '../../support/engines/running.ts';

jest.setTimeout(120_000);
const temporalAddress = process.env['TEMPORAL_ADDRESS'] ?? '';
const taskQueue = `restless-${randomUUID()}`;
let client: Client;
let worker: ChildProcess;
let said = '';

beforeAll(async () => {
  client = connectClient({ temporalAddress, temporalNamespace: 'changming' });
  const script = path.join(__dirname, 'restless-worker.ts');
  worker = spawn(process.execPath, ['--import', 'tsx', script, temporalAddress, taskQueue], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  worker.stdout?.on('data', (text) => (said += String(text)));
  await eventually(() => said.includes('ready\n'));
});
afterAll(async () => {
  const exit = once(worker, 'exit');
  worker.stdin?.end();
  await exit;
  await client.connection.close();
});

const start = (workflow: string, ...args: string[]): Promise<WorkflowHandle> =>
  client.workflow.start(workflow, { workflowId: `${workflow}-${randomUUID()}`, taskQueue, args });

/** What its failed tasks failed with. */
async function failuresOf(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.failure?.message ?? []);
}

test.each(['loops', 'chases'])(
  'a workflow that %s for ever fails its task, and its thread goes on',
  async (workflow) => {
    const endless = await start(workflow);
    try {
      await eventually(async () => (await failuresOf(endless)).length > 0);
      expect(await failuresOf(endless)).toEqual(['Script execution timed out after 1000ms']);
      const handle = await start('rests', 'Good morning');
      expect(await handle.result()).toBe('Good morning');
    } finally {
      await endless.terminate();
    }
  },
);

test('what a workflow logs is heard once', async () => {
  const word = randomUUID();
  const handle = await start('rests', word);
  await handle.result();
  await eventually(() => said.includes(word));
  expect(said.split(word)).toHaveLength(2);
});
