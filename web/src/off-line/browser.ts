/** All of it as a page of the console has it. */
import { askByFetch } from './ask.ts';
import { openIndexedDb } from './indexed-db.ts';
import { createOffLine, type OffLine } from './off-line.ts';
import type { Millis } from './row.ts';
import type { Waiting } from './sending.ts';
import { byLocks, freely } from './turns.ts';

/** Rejects where the browser keeps nothing. `person`: who is signed in. */
export async function openOffLine(person: string, wasAheadMs?: Millis): Promise<OffLine> {
  return createOffLine({
    store: await openIndexedDb(),
    ask: askByFetch(''),
    turns: 'locks' in navigator ? byLocks(navigator.locks) : freely,
    person,
    now: Date.now,
    wasAheadMs,
    newSeries: () => crypto.randomUUID(),
  });
}

/** Awake when the network is back, when the page is seen again, and when `nudge` is called: something was said, or somebody signed in. */
export function waitingInPage(): Waiting & { nudge: () => void } {
  const nudges = new EventTarget();
  const until = (ms: Millis, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const over = new AbortController();
      const timer = setTimeout(awake, ms);
      function awake(): void {
        clearTimeout(timer);
        over.abort();
        if (signal.aborted) reject(signal.reason);
        else resolve();
      }
      const options = { signal: over.signal };
      window.addEventListener('online', awake, options);
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && awake(), options);
      nudges.addEventListener('nudge', awake, options);
      signal.addEventListener('abort', awake, options);
    });
  return { until, random: Math.random, nudge: () => void nudges.dispatchEvent(new Event('nudge')) };
}
