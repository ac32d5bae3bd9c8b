/** Posts to real servers: what arrives, what is refused at the connect, what an answer means. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { isPublicAddress, type Net, postWebhook, signatureOf } from '../../platform/webhook.ts';

type Seen = { headers: IncomingMessage['headers']; body: string; path: string };
type Listening = { port: number; seen: Seen[]; stop(): Promise<void> };
const open: Listening[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

/** A server on this machine; `answer` has the request's body read already. */
async function listening(
  answer: RequestListener,
  over: (listener: RequestListener) => Server = createServer,
): Promise<Listening> {
  const seen: Seen[] = [];
  const server = over((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const one = { port: (server.address() as AddressInfo).port, seen, stop };
  open.push(one);
  return one;
}
const answering = (status: number, headers: Record<string, string> = {}, text = '') =>
  listening((_, response) => response.writeHead(status, headers).end(text));
const post = { secrets: ['a secret'], key: 'e:INC-000001:3:0:li:webhook:robot', body: '{"text":"甲"}' };
/** The operator named it. */
const toOwn = ({ port }: Pick<Listening, 'port'>, more: object = {}) =>
  postWebhook({ ...post, url: `http://127.0.0.1:${port}/hook`, ...more }, [`127.0.0.1:${port}`]);

test('a message arrives signed, under its key, byte for byte as it was given', async () => {
  const server = await answering(204);
  expect(await toOwn(server)).toEqual({ outcome: 'sent', status: 204, detail: '' });
  await toOwn(server);
  const [first, second] = server.seen;
  expect(first).toMatchObject({
    path: '/hook',
    body: post.body,
    headers: { 'content-type': 'application/json', 'idempotency-key': post.key, host: `127.0.0.1:${server.port}` },
  });
  const [, seconds] = /^t=(\d+)/.exec(String(first?.headers['changming-signature'])) ?? [];
  expect(first?.headers['changming-signature']).toBe(signatureOf(['a secret'], post.body, Number(seconds)));
  expect([second?.body, second?.headers['idempotency-key']]).toEqual([first?.body, first?.headers['idempotency-key']]);
});

test.each([
  [200, 'sent'],
  [202, 'sent'],
  [408, 'again'],
  [425, 'again'],
  [429, 'again'],
  [500, 'again'],
  [503, 'again'],
  [304, 'failed'],
  [400, 'failed'],
  [401, 'failed'],
  [404, 'failed'],
  [410, 'failed'],
])('an answer of %i means: %s', async (status, outcome) => {
  expect(await toOwn(await answering(status))).toMatchObject({ outcome, status });
});

const waitAfter = async (status: number, wait: string) => {
  const posted = await toOwn(await answering(status, { 'Retry-After': wait }));
  return 'retryAfterMs' in posted ? posted.retryAfterMs : null;
};

test('Retry-After is passed on, in seconds or as a date, and only where a message goes again', async () => {
  expect(await waitAfter(503, '120')).toBe(120_000);
  expect(await waitAfter(429, new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000);
  expect(await waitAfter(503, new Date(0).toUTCString())).toBe(0);
  expect([await waitAfter(503, 'soon'), await waitAfter(400, '120')]).toEqual([null, null]);
});

test('F49 a redirect is not followed', async () => {
  const inner = await answering(200);
  for (const status of [301, 302, 307, 308]) {
    const server = await answering(status, { Location: `http://127.0.0.1:${inner.port}/` });
    expect(await toOwn(server)).toMatchObject({ outcome: 'failed', code: `http-${status}` });
  }
  expect(inner.seen).toEqual([]);
});

test('F49 what the operator named is one host and port, by no other name', async () => {
  const server = await answering(200);
  const allow = [`127.0.0.1:${server.port}`];
  const others = [
    [`http://localhost:${server.port}/`, 'not-https'],
    [`https://localhost:${server.port}/`, 'address-refused'],
    [`https://127.0.0.1:${server.port + 1}/`, 'address-refused'],
    [`http://user@127.0.0.1:${server.port}/`, 'credentials-in-url'],
  ] as const;
  for (const [url, code] of others)
    expect(await postWebhook({ ...post, url }, allow)).toMatchObject({ outcome: 'failed', code });
  expect(server.seen).toEqual([]);
});

/** A resolver that gives one list of addresses after the other, the last one for ever. */
const named = (addresses: readonly string[][]): Net & { asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    isPublic: isPublicAddress,
    resolve: async (hostname) => {
      asked.push(hostname);
      const found = addresses[Math.min(asked.length, addresses.length) - 1] ?? [];
      return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  };
};

describe('F49 at the connect', () => {
  const url = 'https://hooks.example.com/x';

  test.each([
    [['127.0.0.1']],
    [['::1']],
    [['169.254.169.254']],
    [['10.0.0.8']],
    [['::ffff:10.0.0.8']],
    [['64:ff9b::a00:8']],
    [['fd12::1']],
    [['fe80::1%eth0']],
    [['8.8.8.8', '10.0.0.8']], // one bad address among good ones
    [[]],
  ])('a name that leads to %j is refused', async (addresses) => {
    expect(await postWebhook({ ...post, url }, [], named([addresses]))).toEqual({
      outcome: 'failed',
      code: 'address-refused',
      detail: '',
    });
  });

  test('the real resolver is asked, and its loopback refused', async () => {
    expect(await postWebhook({ ...post, url: 'https://localhost:9/' }, [])).toMatchObject({ code: 'address-refused' });
  });
});

const folder = mkdtempSync(path.join(tmpdir(), 'webhook-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
const kind = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=hooks.example.com';
const names = ['-addext', 'subjectAltName=DNS:hooks.example.com'];
const files = ['-keyout', keyFile, '-out', certFile];
const made = spawnSync('openssl', ['req', ...kind.split(' '), ...names, ...files]);
// A certificate for one name needs a tool that no newcomer must have; plain addresses are tried without it.
const withOpenssl = made.status === 0 ? describe : describe.skip;

const secureServer = () => {
  const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];
  return listening(
    (_, response) => response.end('ok'),
    (listener) => createTlsServer({ key, cert }, listener),
  );
};
const trusting = (net: ReturnType<typeof named>) => ({ ...net, ca: readFileSync(certFile, 'utf8') });

withOpenssl('F49 a server with a certificate (skipped where openssl is missing)', () => {
  test('is reached at the address that was checked: a name that is bound anew meanwhile leads nowhere else', async () => {
    const server = await secureServer();
    // Loopback stands for the public address; whoever looked twice would get one that is not.
    const net = trusting({ ...named([['127.0.0.1'], ['10.0.0.8']]), isPublic: (one: string) => one === '127.0.0.1' });
    const url = `https://hooks.example.com:${server.port}/x`;
    expect(await postWebhook({ ...post, url }, [], net)).toMatchObject({ outcome: 'sent', status: 200 });
    expect([net.asked, server.seen.length]).toEqual([['hooks.example.com'], 1]);
    expect(await postWebhook({ ...post, url }, [], net)).toMatchObject({ code: 'address-refused' });
    expect(server.seen).toHaveLength(1); // no connection was kept from the first time
  });

  test('is sent nothing when nobody vouches for it, or for another name', async () => {
    const server = await secureServer();
    const net = { ...named([['127.0.0.1']]), isPublic: () => true };
    const url = `https://hooks.example.com:${server.port}/x`;
    const unknown = await postWebhook({ ...post, url }, [], net);
    expect(unknown).toMatchObject({ outcome: 'again', code: expect.stringMatching(/self-signed/) });
    const other = await postWebhook({ ...post, url: url.replace('hooks.', 'other.') }, [], trusting(net));
    expect(other).toMatchObject({ outcome: 'again', code: 'http-err-tls-cert-altname-invalid' });
    expect(server.seen).toEqual([]);
  });
});

test('nobody there, and a connection that breaks off, are tried again', async () => {
  const gone = await answering(200);
  await gone.stop();
  expect(await toOwn(gone)).toEqual({ outcome: 'again', code: 'http-econnrefused', detail: '' });
  const broken = await listening((request) => request.socket.destroy());
  expect(await toOwn(broken)).toEqual({ outcome: 'again', code: 'http-econnreset', detail: '' });
});

function* withoutEnd(): Generator<string> {
  for (;;) yield 'x'.repeat(65_536);
}

test('S12 an answer that does not come ends after five seconds, one that never ends or is huge after its status', async () => {
  const sockets: Socket[] = [];
  const silent = createTcpServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const endless = await listening((_, response) => {
    const drip = setInterval(() => response.write('x'), 200);
    response.on('close', () => clearInterval(drip));
  });
  const huge = await listening((_, response) => {
    pipeline(Readable.from(withoutEnd()), response, () => {});
  });
  const started = performance.now();
  const answers = await Promise.all([
    toOwn({ port: (silent.address() as AddressInfo).port }),
    toOwn(endless),
    toOwn(huge),
  ]);
  expect(performance.now() - started).toBeLessThan(8_000);
  expect(answers).toMatchObject([{ outcome: 'again', code: 'http-timeout' }, { outcome: 'sent' }, { outcome: 'sent' }]);
  expect(answers[2]?.detail.length).toBeLessThanOrEqual(500);
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('an answer is shown cut short and without control characters', async () => {
  const posted = await toOwn(await answering(400, {}, `no\r\n\u001B[31m${'y'.repeat(2_000)}`));
  expect(posted).toMatchObject({ outcome: 'failed', detail: expect.stringMatching(/^no \[31my+$/) });
  expect(posted.detail).toHaveLength(500);
});
