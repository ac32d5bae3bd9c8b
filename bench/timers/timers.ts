/** G9, G10: how late timers are with many cases open, and when very many fall due in one second; P1 before the rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import { nearest } from '../../domain/kernel/ranks.ts';
import type { Wish } from '../wish.ts';
import { meter, round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { allFired, type Fired, gapsOf, nextMinute, openDesk, openTimed, type TimedDesk } from './timed.ts';

const FAR_MS = 30 * 86_400_000;
const PATIENCE_MS = 20 * 60_000;
const HERD_LIMIT_S = 300;
/** Of the cases in a herd. */
const GRAVE_EVERY = 10;
/** Open beside the herd, for people to work on. */
const QUIET = 100;
const CALM_MS = 40_000;

/** Timers spread over five minutes among many that are not due. */
export const lateness = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const due = Math.max(100, Math.round(cases / 5));
    await openTimed(await openDesk(db, product, { name: 'idle', targetMs: FAR_MS }), cases - due);
    const overMs = Math.min(300_000, due * 150);
    const timed = await openDesk(db, product, { name: 'timed', targetMs: overMs + 30_000 });
    const since = Date.now();
    const numbers = await openTimed(timed, due, { overMs });
    const fired = await allFired(db, numbers, { since, until: since + 2 * overMs + PATIENCE_MS });
    const late = fired.map(({ lateMs }) => lateMs).toSorted((a, b) => a - b);
    const [p50, p99, max] = [quantile(late, 50), quantile(late, 99), late.at(-1)];
    const early = late.filter((ms) => ms < 0).length;
    const { lost, doubled } = gapsOf(fired, numbers);
    results.phase({ run: 'G9', open: cases, due, p50, p99, max, early, lost, doubled });
    results.row({
      row: 'G9',
      what: `lateness of ${due} deadlines among ${cases} open cases`,
      budget: 'p50 <= 1 s, p99 <= 2 s, none early',
      measured: `p50 ${p50} ms, p99 ${p99} ms, max ${max} ms, early ${early}, lost ${lost}, doubled ${doubled}`,
      verdict: p50 <= 1_000 && p99 <= 2_000 && early + lost + doubled === 0 ? 'pass' : 'short',
      command,
    });
  });

/** All deadlines in one second, as when a calendar opens after a holiday. `told`: each tells the same supervisor. */
const herdOf =
  (row: 'G10' | 'herd-told') =>
  (wish: Wish): Promise<void> =>
    onProduct({}, async (product, db) => {
      const { results, command, cases } = wish;
      const told = row === 'herd-told';
      const quiet = await openDesk(db, product, { name: 'quiet', targetMs: FAR_MS });
      const beside = await openTimed(quiet, QUIET);
      const opensAt = nextMinute(Date.now() + cases * 60 + CALM_MS + 20_000);
      const dueAt = opensAt + 1_000;
      const desk = await openDesk(db, product, { name: 'herd', opensAt, targetMs: 1_000, told });
      const numbers = await openTimed(desk, cases, { graveEvery: GRAVE_EVERY });
      if (Date.now() > dueAt - CALM_MS) throw new Error('opening took longer than the herd waited for it');
      await sleep(dueAt - CALM_MS - Date.now());
      const calm = await work(quiet, beside, () => Date.now() < dueAt - 1_000);
      const spent = meter(() => product.groups());
      let fires = true;
      const working = work(quiet, beside, () => fires);
      const fired = await allFired(db, numbers, { since: dueAt, until: dueAt + PATIENCE_MS });
      fires = false;
      const storm = await working;
      const times = timesOf(fired);
      const [reads, comments] = [compared(calm.reads, storm.reads), compared(calm.comments, storm.comments)];
      const { lost, doubled } = gapsOf(fired, numbers);
      results.phase({ run: row, cases, ...times, lost, doubled, reads, comments, ...spent(cases) });
      results.row({
        row,
        what: `${cases} deadlines in one second${told ? ', each told to the same supervisor' : ''}`,
        budget: told
          ? 'printed'
          : `all within ${HERD_LIMIT_S} s, P1 first, none lost or doubled, p99 of reads and of commands <= 4x idle`,
        measured: `${times.allS} s, P1 within ${times.graveS} s and after ${times.graveMeanS} s on average, the rest after ${times.restMeanS} s, lost ${lost}, doubled ${doubled}, reads ${wordsOf(reads)}, commands ${wordsOf(comments)}`,
        verdict: told
          ? 'printed'
          : times.allS <= HERD_LIMIT_S &&
              times.graveMeanS < times.restMeanS &&
              lost + doubled === 0 &&
              reads.ratio <= 4 &&
              comments.ratio <= 4
            ? 'pass'
            : 'short',
        command,
      });
    });
export const [herd, toldHerd] = [herdOf('G10'), herdOf('herd-told')];

function timesOf(fired: readonly Fired[]) {
  const grave = fired.filter(({ priority }) => priority === 'P1');
  const rest = fired.filter(({ priority }) => priority !== 'P1');
  return { allS: lastS(fired), graveS: lastS(grave), graveMeanS: meanS(grave), restMeanS: meanS(rest) };
}
const lastS = (fired: readonly Fired[]): number => round(Math.max(...fired.map(({ lateMs }) => lateMs)) / 1_000);
const meanS = (fired: readonly Fired[]): number =>
  round(fired.reduce((sum, { lateMs }) => sum + lateMs, 0) / Math.max(1, fired.length) / 1_000);

type Worked = { reads: number[]; comments: number[] };

/** One who reads a list and one who comments on cases that are not due, each again and again; ms of each. */
async function work(desk: TimedDesk, numbers: readonly string[], going: () => boolean): Promise<Worked> {
  const worked: Worked = { reads: [], comments: [] };
  const again = async (times: number[], act: (n: number) => Promise<void>): Promise<void> => {
    for (let n = 0; going(); n += 1) {
      const since = performance.now();
      await act(n);
      times.push(performance.now() - since);
      await sleep(100);
    }
    times.sort((a, b) => a - b);
  };
  await Promise.all([
    again(worked.reads, () => desk.read()),
    again(worked.comments, (n) => desk.comment(numbers[n % numbers.length] ?? '')),
  ]);
  return worked;
}

function compared(calm: readonly number[], storm: readonly number[]) {
  const [idle, busy] = [quantile(calm, 99), quantile(storm, 99)];
  return { idle, busy, ratio: round(busy / idle), n: storm.length };
}
const wordsOf = ({ idle, busy, ratio }: ReturnType<typeof compared>): string => `p99 ${ratio}x (${idle} to ${busy} ms)`;
const quantile = (ascending: readonly number[], percent: number): number =>
  round(nearest(ascending, percent) ?? Number.NaN);
