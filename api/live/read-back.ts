/**
 * Reading the engine's log again for readers who were away: one of them at a time, since each read goes through all that
 * was written since, whoever may see it.
 */
import type { Millis } from '../../domain/kernel/process.ts';

/** Nobody reads further back: loading anew costs less. */
export const OLDEST_MS: Millis = 15 * 60_000;
/** Changes looked at, whether they concern anybody or not. */
export const MOST_ENTRIES = 20_000;
const LONGEST_MS: Millis = 10_000;
const MOST_WAITING = 50;

/** One that can be read step by step and given up. */
export type Log<T> = { next: () => Promise<T | null>; close: () => Promise<void> };

type Ask<T> = {
  /** Opens the log; called when it is this reader's turn and not before. */
  open: () => Log<T>;
  /** What is behind this is known by other ways. */
  isBeyond: (entry: T) => boolean;
  /** Aborted when nobody is there any more to be told. */
  gone: AbortSignal;
};

/** What it makes gives all entries, oldest first; null when they are too many, too slow to come, or nobody waits for them. */
export function createReadBack({ most = MOST_ENTRIES, longestMs = LONGEST_MS } = {}) {
  let waiting = 0;
  let tail: Promise<unknown> = Promise.resolve();

  async function read<T>({ open, isBeyond, gone }: Ask<T>): Promise<T[] | null> {
    const given = new AbortController();
    const late = setTimeout(() => given.abort(), longestMs); // one step of the engine may take as long as it likes
    const over = AbortSignal.any([gone, given.signal]);
    let log: Log<T> | undefined;
    const close = async (): Promise<void> => await log?.close().catch(() => undefined);
    over.addEventListener('abort', () => void close());
    const found: T[] = [];
    try {
      if (over.aborted) return null;
      log = open();
      for (;;) {
        const entry = await log.next();
        if (over.aborted) return null;
        if (entry === null || isBeyond(entry)) return found;
        found.push(entry);
        if (found.length > most) return null;
      }
    } catch {
      return null; // lost, or closed under our hands
    } finally {
      clearTimeout(late);
      await close();
    }
  }

  return async <T>(ask: Ask<T>): Promise<T[] | null> => {
    if (waiting >= MOST_WAITING || ask.gone.aborted) return null;
    waiting += 1;
    const done = tail.then(() => read(ask));
    tail = done;
    try {
      return await done;
    } finally {
      waiting -= 1;
    }
  };
}
