/** Half-open stretches of time: what touches does not meet. */
import type { Millis } from '../units.ts';

/** `[from, until)`; never empty where nothing else is said. */
export type Interval = { readonly from: Millis; readonly until: Millis };

/** True when one millisecond at least lies in both. Throws nothing. */
export const meets = (one: Interval, other: Interval): boolean => one.from < other.until && other.from < one.until;

/** What lies in both; null when they only touch, or less. Throws nothing. */
export function common(one: Interval, other: Interval): Interval | null {
  const [from, until] = [Math.max(one.from, other.from), Math.min(one.until, other.until)];
  return from < until ? { from, until } : null;
}

/** The same time in as few stretches as there can be, ascending; empty ones fall out. Throws nothing. */
export function merged(all: readonly Interval[]): Interval[] {
  const found: { from: Millis; until: Millis }[] = [];
  const filled = all.filter(({ from, until }) => from < until);
  for (const { from, until } of filled.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && from <= last.until) last.until = Math.max(last.until, until);
    else found.push({ from, until });
  }
  return found;
}

/** What of `whole` lies in none of `parts`, ascending. Throws nothing. */
export function uncovered(whole: Interval, parts: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let at = whole.from;
  for (const { from, until } of merged(parts)) {
    if (from >= whole.until) break;
    if (from > at) left.push({ from: at, until: from });
    at = Math.max(at, until);
  }
  return at < whole.until ? [...left, { from: at, until: whole.until }] : left;
}
