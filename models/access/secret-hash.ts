/**
 * What the store keeps of the secrets that we hand out (sessions, API keys): a keyed hash, so that who writes to the
 * database and has not the installation's secret can make none that opens anything.
 */
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { Connection } from 'mongoose';

export type Purpose = 'session' | 'api-key' | 'recovery-code';

const keys = new WeakMap<Connection, Buffer>();

/** Done once, where the connection is opened; `secret`: that of the installation, outside the database. */
export function giveAccessSecret(db: Connection, secret: string): void {
  keys.set(db, Buffer.from(hkdfSync('sha256', secret, '', 'changming access', 32)));
}

/** False where the installation's secret was not given: nothing that opens doors can then be made. */
export const hasAccessSecret = (db: Connection): boolean => keys.has(db);

/** HMAC-SHA-256, hex, of a random secret. @throws Error where the connection has no secret of the installation */
export const hashOfSecret = (db: Connection, purpose: Purpose, secret: string): string =>
  rehashed(db, purpose, createHash('sha256').update(secret).digest('hex'));

/** The same of its plain SHA-256, hex, as releases before this one kept it. */
export function rehashed(db: Connection, purpose: Purpose, sha256: string): string {
  const key = keys.get(db);
  if (!key) throw new Error('sessions and API keys need CHANGMING_SECRET');
  return createHmac('sha256', key).update(`${purpose} ${sha256}`).digest('hex');
}
