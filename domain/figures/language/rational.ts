/** Exact arithmetic: whole numbers of any size, and their quotients. */

/** `d` above 0, and no number divides both. */
export type Rational = { n: bigint; d: bigint };

const gcd = (one: bigint, other: bigint): bigint => {
  let [a, b] = [one < 0n ? -one : one, other];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
};
const reduced = (n: bigint, d: bigint): Rational => {
  const by = gcd(n, d);
  return { n: n / by, d: d / by };
};

/** No figure that anybody reads needs more, and each step of reckoning stays a short one. */
const LARGEST = 1n << 512n;
/** Null: it grew beyond what figures are reckoned with. */
const bounded = (n: bigint, d: bigint): Rational | null => {
  const value = reduced(n, d);
  return value.n < LARGEST && value.n > -LARGEST && value.d < LARGEST ? value : null;
};

/** Throws on what is no whole number. */
export const whole = (n: bigint | number | string): Rational => ({ n: BigInt(n), d: 1n });

/** The number as its decimals say it, exactly. Throws on one that is written with an exponent. */
export function decimal(value: number): Rational {
  const [int = '0', decimals = ''] = String(value).split('.');
  return reduced(BigInt(int + decimals), 10n ** BigInt(decimals.length));
}

/** Each of the four: null where it grows beyond 512 bits, above or below its line. Throws nothing. */
export const plus = (a: Rational, b: Rational): Rational | null => bounded(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Rational, b: Rational): Rational | null => plus(a, { n: -b.n, d: b.d });
export const times = (a: Rational, b: Rational): Rational | null => bounded(a.n * b.n, a.d * b.d);
/** Null: by nothing, too. */
export function over(a: Rational, b: Rational): Rational | null {
  if (b.n === 0n) return null;
  return b.n < 0n ? bounded(-a.n * b.d, a.d * -b.n) : bounded(a.n * b.d, a.d * b.n);
}

const DECIMALS = 4;
const SCALE = 10n ** BigInt(DECIMALS);
const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** To four decimals, half away from zero; null: beyond what a number tells exactly. Throws nothing. */
export function rounded({ n, d }: Rational): number | null {
  const size = n < 0n ? -n : n;
  const scaled = (2n * size * SCALE + d) / (2n * d);
  if (scaled > MOST_EXACT * SCALE) return null;
  const digits = String(scaled).padStart(DECIMALS + 1, '0');
  const value = Number(`${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`);
  return n < 0n && value !== 0 ? -value : value;
}
