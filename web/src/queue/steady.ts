/** Rows that stay where they are while somebody works on them: cells change in place, what came or went waits to be shown (R12). */
type Row = { number: string };
export type Held<R extends Row> = {
  /** In the order in which they stand, each as it was known last. */
  rows: readonly R[];
  /** So many are new and not shown yet. */
  fresh: number;
  /** Something else than what is new waits: rows that left, or another order. */
  isMoved: boolean;
  pages: number;
};
export type Latest<R extends Row> = {
  items: readonly R[];
  /** So many pages were asked for. */
  pages: number;
  /** More lie behind them: what is not among these need not have gone. */
  hasMore: boolean;
};
const numbersOf = (rows: readonly Row[]): readonly string[] => rows.map(({ number }) => number);

/**
 * What is shown next. `before`: what stands there; absent, or empty: all that there is. `isOwn`: rows on which one acted oneself go
 * as soon as they have left. A page more is what somebody asked for, and stands below at once.
 */
export function held<R extends Row>(
  before: Held<R> | undefined,
  { items, pages, hasMore }: Latest<R>,
  isOwn: (number: string) => boolean = () => false,
): Held<R> {
  if (!before || before.rows.length === 0) return { rows: items, fresh: 0, isMoved: false, pages };
  const latest = new Map(items.map((row) => [row.number, row]));
  const known = new Set(numbersOf(before.rows));
  const kept = before.rows.filter(({ number }) => latest.has(number) || !isOwn(number));
  const below = items.findLastIndex(({ number }) => known.has(number));
  const added = pages > before.pages ? items.slice(below + 1) : [];
  const rows = [...kept.map((row) => latest.get(row.number) ?? row), ...added];
  const shown = new Set(numbersOf(rows));
  const common = numbersOf(rows).filter((number) => latest.has(number));
  const inOrder = numbersOf(items).filter((number) => shown.has(number));
  return {
    rows,
    fresh: items.filter(({ number }) => !shown.has(number)).length,
    isMoved:
      common.some((number, at) => number !== inOrder[at]) ||
      (!hasMore && rows.some(({ number }) => !latest.has(number))),
    pages,
  };
}
