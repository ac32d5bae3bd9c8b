/** Where a request comes from and which administrator asks, for whatever goes on record while it is answered. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isIPv6 } from 'node:net';
import type { Request } from 'express';
import type { Actor } from '../../domain/kernel/process.ts';
import { type Role, roles } from '../../domain/roles.ts';

export type Asked = { address: string; administrator?: Role };

/** Longer than any address; behind a proxy it is text of a header. */
const LONGEST_ADDRESS = 64;
const LONGEST_AGENT = 200;
const asked = new AsyncLocalStorage<Asked>();

export const addressOf = ({ ip = '' }: Request): string => ip.slice(0, LONGEST_ADDRESS);
/**
 * Whose guesses and requests are counted together: an address, of IPv6 the network of 64 bits, which one machine has to
 * itself with all addresses in it.
 */
export const networkOf = (address: string): string => {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain) || plain.includes('.')) return address;
  const [head = [], tail = []] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const left = plain.includes('::') ? Array.from({ length: 8 - head.length - tail.length }, () => '0') : [];
  const groups = [...head, ...left, ...tail].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
};
/** Of a request. */
export const askerOf = (request: Request): string => networkOf(addressOf(request));
/** As much of the browser's name as is ever kept. */
export const agentOf = (request: Request): string => (request.get('user-agent') ?? '').slice(0, LONGEST_AGENT);

/** Separation of duties: an administrator holds that role alone. */
export function administratorOf({ grants }: Actor): Pick<Asked, 'administrator'> {
  const held = grants.find(({ role }) => roles[role].kind === 'administrator');
  return held ? { administrator: held.role } : {};
}

/** Does `work`, with all that it waits for, on behalf of this request. */
export const askedBy = <T>(from: Asked, work: () => T): T => asked.run(from, work);
/** Of the request that is being answered; empty outside of one. */
export const askedNow = (): Partial<Asked> => asked.getStore() ?? {};
