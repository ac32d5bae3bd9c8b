/** How long answers over HTTP take, one after the other. */
import type { Keys } from '../../commands/replay/door.ts';
import { round } from '../measure.ts';

export type Asked = { address: string; keys: Keys };

/** Milliseconds of each of `rounds` answers. Throws for one that is none. */
export async function timesOf(
  { address, keys }: Asked,
  { person, path }: { person: string; path: string },
  rounds: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let asked = 0; asked < rounds; asked += 1) {
    const since = performance.now();
    const answer = await fetch(`${address}${path}`, { headers: { Authorization: `Bearer ${keys[person]}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.text();
    times.push(performance.now() - since);
  }
  return times;
}

/** In ms, to a tenth. */
export function figuresOf(times: readonly number[]): { n: number; p50: number; p99: number; max: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { n: times.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export const inWords = (times: readonly number[]): string => {
  const { p50, p99, max } = figuresOf(times);
  return `p50 ${p50}, p99 ${p99}, most ${max} ms`;
};
