/** The HTTP server around the app: how long it waits for a request, and how many connections it holds. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { networkOf } from './asked.ts';
import { answerEarlyRefusals } from './refused-early.ts';
import { BlockList, isIPv4, isIPv6, type Socket } from 'node:net';

export type ServerLimits = {
  /** For headers, and for headers and body together. A live stream, whose answer takes for ever, is no slow request. */
  requestMs: number;
  /** For one that brings a file, over a slow line. */
  uploadMs: number;
  connections: number;
  /** Of one address, unless it is a proxy of ours, which stands for many. */
  ofAddress: number;
};
export const serverLimits: ServerLimits = {
  requestMs: 10_000,
  uploadMs: 120_000,
  connections: 10_000,
  ofAddress: 1_000,
};

/** Not listening yet. */
export function serverOf(
  app: RequestListener,
  { trustedProxies }: { trustedProxies: readonly string[] },
  { requestMs, uploadMs, connections, ofAddress }: ServerLimits = serverLimits,
): Server {
  const server = createServer(
    {
      headersTimeout: requestMs,
      requestTimeout: Math.max(requestMs, uploadMs), // of all others see below
      connectionsCheckingInterval: Math.min(1_000, requestMs), // else it looks each half minute only
      maxHeaderSize: 16_384,
      requireHostHeader: false, // the app refuses it, in its words
    },
    app,
  );
  server.keepAliveTimeout = 65_000;
  server.maxConnections = connections;
  answerEarlyRefusals(server);
  server.prependListener('request', (request: IncomingMessage) => {
    if (isUpload(request)) return;
    const late = setTimeout(() => {
      if (!request.complete) server.emit('clientError', tooLate(), request.socket); // as Node itself tells it
    }, requestMs).unref();
    request.once('close', () => clearTimeout(late));
  });
  const isProxy = proxies(trustedProxies);
  const open = new Map<string, number>();
  server.prependListener('connection', (socket: Socket) => {
    const from = socket.remoteAddress ?? '';
    if (isProxy(from)) return;
    const address = networkOf(from);
    const count = (open.get(address) ?? 0) + 1;
    if (count > ofAddress) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
  return server;
}

const isUpload = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'POST' && (url === '/api/files' || url.startsWith('/api/files?'));
const tooLate = (): Error =>
  Object.assign(new Error('the body did not come in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

/** As Express understands them: `loopback`, addresses and networks. */
function proxies(trusted: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  const add = (address: string, bits?: number): void => {
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, bits, family);
  };
  for (const word of trusted.flatMap((one) => (one === 'loopback' ? ['127.0.0.0/8', '::1'] : [one]))) {
    const [address = '', bits] = word.split('/');
    add(address, bits === undefined ? undefined : Number(bits));
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    if (isIPv4(plain)) return list.check(plain, 'ipv4');
    return isIPv6(plain) && list.check(plain, 'ipv6');
  };
}
