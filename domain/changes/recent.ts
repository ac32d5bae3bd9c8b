/** Which changes stand beside a fault of an item: those that worked on it, or directly beneath it, of late. */
import type { Millis } from '../kernel/units.ts';

/** What was over longer before the fault was reported is not shown beside it. */
export const RECENT: Millis = 72 * 3_600_000;

/** How a change hits an item: it works on the item itself, or on one directly beneath it, over a relation of `type`. */
export type Hit = { hits: 'item' } | { hits: 'relation'; item: string; type: string };

/**
 * How a change of `items` hits `item`; undefined: not at all. The item itself comes first, then what is beneath it, in its order.
 * Throws nothing.
 */
export function hitBy(
  items: readonly string[],
  { item, beneath }: { item: string; beneath: readonly { id: string; type: string }[] },
): Hit | undefined {
  if (items.includes(item)) return { hits: 'item' };
  const found = beneath.find(({ id }) => items.includes(id));
  return found && { hits: 'relation', item: found.id, type: found.type };
}
