/**
 * What is owed 违约金 by the clauses of a scheme: whole cents, by exact arithmetic, rounded half away from zero once in a line,
 * where an amount is a part of the fee.
 */
import { rounded, roundedUp, tenThousandths } from './decimals.ts';
import type { Amount, Breaches, Clause, SchemeItem, Terms } from './shapes.ts';

/** `times`: of what the amount is owed; of tiers, which of them, counted from 1. `over`: cents that its cap takes off. */
export type ClauseLine = { clause: string; item: string; times: number; cents: number; over: number };
/** What somebody decided of an item, in cents that it takes off; the reason stands in its event. */
export type Relief = { item: string; cents: number };
export type Line =
  | ({ is: 'clause' } & ClauseLine)
  | ({ is: 'adjustment' } & Relief)
  /** What the cap of the statement takes off. */
  | { is: 'cap'; cents: number };
export type Penalty = { lines: readonly Line[]; cents: number };

const BASIS = 10_000n;
const HUNDRED = 100n;
const ONE = 10_000n;

/** By item; null: it has no value, and nothing is owed for it. */
export type Figures = ReadonlyMap<string, number | null>;

/**
 * Every line and their sum, which is never below 0 nor above the cap of the statement. The same for clauses, figures and reliefs in
 * any order but that of the lines; a worse figure never owes less. More than MOST_LINE cents are owed in no line. Throws RangeError
 * for what is no figure.
 */
export function penaltyOf(
  terms: Terms,
  figures: Figures,
  breaches: Breaches,
  reliefs: readonly Relief[] = [],
): Penalty {
  const clauses = terms.clauses.map((clause): Line => ({ is: 'clause', ...lineOf(clause, terms, figures, breaches) }));
  const lines: Line[] = [...clauses, ...reliefLines(clauses, reliefs)];
  const sum = sumOf(lines);
  const over = terms.cap === undefined ? 0 : Math.max(0, sum - terms.cap);
  const all: Line[] = over > 0 ? [...lines, { is: 'cap', cents: -over }] : lines;
  return { lines: all, cents: sum - over };
}

const sumOf = (lines: readonly Line[]): number => lines.reduce((all, { cents }) => all + cents, 0);

/** What is owed for an item now. Throws as `penaltyOf`. */
export const owedFor = (item: string, { lines }: Penalty): number =>
  lines.reduce((sum, line) => (line.is !== 'cap' && line.item === item ? sum + line.cents : sum), 0);

/** No item is relieved of more than is owed for it. */
function reliefLines(clauses: readonly Line[], reliefs: readonly Relief[]): Line[] {
  const left = new Map<string, number>();
  for (const line of clauses) if (line.is === 'clause') left.set(line.item, (left.get(line.item) ?? 0) + line.cents);
  return reliefs.flatMap(({ item, cents }): Line[] => {
    const taken = Math.min(cents, left.get(item) ?? 0);
    left.set(item, (left.get(item) ?? 0) - taken);
    return taken > 0 ? [{ is: 'adjustment', item, cents: -taken }] : [];
  });
}

function lineOf(clause: Clause, terms: Terms, figures: Figures, breaches: Breaches): ClauseLine {
  const { id, item: of, cap } = clause;
  const item = terms.items.find((one) => one.id === of);
  const value = figures.get(of) ?? null;
  const { times, cents: owed } =
    item && value !== null ? owing(clause, { item, value, fee: terms.fee, breaches }) : { times: 0n, cents: 0n };
  const cents = least(owed, cap === undefined ? MOST_LINE : BigInt(cap));
  return { clause: id, item: of, times: shown(times), cents: Number(cents), over: shown(owed - cents) };
}
/** Twenty such lines are still reckoned exactly; no contract means more. */
const MOST_LINE = 100_000_000_000_000n;
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const shown = (n: bigint): number => Number(least(n, MOST_LINE));

type Owing = { item: SchemeItem; value: number; fee: number | undefined; breaches: Breaches };
function owing(clause: Clause, { item, value, fee, breaches }: Owing): { times: bigint; cents: bigint } {
  switch (clause.is) {
    case 'per-breach': {
      const times = BigInt(breaches[clause.id] ?? 0);
      return { times, cents: amountOf(clause.amount, times, fee) };
    }
    case 'per-percent': {
      const times = percentMissed(item, value, clause.count);
      return { times, cents: amountOf(clause.amount, times, fee) };
    }
    case 'tiers': {
      const passed = clause.tiers.flatMap(({ beyond, amount }, n) =>
        isBeyond(item, value, beyond) ? [{ n, amount }] : [],
      );
      const worst = passed.at(-1);
      return worst ? { times: BigInt(worst.n + 1), cents: amountOf(worst.amount, 1n, fee) } : { times: 0n, cents: 0n };
    }
    default:
      return clause satisfies never;
  }
}

const isBeyond = ({ better }: SchemeItem, value: number, beyond: number): boolean =>
  better === 'more' ? tenThousandths(value) < tenThousandths(beyond) : tenThousandths(value) > tenThousandths(beyond);

/** Percent of the target by which it is missed; of a target up to 1, which is a share, percentage points. */
function percentMissed({ better, target = 0 }: SchemeItem, value: number, count: 'begun' | 'full'): bigint {
  const [has, wanted] = [tenThousandths(value), tenThousandths(target)];
  const missed = better === 'more' ? wanted - has : has - wanted;
  if (missed <= 0n) return 0n;
  const whole = wanted <= ONE ? ONE : wanted;
  return count === 'begun' ? roundedUp(missed * HUNDRED, whole) : (missed * HUNDRED) / whole;
}

const amountOf = (amount: Amount, times: bigint, fee: number | undefined): bigint =>
  'cents' in amount
    ? BigInt(amount.cents) * times
    : rounded(BigInt(fee ?? 0) * BigInt(amount.basisPoints) * times, BASIS);
