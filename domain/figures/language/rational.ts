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

/** Throws on what is no whole number. */
export const whole = (n: bigint | number | string): Rational => ({ n: BigInt(n), d: 1n });

/** The number as its decimals say it, exactly. Throws on one that is written with an exponent. */
export function decimal(value: number): Rational {
  const [int = '0', decimals = ''] = String(value).split('.');
  return reduced(BigInt(int + decimals), 10n ** BigInt(decimals.length));
}

export const plus = (a: Rational, b: Rational): Rational => reduced(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Rational, b: Rational): Rational => plus(a, { n: -b.n, d: b.d });
export const times = (a: Rational, b: Rational): Rational => reduced(a.n * b.n, a.d * b.d);
/** Null: by nothing. */
export function over(a: Rational, b: Rational): Rational | null {
  if (b.n === 0n) return null;
  return b.n < 0n ? reduced(-a.n * b.d, a.d * -b.n) : reduced(a.n * b.d, a.d * b.n);
}

const DECIMALS = 4;
const SCALE = 10n ** BigInt(DECIMALS);

/** To four decimals, half away from zero. Throws nothing. */
export function rounded({ n, d }: Rational): number {
  const size = n < 0n ? -n : n;
  const scaled = (2n * size * SCALE + d) / (2n * d);
  const digits = String(scaled).padStart(DECIMALS + 1, '0');
  const value = Number(`${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`);
  return n < 0n && value !== 0 ? -value : value;
}
