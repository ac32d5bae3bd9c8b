/** Tags 标签: short words by which those who work on cases find them again. Whoever reports a case sees none. */
import { DomainError } from '../../errors.ts';
import { folded } from '../../search/folded.ts';

/** Of one case. */
export const MOST_TAGS = 20;

/** Those that are added, or taken away, as they are spelled on the case. */
export type Tagging = { tags: readonly string[] };

/** What a tag is compared by: case, width and blanks do not matter. */
export const tagKey = (tag: string): string => folded(tag);
export const tagKeys = (tags: readonly string[]): string[] => [...new Set(tags.map(tagKey))];

/** The tags among these that a case with `had` lacks, each once; null: none. Throws 'too-many-tags'. */
export function tagging({ tags }: Tagging, had: readonly string[] = []): Tagging | null {
  const known = new Set(had.map(tagKey));
  const fresh = tags.filter((tag) => !known.has(tagKey(tag)) && known.add(tagKey(tag)));
  if (fresh.length === 0) return null;
  if (had.length + fresh.length > MOST_TAGS)
    throw new DomainError('too-many-tags', `A case has ${MOST_TAGS} tags at most`, { params: { maximum: MOST_TAGS } });
  return { tags: fresh };
}

/** Of those that it has the ones that are meant, as they are spelled there; null: none. Throws nothing. */
export function untagging({ tags }: Tagging, had: readonly string[] = []): Tagging | null {
  const meant = new Set(tags.map(tagKey));
  const gone = had.filter((tag) => meant.has(tagKey(tag)));
  return gone.length > 0 ? { tags: gone } : null;
}

type Kept = { tags?: readonly string[] };
/** With these, in the order in which they came. Throws nothing. */
export const withTags = <C extends Kept>(kept: C, { tags }: Tagging): C => ({
  ...kept,
  tags: [...(kept.tags ?? []), ...tags],
});
/** Without these; none left: nothing is kept of them. Throws nothing. */
export function withoutTags<C extends Kept>(kept: C, { tags }: Tagging): C {
  const gone = new Set(tags.map(tagKey));
  const { tags: had = [], ...rest } = kept;
  const left = had.filter((tag) => !gone.has(tagKey(tag)));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same but for a field that may be missing
  return (left.length > 0 ? { ...rest, tags: left } : rest) as unknown as C;
}

/** A tag as most of the cases that have it spell it, and how many they are. */
export type Suggested = { tag: string; count: number };

/**
 * Of the tags of these cases those that hold the words looked for, all where `q` is empty: the most used first, then by name. Throws
 * nothing.
 */
export function suggestedAmong(tagged: readonly (readonly string[])[], q: string, most: number): Suggested[] {
  const wanted = folded(q);
  const found = new Map<string, Map<string, number>>();
  for (const tag of tagged.flat()) {
    const key = tagKey(tag);
    if (!key.includes(wanted)) continue;
    const spellings = found.get(key) ?? new Map<string, number>();
    found.set(key, spellings.set(tag, (spellings.get(tag) ?? 0) + 1));
  }
  const all = [...found.values()].flatMap((spellings) => {
    const [usual] = [...spellings].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return usual ? [{ tag: usual[0], count: [...spellings.values()].reduce((sum, n) => sum + n, 0) }] : [];
  });
  return all.toSorted((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1)).slice(0, most);
}
