import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Millis } from '../../domain/kernel/process.ts';

/**
 * The one timer of a case. `set` with the instant that is set already changes nothing, since a timer that every command
 * arms again costs two events each time; another instant replaces it, null takes it away. `rang` is true once after it
 * went off.
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
  function begin(instant: Millis): void {
    const ms = Math.max(1, instant - Date.now());
    void sleep(ms, { summary: 'next deadline of the case' }).then(
      () => ring(instant),
      (error: unknown) => {
        if (!isCancellation(error)) broken = error;
      },
    );
  }

  return {
    set(instant: Millis | null): void {
      if (instant === at) return;
      scope?.cancel();
      at = instant;
      if (instant === null) return;
      scope = new CancellationScope();
      void scope.run(() => Promise.resolve(begin(instant)));
    },
    isRinging: (): boolean => ringing || broken !== undefined,
    stop(): void {
      if (broken !== undefined) throw broken;
      ringing = false;
    },
  };
}
