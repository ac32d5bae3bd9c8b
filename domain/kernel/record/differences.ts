/** Two values of the same shape, place by place. */
import { canonical } from './chain.ts';

/** One place, as a JSON pointer (RFC 6901); `before` or `after` absent: not there on that side. */
export type Difference = { pointer: string; before?: unknown; after?: unknown };

/** Every place where two values differ, as deep as both sides have it; empty when they are equal. Throws nothing. */
export function differencesBetween(before: unknown, after: unknown, pointer = ''): Difference[] {
  if (canonical(before) === canonical(after)) return [];
  if (!isNode(before) || !isNode(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ pointer, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  const [left, right] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    differencesBetween(left.get(name), right.get(name), `${pointer}/${escaped(name)}`),
  );
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null;
