/** Where the time of a herd goes that was interrupted: how its cases came back, and how much the engine had to do twice. */
import { nearest } from '../../domain/kernel/ranks.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { onEngines } from '../killed/faults.ts';
import { inTurn, round } from '../measure.ts';
import type { Product } from '../product.ts';
import type { Fired } from './timed.ts';

/** So many histories tell of all. */
const SAMPLE = 150;

export type Restarted = { startedAt: Millis; readyAt: Millis };
/** Seconds of the start until `/readyz`; how many were done by then; when so many percent of all that were left were. */
export type HerdTimes = { startS: number; beforeReady: number; p10S: number; p50S: number; p90S: number };

/** `startedAt`: of the start behind the last kill; what was done before that is not counted. */
export function herdTimes(at: readonly Millis[], { startedAt, readyAt }: Restarted): HerdTimes {
  const left = at
    .filter((one) => one >= startedAt)
    .map((one) => round((one - readyAt) / 1_000))
    .toSorted((a, b) => a - b);
  const by = (percent: number): number => nearest(left, percent) ?? Number.NaN;
  return {
    startS: round((readyAt - startedAt) / 1_000),
    beforeReady: left.filter((s) => s < 0).length,
    p10S: by(10),
    p50S: by(50),
    p90S: by(90),
  };
}

/** Of those that were left: events of a history, and tasks that the engine gave out in vain, on average. */
export async function herdPhases(
  product: Product,
  fired: readonly Fired[],
  restarted: Restarted,
): Promise<HerdTimes & OfHistories> {
  const left = fired.filter(({ at }) => at >= restarted.startedAt);
  return {
    ...herdTimes(
      left.map(({ at }) => at),
      restarted,
    ),
    ...(await ofHistories(
      product,
      left.map(({ number }) => number),
    )),
  };
}

type OfHistories = { events: number; waitedTooLong: number; lostWithWorker: number };

/** Read off some of the histories, evenly drawn. */
async function ofHistories(product: Product, numbers: readonly string[]): Promise<OfHistories> {
  const every = Math.max(1, Math.floor(numbers.length / SAMPLE));
  const drawn = numbers.filter((_, n) => n % every === 0);
  const sum = { events: 0, waitedTooLong: 0, lostWithWorker: 0 };
  await onEngines(product, async ({ temporal }) => {
    await inTurn(drawn, async (number) => {
      const { events } = await temporal.workflow.getHandle(workflowIdOf('incident', number)).fetchHistory();
      for (const { workflowTaskTimedOutEventAttributes: timedOut } of events ?? []) {
        sum.events += 1;
        const why = TIMEOUTS[timedOut?.timeoutType ?? 0];
        if (why) sum[why] += 1;
      }
    });
  });
  const each = (count: number): number => round(count / Math.max(1, drawn.length));
  return {
    events: each(sum.events),
    waitedTooLong: each(sum.waitedTooLong),
    lostWithWorker: each(sum.lostWithWorker),
  };
}

/** By the numbers of the engine's protocol. */
const TIMEOUTS: Readonly<Partial<Record<number, 'lostWithWorker' | 'waitedTooLong'>>> = {
  1: 'lostWithWorker', // start to close
  2: 'waitedTooLong', // schedule to start
};
