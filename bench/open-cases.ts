/** G11: what an open case that nobody touches costs the worker. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectMongo } from '../platform/mongo.ts';
import { Desks } from './desk.ts';
import type { Wish } from './load.ts';
import { pssOf, round } from './measure.ts';
import { Product } from './product.ts';

/** Small enough that 1,000 cases already fill the worker's cache: the rest is memory of cases that are not cached. */
const HEAP_MB = 96;
const SIZES = [1_000, 10_000] as const;
const CLIENTS = 12;
const IDLE_S = 60;

export async function openCases({ results, command }: Wish): Promise<void> {
  const product = await Product.start({ NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` });
  try {
    const { address, env } = product.run();
    const db = await connectMongo({ mongodbUri: env['MONGODB_URI'] ?? '' });
    const desks = await Desks.open(db, address);
    const bytes: number[] = [];
    let opened = 0;
    for (const size of SIZES) {
      const client = async (index: number): Promise<void> => {
        while (opened < size) {
          opened += 1;
          await desks.create(index);
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
      const rss = await idleBytes(product.pidOf('worker'));
      bytes.push(rss);
      results.phase({ run: 'G11', variant: `${size} open`, workerMb: round(rss / 1e6) });
    }
    await db.close();
    const [few = 0, many = 0] = bytes;
    const slope = (many - few) / (SIZES[1] - SIZES[0]);
    results.row({
      row: 'G11',
      what: 'worker memory per open case that is not cached',
      budget: '<= 2 KB',
      measured: `${round(slope / 1_000)} KB (${SIZES.map((size, i) => `${size} open: ${Math.round((bytes[i] ?? 0) / 1e6)} MB`).join(', ')})`,
      verdict: slope <= 2_000 ? 'pass' : 'short',
      command,
    });
  } finally {
    await product.end();
  }
}

/** The least that the process holds while nothing happens: what is garbage goes meanwhile. */
async function idleBytes(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let second = 0; second < IDLE_S; second += 5) {
    await sleep(5_000);
    least = Math.min(least, pssOf(pid));
  }
  return least;
}
