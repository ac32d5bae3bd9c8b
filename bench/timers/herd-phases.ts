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

export type HerdPhases = {
  /** From the start of the supervisor to `/readyz`. */
  startS: number;
  /** Breaches on record before that. */
  beforeReady: number;
  /** Seconds after ready by which so many percent of those that were left stood on record. */
  p10S: number;
  p50S: number;
  p90S: number;
  /** Of a case: events of its history, and tasks that the engine gave out in vain. */
  events: number;
  waitedTooLong: number;
  lostWithWorker: number;
};

/** `startedAt`: of the second start. */
export async function herdPhases(
  product: Product,
  fired: readonly Fired[],
  { startedAt, readyAt }: { startedAt: Millis; readyAt: Millis },
): Promise<HerdPhases> {
  const after = fired.map(({ at }) => at).filter((at) => at >= startedAt);
  const left = after.map((at) => round((at - readyAt) / 1_000)).toSorted((a, b) => a - b);
  const by = (percent: number): number => nearest(left, percent) ?? Number.NaN;
  return {
    startS: round((readyAt - startedAt) / 1_000),
    beforeReady: left.filter((s) => s < 0).length,
    p10S: by(10),
    p50S: by(50),
    p90S: by(90),
    ...(await ofHistories(
      product,
      fired.filter(({ at }) => at >= startedAt).map(({ number }) => number),
    )),
  };
}

type OfHistories = Pick<HerdPhases, 'events' | 'waitedTooLong' | 'lostWithWorker'>;

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
        const type = Number(timedOut?.timeoutType ?? 0);
        if (type === TIMEOUT.scheduleToStart) sum.waitedTooLong += 1;
        if (type === TIMEOUT.startToClose) sum.lostWithWorker += 1;
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

/** As the engine's protocol numbers them. */
const TIMEOUT = { startToClose: 1, scheduleToStart: 2 } as const;
