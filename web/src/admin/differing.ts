/** What differs between two texts of an entry, place by place: entries of lists by their id or key where they have one. */
import { isFields } from '../form/schema.ts';

export type Differing = { pointer: string; before?: unknown; after?: unknown };

export function differing(before: unknown, after: unknown, pointer = ''): Differing[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isFields(before) && isFields(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
      differing(before[name], after[name], `${pointer}/${name}`),
    );
  const [left, right] = [named(before), named(after)];
  if (left && right)
    return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
      differing(left.get(name), right.get(name), `${pointer}/${name}`),
    );
  return [{ pointer, before, after }];
}

/** A list whose entries each have a name of their own. */
function named(value: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const names = value.map((one) => (isFields(one) ? (one['id'] ?? one['key']) : undefined));
  return names.every((name): name is string => typeof name === 'string') && new Set(names).size === names.length
    ? new Map(names.map((name, at) => [name, value[at]]))
    : undefined;
}
