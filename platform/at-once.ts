/**
 * A call context that holds for what is called at once, and no longer. Node's own follows every promise: before Node 24 its
 * first use switches on a hook that each promise of the process pays for from then on, a third of a read of MongoDB.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export class AtOnce<T> extends AsyncLocalStorage<T> {
  private current: T | undefined;
  /** How often somebody has looked: a `run` in which nobody did was in vain. */
  looks = 0;

  override run<R, A extends unknown[]>(store: T, work: (...args: A) => R, ...args: A): R {
    const outer = this.current;
    this.current = store;
    try {
      return work(...args);
    } finally {
      this.current = outer;
    }
  }

  override getStore(): T | undefined {
    this.looks += 1;
    return this.current;
  }

  /** Nothing is on that could be switched off. */
  override disable(): void {}
}
