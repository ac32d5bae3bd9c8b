import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import request from 'supertest';
import { openStream } from '../../support/product/live.ts';
import { type Product, startProduct } from '../../support/product/product.ts';
import { samplePassword, signIn } from '../../support/product/api.ts';

let product: Product;
/** Whatever fails, none is left behind. */
const children: ChildProcess[] = [];
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await product.stop();
});

type Running = { child: ChildProcess; address: string };

/** The process as it is started in production, on the engines of the run. */
async function start(): Promise<Running> {
  const { env } = product;
  const root = path.resolve(__dirname, '../../..');
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/main.ts'], {
    // its build is that of the workers here
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: env.temporalAddress,
      TEMPORAL_NAMESPACE: env.temporalNamespace,
      MONGODB_URI: env.mongodbUri,
      CHANGMING_TASK_QUEUE: env.taskQueue,
      CHANGMING_SECRET: env.secret,
      CHANGMING_RECORD_KEY: env.recordKeys.join(),
      CHANGMING_EMBEDDED: '1',
      CHANGMING_DATA: env.dataFolder,
      PORT: '0',
      LOG_LEVEL: 'info',
    },
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, address } = JSON.parse(line);
    if (msg === 'api listens') return { child, address: `http://127.0.0.1:${address.port}` };
  }
  throw new Error('the process ended before it listened');
}

test('O2 told to stop, it says so, lets readers go elsewhere, ends with 0, and the next one goes on', async () => {
  const password = await samplePassword(product.dataFolder);
  const first = await start();
  expect((await request(first.address).get('/readyz')).status).toBe(200);
  const { cookie } = await signIn(first.address, 'owner', password);
  const stream = await openStream(first.address, '/api/live?scope=work', { cookie });
  const exit = once(first.child, 'exit');
  first.child.kill('SIGTERM');
  expect((await stream.until(({ event }) => event === 'bye')).data).toEqual({ code: 'stopping' });
  expect(await exit).toEqual([0, null]);

  const next = await start();
  const me = await request(next.address).get('/api/me').set('Cookie', cookie);
  expect([me.status, me.body.id]).toEqual([200, 'owner']); // sessions outlive the process
  const gone = once(next.child, 'exit');
  next.child.kill('SIGTERM');
  expect(await gone).toEqual([0, null]);
}, 120_000);
