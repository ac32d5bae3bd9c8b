/** Calls to the engine about one case: few at once, each within its deadline, and again where it was dropped in passing. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { inTime } from '../../../platform/temporal.ts';
import { EngineError, isFailingTask, isPassing } from '../engine-error.ts';
import { parkedBecause } from '../../../models/cases/parked.ts';

const AGAIN_MS = 50;
const AGAIN_MOST_MS = 500;
/**
 * So many updates of one case are under way at once. An engine that was not told otherwise takes ten, and one too many is worse
 * than refused: refusing it the server forgets the task that the worker is busy with, whose history may then be past replaying.
 */
const MOST_AT_ONCE = 8;

type CallInTime = <T>(caseId: string, call: (timed: Client) => Promise<T>) => Promise<T>;

/** A command that the engine dropped in passing is sent again: it is answered under its key. Throws what the last try threw. */
export function createCalls({
  temporal,
  db,
  deadlineMs,
}: {
  temporal: Client;
  db: Connection;
  deadlineMs: number;
}): CallInTime {
  const turnstile = new Turnstile(MOST_AT_ONCE);
  const isWorthAgain = async (error: unknown, caseId: string): Promise<boolean> =>
    isPassing(error) || (isFailingTask(error) && (await parkedBecause(db, caseId).catch(() => null)) === null);

  return async (caseId, call) => {
    const deadline = Date.now() + deadlineMs;
    for (let waitMs = AGAIN_MS; ; waitMs = Math.min(waitMs * 2, AGAIN_MOST_MS)) {
      try {
        return await turnstile.pass(caseId, deadline, () => inTime(temporal, deadline, call));
      } catch (error) {
        if (Date.now() + waitMs >= deadline || !(await isWorthAgain(error, caseId))) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  };
}

/** At most so many at once under each key, in the order in which they came. */
export class Turnstile {
  readonly #most: number;
  readonly #under = new Map<string, { inside: number; waiting: (() => void)[] }>();

  constructor(most: number) {
    this.#most = most;
  }

  /** What `work` comes to. Throws 'still-under-way' where its turn does not come before `deadline` (epoch ms), and what `work` throws. */
  async pass<T>(key: string, deadline: number, work: () => Promise<T>): Promise<T> {
    const gate = this.#under.get(key) ?? { inside: 0, waiting: [] };
    this.#under.set(key, gate);
    if (gate.inside < this.#most) gate.inside += 1;
    else await this.#turnOf(gate.waiting, key, deadline); // whoever leaves hands on his place
    try {
      return await work();
    } finally {
      const next = gate.waiting.shift();
      if (next) next();
      else gate.inside -= 1;
      if (gate.inside === 0) this.#under.delete(key);
    }
  }

  #turnOf(waiting: (() => void)[], key: string, deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(come), 1);
        reject(new EngineError('still-under-way', `${key}: others are under way before it`));
      }, deadline - Date.now());
      waiting.push(come);
    });
  }
}
