/**
 * What a formula would have come to: counted from the rows themselves, with nothing of it kept, so that whoever tries formulas out
 * fills no store.
 */
import type { Connection } from 'mongoose';
import { addPieces, aggregatesFor, Count, namesRead, type Pieces } from '../../domain/figures/counting.ts';
import { aggregatesOf, type FormulaOfRef, nothing } from '../../domain/figures/language/aggregates.ts';
import { figureOf } from '../../domain/figures/language/figure.ts';
import type { Aggregate, Basis, Figure, Formula } from '../../domain/figures/language/shapes.ts';
import type { Period } from '../../domain/figures/periods.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
import type { Of } from '../../models/figures/tally.ts';
import { keyed, knownKeyOf } from './known-keys.ts';
import { rowsIn } from './rows.ts';
import { scopeOf } from './tallies.ts';

export type PreviewWish = {
  org: OrgPath;
  of: Of;
  periods: readonly Period[];
  formula: Formula;
  formulaOfRef: FormulaOfRef;
  /** Processes of which cases are kept from who asks: theirs are left out. */
  concealedIn: ReadonlySet<CaseKind>;
  now: Millis;
  /** So many cases are looked at in all. */
  most?: number;
};
const MOST_CASES = 300_000;
const BASES: readonly Basis[] = ['closed', 'opened', 'open'];

/** The figure of each period, in their order. Throws 'too-many-cases', and when the store is away. */
export async function previewed(db: Connection, wish: PreviewWish): Promise<Figure[]> {
  const { periods, formula, formulaOfRef, most = MOST_CASES } = wish;
  const aggregates = aggregatesOf(formula, formulaOfRef);
  const figures: Figure[] = [];
  const budget = { left: most };
  for (const period of periods) {
    const pieces: Pieces = new Map();
    for (const basis of BASES) await addCounted(db, { wish, period, basis, aggregates, pieces, budget });
    figures.push(figureOf(formula, (one) => pieces.get(knownKeyOf(one)) ?? nothing(one), formulaOfRef));
  }
  return figures;
}

type Counting = {
  wish: PreviewWish;
  period: Period;
  basis: Basis;
  aggregates: readonly Aggregate[];
  pieces: Pieces;
  budget: { left: number };
};

async function addCounted(
  db: Connection,
  { wish, period, basis, aggregates, pieces, budget }: Counting,
): Promise<void> {
  const { org, of, concealedIn, now, most = MOST_CASES } = wish;
  const own = aggregates.filter(({ cases }) => cases.basis === basis);
  const processes = [...new Set(own.flatMap(({ cases }) => cases.processes))];
  const byKey = keyed(own);
  const counts = new Map(processes.map((process) => [process, new Count(aggregatesFor(byKey, basis, process))]));
  const asked = { scope: scopeOf(org, of), period, basis, names: namesRead(own), now };
  for (const hidden of [false, true]) {
    const some = processes.filter((process) => concealedIn.has(process) === hidden);
    if (some.length === 0) continue;
    for await (const row of rowsIn(db, { ...asked, processes: some, withoutConcealed: hidden })) {
      budget.left -= 1;
      if (budget.left < 0)
        throw new DomainError('too-many-cases', 'More cases than are looked at in a preview', { params: { most } });
      const count = some.find((process) => process === row.process);
      if (count) counts.get(count)?.take(row);
    }
  }
  for (const count of counts.values()) addPieces(pieces, count.result());
}
