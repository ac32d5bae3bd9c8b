/** Keys of aggregates, each worked out once: a board asks for the same ones in every period. */
import { keyOf } from '../../domain/figures/language/aggregates.ts';
import type { Keyed } from '../../domain/figures/counting.ts';
import type { Aggregate } from '../../domain/figures/language/shapes.ts';

const known = new Map<string, string>();
/** Far more than indicators count; whoever tries very many formulas drops all of them. */
const MOST_KNOWN = 10_000;

/** As `keyOf`. */
export function knownKeyOf(aggregate: Aggregate): string {
  const words = JSON.stringify(aggregate);
  const found = known.get(words);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const key = keyOf(aggregate);
  known.set(words, key);
  return key;
}

/** Each once, by its key. */
export const keyed = (aggregates: readonly Aggregate[]): Keyed =>
  new Map(aggregates.map((one) => [knownKeyOf(one), one]));
