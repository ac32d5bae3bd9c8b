/** What an edit changed, as it is kept on record: readable without the versions, without secrets, and of bounded size. */
import { canonical } from './chain.ts';
import { type Difference, differencesBetween } from './differences.ts';

/**
 * `withheld`: it changed, and what it was and is stays out of the record. `cut`: one of the values is longer than a record
 * keeps, and stands as the beginning of its text.
 */
export type Changed = Difference & { withheld?: true; cut?: true };
/** `more`: how many places beyond those kept. */
export type Changes = { changes: readonly Changed[]; more?: number };

const MOST_PLACES = 40;
const MOST_LETTERS = 400;

/** Secrets, and how to reach somebody, which is his own affair and never stood in a version that auditors read. */
const WITHHELD: readonly string[] = ['password', 'secret', 'phone', 'email'];
/** Lists whose order says nothing: `before` is what only the former one has, `after` what only the new one has. */
const SETS: readonly string[] = ['grants', 'teams', 'applications', 'tiers', 'organisations', 'carries', 'silent'];

/**
 * What is different in `after`, field by field, at most 40 places of 400 characters a value; `undefined` in either is a field
 * that is not there. Values of secret fields never appear. Throws nothing.
 */
export function changesBetween(before: object, after: object): Changes {
  const [left, right] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const all = [...new Set([...left.keys(), ...right.keys()])].flatMap((field) =>
    changedIn(field, left.get(field), right.get(field)),
  );
  const more = all.length - MOST_PLACES;
  return { changes: all.slice(0, MOST_PLACES).map(shortened), ...(more > 0 ? { more } : {}) };
}

function changedIn(field: string, before: unknown, after: unknown): Changed[] {
  const pointer = `/${field}`;
  if (canonical(before) === canonical(after)) return [];
  if (WITHHELD.includes(field)) return [{ pointer, withheld: true }];
  if (SETS.includes(field) && Array.isArray(before) && Array.isArray(after)) return changedSet(pointer, before, after);
  return differencesBetween(before, after, pointer);
}

function changedSet(pointer: string, before: readonly unknown[], after: readonly unknown[]): Changed[] {
  const [gone, come] = [onlyIn(before, after), onlyIn(after, before)];
  if (gone.length + come.length === 0) return [];
  return [{ pointer, ...(gone.length > 0 && { before: gone }), ...(come.length > 0 && { after: come }) }];
}

function onlyIn(some: readonly unknown[], others: readonly unknown[]): unknown[] {
  const known = new Set(others.map(canonical));
  return some.filter((one) => !known.has(canonical(one)));
}

function shortened(change: Changed): Changed {
  const short = { ...change };
  for (const side of ['before', 'after'] as const) {
    const text = canonical(change[side]);
    if (text.length > MOST_LETTERS) Object.assign(short, { [side]: `${text.slice(0, MOST_LETTERS)}…`, cut: true });
  }
  return short;
}
