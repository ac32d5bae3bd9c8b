/** What all items and clauses come to, and the hash of the statement that both sides sign. */
import { contentHash } from '../kernel/record/content-hash.ts';
import { type Penalty, penaltyOf } from './calculus/penalty.ts';
import { scoreOf } from './calculus/scoring.ts';
import type { Terms } from './calculus/shapes.ts';
import type { Appraisal, Totals } from './state.ts';
import { itemsOf } from './whom.ts';

const NOTHING: Terms = { items: [], clauses: [], currency: '' };
export const termsOf = ({ terms = NOTHING }: Pick<Appraisal, 'terms'>): Terms => terms;

/** The figure of an item as it was frozen; null: it has none. Throws nothing. */
export function figureOf(appraisal: Pick<Appraisal, 'parts'>, item: string): number | null {
  const { value } = itemsOf(appraisal)[item] ?? {};
  return value === undefined ? null : Number(value);
}

/** Hundredths that an item scores now; null: it is left out, or not scored yet. Throws nothing. */
export function scoredFor(appraisal: Pick<Appraisal, 'parts'>, item: string): number | null {
  const { adjusted, points } = itemsOf(appraisal)[item] ?? {};
  return adjusted ?? points ?? null;
}

/** What is owed by what was frozen, with what was decided since. Throws as `penaltyOf`. */
export function owed(appraisal: Pick<Appraisal, 'parts' | 'terms' | 'breaches'>): Penalty {
  const items = itemsOf(appraisal);
  const figures = new Map(Object.keys(items).map((id) => [id, figureOf(appraisal, id)]));
  const reliefs = Object.entries(items).flatMap(([item, { relief = 0 }]) =>
    relief > 0 ? [{ item, cents: relief }] : [],
  );
  return penaltyOf(termsOf(appraisal), figures, appraisal.breaches ?? {}, reliefs);
}

/** As the case stands. Throws as `penaltyOf`. */
export function totalsOf(appraisal: Pick<Appraisal, 'parts' | 'terms' | 'breaches'>): Totals {
  const { items } = termsOf(appraisal);
  const points = new Map(items.map(({ id }) => [id, scoredFor(appraisal, id)]));
  const { lines, cents } = owed(appraisal);
  return { score: scoreOf(items, points), penalty: cents, lines };
}

type Stated = Pick<
  Appraisal,
  'unit' | 'judging' | 'subject' | 'schemeRef' | 'period' | 'from' | 'until' | 'zone' | 'list' | 'parts' | 'terms'
>;
/** SHA-256, hex, over all that a statement says, by which figures and list it was reckoned among it. Throws nothing. */
export function statementHashOf(appraisal: Stated, { score, penalty, lines }: Totals): string {
  const { unit, judging, subject, schemeRef, period, from, until, zone, list } = appraisal;
  const { items, currency } = termsOf(appraisal);
  const said = items.map(({ id }) => {
    const { value = null, points = null, adjusted = null } = itemsOf(appraisal)[id] ?? {};
    return { id, value, points, adjusted };
  });
  return contentHash({
    unit,
    judging,
    subject,
    scheme: schemeRef ?? null,
    period,
    from,
    until,
    zone,
    list: list?.hash ?? null,
    currency,
    items: said,
    score,
    penalty,
    lines,
  });
}
