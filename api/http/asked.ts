/** Where a request comes from and which administrator asks, for whatever goes on record while it is answered. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Request } from 'express';
import type { Actor } from '../../domain/kernel/process.ts';
import { type Role, roles } from '../../domain/roles.ts';

export type Asked = { address: string; administrator?: Role };

/** Longer than any address; behind a proxy it is text of a header. */
const LONGEST_ADDRESS = 64;
const LONGEST_AGENT = 200;
const asked = new AsyncLocalStorage<Asked>();

export const addressOf = ({ ip = '' }: Request): string => ip.slice(0, LONGEST_ADDRESS);
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
