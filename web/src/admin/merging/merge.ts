/** Two edits of one entry, field by field: what both changed differently is asked, nothing else. */
type Fields = Readonly<Record<string, unknown>>;
export type Clash = { field: string; base: unknown; mine: unknown; theirs: unknown };
export type Merged = { value: Record<string, unknown>; clashes: readonly Clash[] };

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `base`: as it was when mine was begun. Where both changed a field, mine stands until it is decided. */
export function merged(base: Fields, mine: Fields, theirs: Fields): Merged {
  const fields = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])];
  const clashes = fields.flatMap((field) =>
    !same(base[field], mine[field]) && !same(base[field], theirs[field]) && !same(mine[field], theirs[field])
      ? [{ field, base: base[field], mine: mine[field], theirs: theirs[field] }]
      : [],
  );
  const value = Object.fromEntries(
    fields.flatMap((field) => {
      const kept = same(base[field], mine[field]) ? theirs[field] : mine[field];
      return kept === undefined ? [] : [[field, kept] as const];
    }),
  );
  return { value, clashes };
}
