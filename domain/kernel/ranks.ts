/**
 * The nearest rank: the ceil(percent / 100 · n)-th smallest of an ascending list of n, counted from 1; null of an empty one.
 * `percent`: whole, 1 to 100. It is always one of the list, so that the case behind it can be shown. Throws nothing.
 */
export const nearest = (sorted: readonly number[], percent: number): number | null =>
  sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
