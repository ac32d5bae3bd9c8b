/** What a formula comes to. Exact until its end, where it is rounded once. */
import { aggregatesOf, type FormulaOfRef, ownAggregates } from './aggregates.ts';
import { decimal, minus, over, plus, type Rational, rounded, times, whole } from './rational.ts';
import type { Aggregate, Figure, FigurePart, Formula, Piece } from './shapes.ts';

export type PieceOf = (aggregate: Aggregate) => Piece;

/**
 * The figure, of what was counted for each of `aggregatesOf`. The order in which cases were counted changes nothing.
 * Throws what the two that look things up throw.
 */
export function figureOf(formula: Formula, pieceOf: PieceOf, formulaOfRef: FormulaOfRef): Figure {
  const known = new Map<string, Rational | null>();
  const value = valueOf(formula, { pieceOf, formulaOfRef, known });
  return { value: value && rounded(value), parts: partsOf(formula, pieceOf, formulaOfRef) };
}

type Look = {
  pieceOf: PieceOf;
  formulaOfRef: FormulaOfRef;
  /** Each reference is reckoned once. */
  known: Map<string, Rational | null>;
};

/** Null: no value. */
function valueOf(formula: Formula, look: Look): Rational | null {
  switch (formula.is) {
    case 'number':
      return decimal(formula.value);
    case 'aggregate':
      return aggregateValue(formula.of, look.pieceOf(formula.of));
    case 'share': {
      const [part, all] = ownAggregates(formula).map((one) => whole(look.pieceOf(one).cases));
      return part && all ? over(part, all) : null;
    }
    case 'indicator': {
      const { ref } = formula;
      const before = look.known.get(ref);
      if (before !== undefined) return before;
      const value = valueOf(look.formulaOfRef(ref), look);
      look.known.set(ref, value);
      return value;
    }
    default: {
      const [left, right] = [valueOf(formula.left, look), valueOf(formula.right, look)];
      return left && right ? OPERATIONS[formula.is](left, right) : null;
    }
  }
}
const OPERATIONS = { '+': plus, '-': minus, '*': times, '/': over } as const;

function aggregateValue(aggregate: Aggregate, piece: Piece): Rational | null {
  switch (piece.is) {
    case 'count':
      return whole(piece.cases);
    case 'sum':
      return aggregate.is === 'mean' ? over(whole(piece.sum), whole(piece.cases)) : whole(piece.sum);
    case 'least':
    case 'most':
      return piece.value === null ? null : whole(piece.value);
    default: {
      const found = aggregate.is === 'percentile' ? ranked(piece, aggregate.p) : null;
      return found === null ? null : whole(found);
    }
  }
}

const HUNDREDTHS = 100;
/** The nearest rank: the ceil(p / 100 · n)-th smallest, counted from 1. `p` in hundredths is whole, so nothing is lost. */
function ranked({ cases, counts }: Extract<Piece, { is: 'values' }>, p: number): number | null {
  const rank = Math.ceil((Math.round(p * HUNDREDTHS) * cases) / (100 * HUNDREDTHS));
  let below = 0;
  for (const [value, n] of Object.entries(counts).toSorted(([a], [b]) => Number(a) - Number(b))) {
    below += n;
    if (below >= rank) return Number(value);
  }
  return null;
}

function partsOf(formula: Formula, pieceOf: PieceOf, formulaOfRef: FormulaOfRef): FigurePart[] {
  if (formula.is === 'indicator') return partsOf(formulaOfRef(formula.ref), pieceOf, formulaOfRef);
  const aggregates = formula.is === 'share' ? ownAggregates(formula) : aggregatesOf(formula, formulaOfRef);
  return aggregates.map((of, n) => {
    const piece = pieceOf(of);
    const value = aggregateValue(of, piece);
    const is = formula.is !== 'share' ? 'aggregate' : n === 0 ? 'numerator' : 'denominator';
    return { is, of, value: value && rounded(value), cases: piece.cases };
  });
}
