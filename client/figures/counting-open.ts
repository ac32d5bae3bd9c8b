/** Open cases counted for several periods and targets at once, by what they are alike in; those of clocks one by one. */
import type { Connection } from 'mongoose';
import { type OpenedIn, pieceOf } from '../../domain/figures/alike.ts';
import { addPieces, type Keyed, namesRead } from '../../domain/figures/counting.ts';
import type { Aggregate, Basis } from '../../domain/figures/language/shapes.ts';
import type { Period } from '../../domain/figures/periods.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../../domain/processes.ts';
import { addRows } from './counting-rows.ts';
import { keyed } from './known-keys.ts';
import { openAlike } from './open-alike.ts';
import { hasClocks } from './rows.ts';
import { scopeOf } from './tallies.ts';
import { type Apart, type Ask, placeIn, type Results, type Wish } from './wish.ts';

type Adding = { asks: readonly Ask[]; apart?: Apart; results: readonly Results[] };

/** Throws when the store is away. */
export async function addOpen(db: Connection, wish: Wish, { asks, apart, results }: Adding): Promise<void> {
  const open = asks.filter(({ basis }) => basis !== 'closed');
  const wanted = wish.aggregates.filter(({ cases }) => isAsked(open, cases));
  const [ofClocks, plain] = [true, false].map((isOfClocks) =>
    wanted.filter((one) => looksAtClocks(one) === isOfClocks),
  );
  const processes = [...new Set(open.map(({ process }) => process))].filter(isProcessKey);
  const placed = { processes, results, ...(apart ? { apart } : {}) };
  if (plain && plain.length > 0) await addAlike(db, wish, { ...placed, aggregates: plain });
  if (ofClocks && ofClocks.length > 0) await addRows(db, wish, { ...placed, aggregates: ofClocks });
}

const isAsked = (asks: readonly Ask[], { basis, processes }: Aggregate['cases']): boolean =>
  asks.some((ask) => ask.basis === basis && processes.includes(ask.process));
const looksAtClocks = (aggregate: Aggregate): boolean => hasClocks(namesRead([aggregate]));

type Placed = Omit<Adding, 'asks'> & { processes: readonly ProcessKey[]; aggregates: readonly Aggregate[] };

async function addAlike(db: Connection, wish: Wish, { processes, aggregates, apart, results }: Placed): Promise<void> {
  const { org, of, periods, now } = wish;
  const [first, last] = [periods[0], periods.at(-1)];
  if (!first || !last) return;
  const isOfAnyAge = aggregates.some(({ cases }) => cases.basis === 'open');
  const groups = await openAlike(db, {
    scope: scopeOf(org, of),
    opened: { ...(isOfAnyAge ? {} : { $gte: first.from }), $lt: last.until },
    processes,
    aggregates,
    ...(apart ? { by: apart.by } : {}),
  });
  const place = apart && placeIn(apart);
  const all: Keyed = keyed(aggregates);
  for (const group of groups) {
    const to = results[place ? (place(group.of) ?? -1) : 0];
    if (!to) continue;
    for (const [key, aggregate] of all)
      for (const [n, period] of periods.entries()) {
        const opened = openedIn(aggregate.cases.basis, period, now);
        const piece = opened && pieceOf(aggregate, group, opened);
        if (piece) addPieces(to[n]?.pieces ?? new Map(), new Map([[key, piece]]));
      }
  }
}

/** Null: the period has not begun. */
function openedIn(basis: Basis, { from, until }: Period, now: Millis): OpenedIn | null {
  if (basis === 'opened') return { from, until };
  const asOf = Math.min(until, now);
  return from < now ? { from: Number.NEGATIVE_INFINITY, until: asOf, asOf } : null;
}
