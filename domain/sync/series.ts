/**
 * The order of one device, as its keys say it: `<series>.<number of eight digits>`. What stands before a command of its series that
 * was taken is over: it was refused when its turn came, and a copy of its request that arrives late changes nothing.
 */

/** A device makes one for each case. */
export const SERIES = /^[A-Za-z0-9_~-]{8,64}$/;
const DIGITS = 8;

/** The key at a place, 1 to 99,999,999. Throws nothing. */
export const keyInSeries = (series: string, place: number): string =>
  `${series}.${String(place).padStart(DIGITS, '0')}`;

/** Where a key stands in `series`; null: not in it. Throws nothing. */
export function placeInSeries(series: string, key: string): number | null {
  const digits = key.startsWith(`${series}.`) ? key.slice(series.length + 1) : '';
  return /^[0-9]{8}$/.test(digits) && Number(digits) > 0 ? Number(digits) : null;
}

/** Places of keys that are none of the series, or do not come behind the one before. Throws nothing. */
export function outOfSeries(series: string, keys: readonly string[]): number[] {
  let last = 0;
  return keys.flatMap((key, at) => {
    const place = placeInSeries(series, key);
    if (place === null || place <= last) return [at];
    last = place;
    return [];
  });
}

/** Keys of `series` lie between these, in its order; `series` as keys are stored, with whose they are. */
export const keysOfSeries = (series: string) => ({ $gt: `${series}.`, $lt: `${series}/` }); // '/' follows '.'
