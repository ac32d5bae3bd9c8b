/** The indicators that are shipped (ITSS, GB/T 28827), as they are published first. */
import type { PublishedIndicator } from '../indicator.ts';
import { checkFormula } from '../language/checker.ts';
import type { Indicator } from '../language/references.ts';
import { changeAndFieldIndicators } from './changes-and-field.ts';
import { incidentIndicators } from './incidents.ts';
import { qualityIndicators } from './quality.ts';
import type { Shipped } from './shape.ts';

export const pack: readonly Shipped[] = [...incidentIndicators, ...qualityIndicators, ...changeAndFieldIndicators];

/** In an order in which each refers only to those before it. Throws where a formula is wrong: a test reads all. */
export function shippedIndicators(): (PublishedIndicator & { key: string })[] {
  const known = new Map<string, Indicator>();
  const indicators = (key: string): Indicator | null => known.get(key) ?? null;
  return pack.map(({ key, ...source }) => {
    const { formula: parsed, faults } = checkFormula(source.formula, { indicators, self: key });
    if (!parsed) throw new Error(`${key}: ${JSON.stringify(faults)}`);
    known.set(key, { key, version: 1, unit: source.unit, formula: parsed });
    return { key, organisations: [], ...source, parsed };
  });
}
