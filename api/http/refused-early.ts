/** Answers in our words to what Node refuses before any route is asked. */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '../../domain/kernel/errors.ts';
import { problemOf } from './problem.ts';

/** Who goes on sending after the answer is cut off then. */
const LINGER_MS = 1_000;

/** A missing Host is no matter of it: the app refuses that (address.ts). */
export function answerEarlyRefusals(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
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
