/** G9, G10: how late timers are with many cases open, and when very many fall due in one second; P1 before the rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Wish } from './load.ts';
import { round } from './measure.ts';
import { onProduct, type Product } from './product.ts';
import { type Fired, firedOf, nextMinute, openTimed, quantile, TimedDesk } from './timed.ts';

const HERD_LIMIT_S = 300;
const PATIENCE_MS = 20 * 60_000;

/** Timers spread over five minutes among many that are not due. */
export const lateness = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const due = Math.max(100, Math.round(cases / 5));
    const idle = await TimedDesk.open(db, product, { name: 'idle', targetMs: 30 * 86_400_000 });
    await openTimed(idle, cases - due, {});
    const spreadMs = Math.min(300_000, due * 150);
    const timed = await TimedDesk.open(db, product, { name: 'timed', targetMs: spreadMs + 30_000 });
    const numbers = await openTimed(timed, due, { overMs: spreadMs });
    const fired = await allFired(db, numbers, Date.now() + spreadMs + PATIENCE_MS);
    const late = fired.map(({ lateMs }) => lateMs).toSorted((a, b) => a - b);
    const [p50, p99] = [quantile(late, 0.5), quantile(late, 0.99)];
    const early = late.filter((ms) => ms < 0).length;
    results.phase({ run: 'G9', open: cases, due, p50, p99, max: late.at(-1), early });
    results.row({
      row: 'G9',
      what: `lateness of ${due} deadlines among ${cases} open cases`,
      budget: 'p50 <= 1 s, p99 <= 2 s, none early',
      measured: `p50 ${p50} ms, p99 ${p99} ms, max ${late.at(-1)} ms, early ${early}, ${countsOf(fired, numbers)}`,
      verdict: p50 <= 1_000 && p99 <= 2_000 && early === 0 && isWhole(fired, numbers) ? 'pass' : 'short',
      command,
    });
  });

/** All deadlines in one second: as when a calendar opens after a holiday. */
export const herd = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const opensAt = nextMinute(Date.now() + cases * 60 + 60_000);
    const desk = await TimedDesk.open(db, product, { name: 'herd', opensAt, targetMs: 1_000 });
    const numbers = await openTimed(desk, cases, { graveShare: 0.1 });
    const dueAt = opensAt + 1_000;
    if (Date.now() > dueAt - 5_000)
      throw new Error('opening took longer than the herd waited: a slower machine needs more time');
    const calm = await apiTimes(product, desk, dueAt - 2_000);
    let busy = true;
    const storm = apiTimes(product, desk, dueAt + 240_000, () => busy);
    const fired = await allFired(db, numbers, dueAt + PATIENCE_MS);
    busy = false;
    const during = await storm;
    const tookS = Math.max(...fired.map(({ lateMs }) => lateMs)) / 1_000;
    const [grave, rest] = [fired.filter((one) => one.priority === 'P1'), fired.filter((one) => one.priority !== 'P1')];
    const ratio = quantile(during, 0.99) / quantile(calm, 0.99);
    results.phase({ run: 'G10', cases, tookS, graveMeanS: meanOf(grave), restMeanS: meanOf(rest), apiRatio: ratio });
    results.row({
      row: 'G10',
      what: `${cases} deadlines in one second`,
      budget: `all within ${HERD_LIMIT_S} s, P1 first, none lost or doubled, API p99 <= 4x idle`,
      measured: `${round(tookS)} s, P1 after ${round(meanOf(grave))} s and the rest after ${round(meanOf(rest))} s on average, ${countsOf(fired, numbers)}, API p99 ${round(ratio)}x (${round(quantile(calm, 0.99))} to ${round(quantile(during, 0.99))} ms)`,
      verdict:
        tookS <= HERD_LIMIT_S && meanOf(grave) < meanOf(rest) && isWhole(fired, numbers) && ratio <= 4
          ? 'pass'
          : 'short',
      command,
    });
  });

/** The worker dies before a deadline and is away while it passes. */
export const killedAtDeadline = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command } = wish;
    const desk = await TimedDesk.open(db, product, { name: 'alone', targetMs: 20_000 });
    const numbers = await openTimed(desk, 1, {});
    await sleep(15_000);
    await product.without('worker', 25_000); // from 5 s before to 20 s after
    await product.ready(120_000);
    const fired = await allFired(db, numbers, Date.now() + 120_000);
    const [one] = fired;
    results.row({
      row: 'kill-deadline',
      what: 'worker killed 5 s before a deadline, back 20 s after it',
      budget: 'fired once, breach time = deadline',
      measured: `${countsOf(fired, numbers)}, stamped ${(one?.dueAt ?? 0) - (one?.deadline ?? 0)} ms from the deadline, noticed ${round((one?.lateMs ?? 0) / 1_000)} s later`,
      verdict: isWhole(fired, numbers) && one?.dueAt === one?.deadline ? 'pass' : 'short',
      command,
    });
  });

/** The worker, then everything, dies while very many deadlines fire. */
export const killedHerd = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db0) => {
    const { results, command, cases } = wish;
    const opensAt = nextMinute(Date.now() + cases * 60 + 45_000);
    const desk = await TimedDesk.open(db0, product, { name: 'killed', opensAt, targetMs: 1_000 });
    const numbers = await openTimed(desk, cases, {});
    await sleep(Math.max(0, opensAt + 1_000 + 2_000 - Date.now()));
    product.kill('worker');
    await sleep(6_000);
    const before = (await firedOf(db0, numbers)).length;
    product.kill('all');
    await product.start();
    const readyAt = Date.now();
    const fired = await product.onDatabase((db) => allFired(db, numbers, readyAt + PATIENCE_MS));
    const last = Math.max(...fired.map(({ at }) => at));
    const afterS = Math.max(0, (last - readyAt) / 1_000);
    results.row({
      row: 'kill-herd',
      what: `worker, then everything, killed while ${cases} deadlines fire`,
      budget: 'none stuck, lost or doubled; the last within 30 s of ready',
      measured: `${countsOf(fired, numbers)}, ${before} had fired before the second kill, the last ${round(afterS)} s after ready`,
      verdict: isWhole(fired, numbers) && afterS <= 30 ? 'pass' : 'short',
      command,
    });
  });

const meanOf = (all: readonly Fired[]): number =>
  all.reduce((sum, { lateMs }) => sum + lateMs, 0) / Math.max(1, all.length) / 1_000;

async function allFired(db: Connection, numbers: readonly string[], until: number): Promise<Fired[]> {
  for (;;) {
    const fired = await firedOf(db, numbers);
    if (new Set(fired.map(({ number }) => number)).size >= numbers.length || Date.now() > until) return fired;
    await sleep(1_000);
  }
}

const isWhole = (fired: readonly Fired[], numbers: readonly string[]): boolean =>
  fired.length === numbers.length && new Set(fired.map(({ number }) => number)).size === numbers.length;
function countsOf(fired: readonly Fired[], numbers: readonly string[]): string {
  const once = new Set(fired.map(({ number }) => number)).size;
  return `lost ${numbers.length - once}, doubled ${fired.length - once}`;
}

/** Reads of one case and a list, one after the other, until `until` or as long as `going`. */
async function apiTimes(
  product: Product,
  desk: TimedDesk,
  until: number,
  going: () => boolean = () => true,
): Promise<number[]> {
  const times: number[] = [];
  while (Date.now() < until && going()) {
    const since = performance.now();
    await desk.read(product.address);
    times.push(performance.now() - since);
    await sleep(50);
  }
  return times.toSorted((a, b) => a - b);
}
