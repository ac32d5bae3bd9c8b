/** The work record 服务记录: what the customer signs, and the hash by which the signer names what he was shown. */
import { contentHash } from '../kernel/record/content-hash.ts';
import type { WorkOrder } from './state.ts';

/** SHA-256, hex, of what was done for whom and where; undefined while nothing is done. Throws nothing. */
export function recordHash(order: WorkOrder): string | undefined {
  const { work, result, labourMinutes, causeCode, status } = order;
  if (work === undefined || (status !== 'done' && status !== 'closed')) return undefined;
  const { unit, title, description, site, item, crew, arrivedAt, visits, replaced } = order;
  const done = { work, result, labourMinutes, causeCode, arrivedAt, visits, replaced };
  return contentHash({ unit, title, description, site, item, crew, ...done });
}
