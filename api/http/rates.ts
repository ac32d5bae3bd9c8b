/**
 * How often one may ask. Counts live in this process: with several API nodes each allows the full rate, which bounds
 * the load on each node, the purpose here. What must hold over all nodes (guessing of passwords) is kept in MongoDB.
 */
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis } from '../../domain/kernel/process.ts';

/**
 * `session`, `key`: what a person asks, over all his sessions or keys. Of an address: `sign-in`, whoever tries it;
 * `ended-session` and `unknown-key`, what shows one that opens nothing, so that a forgotten robot keeps nobody from
 * signing in; `nobody`, all else without a sign-in. `export`: whole lists as files, `event-log`: reports that read many records, of a person; `kept`: commands of batches
 * to one case, of a person, refused ones too, since the case itself refuses them. `presence`: who says that he looks at a case.
 */
export type RateClass =
  | 'session'
  | 'key'
  | 'sign-in'
  | 'ended-session'
  | 'unknown-key'
  | 'nobody'
  | 'export'
  | 'event-log'
  | 'kept'
  | 'presence';
export type Rate = { requests: number; writes: number; per?: Millis };
export type Rates = Readonly<Record<RateClass, Rate>>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A minute each, but where another time is named. */
export const rates: Rates = {
  session: { requests: 600, writes: 60 },
  key: { requests: 6_000, writes: 3_000 },
  'sign-in': { requests: 300, writes: 300 },
  'ended-session': { requests: 600, writes: 120 },
  'unknown-key': { requests: 600, writes: 120 },
  nobody: { requests: 600, writes: 120 },
  export: { requests: 10, writes: 10, per: HOUR },
  'event-log': { requests: 60, writes: 60, per: HOUR },
  kept: { requests: 6_000, writes: 6_000, per: HOUR },
  presence: { requests: 120, writes: 120 },
};

type Window = { since: Millis; requests: number; writes: number };

/** Fixed windows. `take` throws 'too-many-requests' with the seconds to wait. */
export function createLimiter(changed: Partial<Rates> = {}, now: () => Millis = Date.now) {
  const limits: Rates = { ...rates, ...changed };
  const classes = new Map<RateClass, Map<string, Window>>();

  function windowOf(rateClass: RateClass, who: string, at: Millis): Window {
    const { per = MINUTE } = limits[rateClass];
    const windows = classes.get(rateClass) ?? new Map<string, Window>();
    classes.set(rateClass, windows);
    const found = windows.get(who);
    if (found && at - found.since < per) return found;
    const fresh = { since: at, requests: 0, writes: 0 };
    windows.delete(who); // insertion order is then the order of age
    windows.set(who, fresh);
    forgetOld(windows, at - per);
    return fresh;
  }

  function forgetOld(windows: Map<string, Window>, before: Millis): void {
    for (const [who, { since }] of windows) {
      if (since > before) return;
      windows.delete(who);
    }
  }

  return {
    /** `count`: of what is asked together. */
    take(rateClass: RateClass, who: string, isWrite: boolean, count = 1): void {
      const at = now();
      const window = windowOf(rateClass, who, at);
      const { requests, writes, per = MINUTE } = limits[rateClass];
      if (window.requests + count > requests || (isWrite && window.writes + count > writes))
        throw new DomainError(
          'too-many-requests',
          `At most ${requests} requests, ${writes} writes ${per === HOUR ? 'an hour' : 'a minute'}`,
          { params: { retryAfter: Math.max(1, Math.ceil((window.since + per - at) / 1000)) } },
        );
      window.requests += count;
      if (isWrite) window.writes += count;
    },
    size: (): number => [...classes.values()].reduce((sum, { size }) => sum + size, 0),
  };
}
export type Limiter = ReturnType<typeof createLimiter>;
