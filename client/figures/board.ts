/** The figures of several indicators for one organisation: of a period, of those before it, and told apart by who or what has them. */
import type { Connection } from 'mongoose';
import { aggregatesOf, type FormulaOfRef, nothing } from '../../domain/figures/language/aggregates.ts';
import { figureOf } from '../../domain/figures/language/figure.ts';
import type { Figure, Formula } from '../../domain/figures/language/shapes.ts';
import type { Cut, Period } from '../../domain/figures/periods.ts';
import { oldestFrom, withThoseBefore } from '../../domain/figures/periods.ts';
import { isWithin, orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
import type { Groups, Of } from '../../models/figures/tally.ts';
import { inTurns } from '../../platform/files/in-turns.ts';
import { knownKeyOf } from './known-keys.ts';
import { type Measured, measured, measuredApart } from './measuring.ts';
import { type GroupBy, orgPathOf, type Wish } from './wish.ts';

export type BoardWish = {
  org: OrgPath;
  of: Of;
  cut: Cut;
  period: Period;
  /** How many periods are shown, with the period itself. */
  trend: number;
  formulas: readonly Formula[];
  formulaOfRef: FormulaOfRef;
  /** All that are published: counted along where something is counted anew. */
  standing?: readonly Formula[];
  concealedIn?: ReadonlySet<CaseKind>;
  /** Whose cases they are is wanted, too: `groupFigures` tells them apart by it. */
  grouped?: boolean;
  now: Millis;
};
/** In the order of the formulas. `periods`: the oldest first, the period itself at last. */
export type BoardFigures = { periods: readonly Period[]; figures: readonly (readonly Figure[])[]; groups: Groups };

/** So many are told apart; more are counted. */
export const MOST_GROUPS = 100;

/** For each formula its figure in each period. Throws what `formulaOfRef` throws, and when the store is away. */
export async function boardFigures(db: Connection, wish: BoardWish): Promise<BoardFigures> {
  const periods = withThoseBefore(wish.cut, wish.period, wish.trend, oldestFrom(wish.now));
  const found = await measured(db, wishFor(wish, periods), { grouped: wish.grouped === true });
  const figures = await inTurns(figuresOf(wish.formulas, found, wish.formulaOfRef));
  return { periods, figures, groups: found.at(-1)?.groups ?? {} };
}

export type GroupFigures = { value: string; figures: readonly Figure[] };
/**
 * The figures of the period for each value of `by` that ended cases of it have, in order of the values. An organisation stands for
 * all below it: told apart are those right below `org`, and what is of `org` itself. `left`: how many beyond the first hundred.
 */
export async function groupFigures(
  db: Connection,
  wish: Omit<BoardWish, 'trend'>,
  { by, groups }: { by: GroupBy; groups: Groups },
): Promise<{ groups: GroupFigures[]; left: number }> {
  const values = by === 'organisation' ? below(wish.org, groups.orgPath ?? []) : (groups[by] ?? []);
  const shown = values.slice(0, MOST_GROUPS);
  const found = await measuredApart(db, wishFor(wish, [wish.period]), { by, values: shown });
  const results: GroupFigures[] = [];
  for (const [n, value] of shown.entries()) {
    const figures = await inTurns(figuresOf(wish.formulas, found[n] ?? [], wish.formulaOfRef));
    results.push({ value, figures: figures.flat() });
  }
  return { groups: results, left: values.length - shown.length };
}

/** Those right below it that some of these belong to. */
function below(org: OrgPath, paths: readonly string[]): string[] {
  const lines = paths.map((path) => orgLineOf(orgPathOf(path)));
  const right = lines.flatMap((line) => line.find((_, at) => line[at + 1] === org) ?? []);
  return [...new Set(right)].filter((path) => isWithin(orgPathOf(path), org)).toSorted();
}

function wishFor(wish: Omit<BoardWish, 'trend'>, periods: readonly Period[]): Wish {
  const { formulas, standing = formulas, formulaOfRef, ...rest } = wish;
  const all = (some: readonly Formula[]) => some.flatMap((formula) => aggregatesOf(formula, formulaOfRef));
  return { ...rest, periods, aggregates: all(formulas), standing: all(standing) };
}

/** For each formula its figure of each that was measured; others have their turn between two formulas. */
function* figuresOf(
  formulas: readonly Formula[],
  found: readonly Measured[],
  formulaOfRef: FormulaOfRef,
): Generator<void, Figure[][], void> {
  const figures: Figure[][] = [];
  for (const formula of formulas) {
    figures.push(found.map((one) => figureFrom(formula, one, formulaOfRef)));
    yield;
  }
  return figures;
}

const figureFrom = (formula: Formula, { pieces }: Measured, formulaOfRef: FormulaOfRef): Figure =>
  figureOf(formula, (aggregate) => pieces.get(knownKeyOf(aggregate)) ?? nothing(aggregate), formulaOfRef);
