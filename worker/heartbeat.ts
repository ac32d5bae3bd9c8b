/** The worker says that it lives: by the thread that runs the rules, so that one that hangs falls silent. */
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { beat, endBeat } from '../models/store/worker-beat.ts';

const EVERY_MS = 2_000;

/** As the engine knows this worker, auditors see it in the history, and the API names it when it falls silent. */
export const workerIdentity = (build: string): string => `${hostname()} ${process.pid} ${build}`;

/** Until `stop`. A database that is away is noticed by others; then it only tries again. */
export function startHeartbeat(db: Connection, of: { _id: string; taskQueue: string }): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const beating = (async () => {
    while (!stopped.signal.aborted) {
      await beat(db, of).catch(() => undefined);
      await pause(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await beating;
      await endBeat(db, of._id).catch(() => undefined);
    },
  };
}
