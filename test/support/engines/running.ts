/** The product as a person starts it: `scripts/start.mjs` on a data folder of its own, with engines of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = path.resolve(__dirname, '../../..');
const readyMs = 90_000;

export type Note = { pid: number; start?: string };
export type RunFile = {
  supervisor: Note;
  address: string;
  children: Record<'mongod' | 'temporal' | 'worker' | 'api', Note>;
};

export class RunningProduct {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  readonly dataFolder: string;
  /** All it said until now. */
  said = '';

  constructor(dataFolder: string, settings: Record<string, string> = {}) {
    this.dataFolder = dataFolder;
    const env = { ...process.env, CHANGMING_DATA: dataFolder, PORT: '0', ...settings };
    // without the engines that the tests share: it brings its own
    for (const name of ['TEMPORAL_ADDRESS', 'MONGODB_URI', 'NODE_ENV']) delete (env as NodeJS.ProcessEnv)[name];
    this.#child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], { env, cwd: root, detached: true });
    this.#ended = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.said += chunk.toString();
      });
  }

  async ready(): Promise<void> {
    const ended = this.#ended.then(() => true);
    await eventually(
      async () => this.said.includes('Changming is ready') || (await Promise.race([ended, pause(0)])),
      readyMs,
    );
    if (!this.said.includes('Changming is ready')) throw new Error(`it did not become ready:\n${this.said}`);
  }

  get run(): RunFile {
    return JSON.parse(readFileSync(path.join(this.dataFolder, 'run.json'), 'utf8')) as RunFile;
  }

  /** Every process of it, the supervisor first. */
  get pids(): number[] {
    return [this.run.supervisor, ...Object.values(this.run.children)].map(({ pid }) => pid);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** @returns the exit code, or the signal that ended it. */
  async ended(): Promise<unknown> {
    const [code, signal] = await this.#ended;
    return code ?? signal;
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** Asks every 100 ms until `check` holds. */
export async function eventually(check: () => boolean | Promise<unknown>, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`not within ${timeoutMs / 1000} s: ${check.toString()}`);
    await pause(100);
  }
}
