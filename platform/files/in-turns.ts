/** Long work in one thread that serves others, too. */

/** What `work` comes to; at each of its pauses whoever else waits has his turn. Throws what it throws. */
export async function inTurns<T>(work: Generator<void, T, void>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await new Promise((resolve) => void setImmediate(resolve));
  }
}
