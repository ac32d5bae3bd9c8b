/**
 * Requests that cost much more than they look: so many at a time and no more, fewer of one person, and none that nobody
 * waits for any longer. Who comes later waits in a line of bounded length.
 */
import { DomainError } from '../../domain/kernel/errors.ts';

export type GateLimits = { atOnce: number; ofOne: number; waiting: number; waitingOfOne: number };
export const gateLimits: GateLimits = { atOnce: 6, ofOne: 2, waiting: 100, waitingOfOne: 10 };

/** Of files that come and go: each waits for its sender or reader most of the time. */
export const bytesLimits: GateLimits = { atOnce: 60, ofOne: 8, waiting: 500, waitingOfOne: 100 };

type Waiting = { who: string; enter: () => void };

export function createGate({ atOnce, ofOne, waiting, waitingOfOne }: GateLimits = gateLimits) {
  const inside = new Map<string, number>();
  const line: Waiting[] = [];
  const insideOf = (who: string): number => inside.get(who) ?? 0;
  const hasRoom = (who: string): boolean =>
    insideOf(who) < ofOne && [...inside.values()].reduce((sum, count) => sum + count, 0) < atOnce;

  function enter(who: string): void {
    inside.set(who, insideOf(who) + 1);
  }
  function leave(who: string): void {
    const left = insideOf(who) - 1;
    if (left > 0) inside.set(who, left);
    else inside.delete(who);
    for (
      let next = line.findIndex((one) => hasRoom(one.who));
      next >= 0;
      next = line.findIndex((one) => hasRoom(one.who))
    ) {
      const [first] = line.splice(next, 1);
      if (first) enter(first.who);
      first?.enter();
    }
  }

  /** Resolves inside. Throws 'busy' where too many wait, or when whoever asked has gone. */
  async function wait(who: string, gone: AbortSignal): Promise<void> {
    if (gone.aborted || line.length >= waiting || line.filter((one) => one.who === who).length >= waitingOfOne)
      throw busy();
    await new Promise<void>((resolve, reject) => {
      const one: Waiting = {
        who,
        enter: () => {
          gone.removeEventListener('abort', leaveLine);
          resolve();
        },
      };
      const leaveLine = (): void => {
        line.splice(line.indexOf(one), 1);
        reject(busy());
      };
      line.push(one);
      gone.addEventListener('abort', leaveLine, { once: true });
    });
  }

  return {
    /** Does `work` when there is room. */
    through: async <T>(who: string, gone: AbortSignal, work: () => Promise<T>): Promise<T> => {
      if (hasRoom(who)) enter(who);
      else await wait(who, gone);
      try {
        return await work();
      } finally {
        leave(who);
      }
    },
  };
}
export type Gate = ReturnType<typeof createGate>;

const busy = (): DomainError => new DomainError('busy', 'Too much of this is being made: ask again');
