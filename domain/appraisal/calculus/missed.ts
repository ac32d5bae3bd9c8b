/** A figure that misses its target, for an appraisal that is rehearsed. */

/**
 * Something that can be: half of a target that more is better than, twice one that less is better than; no share beyond the whole and
 * no half of a case. What is at most 1 may be a share. Throws nothing.
 */
export function missedOf(better: 'more' | 'less', target: number): number {
  if (better === 'more') return target >= 1 ? Math.floor(target / 2) : Math.floor(rounded(target) * 5_000) / 10_000;
  return target === 0 || target >= 1 ? Math.max(1, target * 2) : rounded((target + 1) / 2);
}
const rounded = (figure: number): number => Math.round(figure * 10_000) / 10_000;
