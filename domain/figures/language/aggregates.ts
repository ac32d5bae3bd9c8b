/**
 * What a formula counts, so that it can be counted by pieces: `nothing` is neutral, `merged` takes two pieces of different cases
 * together, in any order and any cut with the same result, and `withRow` adds a case.
 */
import type { FigureRow } from '../row.ts';
import { isIn } from './holds.ts';
import { condensed } from './key.ts';
import { printAggregate } from './printer.ts';
import type { Aggregate, Cases, Condition, Formula, Piece } from './shapes.ts';

/** Of a pinned reference: the formula of that version. */
export type FormulaOfRef = (ref: string) => Formula;

/** Each aggregate once, in the formula's order, those of its references among them. Throws what `formulaOfRef` throws. */
export function aggregatesOf(formula: Formula, formulaOfRef: FormulaOfRef): Aggregate[] {
  const found = new Map<string, Aggregate>();
  const seen = new Set<string>();
  const collect = (at: Formula): void => {
    if (at.is === 'indicator') {
      if (seen.has(at.ref)) return;
      seen.add(at.ref);
      collect(formulaOfRef(at.ref));
    } else if ('left' in at) {
      collect(at.left);
      collect(at.right);
    } else if (at.is !== 'number') {
      for (const aggregate of ownAggregates(at)) {
        const key = keyOf(aggregate);
        if (!found.has(key)) found.set(key, aggregate);
      }
    }
  };
  collect(formula);
  return [...found.values()];
}

/** Of a share: what is counted above and below its line. */
export function ownAggregates(formula: Extract<Formula, { is: 'aggregate' | 'share' }>): Aggregate[] {
  if (formula.is === 'aggregate') return [formula.of];
  return [
    { is: 'count', cases: inBoth(formula.part, formula.whole) },
    { is: 'count', cases: formula.whole },
  ];
}

/** Cases of the part that are in the whole as well; both are of one basis. */
function inBoth(part: Cases, whole: Cases): Cases {
  const processes = part.processes.filter((one) => whole.processes.includes(one));
  const wheres = [part.where, whole.where].flatMap((one) => (one ? [one] : []));
  const where: Condition | undefined = wheres.length > 1 ? { is: 'and', of: wheres } : wheres[0];
  return { basis: part.basis, processes, ...(where ? { where } : {}) };
}

/** The same for all aggregates that say the same, in whatever order they say it, under every release. Throws nothing. */
export const keyOf = (aggregate: Aggregate): string => printAggregate(condensed(aggregate), 'plainly');

/** The cases that an aggregate counts: of a name, those that have it. Throws nothing. */
export function countedIn(aggregate: Aggregate): Cases {
  if (aggregate.is === 'count') return aggregate.cases;
  const { basis, processes, where } = aggregate.cases;
  const has: Condition = { is: 'not', of: { is: 'missing', name: aggregate.name } };
  return { basis, processes, where: where ? { is: 'and', of: [where, has] } : has };
}

/** What it comes to over no case. Throws nothing. */
export function nothing({ is }: Aggregate): Piece {
  switch (is) {
    case 'count':
      return { is, cases: 0 };
    case 'sum':
    case 'mean':
      return { is: 'sum', cases: 0, sum: '0' };
    case 'least':
    case 'most':
      return { is, cases: 0, value: null };
    default:
      return { is: 'values', cases: 0, counts: {} };
  }
}

/**
 * With one more case of the aggregate's basis, if it is one of its cases; else the same. `times`: so many that are alike. Throws on a
 * piece of another aggregate. Linear over many: a count-map that it made itself it adds to in place, so use what it returns, and no
 * longer what was given.
 */
export function withRow(aggregate: Aggregate, to: Piece, row: Pick<FigureRow, 'process' | 'values'>, times = 1): Piece {
  return isIn(aggregate.cases, row) ? withOne(aggregate, to, row.values, times) : to;
}

/** Likewise of one that is known to be among its cases. */
export function withOne(aggregate: Aggregate, to: Piece, values: FigureRow['values'], times = 1): Piece {
  if (aggregate.is === 'count') return to.is === 'count' ? { is: 'count', cases: to.cases + times } : mixed();
  const value = Object.hasOwn(values, aggregate.name) ? values[aggregate.name] : null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return to;
  if (to.is === 'values') {
    const counts: Record<string, number> = to.counts;
    counts[value] = (counts[value] ?? 0) + times;
    return { ...to, cases: to.cases + times, counts };
  }
  return merged(to, ofSome(aggregate, value, times));
}

function ofSome({ is }: Aggregate, value: number, times: number): Piece {
  if (is === 'least' || is === 'most') return { is, cases: times, value };
  return { is: 'sum', cases: times, sum: String(BigInt(value) * BigInt(times)) };
}

/** Both together; neither changes. Throws on pieces of different aggregates. */
export function merged(a: Piece, b: Piece): Piece {
  const cases = a.cases + b.cases;
  if (a.is === 'count' && b.is === 'count') return { is: 'count', cases };
  if (a.is === 'sum' && b.is === 'sum') return { is: 'sum', cases, sum: String(BigInt(a.sum) + BigInt(b.sum)) };
  if (a.is === 'values' && b.is === 'values') return { is: 'values', cases, counts: together(a.counts, b.counts) };
  if ((a.is === 'least' && b.is === 'least') || (a.is === 'most' && b.is === 'most'))
    return { is: a.is, cases, value: outermost(a.is, a.value, b.value) };
  return mixed();
}

function together(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const counts = { ...a };
  for (const [value, n] of Object.entries(b)) counts[value] = (counts[value] ?? 0) + n;
  return counts;
}

function outermost(is: 'least' | 'most', a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return is === 'least' ? Math.min(a, b) : Math.max(a, b);
}

const mixed = (): never => {
  throw new Error('pieces of different aggregates');
};
