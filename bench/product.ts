/** The product as a measured thing: started by its own supervisor on ports and a folder of its own, ended by its ids. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { openStore } from '../client/record/open-store.ts';
import { readEnv } from '../platform/env.ts';
import type { Groups } from './measure.ts';

export type PartName = 'api' | 'worker' | 'temporal' | 'mongod';
type Note = { pid: number; start: string };
export type RunFile = {
  supervisor: Note;
  children: Partial<Record<PartName, Note>>;
  address: string;
  env: Record<string, string>;
};

/** The checkout: this file runs as bench/product.ts or as dist/bench/product.js. */
export const ROOT = path.resolve(__dirname, existsSync(path.join(__dirname, '../package.json')) ? '..' : '../..');
const READY_MS = 240_000;
const STOP_MS = 45_000;

export class Product {
  readonly dataFolder: string;
  readonly address: string;
  private readonly env: NodeJS.ProcessEnv;
  private supervisor: ChildProcess | undefined;

  private constructor(dataFolder: string, port: number, env: NodeJS.ProcessEnv) {
    this.dataFolder = dataFolder;
    this.address = `http://127.0.0.1:${port}`;
    this.env = { ...ownEnvironment(), ...env, CHANGMING_DATA: dataFolder, HOST: '127.0.0.1', PORT: String(port) };
  }

  /** Starts it on a new folder; resolves when it is ready. */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<Product> {
    const product = new Product(mkdtempSync(path.join(tmpdir(), 'changming-bench-')), await freePort(), env);
    await product.start();
    return product;
  }

  async start(): Promise<void> {
    const log = openSync(path.join(this.dataFolder, 'supervisor.log'), 'a');
    const script = path.join(ROOT, 'scripts/start.mjs');
    this.supervisor = spawn(process.execPath, [script], { env: this.env, stdio: ['ignore', log, log], detached: true });
    endWithUs(this);
    const ended = once(this.supervisor, 'exit').then(() => {
      throw new Error(`the product did not start: ${path.join(this.dataFolder, 'supervisor.log')}`);
    });
    await Promise.race([this.ready(READY_MS), ended]);
    ended.catch(() => undefined); // ended later, by us
  }

  /** Resolves when `/readyz` says so. */
  async ready(withinMs: number): Promise<void> {
    const end = Date.now() + withinMs;
    while (!(await isReady(this.address))) {
      if (Date.now() > end) throw new Error(`not ready within ${withinMs / 1_000} s; logs: ${this.dataFolder}`);
      await sleep(100);
    }
  }

  run(): RunFile {
    return JSON.parse(readFileSync(path.join(this.dataFolder, 'run.json'), 'utf8')) as RunFile;
  }

  pidOf(name: PartName): number {
    const note = this.run().children[name];
    if (!note) throw new Error(`${name} is not a process of ours`);
    return note.pid;
  }

  /** Where its engines listen, for what runs beside it. */
  engines(): { temporal: string; mongodb: string } {
    const { env } = this.run();
    return { temporal: env['TEMPORAL_ADDRESS'] ?? '', mongodb: env['MONGODB_URI'] ?? '' };
  }

  /** All that it consists of, to be measured. */
  groups(): Groups {
    const parts: readonly PartName[] = ['api', 'worker', 'temporal', 'mongod'];
    return Object.fromEntries(parts.map((name) => [name, [this.pidOf(name)]]));
  }

  /** SIGKILL to one process, or to the supervisor and all: nothing is told to anybody. */
  kill(which: PartName | 'all'): void {
    const { supervisor, children } = this.run();
    const notes = which === 'all' ? [supervisor, ...Object.values(children)] : [children[which]];
    for (const note of notes) if (note && startOf(note.pid) === note.start) process.kill(note.pid, 'SIGKILL');
  }

  /** All of it that still runs, at once, wherever in its start it is. */
  abort(): void {
    try {
      this.kill('all');
    } catch {
      this.supervisor?.kill('SIGTERM'); // it has not told yet what it started
    }
  }

  /** It stands still, or goes on. */
  freeze(name: PartName): void {
    process.kill(this.pidOf(name), 'SIGSTOP');
  }
  thaw(name: PartName): void {
    process.kill(this.pidOf(name), 'SIGCONT');
  }

  /** One process is killed and stays away so long, since the supervisor stands still meanwhile. */
  async without(name: PartName, ms: number): Promise<void> {
    const { supervisor } = this.run();
    process.kill(supervisor.pid, 'SIGSTOP');
    try {
      this.kill(name);
      await sleep(ms);
    } finally {
      process.kill(supervisor.pid, 'SIGCONT');
    }
  }

  /** On its database, with a connection of its own. */
  async onDatabase<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    const db = await openStore(readEnv({ CHANGMING_DATA: this.dataFolder })); // as run.json names it
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  }

  /** A command of the product beside it, such as `commands/replay.js`. */
  command(script: string, args: readonly string[], stdio: 'inherit' | 'ignore' = 'ignore'): ChildProcess {
    const file = path.join(ROOT, 'dist', script);
    return spawn(process.execPath, [file, ...args], { env: this.env, stdio: ['ignore', 'pipe', stdio] });
  }

  async stop(): Promise<void> {
    const { supervisor } = this;
    if (!supervisor || supervisor.exitCode !== null || supervisor.signalCode !== null) return;
    const exit = once(supervisor, 'exit');
    supervisor.kill('SIGTERM');
    await Promise.race([exit, sleep(STOP_MS, undefined, { ref: false })]);
    if (supervisor.exitCode === null) this.kill('all');
  }

  /** Stops it and removes its folder. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const started = new Set<Product>();
/**
 * Whoever stops a bench leaves no product behind, nor does one that fails where nobody catches it: its processes are in groups of their
 * own, and would work on with the next store at their port.
 */
function endWithUs(product: Product): void {
  if (started.size === 0) {
    process.once('exit', () => {
      for (const one of started) one.abort();
    });
    for (const [signal, number] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(128 + number));
  }
  started.add(product);
}

/** `work` on a product of its own; connections and processes end with it, whatever happens. */
export async function onProduct(
  env: NodeJS.ProcessEnv,
  work: (product: Product, db: Connection) => Promise<void>,
): Promise<void> {
  const product = await Product.start(env);
  try {
    await product.onDatabase((db) => work(product, db));
  } finally {
    await product.end();
  }
}

/** Without what would lead to somebody else's engines or data. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(TEMPORAL_|MONGODB_|CHANGMING_|HOST$|PORT$|PUBLIC_URL$|METRICS_TOKEN)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

/** Start time of a process, as in `/proc/PID/stat`; undefined when it is not there. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
