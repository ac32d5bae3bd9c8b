/** Cases counted one by one, row after row: where they must be folded, or told apart by who may see them. */
import type { Connection } from 'mongoose';
import { addPieces, aggregatesFor, Count, type Keyed, namesRead } from '../../domain/figures/counting.ts';
import type { Aggregate, Basis } from '../../domain/figures/language/shapes.ts';
import type { LiveRow } from '../../domain/figures/row.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
import { keyed } from './known-keys.ts';
import { asOf, openRowsIn, rowsIn } from './rows.ts';
import { scopeOf } from './tallies.ts';
import { type Apart, type Ask, placeIn, type Results, type Target, type Wish } from './wish.ts';

type Adding = {
  processes: readonly CaseKind[];
  aggregates: readonly Aggregate[];
  apart?: Apart;
  results: readonly Results[];
};

/** Of open cases. Throws when the store is away. */
export async function addRows(db: Connection, wish: Wish, adding: Adding): Promise<void> {
  for (const basis of ['opened', 'open'] as const) {
    const own = adding.aggregates.filter(({ cases }) => cases.basis === basis);
    if (own.length > 0) await addBasis(db, wish, basis, { ...adding, aggregates: own });
  }
}

async function addBasis(db: Connection, wish: Wish, basis: Basis, adding: Adding): Promise<void> {
  const { org, of, periods, now } = wish;
  const { processes, aggregates, apart, results } = adding;
  const [first, last] = [periods[0], periods.at(-1)];
  if (!first || !last) return;
  const all = keyed(aggregates);
  const countings = results.map(() => new Counting(all, basis, { processes, periods: periods.length }));
  const place = apart && placeIn(apart);
  const period = { from: first.from, until: last.until };
  const asked = { scope: scopeOf(org, of), period, basis, processes, names: namesRead(aggregates), now };
  for await (const row of openRowsIn(db, asked)) {
    const counting = countings[place ? (place(valueOf(row, apart)) ?? -1) : 0];
    for (const [n, one] of periods.entries()) {
      if (basis === 'opened' && (row.openedAt < one.from || row.openedAt >= one.until)) continue;
      const at = Math.min(one.until, now);
      if (basis === 'opened') counting?.take(n, row);
      else if (row.openedAt < at && one.from < now) counting?.take(n, { ...row, values: asOf(row, at) });
    }
  }
  for (const [n, counting] of countings.entries()) counting.addTo(results[n] ?? []);
}

const valueOf = (row: LiveRow, apart: Apart | undefined): string | undefined =>
  !apart || apart.by === 'organisation' ? row.orgPath : row[apart.by];

type Hidden = Ask & { target: Target; to: Results };

/** Of a process of which cases are kept from who asks: open and ended ones without those. Throws when the store is away. */
export async function addUnconcealed(
  db: Connection,
  wish: Wish,
  { basis, process, target, to }: Hidden,
): Promise<void> {
  const { periods, now } = wish;
  const all = keyed(wish.aggregates);
  const counting = new Counting(all, basis, { processes: [process], periods: periods.length });
  for (const [n, period] of periods.entries()) {
    if (period.from >= now) continue;
    const asked = {
      scope: scopeOf(target.org, target.of),
      period,
      basis,
      processes: [process],
      names: namesRead(aggregatesFor(all, basis, process).values()),
      withoutConcealed: true,
      now,
    };
    for await (const row of rowsIn(db, asked)) counting.take(n, row);
  }
  counting.addTo(to);
}

/** Counts rows of several processes by period. */
class Counting {
  readonly #counts: readonly ReadonlyMap<string, Count>[];

  constructor(
    aggregates: Keyed,
    basis: Basis,
    { processes, periods }: { processes: readonly CaseKind[]; periods: number },
  ) {
    const own = processes.map((process) => [process, aggregatesFor(aggregates, basis, process)] as const);
    this.#counts = Array.from(
      { length: periods },
      () => new Map(own.map(([process, some]) => [process, new Count(some)])),
    );
  }

  take(period: number, row: LiveRow): void {
    this.#counts[period]?.get(row.process)?.take(row);
  }

  addTo(results: Results): void {
    for (const [n, counts] of this.#counts.entries())
      for (const count of counts.values()) addPieces(results[n]?.pieces ?? new Map(), count.result());
  }
}
