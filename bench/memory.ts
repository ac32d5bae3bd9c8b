/** Memory: of the product while nobody has asked for anything, and of the worker after so many closed lifecycles. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Desks } from './desk.ts';
import type { Wish } from './wish.ts';
import { leastOf, pssOf, round, rssOf } from './measure.ts';
import { onProduct, type Product } from './product.ts';
import { type Budget, budgetWords, verdictOf } from './results.ts';

const LIFECYCLES = 5_000;
const CLIENTS = 16;
const SETTLED_MS = 30_000;
const IDLE_S = 60;
const IDLE: Budget = { must: 750, goal: 600 };
const WORKER: Budget = { must: 450, goal: 380 };

export const memory = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    await sleep(SETTLED_MS); // its sample cases are opened
    const bytes = byProcess(product, rssOf);
    const idle = await leastOf(() => sum(Object.values(bytes())), IDLE_S);
    const shares = sum(Object.values(byProcess(product, pssOf)()));
    const parts = Object.entries(bytes()).map(([name, size]) => `${name} ${megabytes(size)}`);
    results.phase({ run: 'memory', variant: 'idle', mb: megabytes(idle), sharedOnceMb: megabytes(shares), parts });
    results.row({
      row: 'memory',
      what: 'resident memory of the idle product',
      budget: budgetWords([IDLE], ' MB'),
      measured: `${megabytes(idle)} MB (${parts.join(', ')}); ${megabytes(shares)} MB where what three processes of Node share counts once`,
      verdict: verdictOf([idle / 1e6, IDLE]),
      command,
    });

    const desks = await Desks.open(db, product.address);
    const count = Math.min(LIFECYCLES, cases);
    let left = count;
    const client = async (index: number): Promise<void> => {
      for (; left > 0; await desks.lifecycle(index)) left -= 1;
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
    const open = await desks.openLeft(db);
    const worker = product.pidOf('worker');
    const after = await leastOf(() => rssOf(worker), IDLE_S);
    results.phase({ run: 'memory', variant: `${count} closed`, open, workerMb: megabytes(after) });
    results.row({
      row: 'memory',
      what: `resident memory of the worker after ${count} closed lifecycles`,
      budget: budgetWords([WORKER], ' MB'),
      measured: open > 0 ? `${open} of ${count} cases are not closed` : `${megabytes(after)} MB`,
      verdict: open > 0 ? 'void' : verdictOf([after / 1e6, WORKER]),
      command,
    });
  });

/** The engines, worker and API, and what keeps them running. */
function byProcess(product: Product, memoryOf: (pid: number) => number): () => Record<string, number> {
  const { supervisor, children } = product.run();
  const notes = Object.entries({ supervisor, ...children });
  return () => Object.fromEntries(notes.map(([name, { pid }]) => [name, memoryOf(pid)]));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const megabytes = (bytes: number): number => Math.round(round(bytes / 1e6));
