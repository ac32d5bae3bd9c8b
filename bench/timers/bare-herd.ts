/** What the engine alone needs for a herd that was interrupted: bare workflows with one save each, killed as the product is. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { BareCases } from '../bare/cases.ts';
import { closedDocument, Desks } from '../desk.ts';
import { meter, round } from '../measure.ts';
import { onProduct } from '../product.ts';
import type { Wish } from '../wish.ts';
import { herdTimes } from './herd-phases.ts';

const QUEUE = 'herd';
const CLIENTS = 24;
const PATIENCE_MS = 10 * 60_000;

export const killedBareHerd = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const document = await closedDocument(db, await Desks.open(db, product.address));
    const bareAgain = () => BareCases.start(product.engines(), { queue: QUEUE, document });
    const first = await bareAgain();
    const dueAt = Date.now() + cases * 60 + 45_000;
    await openAll(first, cases, dueAt);
    await sleep(dueAt + 2_000 - Date.now());
    await first.kill();
    const second = await bareAgain();
    await sleep(dueAt + 8_000 - Date.now());
    product.kill('all');
    await second.kill();
    const startedAt = Date.now();
    await product.start();
    const bare = await bareAgain();
    const readyAt = Date.now();
    try {
      const groups = { worker: [bare.pid], temporal: [product.pidOf('temporal')], mongod: [product.pidOf('mongod')] };
      const spent = meter(() => groups);
      const saved = await product.onDatabase((own) => allSaved(own, cases, readyAt + PATIENCE_MS));
      const cost = spent(saved.filter((at) => at >= readyAt).length);
      const times = herdTimes(saved, { startedAt, readyAt });
      const afterS = round((Math.max(...saved) - readyAt) / 1_000);
      results.phase({ run: 'kill-herd-bare', cases, afterS, ...times, ...cost });
      results.row({
        row: 'kill-herd-bare',
        what: `the same of ${cases} bare workflows, each with one save`,
        budget: 'printed',
        measured: `lost ${cases - saved.length}, the last ${afterS} s after ready`,
        verdict: 'printed',
        command,
      });
    } finally {
      await bare.end();
    }
  });

async function openAll(bare: BareCases, count: number, dueAt: Millis): Promise<void> {
  let left = count;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await bare.openDue(dueAt);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  if (Date.now() > dueAt) throw new Error('opening took longer than the herd waited for it');
}

/** When each saved by itself; once all have, or at `until`. */
async function allSaved(db: Connection, count: number, until: Millis): Promise<Millis[]> {
  const events = db.useDb(QUEUE).collection<{ seq: number; at: Millis }>('events');
  while ((await events.countDocuments({ seq: 2 })) < count && Date.now() < until) await sleep(2_000);
  return (await events.find({ seq: 2 }).toArray()).map(({ at }) => at);
}
