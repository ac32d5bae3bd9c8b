/**
 * Loaded into the workers of a load measure (`node -r`, by NODE_OPTIONS): how long their main thread keeps what is due
 * waiting. On SIGUSR2 it writes what it has seen since the last one to `<folder>/<pid>.json` and begins again.
 */
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds. */
export type LoopDelay = { asked: number; p50: number; p99: number; max: number };
const FOLDER = 'BENCH_LOOP_FOLDER';
/** It looks so often; what it counts are the distances between its looks. */
const EVERY_MS = 10;
const PATIENCE_MS = 30_000;

/** Environment for processes that shall be measured. */
export const loopProbe = (): { folder: string; env: Record<string, string> } => {
  const folder = mkdtempSync(path.join(tmpdir(), 'changming-loop-'));
  return { folder, env: { [FOLDER]: folder, NODE_OPTIONS: `--require ${JSON.stringify(__filename)}` } };
};

/** The delay in that process since it was asked last. */
export async function loopDelayOf(folder: string, pid: number): Promise<LoopDelay> {
  const file = path.join(folder, `${pid}.json`);
  const before = readDelay(file)?.asked ?? 0;
  const end = Date.now() + PATIENCE_MS;
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    const now = readDelay(file);
    if (now && now.asked > before) return now;
    if (Date.now() > end) throw new Error(`process ${pid} does not tell the delay of its event loop`);
    await sleep(50);
  }
}

function readDelay(file: string): LoopDelay | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay;
  } catch {
    return null; // not asked yet
  }
}

function watch(folder: string): void {
  const delay = monitorEventLoopDelay({ resolution: EVERY_MS });
  delay.enable();
  const file = path.join(folder, `${process.pid}.json`);
  const late = (ns: number): number => Math.max(0, Math.round(ns / 1e4 - EVERY_MS * 100) / 100);
  let asked = 0;
  process.on('SIGUSR2', () => {
    asked += 1;
    const seen = { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) };
    delay.reset();
    writeFileSync(`${file}.new`, JSON.stringify({ asked, ...seen } satisfies LoopDelay));
    renameSync(`${file}.new`, file);
  });
}

const { [FOLDER]: folder } = process.env;
const isWorker = /\/worker(\/main)?\.js$/.test(process.argv[1] ?? '');
if (folder !== undefined && isMainThread && isWorker) watch(folder);
