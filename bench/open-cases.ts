/** G11: what an open case that nobody touches costs the worker. */
import { Desks } from './desk.ts';
import type { Wish } from './wish.ts';
import { leastOf, pssOf, round } from './measure.ts';
import { onProduct } from './product.ts';

/** Small enough that 1,000 cases already fill the worker's cache: the rest is memory of cases that are not cached. */
const HEAP_MB = 192;
const SIZES = [1_000, 10_000] as const;
const CLIENTS = 12;
const IDLE_S = 60;

export const openCases = (wish: Wish): Promise<void> =>
  onProduct({ NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` }, async (product, db) => {
    const { results, command } = wish;
    const desks = await Desks.open(db, product.address);
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
      const worker = product.pidOf('worker');
      const rss = await leastOf(() => pssOf(worker), IDLE_S);
      bytes.push(rss);
      results.phase({ run: 'G11', variant: `${size} open`, workerMb: round(rss / 1e6) });
    }
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
  });
