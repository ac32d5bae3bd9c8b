/**
 * Figures of releases that have ended (D7). Each is one criterion over frozen fields, by which stored releases are counted and by
 * which a list finds them, so that a figure and the list behind it are one thing.
 */
export const ENDS = ['closed', 'rolled-back', 'canceled'] as const;

/** Words of a list's filters: a field is one of these. `none`: the release does not have it. */
const WORDS = ['status', 'outcome', 'wentBack'] as const;
type Field = (typeof WORDS)[number];
export type Criterion = Readonly<Partial<Record<Field, readonly string[]>>>;

/** Ended releases that are alike in all that a criterion looks at. `value`: by which they are grouped. */
export type Tally = { value: string; fields: Readonly<Record<Field, string>>; count: number };
export type Counted = { count: number; of: Criterion };
/** `share`: the quotient, rounded once to four decimals; null of nothing. */
export type Share = { share: number | null; numerator: Counted; denominator: Counted };
export type ReleaseFigures = {
  ended: Counted;
  closed: Counted;
  rolledBack: Counted;
  canceled: Counted;
  withIssues: Counted;
  successful: Share;
  wentBack: Share;
};

const OUT: Criterion = { status: ['closed', 'rolled-back'] };

/**
 * The figures of these ended releases. Adding tallies up in any order and any cut gives the same. Throws nothing.
 * - `successful`: closed without a rollback and without issues, of those that went out: closed, or rolled back.
 * - `wentBack`: of the same, those of which a wave, or all, was taken back once.
 */
export function releaseFigures(tallies: readonly Tally[]): ReleaseFigures {
  const count = (of: Criterion): Counted => ({
    count: tallies.reduce((sum, tally) => sum + (isMet(tally, of) ? tally.count : 0), 0),
    of,
  });
  const share = (of: Criterion): Share => {
    const [numerator, denominator] = [count(of), count(OUT)];
    const quotient = Math.round((numerator.count * 10_000) / denominator.count) / 10_000;
    return { share: denominator.count === 0 ? null : quotient, numerator, denominator };
  };
  return {
    ended: count({ status: ENDS }),
    closed: count({ status: ['closed'] }),
    rolledBack: count({ status: ['rolled-back'] }),
    canceled: count({ status: ['canceled'] }),
    withIssues: count({ status: ['closed'], outcome: ['with-issues'] }),
    successful: share({ status: ['closed'], outcome: ['successful'] }),
    wentBack: share({ ...OUT, wentBack: ['true'] }),
  };
}

const isMet = ({ fields }: Tally, of: Criterion): boolean =>
  WORDS.every((name) => of[name]?.includes(fields[name]) ?? true);

/**
 * The same by group: the largest first, those of one size by their value; at most `most` groups, `left`: of how many others
 * there is no row. Throws nothing.
 */
export function figuresByGroup(
  tallies: readonly Tally[],
  most: number,
): { groups: (ReleaseFigures & { value: string })[]; left: number } {
  const byValue = new Map<string, Tally[]>();
  for (const tally of tallies) byValue.set(tally.value, [...(byValue.get(tally.value) ?? []), tally]);
  const size = (of: readonly Tally[]): number => of.reduce((sum, { count }) => sum + count, 0);
  const ordered = [...byValue].toSorted(([a, ofA], [b, ofB]) => size(ofB) - size(ofA) || (a < b ? -1 : 1));
  return {
    groups: ordered.slice(0, most).map(([value, of]) => ({ value, ...releaseFigures(of) })),
    left: Math.max(0, ordered.length - most),
  };
}
