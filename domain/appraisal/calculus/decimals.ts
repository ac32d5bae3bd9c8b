/** Exact arithmetic on figures of at most four decimals: what is owed may not depend on how a machine keeps fractions. */

const UNIT = 10_000;
/** The most that a figure, a target or a step may be. */
export const LARGEST = 100_000_000_000;

/** A number of at most four decimals in ten-thousandths. Throws RangeError for one that is none, or beyond LARGEST. */
export function tenThousandths(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST) throw new RangeError(`${value} is no figure`);
  return BigInt(Math.round(value * UNIT));
}

/** True for at most four decimals within LARGEST: what `tenThousandths` says without loss. Throws nothing. */
export const isExact = (value: number): boolean =>
  Number.isFinite(value) && Math.abs(value) <= LARGEST && Math.round(value * UNIT) / UNIT === value;

/** `n / d`, rounded half away from zero. `d` is not 0. */
export function rounded(n: bigint, d: bigint): bigint {
  const [top, below] = d < 0n ? [-n, -d] : [n, d];
  const size = top < 0n ? -top : top;
  const whole = (2n * size + below) / (2n * below);
  return top < 0n ? -whole : whole;
}
/** `n / d` of what is not negative: what is begun counts as whole. */
export const roundedUp = (n: bigint, d: bigint): bigint => (n + d - 1n) / d;
