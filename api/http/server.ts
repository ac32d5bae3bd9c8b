/** The HTTP server: its limits, and answers in our words to what Node refuses before any route is asked. */
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '../../domain/kernel/errors.ts';
import { problemOf } from './problem.ts';

/** Slow headers and bodies end; a live stream, whose answer takes for ever, does not count as a request. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 };
/** Who goes on sending after the answer is cut off then. */
const LINGER_MS = 1_000;

/** Not listening yet. */
export function createHttpServer(app: RequestListener): Server {
  // A missing Host is refused by the app (address.ts), in its words.
  const server = createServer({ ...LIMITS, requireHostHeader: false }, app);
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.keepAliveTimeout = 65_000;
  server.maxConnections = 10_000;
  server.prependListener('request', ({ socket }, response) => answering.set(socket, response));
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const { status, head, body } = answerOf('expectation-failed');
    response.writeHead(status, head).end(body);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const begun = answering.get(socket);
    const isHalfSaid = begun?.headersSent === true && !begun.writableEnded;
    if (!socket.writable || isHalfSaid || error.code === 'ECONNRESET') socket.destroy();
    else refuse(socket, codeOf(error.code));
  });
  return server;
}

function codeOf(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 'body-too-large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'request-malformed';
}

/** There is no response to write into: the bytes themselves. What still comes in is read away, so that the answer arrives. */
function refuse(socket: Duplex, code: string): void {
  const { status, head, body } = answerOf(code);
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function answerOf(code: string) {
  const traceId = randomUUID();
  const problem = problemOf(new DomainError(code, 'Refused before it was read'), { instance: '', traceId });
  const body = JSON.stringify(problem);
  const head = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': traceId,
    Connection: 'close',
  };
  return { status: problem.status, head, body };
}
