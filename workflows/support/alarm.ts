import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Millis } from '../../domain/kernel/process.ts';
import type { WakeUp } from '../../domain/kernel/tick.ts';

/**
 * The one timer of a case. `set` with a later instant than the one that is set already changes nothing: the timer goes off,
 * nothing is due, it is set anew. That is one timer for many commands, where each would cost two events to move it. Only an
 * earlier instant replaces it. `isRinging` until `stop`.
 */
export function createAlarm() {
  let at: Millis | null = null;
  let scope: CancellationScope | undefined;
  let ringing = false;
  let broken: unknown;

  function ring(instant: Millis): void {
    if (at !== instant) return;
    at = null;
    ringing = true;
  }

  /** Nothing awaits the timer: each promise that stays open keeps a stack of 2 KB as long as the case is cached. */
  function begin(instant: Millis, summary: string): void {
    const ms = Math.max(1, instant - Date.now());
    void sleep(ms, { summary }).then(
      () => ring(instant),
      (error: unknown) => {
        if (!isCancellation(error)) broken = error;
      },
    );
  }

  return {
    set(next: WakeUp | null): void {
      if (next === null || (at !== null && at <= next.at)) return;
      scope?.cancel();
      at = next.at;
      scope = new CancellationScope();
      void scope.run(() => Promise.resolve(begin(next.at, next.why)));
    },
    isRinging: (): boolean => ringing || broken !== undefined,
    stop(): void {
      if (broken !== undefined) throw broken;
      ringing = false;
    },
  };
}
