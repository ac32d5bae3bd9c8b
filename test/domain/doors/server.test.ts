import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { serverLimits, serverOf } from '../../../api/http/server.ts';

const open: { server: Server; sockets: Socket[] }[] = [];
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  }
});

const answer: Parameters<typeof serverOf>[0] = (request, response) => {
  request.resume().once('end', () => response.end('ok'));
};

async function serving(trustedProxies: string[], limits: Partial<typeof serverLimits>) {
  const server = serverOf(answer, { trustedProxies }, { ...serverLimits, ...limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: Socket[] = [];
  open.push({ server, sockets });
  const dial = (): Socket => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    return socket.on('error', () => undefined);
  };
  return { server, dial };
}
const said = async (socket: Socket): Promise<string> => {
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => (text += more));
  await once(socket, 'close');
  return text;
};
const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

test('S17 a request that does not come to its end is ended: headers and body alike', async () => {
  const { dial } = await serving([], { requestMs: 50 });
  const [headers, body] = [dial(), dial()];
  headers.write('GET / HTTP/1.1\r\nHost: x\r\n');
  body.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
  for (const text of await Promise.all([said(headers), said(body)])) expect(text).toMatch(/^HTTP\/1.1 408/);
  expect(serverLimits.requestMs).toBe(10_000);
});

test('a file may take longer than all else, over a slow line', async () => {
  const { dial } = await serving([], { requestMs: 50 });
  const [file, other] = [dial(), dial()];
  const begun = 'Host: x\r\nConnection: close\r\nContent-Length: 100\r\n\r\nabc';
  file.write(`POST /api/files HTTP/1.1\r\n${begun}`);
  other.write(`POST /api/filesystem HTTP/1.1\r\n${begun}`);
  expect(await said(other)).toMatch(/^HTTP\/1.1 408/);
  file.write('a'.repeat(97));
  expect(await said(file)).toMatch(/^HTTP\/1.1 200/);
});

test.each([
  ['one address has so many connections and no more', [], 2],
  ['a proxy of ours, which stands for many, has as many as all', ['loopback'], 4],
  ['also where it is named by its network', ['10.0.0.0/8', '127.0.0.0/8'], 4],
  ['a proxy elsewhere does not speak for this one', ['10.0.0.0/8', '::1'], 2],
])('S17 %s', async (_what, trusted, most) => {
  const { server, dial } = await serving(trusted, { ofAddress: 2 });
  let seen = 0;
  const allSeen = new Promise<void>((resolve) => server.on('connection', () => void ((seen += 1) === 4 && resolve())));
  const sockets = [dial(), dial(), dial(), dial()];
  await allSeen;
  const answers = sockets.map(said);
  for (const socket of sockets) socket.write(GET);
  const told = await Promise.all(answers);
  expect(told.filter((text) => text.startsWith('HTTP/1.1 200'))).toHaveLength(most);
  const after = dial();
  after.write(GET);
  expect(await said(after)).toMatch(/^HTTP\/1.1 200/); // those that ended count no more
});
