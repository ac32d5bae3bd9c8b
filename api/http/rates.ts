/**
 * How often one may ask. Counts live in this process: with several API nodes each allows the full rate, which bounds
 * the load on each node, the purpose here. What must hold over all nodes (guessing of passwords) is kept in MongoDB.
 */
import { DomainError } from '../../domain/kernel/errors.ts';

export type RateClass = 'session' | 'key' | 'nobody' | 'export';
export type Rates = Readonly<Record<RateClass, { requests: number; writes: number }>>;

/** Per minute: per session, per API key, per address that is not signed in; whole lists as files, per person. */
export const rates: Rates = {
  session: { requests: 600, writes: 60 },
  key: { requests: 6_000, writes: 3_000 },
  nobody: { requests: 600, writes: 120 },
  export: { requests: 12, writes: 12 },
};

const MINUTE = 60_000;
type Window = { since: number; requests: number; writes: number };

/** Fixed windows of a minute. `take` throws 'too-many-requests' with the seconds to wait. */
export function createLimiter(changed: Partial<Rates> = {}, now: () => number = Date.now) {
  const limits: Rates = { ...rates, ...changed };
  const windows = new Map<string, Window>();

  function windowOf(who: string, at: number): Window {
    const found = windows.get(who);
    if (found && at - found.since < MINUTE) return found;
    const fresh = { since: at, requests: 0, writes: 0 };
    windows.delete(who); // insertion order is then the order of age
    windows.set(who, fresh);
    forgetOld(at);
    return fresh;
  }

  function forgetOld(at: number): void {
    for (const [who, { since }] of windows) {
      if (at - since < MINUTE) return;
      windows.delete(who);
    }
  }

  return {
    take(rateClass: RateClass, who: string, isWrite: boolean): void {
      const at = now();
      const window = windowOf(`${rateClass} ${who}`, at);
      const limit = limits[rateClass];
      if (window.requests >= limit.requests || (isWrite && window.writes >= limit.writes))
        throw new DomainError(
          'too-many-requests',
          `At most ${limit.requests} requests, ${limit.writes} writes a minute`,
          {
            params: { retryAfter: Math.max(1, Math.ceil((window.since + MINUTE - at) / 1000)) },
          },
        );
      window.requests += 1;
      if (isWrite) window.writes += 1;
    },
    size: (): number => windows.size,
  };
}
export type Limiter = ReturnType<typeof createLimiter>;
