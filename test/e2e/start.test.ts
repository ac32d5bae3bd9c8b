/** `npm start` as a person lives with it: started, killed in every way, stopped, and started again. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { Connection } from 'mongoose';
import { openStore } from '../../client/record/open-store.ts';
import { verifyAll } from '../../client/record/verify-all.ts';
import { isDone } from '../../models/migrations/done.ts';
import { stories } from '../../worker/sample/sample-stories.ts';
import { readPdf } from '../support/documents/pdf.ts';
import { eventually, isAlive, RunningProduct } from '../support/engines/running.ts';
import { cameTo, casesOf, lacking, meantTo } from '../support/product/sample/told-sample.ts';
import { orAll } from '../support/product/sample/whole.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'changming-start-'));
let product: RunningProduct;

/** That others can be told, `test/activities/sample-cases.test.ts` asks. */
const told = orAll(stories, (_, at) => at < 20);
/** None with `WHOLE=1`. */
const untold = stories.filter((one) => !told.includes(one));

async function startAgain(): Promise<void> {
  product = new RunningProduct(folder, { CHANGMING_SAMPLE_CASES: String(told.length) });
  await product.ready();
}

const isReady = () =>
  fetch(`${product.run.address}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
const password = () => /^password: (\S+)$/m.exec(readFileSync(path.join(folder, 'accounts.txt'), 'utf8'))?.[1];

/** As the county's desk agent; an API that has lost an engine a moment ago may still call itself ready, and turns people away. */
async function signedIn(): Promise<string> {
  const { address } = product.run;
  let cookie = '';
  await eventually(async () => {
    const answer = await fetch(`${address}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: address },
      body: JSON.stringify({ name: 'desk-linxi', password: password() }),
    }).catch(() => null);
    if (!answer?.ok) return false;
    cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return true;
  });
  return cookie;
}

/** Sends one request, signed in for it. */
async function request(
  method: string,
  route: string,
  body?: object,
  key = 'a-first-call',
): Promise<{ status: number; body: unknown }> {
  const { address } = product.run;
  const answer = await fetch(`${address}/api${route}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      Origin: address,
      Cookie: await signedIn(),
      'Idempotency-Key': key,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: await answer.json() };
}

/** To be closed by whoever asks for it. */
async function storeOf(): Promise<Connection> {
  const [, port] = /--port\0(\d+)/.exec(readFileSync(`/proc/${product.run.children.mongod.pid}/cmdline`, 'utf8')) ?? [];
  const mongodbUri = `mongodb://127.0.0.1:${port}/changming?directConnection=true`;
  const recordKeys = [readFileSync(path.join(folder, 'record-key'), 'utf8').trim()];
  return await openStore({ mongodbUri, recordKeys });
}

jest.setTimeout(120_000);

beforeAll(async () => {
  if (!existsSync(path.resolve(__dirname, '../../dist/.built-from')))
    throw new Error('Not built: npm test builds first');
  await startAgain();
});
afterAll(() => {
  for (const pid of existsSync(path.join(folder, 'run.json')) ? product.pids : [])
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

test('kill -9 of the worker while it tells the sample: another goes on', async () => {
  const db = await storeOf();
  try {
    const toldSoFar = async () => (await casesOf(db)).length;
    await eventually(async () => (await toldSoFar()) >= 3);
    const { pid } = product.run.children.worker;
    process.kill(pid, 'SIGKILL');
    const before = await toldSoFar();
    expect([await isDone(db, 'sample-cases'), before < told.length]).toEqual([false, true]);
    await eventually(() => product.run.children.worker.pid !== pid);
    await eventually(async () => (await toldSoFar()) > before);
  } finally {
    await db.close();
  }
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.warn('skipped: the first incident of the README needs curl');

/** The block of the README that speaks to the product, with the address and password of this one. */
function firstIncident(readme: string): string {
  const text = readFileSync(path.resolve(__dirname, '../..', readme), 'utf8');
  const block = text.split('```').find((part) => part.startsWith('sh\nURL='));
  if (block === undefined) throw new Error(`${readme} shows no first incident`);
  return block.replace('sh\n', '').replace(/^URL=.*$/m, `URL=${product.run.address}`);
}

const blocksOf = (readme: string): string[] =>
  readFileSync(path.resolve(__dirname, '../..', readme), 'utf8').split('```');
/** The last example goes on in the shell of the one before, whose way of signing in it takes. */
function firstFailover(readme: string): string {
  const [signIn = ''] = (blocksOf(readme).find((part) => part.startsWith('sh\nsign_in')) ?? '').split('\ngive()');
  const block = blocksOf(readme).find((part) => part.includes('/api/failovers')) ?? '';
  return `${signIn.replace('sh\n', '')}\n${block.replace('sh\n', '')}`;
}

(hasCurl ? describe : describe.skip)('as the README shows it', () => {
  test.each(['README.md', 'README.zh-CN.md'])('%s: its first incident comes to be', async (readme) => {
    const cwd = mkdtempSync(path.join(folder, 'readme-'));
    const sh = (commands: string) =>
      spawnSync('bash', ['--norc', '-euc', commands], {
        cwd,
        env: { ...process.env, PASSWORD: password() },
        encoding: 'utf8',
      });
    const lines = firstIncident(readme).trimEnd().split('\n');
    const list = lines.pop() ?? '';
    const { stdout, stderr } = sh(lines.join('\n'));
    expect(stderr).toBe('');
    expect(stdout).toMatch(/"number":"CAL-\d{6}".*"status":"escalated"/);
    expect(stdout).toMatch(/"number":"INC-\d{6}","process":"incident"/); // and the incident itself, by the commands alone
    const url = `URL=${product.run.address}\n`;
    await eventually(async () => /"number":"INC-\d{6}"/.test(sh(url + list).stdout), 20_000);
  });

  test.each(['README.md', 'README.zh-CN.md'])('%s: its first change is approved', (readme) => {
    const block = readFileSync(path.resolve(__dirname, '../..', readme), 'utf8')
      .split('```')
      .find((part) => part.startsWith('sh\nsign_in'));
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-euc', (block ?? '').replace('sh\n', '')], {
      cwd: mkdtempSync(path.join(folder, 'readme-')),
      env: { ...process.env, PASSWORD: password(), URL: product.run.address },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('"code":"plan-incomplete"');
    expect(stdout).toMatch(/"number":"CHG-\d{6}","process":"change".*"status":"scheduled"/);
  });

  test.each(['README.md', 'README.zh-CN.md'])('%s: its first failover is reported on', (readme) => {
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-euc', firstFailover(readme)], {
      cwd: mkdtempSync(path.join(folder, 'readme-')),
      env: { ...process.env, PASSWORD: password(), URL: product.run.address },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/"number":"FOV-\d{6}","process":"failover".*"status":"closed"/);
  });
});

test('the engine has its own pages, on an address that is said', async () => {
  const pages = /^ {2}Engine +(http:\/\/127\.0\.0\.1:\d+\/\S+)/m.exec(product.said)?.[1] ?? '';
  const { status, headers } = await fetch(pages);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
});

test('it says the address, the accounts and where the data lie', () => {
  expect(product.said).toContain(product.run.address);
  expect(product.said).toContain('desk-linxi');
  expect(product.said).toContain('share one password'); // S18
  expect(product.said).toContain('engines of this start take no password');
  expect(product.said).toContain(folder);
});

test('data, secret and accounts can be read by their owner alone', () => {
  for (const name of ['secret', 'record-key', 'accounts.txt', 'run.json', 'mongodb', 'temporal', 'logs'])
    expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
});

test('a second start beside it says so and starts nothing', async () => {
  const before = product.run;
  const second = new RunningProduct(folder);
  expect(await second.ended()).toBe(0);
  expect(second.said).toContain(`already runs on ${folder}: ${before.address}`);
  expect(product.run).toEqual(before);
});

/** Addresses on which the process listens, as the kernel writes them: 127.0.0.1 is 0100007F. */
function listensOn(pid: number): string[] {
  const sockets = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
    } catch {
      return undefined; // closed since
    }
  });
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && sockets.includes(fields[9]))
    .map((fields) => fields[1]?.split(':')[0] ?? '');
}

test('nothing of it listens beyond this machine', () => {
  const addresses = product.pids.flatMap(listensOn);
  expect(addresses.length).toBeGreaterThanOrEqual(3); // API and both engines
  expect(new Set(addresses)).toEqual(new Set(['0100007F']));
});

const call = {
  channel: 'phone',
  reporter: 'req-linxi',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'Payments fail after the update',
  description: 'Batch 17 hangs',
  contact: '8451',
};
let number: string;

test('a call is taken', async () => {
  const { status, body } = await request('POST', '/calls', call);
  expect(status).toBe(201);
  ({ number } = body as { number: string });
});

test.each(['api', 'worker', 'temporal', 'mongod'] as const)(
  'kill -9 of %s alone: it is started again, and the call is there',
  async (name) => {
    const before = product.run.children[name].pid;
    process.kill(before, 'SIGKILL');
    await eventually(() => product.run.children[name].pid !== before);
    await eventually(isReady);
    expect(product.said).toContain(`${name} ended by itself (SIGKILL)`);
    expect((await request('GET', `/calls/${number}`)).status).toBe(200);
  },
);

/** True once the worker has begun the process that prints; where nobody can see that, at once. */
const prints = (worker: number): boolean =>
  !existsSync('/proc') ||
  readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .some((pid) => {
      try {
        const parent = /^PPid:\t([0-9]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(parent) === worker && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('press-child');
      } catch {
        return false; // it has ended
      }
    });

test('kill -9 of the worker while it prints a document: another makes it, once and whole', async () => {
  const accident = {
    unit: '/dx/donghu/linxi',
    title: 'A shock at the fuse box',
    site: 'The machine room',
    harm: 'A hand was burnt',
    happenedAt: new Date(Date.now() - 600_000).toISOString(),
  };
  const reported = await request('POST', '/rectifications/reportAccident', accident, 'an-accident');
  expect(reported.status).toBe(201);
  const documents = `/cases/${(reported.body as { number: string }).number}/documents`;
  const worker = product.run.children.worker.pid;
  const wish = { kind: 'rectification-notice', format: 'pdf', locale: 'zh' };
  const asked = await request('POST', documents, wish, 'a-document');
  expect(asked.status).toBe(202);
  await eventually(() => prints(worker));
  process.kill(worker, 'SIGKILL');
  await eventually(isReady);

  const { id } = asked.body as { id: string };
  type Made = { id: string; state: string; sha256: string };
  let items: readonly Made[] = [];
  await eventually(async () => {
    ({ items } = (await request('GET', documents)).body as { items: readonly Made[] });
    return items.some((one) => one.id === id && one.state === 'ready');
  }, 80_000); // it is taken for dead when nothing has been heard of it for twenty seconds
  expect(items.map((one) => one.id)).toEqual([id]);
  const file = await fetch(`${product.run.address}/api${documents}/${id}`, { headers: { Cookie: await signedIn() } });
  const bytes = Buffer.from(await file.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(items[0]?.sha256);
  expect(readPdf(bytes).pages.join('')).toContain('A shock at the fuse box');
});

test('kill -9 of all at once: the next start goes on', async () => {
  const { pids } = product;
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await product.ended();
  await startAgain();
  expect((await request('GET', `/calls/${number}`)).status).toBe(200);
});

test('kill -9 of the supervisor alone: the next start ends what is left and goes on', async () => {
  const left = Object.values(product.run.children).map(({ pid }) => pid);
  product.signal('SIGKILL');
  await product.ended();
  expect(left.filter(isAlive)).toEqual(left);
  await startAgain();
  expect(left.filter(isAlive)).toEqual([]);
  expect((await request('GET', `/calls/${number}`)).status).toBe(200);
});

/** The worker tells the sample cases from its first start on, whatever was killed meanwhile. */
test('the sample is told: each case comes to its status once, and its record verifies', async () => {
  const db = await storeOf();
  try {
    await eventually(() => isDone(db, 'sample-cases'), 300_000);
    // the change of a cutover goes along with it, right behind it
    await eventually(async () => cameTo(await casesOf(db), told).join() === meantTo(told).join()).catch(
      () => undefined,
    );
    expect(cameTo(await casesOf(db), told)).toEqual(meantTo(told));
    expect(lacking([...(await casesOf(db)), ...untold])).toEqual([]);
    const broken: unknown[] = [];
    await verifyAll(db, (finding) => broken.push(finding));
    expect(broken).toEqual([]);
  } finally {
    await db.close();
  }
}, 420_000);

test('Ctrl+C ends all of it in order within 30 s', async () => {
  const { pids } = product;
  const askedAt = Date.now();
  product.signal('SIGINT');
  product.signal('SIGINT'); // npm passes on what the terminal has already sent to the whole group
  expect(await product.ended()).toBe(0);
  expect(Date.now() - askedAt).toBeLessThan(30_000);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(product.said).not.toContain('by force');
  expect(existsSync(path.join(folder, 'run.json'))).toBe(false);
});

test('without the key of its record it does not start, and says so; with it again it goes on', async () => {
  const [file, away] = ['record-key', 'record-key.away'].map((name) => path.join(folder, name)) as [string, string];
  renameSync(file, away);
  const keyless = new RunningProduct(folder);
  expect(await keyless.ended()).toBe(1);
  expect(keyless.said).toContain('had no record key beside them');
  expect(keyless.said).toMatch(/^The newest record of "\w+" is signed under the record key [0-9a-f]{8}, which is not/m);
  renameSync(away, file);
  await startAgain();
  expect((await request('GET', `/calls/${number}`)).status).toBe(200);
});

test('SIGTERM begins the same end, and a later Ctrl+C makes it at once, also of what hangs', async () => {
  const { pids } = product;
  process.kill(product.run.children.worker.pid, 'SIGSTOP');
  const ended = product.ended();
  product.signal('SIGTERM');
  await eventually(async () => {
    product.signal('SIGINT');
    return await Promise.race([ended, pause(0)]);
  }, 10_000);
  expect(await ended).toBe(1);
  await eventually(() => !pids.some(isAlive));
  expect(pids.filter(isAlive)).toEqual([]);
});
