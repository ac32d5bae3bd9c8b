/**
 * One Temporal and one MongoDB replica set for the whole run, shared by `int` and `e2e`. `scripts/engines.mjs --test`
 * finds and starts them, says their addresses in one line on stdout when both are ready, and stops them and removes
 * their folder when its stdin closes, so also when this process is killed. An engine whose address is set already is
 * used as it is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { engineTmpdir } from './memory.ts';

type Ready = { env: { TEMPORAL_ADDRESS: string; MONGODB_URI: string } };

/** Temporal in the product looks for memory that it can give back each time that it has grown by half: a fifth of the time that it takes. */
const MEMORY_OF_GO = { GOGC: 'off', GOMEMLIMIT: '2GiB' };
/** It is at work a third of the time; threads of it that look for work on the other core take a fifth of what it takes. */
const THREADS_OF_GO = '1';

let engines: ChildProcess | undefined;

/** Resolves when both engines answer; their addresses are then in the environment, which jest's workers inherit. */
export async function startEngines(): Promise<void> {
  if (process.env['TEMPORAL_ADDRESS'] !== undefined && process.env['MONGODB_URI'] !== undefined) return;
  const script = path.resolve(__dirname, '../../../scripts/engines.mjs');
  const child = spawn(process.execPath, [script, '--test'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    env: { ...MEMORY_OF_GO, GOMAXPROCS: THREADS_OF_GO, ...process.env, TMPDIR: engineTmpdir() },
  });
  engines = child;
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`scripts/engines.mjs ended with ${code} before the engines were ready`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  Object.assign(process.env, (JSON.parse(line) as Ready).env);
}

/** Ends what startEngines started, and nothing else. */
export async function stopEngines(): Promise<void> {
  if (!engines) return;
  const exit = once(engines, 'exit');
  engines.stdin?.end();
  await exit;
  engines = undefined;
}
