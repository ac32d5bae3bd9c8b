/** Of several tabs one sends at a time. */

/** Does `work` alone among all tabs that ask under this name; `work` may all the same run beside another. */
export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Where there is nothing to take turns by: keys alone keep all from being done twice. */
export const freely: Turns = (_name, work) => work();

/** As much as is asked of the browser's Web Locks (`navigator.locks`). */
export type Locks = {
  request(name: string, options: { signal: AbortSignal }, work: () => Promise<void>): Promise<unknown>;
};

/** A tab that the system has put to sleep in the midst of its turn keeps the lock. */
const ASLEEP_MS = 90_000;

/** By Web Locks. The lock of a tab that is gone is free; that of one that sleeps is waited for a while, and then not any more. */
export const byLocks =
  (locks: Locks, patienceMs = ASLEEP_MS): Turns =>
  async (name, work) => {
    const done: { result?: ReturnType<typeof work> } = {};
    const begun = () => (done.result ??= work());
    const waited = AbortSignal.timeout(patienceMs);
    try {
      await locks.request(name, { signal: waited }, async () => void (await begun()));
    } catch (error) {
      if (done.result === undefined && !waited.aborted) throw error;
    }
    return await begun();
  };
