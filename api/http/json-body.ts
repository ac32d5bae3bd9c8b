/** The one way in for a body: JSON, small, shallow, with no name that reaches a prototype. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { FieldError } from '../../domain/kernel/process.ts';
import { pointerOf } from './fields.ts';
import { invalid } from './problem.ts';
import type { Route } from './route.ts';

const LIMIT = 256 * 1024;
/** Of a body that brings a file. */
const LARGE = 16 * LIMIT;
const DEPTH = 20;
const ITEMS = 1000;
/** More would only make the answer long. */
const NAMED = 50;
const poison = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses the body of POST and PUT; a body of another type, or a compressed one, is 415. `isLarge`: the path takes a file in
 * its body; `isBytes`: the body is a file, which nobody parses.
 */
export function jsonBody(isLarge: (path: string) => boolean, isBytes: (path: string) => boolean): RequestHandler[] {
  const options = { inflate: false, strict: false, type: 'application/json', verify: refuseOtherBytes };
  const [usual, large] = [LIMIT, LARGE].map((limit) => express.json({ limit, ...options }));
  const parse: RequestHandler = (request, response, next) =>
    (isLarge(request.path) ? large : usual)?.(request, response, next);
  const unlessBytes =
    (handler: RequestHandler, instead: RequestHandler): RequestHandler =>
    (request, response, next) =>
      (isBytes(request.path) ? instead : handler)(request, response, next);
  return [unlessBytes(refuseOtherTypes, refuseForms), unlessBytes(parse, pass), refuseOddShapes];
}

const pass: RequestHandler = (_request, _response, next) => next();

/** A form would be stored with its frame around the file. */
const refuseForms: RequestHandler = ({ headers }, _response, next) => {
  const isForm = /^(?:multipart\/|application\/x-www-form-urlencoded)/i.test(headers['content-type'] ?? '');
  const isPlain = !isForm && headers['content-encoding'] === undefined;
  next(isPlain ? undefined : new DomainError('media-type', 'The body is the file itself: no form, and not compressed'));
};

/** A decoder would put U+FFFD in their place, and what was meant is lost for ever. */
function refuseOtherBytes({ headers }: IncomingMessage, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw new TypeError('not UTF-8');
  if (headers[SIGNATURE] !== undefined) signedBytes.set(headers, body);
}

const SIGNATURE = 'changming-signature';
const signedBytes = new WeakMap<object, Buffer>();
/** What was signed, byte for byte, and by what; null where the request brings no signature. */
export function signedBodyOf({ headers }: IncomingMessage): { header: string; body: Buffer } | null {
  const header = headers[SIGNATURE];
  const body = signedBytes.get(headers);
  return typeof header === 'string' && body ? { header, body } : null;
}

/** Whether a path is that of such a route. */
export function pathsOf(routes: readonly Route[], isSo: (route: Route) => boolean): (path: string) => boolean {
  const patterns = routes.filter(isSo).map(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`));
  return (path) => patterns.some((pattern) => pattern.test(path));
}

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  const empty = request.headers['content-length'] === undefined || request.headers['content-length'] === '0';
  const chunked = request.headers['transfer-encoding'] !== undefined;
  if (empty && !chunked) return next();
  if (request.is('application/json') === false || request.headers['content-encoding'] !== undefined)
    return next(new DomainError('media-type', 'The body must be uncompressed application/json'));
  if (!isOfUtf8(request.headers['content-type'] ?? '')) return next(new DomainError('media-type', IN_UTF8));
  next();
};

const IN_UTF8 = 'The body must be UTF-8';
/** JSON knows no other encoding (RFC 8259, 8.1); the parser knows some, and decodes them with losses. */
const isOfUtf8 = (contentType: string): boolean => /;\s*charset=(?!"?utf-8"?\s*(?:;|$))/i.exec(contentType) === null;

const refuseOddShapes: RequestHandler = (request, _response, next) => {
  const errors = oddShapesIn(request.body);
  next(errors.length > 0 ? invalid(errors) : undefined);
};

/** What no schema is asked about: too deep, a list too long, a name that reaches a prototype. Of a file in a body too. */
export function oddShapesIn(value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  inspect(value, [], errors);
  return errors;
}

/** Stops at the depth limit, so its own recursion is bounded too. */
function inspect(value: unknown, path: readonly (string | number)[], errors: FieldError[]): void {
  if (typeof value !== 'object' || value === null || errors.length >= NAMED) return;
  const pointer = pointerOf(path);
  if (path.length >= DEPTH) {
    errors.push({ pointer, code: 'too-deep', params: { maximum: DEPTH } });
    return;
  }
  if (Array.isArray(value) && value.length > ITEMS) {
    errors.push({ pointer, code: 'too-many', params: { maximum: ITEMS } });
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (poison.has(key)) errors.push({ pointer: pointerOf(here), code: 'unknown-field' });
    else inspect(inner, here, errors);
  }
}

/** body-parser's own errors, in our codes. */
export const translateBodyErrors: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const type: unknown = error instanceof Error && 'type' in error ? error.type : undefined;
  next((typeof type === 'string' && bodyErrors.get(type)?.(error)) || error);
};

const malformed = () => new DomainError('body-malformed', 'The body is not JSON in UTF-8');
const tooLarge = (error: unknown) =>
  new DomainError('body-too-large', `The body may have ${String(Object(error).limit ?? LIMIT)} bytes`);
const bodyErrors = new Map<string, (error: unknown) => DomainError>([
  ['entity.too.large', tooLarge],
  ['entity.parse.failed', malformed],
  ['entity.verify.failed', malformed],
  ['request.size.invalid', malformed],
  ['request.aborted', malformed],
  ['encoding.unsupported', () => new DomainError('media-type', 'The body must be uncompressed')],
  ['charset.unsupported', () => new DomainError('media-type', IN_UTF8)],
]);
