/** From the rows of a period to frozen figures: each row counted once, in whatever order, with the items and clauses that it counts in. */
import {
  aggregatesOf,
  countedIn,
  type FormulaOfRef,
  keyOf,
  nothing,
  withRow,
} from '../../figures/language/aggregates.ts';
import { figureOf } from '../../figures/language/figure.ts';
import { isIn } from '../../figures/language/holds.ts';
import type { Aggregate, Basis, Cases, Formula, Piece } from '../../figures/language/shapes.ts';
import type { LiveRow } from '../../figures/row.ts';
import type { Clause, Exclusion, FrozenFigure, Scheme } from './shapes.ts';

/** A row as a list keeps it: by which basis it came, and in which items and clauses it counts. */
export type CountedRow = { basis: Basis; row: LiveRow; in: readonly string[] };
type Measured = { id: string; formula: Formula; aggregates: readonly Aggregate[]; breaching: Cases | null };
type PerBreach = Extract<Clause, { is: 'per-breach' }>;

/**
 * Counts the figures of one scheme. The same rows give the same figures in any order, under any release: what is counted stands in the
 * formulas that the scheme pins. Throws what `formulaOfRef` throws.
 */
export class Counting {
  readonly #items: readonly Measured[];
  readonly #clauses: readonly PerBreach[];
  readonly #formulaOfRef: FormulaOfRef;
  readonly #pieces = new Map<string, Piece>();
  readonly #breaches = new Map<string, number>();
  readonly #cases = new Map<string, number>();

  constructor({ items, clauses }: Pick<Scheme, 'items' | 'clauses'>, formulaOfRef: FormulaOfRef) {
    this.#formulaOfRef = formulaOfRef;
    this.#items = items.flatMap(({ id, formula }) =>
      formula
        ? [
            {
              id,
              formula,
              aggregates: aggregatesOf(formula, formulaOfRef),
              breaching: breaching(formula, formulaOfRef),
            },
          ]
        : [],
    );
    this.#clauses = clauses.filter((clause): clause is PerBreach => clause.is === 'per-breach');
  }

  /** The bases of which it wants rows, each with the processes; in a fixed order. */
  wanted(): Map<Basis, Set<Cases['processes'][number]>> {
    const found = new Map<Basis, Set<Cases['processes'][number]>>();
    for (const { basis, processes } of this.#items.flatMap(({ aggregates }) => aggregates.map(({ cases }) => cases))) {
      const known = found.get(basis) ?? new Set();
      for (const process of processes) known.add(process);
      found.set(basis, known);
    }
    return found;
  }

  /** Takes a row that came by a basis. Null: it counts in nothing, and stands in no list. */
  take(basis: Basis, row: LiveRow): CountedRow | null {
    const within = this.#items.flatMap((item) => (this.#counts(item, basis, row) ? [item.id] : []));
    const owed = this.#clauses.flatMap((clause) => (this.#breaks(clause, basis, row) ? [clause.id] : []));
    if (within.length === 0) return null;
    for (const id of within) this.#cases.set(id, (this.#cases.get(id) ?? 0) + 1);
    for (const id of owed) this.#breaches.set(id, (this.#breaches.get(id) ?? 0) + 1);
    for (const [key, aggregate] of this.#aggregates())
      if (aggregate.cases.basis === basis) {
        const piece = this.#pieces.get(key) ?? nothing(aggregate);
        this.#pieces.set(key, withRow(aggregate, piece, row));
      }
    return { basis, row, in: [...within, ...owed.map((id) => `clause:${id}`)] };
  }

  figures(): FrozenFigure[] {
    const pieceOf = (aggregate: Aggregate): Piece => this.#pieces.get(keyOf(aggregate)) ?? nothing(aggregate);
    return this.#items.map(({ id, formula }) => ({
      item: id,
      value: figureOf(formula, pieceOf, this.#formulaOfRef).value,
      cases: this.#cases.get(id) ?? 0,
    }));
  }
  breaches(): Record<string, number> {
    return Object.fromEntries(this.#clauses.map(({ id }) => [id, this.#breaches.get(id) ?? 0]));
  }

  /** Each aggregate once, by its key. */
  #known: Map<string, Aggregate> | undefined;
  #aggregates(): Map<string, Aggregate> {
    this.#known ??= new Map(
      this.#items.flatMap(({ aggregates }) => aggregates.map((one): [string, Aggregate] => [keyOf(one), one])),
    );
    return this.#known;
  }

  #counts({ aggregates }: Measured, basis: Basis, row: LiveRow): boolean {
    return aggregates.some((one) => one.cases.basis === basis && isIn(countedIn(one), row));
  }

  #breaks({ item, except = [] }: PerBreach, basis: Basis, row: LiveRow): boolean {
    const cases = this.#items.find(({ id }) => id === item)?.breaching;
    return cases?.basis === basis && isIn(cases, row) && !except.some((one) => isExcepted(one, row));
  }
}

/** Of a share, the cases above its line; of a count, those that are counted; null: nothing of it can be counted case by case. */
export function breaching(formula: Formula, formulaOfRef: FormulaOfRef): Cases | null {
  if (formula.is === 'indicator') return breaching(formulaOfRef(formula.ref), formulaOfRef);
  if (formula.is === 'aggregate') return formula.of.is === 'count' ? formula.of.cases : null;
  if (formula.is !== 'share') return null;
  const [above] = aggregatesOf(formula, formulaOfRef);
  return above ? above.cases : null;
}

/** So long of its clock was waited for the user. */
function isExcepted({ clock, minutes }: Exclusion, { values }: LiveRow): boolean {
  const waited = values[`clock.${clock}.waitedForUser`];
  return typeof waited === 'number' && waited >= minutes;
}
