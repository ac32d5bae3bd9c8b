/** What the figures of a period suggest for the next scheme: targets that were far too easy, or out of reach. */
import { rounded, tenThousandths } from './decimals.ts';
import { full } from './scoring.ts';
import type { Scheme, SchemeItem } from './shapes.ts';

type Seen = { item: SchemeItem; value: number | null; points: number | null };
type Suggestion = { item: string; target: number; reason: string };
/** A target is moved half of the way to what was reached. */
const HALF = 2n;
/** With fewer percent of its points than this an item was out of reach. */
const OUT_OF_REACH = 50;

/** One line for each target that should move, with why; empty where all are right. Throws RangeError for what is no figure. */
export function proposedLines(seen: readonly Seen[]): Suggestion[] {
  return seen.flatMap(({ item, value, points }) => {
    const { id, target, better, computed } = item;
    if (!computed || target === undefined || value === null) return [];
    const [has, wanted] = [tenThousandths(value), tenThousandths(target)];
    const isPassed = better === 'more' ? has > wanted : has < wanted;
    const isFar = points !== null && points * 100 < full(item) * OUT_OF_REACH;
    const moved = Number(rounded(has + wanted, HALF)) / 10_000;
    // A target of none at all could be missed by nobody, and no scheme may have it.
    const least = better === 'more' ? 1 / 10_000 : 0;
    if (moved === target || moved < least || (!isPassed && !isFar)) return [];
    const why = isPassed ? '本期优于目标 better than the target' : '本期得分不足一半 scored less than half';
    return [{ item: id, target: moved, reason: `${why}: ${value} (${target} → ${moved})` }];
  });
}

type Line = { item: string; target?: number | undefined; weight?: number | undefined; reason: string };
/** The scheme with these lines in place, as a draft; why each stands in its `reason`. Throws nothing. */
export const proposedScheme = (
  { items, reason: _former, ...scheme }: Scheme,
  lines: readonly Line[],
  appraisal: string,
): Scheme => ({
  ...scheme,
  items: items.map((item) => {
    const line = lines.find((one) => one.item === item.id);
    return {
      ...item,
      ...(line?.target === undefined ? {} : { target: line.target }),
      ...(line?.weight === undefined ? {} : { weight: line.weight }),
    };
  }),
  reason: [appraisal, ...lines.map(({ item, reason }) => `${item}: ${reason}`)].join('\n').slice(0, MOST_REASON),
});
const MOST_REASON = 2_000;
