/** What every answer has, whatever its route: headers, an id and a line of the log, an error in our words. */
import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import helmet from 'helmet';
import { DomainError } from '../domain/kernel/errors.ts';
import type { ApiDeps } from './deps.ts';
import { isBug, problemOf } from './http/problem.ts';

/** Strict by default; the page that browses the API has a policy of its own. */
export function headers(publicUrl: string | undefined): RequestHandler {
  const all = headersOf(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
      },
      strictTransportSecurity: publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  return (_request, response, next) => {
    for (const [name, value] of all) response.setHeader(name, value);
    next();
  };
}

/** What helmet sets, asked once: it is the same for every request. */
function headersOf(set: ReturnType<typeof helmet>): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  class Heard extends ServerResponse {
    override setHeader(name: string, value: number | string | readonly string[]): this {
      all.set(name, String(value));
      return this;
    }
  }
  const request = new IncomingMessage(new Socket());
  set(request, new Heard(request), (error) => {
    if (error !== undefined) throw error;
  });
  return all;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** Id, and one line for each request: who, what, how long; no address of a page's query, no content. */
export const requestLog =
  ({ logger, metrics }: ApiDeps): RequestHandler =>
  (request, response, next) => {
    const given = request.get('x-request-id');
    const traceId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
    const startedAt = performance.now();
    response.locals['traceId'] = traceId;
    response.set({ 'X-Request-Id': traceId, 'Cache-Control': 'no-store' });
    response.locals['ifNoneMatch'] = request.headers['if-none-match']; // for routes whose tag covers all that is shown
    delete request.headers['if-none-match']; // what may be done now can change while the version does not
    response.on('close', () => {
      const ms = performance.now() - startedAt;
      const known: unknown = response.locals['route'];
      const path = typeof known === 'string' ? known : 'unknown';
      const { method } = request;
      const { statusCode: status } = response;
      metrics.answered({ method, route: path, status, ms });
      const person: unknown = response.locals['person'];
      logger.info({ traceId, method, route: path, status, ms: Math.round(ms), person }, 'request');
    });
    next();
  };

/** The one place where an error becomes an answer. */
export const errorAnswer =
  ({ logger, metrics }: ApiDeps): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const traceId = String(response.locals['traceId'] ?? '');
    const problem = problemOf(error, { instance: request.path, traceId });
    if (isBug(error)) logger.error({ err: error, traceId }, 'bug');
    if (error instanceof DomainError) metrics.refused(error.code);
    const view: unknown = response.locals['view'];
    const allowed: unknown = response.locals['allowed'];
    if (problem.retryAfter !== undefined) response.set('Retry-After', String(problem.retryAfter));
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="changming"');
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, ...(view ? { view, allowed } : {}) }));
  };
