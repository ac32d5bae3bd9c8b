/** From a frozen figure to points. Points are whole hundredths, so that a sum of them is exact. */
import { rounded, tenThousandths } from './decimals.ts';
import type { SchemeItem } from './shapes.ts';

/** Hundredths of a point. */
export const full = ({ weight }: Pick<SchemeItem, 'weight'>): number => weight * 100;

/**
 * What the figure of a computed item scores, in hundredths of a point, rounded half away from zero; null: it is left out, and the
 * others count alone. Never below 0 nor above the weight; a better figure never scores less. Throws RangeError for what is no figure.
 */
export function pointsOf(item: SchemeItem, value: number | null): number | null {
  if (value === null) return item.without === 'left-out' ? null : item.without === 'full' ? full(item) : 0;
  const { scoring } = item;
  if (scoring.is === 'steps') return stepPoints(item, scoring.steps, value);
  if (meets(item, value)) return full(item);
  return scoring.is === 'proportional' ? part(item, value) : 0;
}

function meets({ better, target = 0 }: SchemeItem, value: number): boolean {
  const [has, wanted] = [tenThousandths(value), tenThousandths(target)];
  return better === 'more' ? has >= wanted : has <= wanted;
}

/** Of one that misses its target: as value is to target, or, where less is better, as target is to value. */
function part(item: SchemeItem, value: number): number {
  const [has, wanted] = [tenThousandths(value), tenThousandths(item.target ?? 0)];
  const [top, below] = item.better === 'more' ? [has, wanted] : [wanted, has];
  return top <= 0n || below <= 0n ? 0 : Number(rounded(BigInt(full(item)) * top, below));
}

function stepPoints(item: SchemeItem, steps: readonly { figure: number; points: number }[], value: number): number {
  const has = tenThousandths(value);
  const reached = steps.filter(({ figure }) =>
    item.better === 'more' ? has >= tenThousandths(figure) : has <= tenThousandths(figure),
  );
  return Math.max(0, ...reached.map(({ points }) => points * 100));
}

/**
 * The score of all items together, in hundredths of a point of 100; null: none of them counts. What is left out has its weight
 * shared by the others in proportion, rounded half away from zero once. `points`: by item. Throws nothing.
 */
export function scoreOf(
  items: readonly Pick<SchemeItem, 'id' | 'weight'>[],
  points: ReadonlyMap<string, number | null>,
): number | null {
  const counted = items.flatMap(({ id, weight }) => {
    const has = points.get(id);
    return has === null || has === undefined ? [] : [{ weight, has }];
  });
  const weight = counted.reduce((sum, one) => sum + one.weight, 0);
  if (weight === 0) return null;
  const sum = counted.reduce((all, { has }) => all + has, 0);
  return Number(rounded(BigInt(sum) * 100n, BigInt(weight)));
}

/** True where an item starts a rectification by its points; one that was left out starts none. Throws nothing. */
export const isWeak = (item: SchemeItem, points: number | null): boolean =>
  item.rectifyBelow !== undefined && points !== null && item.weight > 0 && points < item.weight * item.rectifyBelow;
