/** When it is sent: at once, and again whenever there is hope; slower each time while there is none. */
import type { OffLine, Step } from './off-line.ts';
import type { Millis } from './row.ts';

const FIRST_MS: Millis = 1_000;
const MOST_MS: Millis = 60_000;
/** Somebody must do something first; that he did may be missed. */
const STOPPED_MS: Millis = 300_000;

export type Waiting = {
  /** Resolves after `ms`, or earlier: the network is back, the page is seen again, something was said, somebody signed in. */
  until: (ms: Millis, signal: AbortSignal) => Promise<void>;
  /** 0 to 1: many devices come back to one network at one moment. */
  random: () => number;
};

/**
 * Steps through a case until nothing of it waits or somebody must do something first; answers by which it ended. `told` hears
 * of each step. Throws what the store throws, and the reason of `signal`.
 */
export async function sendAll(
  offLine: Pick<OffLine, 'step'>,
  caseId: string,
  { until, random, signal, told }: Waiting & { signal: AbortSignal; told?: (step: Step) => void },
): Promise<Extract<Step, { is: 'done' | 'stopped' }>> {
  for (let failed = 0; ; ) {
    signal.throwIfAborted();
    const step = await offLine.step(caseId);
    told?.(step);
    if (step.is === 'done' || step.is === 'stopped') return step;
    failed = step.is === 'again' ? failed + 1 : 0;
    if (step.is === 'again') await until(Math.max(step.afterMs ?? 0, backOff(failed, random())), signal);
  }
}

/**
 * For as long as a page lives: all cases, each as it can, one request at a time; a case that cannot go on holds up no other. Ends by
 * what the store throws, or with the reason of `signal`.
 */
export async function keepSending(
  offLine: Pick<OffLine, 'step' | 'cases'>,
  { told, ...waiting }: Waiting & { signal: AbortSignal; told?: (caseId: string, step: Step) => void },
): Promise<never> {
  const under = new Set<string>();
  const ended = new AbortController();
  const signal = AbortSignal.any([waiting.signal, ended.signal]);
  let line: Promise<unknown> = Promise.resolve();
  const step = (caseId: string): Promise<Step> => {
    const mine = line.then(() => offLine.step(caseId));
    line = mine.catch(() => undefined);
    return mine;
  };
  const begin = (caseId: string): void => {
    if (under.has(caseId)) return;
    under.add(caseId);
    sendAll({ step }, caseId, { ...waiting, signal, told: (one) => told?.(caseId, one) })
      .catch((error: unknown) => ended.abort(error))
      .finally(() => under.delete(caseId));
  };
  for (;;) {
    for (const caseId of await offLine.cases()) begin(caseId);
    await waiting.until(STOPPED_MS, signal);
    signal.throwIfAborted();
  }
}

/** Doubling, between half and whole. */
const backOff = (failed: number, random: number): Millis =>
  Math.min(MOST_MS, FIRST_MS * 2 ** (failed - 1)) * (0.5 + random / 2);
