/** What each setting of the engines is worth that the embedded start takes: the bare lifecycle with it and without. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { BareCases, type Engines } from './bare/cases.ts';
import { closedDocument, Desks } from './desk.ts';
import type { Wish } from './wish.ts';
import { cpuOf, type Phase, phase, ratioOf, warmUp } from './measure.ts';
import { freePort, onProduct, type Product } from './product.ts';

const CLIENTS = 8;
/** Name of the row → how the bare worker runs without the setting; `rollback`: beside a server of its own. */
const without: Readonly<Record<string, { queue: string; flags: readonly string[]; rollback?: true }>> = {
  'WAL instead of a rollback journal': { queue: 'rollback', flags: [], rollback: true },
  'no compression on loopback': { queue: 'compressed', flags: ['--compress'] },
  'no stack of each promise': { queue: 'stacks', flags: ['--stack-traces'] },
  'own threads of workflows: no stacks, one watch an activation': { queue: 'sdkthreads', flags: ['--sdk-threads'] },
  'autoscaling pollers instead of two': { queue: 'twopollers', flags: ['--two-pollers'] },
};

export const engineSettings = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const rollback = await startRollback(product);
    try {
      await measure({ product, db, rollback }, wish);
    } finally {
      rollback.process.kill('SIGKILL');
    }
  });

type Rollback = { process: ChildProcess; address: string };

type Stage = { product: Product; db: Connection; rollback: Rollback };

async function measure({ product, db, rollback }: Stage, wish: Wish): Promise<void> {
  const { address, env } = product.run();
  const mongodb = env['MONGODB_URI'] ?? '';
  const document = await closedDocument(db, await Desks.open(db, address));
  const engines: Engines = { temporal: env['TEMPORAL_ADDRESS'] ?? '', mongodb };
  const ours = await BareCases.start(engines, { document });
  const mongod = [product.pidOf('mongod')];
  const temporal = [product.pidOf('temporal')];
  for (const [what, { queue, flags, rollback: isRollback }] of Object.entries(without)) {
    const place = isRollback ? { ...engines, temporal: rollback.address } : engines;
    const other = await BareCases.start(place, { queue, flags, document });
    const server = isRollback ? [rollback.process.pid ?? 0] : temporal;
    const sides = [
      { variant: 'without', bare: other, groups: () => ({ worker: [other.pid], temporal: server, mongod }) },
      { variant: 'with', bare: ours, groups: () => ({ worker: [ours.pid], temporal, mongod }) },
    ] as const;
    await compare(what, sides, wish);
    await other.end();
  }
  await ours.end();
}

type Side = { variant: string; bare: BareCases; groups: () => Record<string, number[]> };

const lifecycleOn = (side: Side) => async () => void (await side.bare.lifecycle());

async function compare(what: string, sides: readonly [Side, Side], wish: Wish): Promise<void> {
  const { pairs, seconds, results, command } = wish;
  for (const side of sides)
    await warmUp({ ...side, clients: CLIENTS, work: lifecycleOn(side) }, { seconds: 5, least: 60 });
  const taken: Phase[][] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const phases: Phase[] = [];
    for (const side of sides) {
      const { variant, groups } = side;
      phases.push(await phase({ run: what, variant, clients: CLIENTS, seconds, groups, work: lifecycleOn(side) }));
    }
    for (const line of phases) results.phase(line);
    taken.push(phases);
  }
  const by = (figure: (one: Phase) => number) =>
    ratioOf(taken.flatMap(([first, second]) => (first && second ? [[figure(first), figure(second)] as const] : [])));
  const [rate, cost] = [by(({ perSec }) => perSec), by(cpuOf)];
  const measured = `${rate.median}x the rate, ${cost.median}x the CPU (pairs ${rate.pairs.join(', ')}; ${cost.pairs.join(', ')})`;
  results.row({ row: 'engine', what, budget: 'shown', measured, verdict: 'printed', command });
}

/** Another server like the product's, on the journal that is Temporal's default. */
async function startRollback(product: Product): Promise<Rollback> {
  const [program = '', ...words] = readFileSync(`/proc/${product.pidOf('temporal')}/cmdline`, 'utf8').split('\0');
  const [port, metricsPort, uiPort] = [await freePort(), await freePort(), await freePort()];
  const own: Readonly<Record<string, string>> = {
    '--port': String(port),
    '--metrics-port': String(metricsPort),
    '--ui-port': String(uiPort),
    '--db-filename': path.join(product.dataFolder, 'rollback.db'),
  };
  const flags = words.flatMap((word, i) => {
    if (word === '' || word === '--sqlite-pragma' || words[i - 1] === '--sqlite-pragma') return [];
    return [own[words[i - 1] ?? ''] ?? word];
  });
  const server = spawn(program, flags, { stdio: 'ignore' });
  const end = Date.now() + 30_000;
  while (!(await listens(port))) {
    if (Date.now() > end) throw new Error('the second Temporal server does not start');
    await sleep(200);
  }
  await sleep(3_000); // the namespace is registered after the port is open
  return { process: server, address: `127.0.0.1:${port}` };
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
