/** Processes killed while deadlines fall due: each fires once, stamped with the deadline, soon after all is back. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Wish } from '../wish.ts';
import { meter, round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import { herdPhases } from './herd-phases.ts';
import { allFired, firedOf, gapsOf, nextMinute, openDesk, openTimed } from './timed.ts';

const PATIENCE_MS = 10 * 60_000;
const READY_MS = 120_000;

/** The worker dies before a deadline and is away while it passes. */
export const killedAtDeadline = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command } = wish;
    const desk = await openDesk(db, product, { name: 'alone', targetMs: 20_000 });
    const since = Date.now();
    const numbers = await openTimed(desk, 1);
    await sleep(15_000);
    await product.without('worker', 25_000); // from 5 s before to 20 s after
    await product.ready(READY_MS);
    const fired = await allFired(db, numbers, { since, until: Date.now() + PATIENCE_MS });
    const { lost, doubled } = gapsOf(fired, numbers);
    const { dueAt = 0, deadline = 0, lateMs = 0 } = fired[0] ?? {};
    const offMs = dueAt - (deadline ?? 0);
    results.row({
      row: 'kill-deadline',
      what: 'worker killed 5 s before a deadline, back 20 s after it',
      budget: 'fired once, breach time = deadline',
      measured: `lost ${lost}, doubled ${doubled}, stamped ${offMs} ms from the deadline, noticed ${round(lateMs / 1_000)} s later`,
      verdict: lost + doubled === 0 && offMs === 0 ? 'pass' : 'short',
      command,
    });
  });

const LAST_S: Budget = { must: 30, goal: 20 };

/** The worker, then everything, dies while very many deadlines fire. */
export const killedHerd = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const opensAt = nextMinute(Date.now() + cases * 60 + 45_000);
    const dueAt = opensAt + 1_000;
    const desk = await openDesk(db, product, { name: 'killed', opensAt, targetMs: 1_000 });
    const numbers = await openTimed(desk, cases);
    await sleep(dueAt + 2_000 - Date.now());
    product.kill('worker');
    await sleep(6_000);
    const before = (await firedOf(db, numbers)).length;
    product.kill('all');
    const startedAt = Date.now();
    await product.start();
    const readyAt = Date.now();
    const until = readyAt + PATIENCE_MS;
    const spent = meter(() => product.groups());
    const fired = await product.onDatabase((own) => allFired(own, numbers, { since: dueAt, until }));
    const afterS = round(Math.max(0, ...fired.map(({ at }) => at - readyAt)) / 1_000);
    const { lost, doubled } = gapsOf(fired, numbers);
    const cost = spent(fired.filter(({ at }) => at >= readyAt).length); // of each that was left at ready
    const phases = await herdPhases(product, fired, { startedAt, readyAt });
    results.phase({ run: 'kill-herd', cases, before, afterS, lost, doubled, ...cost, ...phases });
    results.row({
      row: 'kill-herd',
      what: `worker, then everything, killed while ${cases} deadlines fire`,
      budget: `none stuck, lost or doubled; the last after ready: ${budgetWords([LAST_S], ' s')}`,
      measured: `lost ${lost}, doubled ${doubled}, ${before} had fired before the second kill, the last ${afterS} s after ready`,
      verdict: lost + doubled === 0 ? verdictOf([afterS, LAST_S]) : 'short',
      command,
    });
  });
