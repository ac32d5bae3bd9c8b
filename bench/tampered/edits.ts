/** Edits of any value, and what a chain is made of again without a key. */
import { hashOf } from '../../models/store/chain.ts';
import type { Anything, Doc } from './image.ts';
import type { Random } from './random.ts';

type Path = readonly (string | number)[];

/** Every place that holds a plain value, or an empty list or object. */
function leavesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? value.map((item, n) => [n, item] as const) : Object.entries(value);
  return inner.length === 0 ? [at] : inner.flatMap(([name, item]) => leavesOf(item, [...at, name]));
}

function another(value: unknown, random: Random): unknown {
  if (typeof value === 'string') return random.next() < 0.2 ? '' : `${value}${random.hex(1)}`;
  if (typeof value === 'number') return value + 1 + random.below(1_000);
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return ['forged'];
  return value === null ? 'forged' : { forged: true };
}

/** A copy with the value at `at` replaced. */
function withValue(value: Anything, [name, ...rest]: Path, made: (before: unknown) => unknown): unknown {
  if (name === undefined) return made(value);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = withValue(value[name], rest, made);
  return copy;
}

/** A copy with one value in it changed, however deep; never at its top. */
export function edited<T extends object>(value: T, random: Random): T {
  const at = random.pick(leavesOf(value).filter((path) => path.length > 0));
  return withValue(value, at, (before) => another(before, random)) as T;
}

/** A copy in which one value that is equal for a careless eye stands for another: `{}` a date, null no number. Null: there is none. */
export function disguised<T extends object>(value: T, random: Random): T | null {
  const fits = leavesOf(value).filter((path) => path.length > 0 && isHollow(valueAt(value, path)));
  if (fits.length === 0) return null;
  const made = (before: unknown) => (before === null ? Number.NaN : new Date(random.below(2_000_000_000)));
  return withValue(value, random.pick(fits), made) as T;
}

const valueAt = (value: Anything, path: Path): unknown => path.reduce((inner, name) => inner[name], value);
const isHollow = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);

/** The hash as everybody can reckon it; what signs it stays as it is. */
export function rehashed<T extends Doc>({ hash: _hash, mac, keyId, ...body }: T): T {
  const signature = { ...(mac === undefined ? {} : { mac }), ...(keyId === undefined ? {} : { keyId }) };
  return { ...body, hash: hashOf(body), ...signature } as unknown as T;
}

/** Each linked to the one before it, hashes made anew. */
export function relinked(links: readonly Doc[], prevHash: string): Doc[] {
  let before = prevHash;
  return links.map((link) => {
    const made = rehashed<Doc>({ ...link, prevHash: before });
    before = made['hash'];
    return made;
  });
}

export function without(document: Doc, field: string): Doc {
  const { [field]: _gone, ...rest } = document;
  return rest as Doc;
}
