/** One phase of a run: operations by so many clients for so long, with what they cost. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { nearest } from '../domain/kernel/ranks.ts';

/** Groups of processes by name: what they used is summed. */
export type Groups = Readonly<Record<string, readonly number[]>>;
export type Phase = {
  run: string;
  variant: string;
  clients: number;
  n: number;
  errors: number;
  perSec: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
  /** CPU-ms an operation. */
  cpuMs: Record<string, number>;
  rssMb: Record<string, number>;
  /** Share of the time that the host took away. */
  steal: number;
  loadavg: number;
};
type Wish = {
  run: string;
  variant: string;
  clients: number;
  seconds: number;
  groups: () => Groups;
  /** One operation of one client; what it answers is what took so many ms, or nothing: then it is timed as a whole. */
  work: (client: number) => Promise<readonly number[] | void>;
};

const LEAST = 200;
const TICK_MS = 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Bounded by seconds and by count: until both are reached, at most three times as long. */
export async function phase({ run, variant, clients, seconds, groups, work }: Wish): Promise<Phase> {
  const before = usage(groups());
  const times: number[] = [];
  let errors = 0;
  const began = performance.now();
  const isOver = (): boolean => {
    const spent = performance.now() - began;
    return (spent >= seconds * 1_000 && times.length >= LEAST) || spent >= seconds * 3_000;
  };
  const client = async (index: number): Promise<void> => {
    while (!isOver()) {
      const since = performance.now();
      try {
        const parts = await work(index);
        times.push(...(parts ?? [performance.now() - since]));
      } catch (error) {
        errors += 1;
        if (errors > 20) throw error;
        process.stderr.write(`${run} ${variant}: ${String(error)}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  const spentMs = performance.now() - began;
  return { run, variant, clients, errors, ...figures(times, spentMs), ...costs(before, usage(groups()), times.length) };
}

/** Not counted: compilers and caches warm up. */
export async function warmUp(
  wish: Omit<Wish, 'run' | 'seconds'>,
  { seconds, least }: { seconds: number; least: number },
) {
  const end = performance.now() + seconds * 1_000;
  let n = 0;
  const client = async (index: number): Promise<void> => {
    while (performance.now() < end || n < least) {
      await wish.work(index);
      n += 1;
    }
  };
  await Promise.all(Array.from({ length: wish.clients }, (_, index) => client(index)));
}

function figures(times: number[], spentMs: number) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (percent: number): number => round(nearest(sorted, percent) ?? Number.NaN);
  const perSec = round((times.length / spentMs) * 1_000);
  return { n: times.length, perSec, p50: at(50), p90: at(90), p99: at(99), max: round(sorted.at(-1) ?? Number.NaN) };
}

const TOGETHER = 8;
/** `work` on each, a few at a time; not measured. */
export async function inTurn<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const client = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: TOGETHER }, client));
}

/** Begins to measure; what it answers tells what each of `n` operations since has cost. */
export function meter(groups: () => Groups): (n: number) => Pick<Phase, 'cpuMs' | 'rssMb' | 'steal' | 'loadavg'> {
  const before = usage(groups());
  return (n) => costs(before, usage(groups()), n);
}

type Usage = { cpuMs: Record<string, number>; rssMb: Record<string, number>; steal: number; total: number };

function usage(groups: Groups): Usage {
  const sums = (read: (pid: number) => number): Record<string, number> =>
    Object.fromEntries(
      Object.entries(groups).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + read(pid), 0)]),
    );
  const [, ...times] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/).map(Number);
  return {
    cpuMs: sums(cpuMsOf),
    rssMb: sums((pid) => pssOf(pid) / 1e6),
    steal: times[7] ?? 0,
    total: times.slice(0, 8).reduce((sum, one) => sum + one, 0),
  };
}

function costs(before: Usage, after: Usage, n: number): Pick<Phase, 'cpuMs' | 'rssMb' | 'steal' | 'loadavg'> {
  const cpuMs = Object.entries(after.cpuMs).map(([name, ms]) => [name, round((ms - (before.cpuMs[name] ?? 0)) / n)]);
  return {
    cpuMs: Object.fromEntries(cpuMs),
    rssMb: Object.fromEntries(Object.entries(after.rssMb).map(([name, mb]) => [name, round(mb)])),
    steal: round(((after.steal - before.steal) / Math.max(1, after.total - before.total)) * 100) / 100,
    loadavg: round(loadavg()[0] ?? 0),
  };
}

/** CPU time that the process has used so far, of all its threads. */
/** What a process has used so far. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The least of some looks while nothing happens: what is garbage goes meanwhile. */
export async function leastOf(look: () => number, idleS: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let second = 0; second < idleS; second += 5) {
    await sleep(5_000);
    least = Math.min(least, look());
  }
  return least;
}

/** Memory of the process in bytes, all of what is shared included. */
export function rssOf(pid: number): number {
  const kb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? 0) * 1_024;
}

/** Memory of the process, its share of what is shared included, in bytes. */
export function pssOf(pid: number): number {
  const kb = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kb ?? 0) * 1_024;
}

/** CPU-ms an operation, of all groups together. */
export const cpuOf = ({ cpuMs }: Phase): number => round(Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0));

export const round = (value: number): number => Math.round(value * 100) / 100;

/** Ratio by pairs: the median, and whether the pairs lie so far apart that it says nothing. */
export function ratioOf(pairs: readonly (readonly [bare: number, product: number])[]): {
  median: number;
  pairs: number[];
  noisy: boolean;
} {
  const ratios = pairs.map(([bare, product]) => round(product / bare));
  const sorted = ratios.toSorted((a, b) => a - b);
  const [lowest = 0, highest = 0] = [sorted[0], sorted.at(-1)];
  return { median: nearest(sorted, 50) ?? Number.NaN, pairs: ratios, noisy: highest > lowest * 1.3 };
}

export const host = (): string => `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`;
