/** The address as it came: nothing is guessed of bytes that say nothing. */
import type { RequestHandler } from 'express';
import { DomainError } from '../../domain/kernel/errors.ts';

/** What an address may hold (RFC 3986); anything else is written as percent and the bytes of UTF-8. */
const PLAIN = /^[\u0021-\u007E]+$/;

/** Refuses what a decoder would fill up with U+FFFD, or take for other characters: path and query alike, on every route. */
export const refuseOddAddress: RequestHandler = ({ url, headers, httpVersion }, _response, next) => {
  if (headers.host === undefined && httpVersion === '1.1')
    return next(new DomainError('request-malformed', 'Every request names its Host'));
  if (isReadable(url)) return next();
  next(new DomainError('address-malformed', 'Each % begins two digits of a byte of UTF-8'));
};

function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return PLAIN.test(url);
  } catch {
    return false;
  }
}
