/** What was counted, put together for figures of several periods: of ended cases what is kept, of open ones what their documents say. */
import type { Connection } from 'mongoose';
import { addPieces, type Pieces } from '../../domain/figures/counting.ts';
import type { Aggregate, Basis } from '../../domain/figures/language/shapes.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
import type { Groups } from '../../models/figures/tally.ts';
import { addOpen } from './counting-open.ts';
import { addUnconcealed } from './counting-rows.ts';
import { spansIn } from './spans.ts';
import { talliedAll } from './tallies.ts';
import { type Apart, type Ask, type Results, type Target, targetOf, type Wish } from './wish.ts';

/** `groups`: whose cases of ended ones these are; empty where that is not asked for. */
export type Measured = { pieces: Pieces; groups: Groups };

const BASES: readonly Basis[] = ['closed', 'opened', 'open'];

/** What each of the periods comes to, in their order. */
export async function measured(
  db: Connection,
  wish: Wish,
  { grouped = false }: { grouped?: boolean } = {},
): Promise<Measured[]> {
  const [found = []] = await measuredOf(db, wish, { targets: [wish], grouped });
  return found;
}

/** Likewise for each value, in their order; read of all of them at once. */
export const measuredApart = (db: Connection, wish: Wish, apart: Apart): Promise<Measured[][]> =>
  measuredOf(db, wish, { targets: apart.values.map((value) => targetOf(wish, apart, value)), apart });

type Parts = { targets: readonly Target[]; apart?: Apart; grouped?: boolean };

/** The open cases are read first, so that none is missed that ends meanwhile. */
async function measuredOf(db: Connection, wish: Wish, { targets, apart, grouped }: Parts): Promise<Measured[][]> {
  const { periods } = wish;
  const results = targets.map((): Results => periods.map(() => ({ pieces: new Map(), groups: [] })));
  const isHidden = (process: CaseKind): boolean => wish.concealedIn?.has(process) === true;
  const asks = BASES.flatMap((basis) => processesOf(wish.aggregates, basis).map((process) => ({ basis, process })));
  const plain = asks.filter(({ process }) => !isHidden(process));
  await addOpen(db, wish, { asks: plain, results, ...(apart ? { apart } : {}) });
  await addKept(db, wish, { asks: plain, targets, results, grouped: grouped === true });
  for (const ask of asks.filter(({ process }) => isHidden(process)))
    for (const [n, target] of targets.entries())
      await addUnconcealed(db, wish, { ...ask, target, to: results[n] ?? [] });
  return results.map((own) => own.map(({ pieces, groups }) => ({ pieces, groups: joined(groups) })));
}

const processesOf = (aggregates: readonly Aggregate[], basis: Basis): CaseKind[] => [
  ...new Set(aggregates.flatMap(({ cases }) => (cases.basis === basis ? cases.processes : []))),
];

type Keeping = { asks: readonly Ask[]; targets: readonly Target[]; results: readonly Results[]; grouped: boolean };

/** Of ended cases. */
async function addKept(db: Connection, wish: Wish, { asks, targets, results, grouped }: Keeping): Promise<void> {
  const { periods, aggregates, standing = aggregates, now } = wish;
  const all = targets.flatMap((target, at) =>
    asks.map(({ basis, process }) => {
      const spansOf = periods.map((period) =>
        spansIn({ cut: wish.cut, of: target.of }, period, basis).filter(({ from }) => from < now),
      );
      return { at, spansOf, asked: { process, basis, org: target.org, of: target.of, spans: spansOf.flat() } };
    }),
  );
  const counts = await talliedAll(
    db,
    all.map(({ asked }) => asked),
    { wanted: aggregates, standing, grouped, now },
  );
  for (const [n, { at, spansOf }] of all.entries()) {
    let next = 0;
    for (const [period, spans] of spansOf.entries()) {
      const to = results[at]?.[period];
      for (const count of counts[n]?.slice(next, next + spans.length) ?? []) {
        if (to) addPieces(to.pieces, count.pieces);
        to?.groups.push(count.groups);
      }
      next += spans.length;
    }
  }
}

function joined(all: readonly Groups[]): Groups {
  const fields = ['orgPath', 'team', 'person', 'application'] as const;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const values = [...new Set(all.flatMap((one) => one[field] ?? []))];
      return values.length > 0 ? [[field, values.toSorted()]] : [];
    }),
  );
}
