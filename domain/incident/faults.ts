/** When a fault counts as one of a series. */
import type { Facts } from '../kernel/facts.ts';
import type { Millis } from '../kernel/process.ts';

/** Others that were opened within this time count. */
export const REPEAT_MS: Millis = 30 * 86_400_000;
/** So many others with the same item and category, or the same application and cause in the branch. */
const REPEATED = { sameItem: 2, sameCause: 4 };
/** More than this many need not be counted. */
export const ENOUGH = Math.max(...Object.values(REPEATED));

export const isRepeated = ({ sameItem, sameCause }: NonNullable<Facts['repeats']>): boolean =>
  sameItem >= REPEATED.sameItem || sameCause >= REPEATED.sameCause;
