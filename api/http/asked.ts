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

let atWork = 0;
/**
 * Does `work`, with all that it waits for, on behalf of this request. Before Node 24 each promise of the process pays for what
 * is followed so, a third of what a command costs here: it is switched off while nobody needs it.
 */
export async function askedBy<T>(from: Asked, work: () => Promise<T>): Promise<T> {
  atWork += 1;
  try {
    return await asked.run(from, work);
  } finally {
    atWork -= 1;
    if (atWork === 0) asked.disable();
  }
}
/** Of the request that is being answered; empty outside of one. */
export const askedNow = (): Partial<Asked> => asked.getStore() ?? {};
